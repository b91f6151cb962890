"""A column of dates, read as a whole: 03/04/2024 is told by its neighbours, or not at all.

A date of numbers alone can be year first, day first or month first. The order that fits the whole column is taken;
if two orders fit, nobody but the user can know, and he is asked. A column that needs two orders is refused.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.text_file import fault
from simulator.errors import printable

IntArray = NDArray[np.int64]

ORDERS = ("year-first", "day-first", "month-first")
UNREADABLE = 0
MOST_STRAYS = 0.01  # part of a column that may be impossible in its order
EARLIEST, LATEST = dt.date(1970, 1, 1).toordinal(), dt.date(2100, 1, 1).toordinal()
TURN_OF_CENTURY = 70  # two-digit years from here on belong to the 1900s

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
MONTHS |= {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_TIME = r"(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]m)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMBERS = re.compile(rf"(\d{{1,4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,4}})日?{_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_NAME = re.compile(rf"(\d{{1,2}})[-\s./]*([a-zä]{{3,9}})[-\s./,]*(\d{{2,4}}){_TIME}", re.IGNORECASE)
_NAME_DAY = re.compile(rf"([a-zä]{{3,9}})[-\s./]*(\d{{1,2}})[-\s,./]+(\d{{2,4}}){_TIME}", re.IGNORECASE)

Triple = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class DateColumn:
    """Days as ordinals, 0 where a cell is no date, and the order in which they were read."""

    days: IntArray
    order: str


def read_dates(file: Path, texts: Sequence[str], lines: Sequence[int], order: str | None = None) -> DateColumn:
    """Reads a column of dates.

    Args:
        file: Name of the file, for messages.
        texts: The cells.
        lines: Their lines.
        order: One of `ORDERS`; None decides by the whole column.

    Raises:
        ScenarioError: The order cannot be told, or the column mixes two.

    Examples:
        >>> column = read_dates(Path("f.csv"), ["03/04/2024", "25/04/2024"], [2, 3])
        >>> column.order, dt.date.fromordinal(int(column.days[0])).isoformat()
        ('day-first', '2024-04-03')
    """
    numbers: dict[str, int] = {}
    rows = np.fromiter((numbers.setdefault(text, len(numbers)) for text in texts), np.int64, len(texts))
    known: dict[str, int] = {}
    triples: dict[str, Triple] = {}
    for text in numbers:
        plain = unicodedata.normalize("NFKC", text).strip()
        named = _with_month_name(plain)
        if named is not None:
            known[text] = named
        elif found := _COMPACT.fullmatch(plain) or _NUMBERS.fullmatch(plain):
            triples[text] = (found[1], found[2], found[3])
    counts = np.bincount(rows, minlength=len(numbers))
    weights = {text: int(counts[numbers[text]]) for text in triples}
    first_lines = _first_lines(numbers, rows, lines)
    chosen = order or _order(file, triples, weights, first_lines)
    read = READERS[chosen]
    days = np.array([known.get(text) or read(triples[text]) if text in triples or text in known else UNREADABLE
                     for text in numbers], dtype=np.int64)  # fmt: skip
    days = np.where((days >= EARLIEST) & (days < LATEST), days, UNREADABLE)
    return DateColumn(days=days[rows] if len(rows) else rows, order=chosen)


def _first_lines(numbers: Mapping[str, int], rows: IntArray, lines: Sequence[int]) -> dict[str, int]:
    _, first = np.unique(rows, return_index=True)
    return {text: lines[int(first[number])] for text, number in numbers.items()}


def _order(file: Path, triples: Mapping[str, Triple], weights: Mapping[str, int], lines: Mapping[str, int]) -> str:
    """The one order that fits; year first if there are no dates of numbers."""
    valid = {order: {text for text, triple in triples.items() if READERS[order](triple)} for order in ORDERS}
    size = {order: sum(weights[text] for text in texts) for order, texts in valid.items()}
    ranked = sorted(ORDERS, key=lambda order: -size[order])
    best, second = ranked[0], ranked[1]
    if not size[best]:
        return best
    if size[second] == size[best]:
        message = f"cannot tell whether dates such as '{_example(valid[best])}' are {best} or {second}; give --dates"
        raise fault(file, message, min(lines[text] for text in valid[best]))
    strays = valid[second] - valid[best]
    lost = sum(weights[text] for text in strays)
    if lost > MOST_STRAYS * size[best]:
        message = f"dates are mixed: most are {best}, but '{_example(strays)}' can only be {second}"
        raise fault(file, f"{message}; give --dates {best} to leave such lines out", min(lines[t] for t in strays))
    return best


def _example(texts: set[str]) -> str:
    return printable(min(texts))


def _with_month_name(text: str) -> int | None:
    if found := _DAY_NAME.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _NAME_DAY.fullmatch(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    return _day(year, str(MONTHS.get(month[:3].lower(), 0)), day) or None


def _day(year: str, month: str, day: str) -> int:
    if len(year) not in {2, 4} or max(len(month), len(day)) > 2:
        return UNREADABLE
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= TURN_OF_CENTURY else 2000
    try:
        return dt.date(number, int(month), int(day)).toordinal()
    except ValueError:
        return UNREADABLE


READERS: Mapping[str, Callable[[Triple], int]] = {
    "year-first": lambda t: _day(t[0], t[1], t[2]),
    "day-first": lambda t: _day(t[2], t[1], t[0]),
    "month-first": lambda t: _day(t[2], t[0], t[1]),
}
