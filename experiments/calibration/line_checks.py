"""Lines that can be read and yet are no orders: totals, cancelled ones, dates with a mistyped year."""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from simulator.errors import printable
from simulator.results import FloatArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

MOST_FAR_OFF, FAR_DAYS = 0.01, 730  # part of the dates that may be mistyped, days that part them from the others
FEWEST_DATES = 20
FEWEST_SUMMED, HALF_A_CENT = 3, 0.005
_SUMS = "total|sum|totals|summe|gesamt|gesamtsumme|zwischensumme|合计|总计|小计|共计"
TOTALS = re.compile(rf"((grand|sub|overall)[\s-]*)?({_SUMS})(\s+(amount|sum|value|betrag))?[\W\d]*", re.IGNORECASE)
_CANCELLED = "cancelled,canceled,void,voided,deleted,rejected,draft,storniert,abgelehnt,已取消,取消,作废,已作废"
CANCELLED = frozenset(_CANCELLED.split(","))


def is_nameless(account: str) -> bool:
    """Whether a cell names no account, but nothing or a sum.

    Examples:
        >>> is_nameless(""), is_nameless("Grand total (60)"), is_nameless("Total Fluids")
        (True, True, False)
    """
    return not account or TOTALS.fullmatch(account) is not None


def is_cancelled(status: str) -> bool:
    """Whether a status says that a line never became an order."""
    return status.strip().casefold() in CANCELLED


def sum_of_all_above(amounts: FloatArray) -> bool:
    """Whether the last amount is the sum of all others.

    Examples:
        >>> sum_of_all_above(np.array([1.0, 2.0, 3.0, 4.0, 10.0]))
        True
    """
    return len(amounts) > FEWEST_SUMMED + 1 and bool(abs(amounts[:-1].sum() - amounts[-1]) < HALF_A_CENT)


def far_off(days: IntArray, usable: BoolArray) -> BoolArray:
    """The few dates that are parted from all others by years: a mistyped year would stretch the records.

    Examples:
        >>> days = np.r_[738_000 + np.arange(100), 766_000]
        >>> np.flatnonzero(far_off(days, np.ones(101, dtype=bool))).tolist()
        [100]
    """
    kept = np.sort(days[usable])
    if len(kept) < FEWEST_DATES:
        return np.zeros(len(days), dtype=bool)
    most = max(1, int(MOST_FAR_OFF * len(kept)))
    early, late = kept[: most + 1], kept[len(kept) - most - 1 :]
    low, high = (np.flatnonzero(np.diff(part) > FAR_DAYS) for part in (early, late))
    first = early[low[-1] + 1] if len(low) else kept[0]
    last = late[high[0]] if len(high) else kept[-1]
    return np.asarray(((days < first) | (days > last)) & usable)


def alike(accounts: Iterable[str]) -> str:
    """Tells of accounts that may be one, as nobody but the user knows; empty if there are none.

    Examples:
        >>> alike(["Acme Ltd", "ACME  Ltd"])[:47]
        '1 accounts differ from another only in capitals'
    """
    first: dict[str, str] = {}
    pairs = [(first[key], name) for name in accounts if first.setdefault(key := _key(name), name) != name]
    if not pairs:
        return ""
    one, other = (printable(name) for name in pairs[0])
    return (
        f"{len(pairs)} accounts differ from another only in capitals, blanks or leading zeros ('{one}' and '{other}', "
        "for instance) and count as accounts of their own: write them alike if they are one"
    )


def _key(name: str) -> str:
    """An account's name without what people write now so, now so."""
    return "".join(name.casefold().split()).lstrip("0")
