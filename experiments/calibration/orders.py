"""Order records as the models need them: one order per account and day, returns taken off.

What is written on several lines of one day (the positions of an order) is one order. A return is no order; it is
taken off the value of the account's latest earlier orders. An order whose whole value came back never was one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.results import FloatArray

IntArray = NDArray[np.int64]

DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, kw_only=True)
class Orders:
    """Orders sorted by account and day, with what is known of each account.

    Attributes:
        account: Number of the account, from 0, shape (n,).
        day: Day as `datetime.date.toordinal` counts.
        value: Value of the order, above zero.
        names: Name of each account.
        until: Last day of the records.
        segment: Segment of each account; empty if not told.
        seller: Seller of each order by number, -1 if none; empty if not told.
        sellers: Names of the sellers.
        lost_day: Day on which each account was lost, 0 while it is held; empty if not told.
    """

    account: IntArray
    day: IntArray
    value: FloatArray
    names: Sequence[str]
    until: int
    segment: Sequence[str] = ()
    seller: IntArray
    sellers: Sequence[str] = ()
    lost_day: IntArray

    def __len__(self) -> int:
        return len(self.account)

    @property
    def accounts(self) -> int:
        """Number of accounts with at least one order."""
        return len(np.unique(self.account))

    @property
    def first_days(self) -> IntArray:
        """Day of the first order of each account that has one, by number of the account."""
        return self.day[np.unique(self.account, return_index=True)[1]]

    def of(self, chosen: NDArray[np.bool_]) -> Self:
        """The orders of some accounts (mask by number of the account); numbers stay."""
        kept = chosen[self.account]
        seller = self.seller[kept] if len(self.seller) else self.seller
        return replace(self, account=self.account[kept], day=self.day[kept], value=self.value[kept], seller=seller)


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of the lines of a file.

    Attributes:
        line: For each order, the position of its first line.
        merged: Lines that joined another of the same account and day.
        free: Days of an account whose lines come to zero.
        cancelled: Orders that were returned in full.
        reduced: Orders that were returned in part.
        unmatched: Money returned for which no earlier order is in the file.
    """

    account: IntArray
    day: IntArray
    value: FloatArray
    line: IntArray
    merged: int
    free: int
    cancelled: int
    reduced: int
    unmatched: float


def settle(account: IntArray, day: IntArray, amount: FloatArray) -> Settlement:
    """Joins the lines of one account and day, and takes returns off the orders before them.

    Args:
        account: Account of each line.
        day: Its day.
        amount: Its amount; negative for a return.

    Examples:
        >>> settled = settle(np.array([0, 0, 0]), np.array([5, 5, 9]), np.array([60.0, 40.0, -30.0]))
        >>> settled.value.tolist(), settled.merged, settled.reduced
        ([70.0], 1, 1)
    """
    order = np.lexsort((day, account))
    account, day, amount = account[order], day[order], amount[order]
    starts = np.flatnonzero(np.r_[True, (np.diff(account) != 0) | (np.diff(day) != 0)][: len(account)])
    value = np.add.reduceat(amount, starts) if len(starts) else amount[:0]
    value[np.abs(value) < 1e-9 * np.add.reduceat(np.abs(amount), starts)] = 0.0
    before = value.copy()
    unmatched = _take_off_returns(account[starts], value)
    kept = value > 0.0
    return Settlement(
        account=account[starts][kept],
        day=day[starts][kept],
        value=value[kept],
        line=order[starts][kept],
        merged=len(account) - len(starts),
        free=int((before == 0.0).sum()),
        cancelled=int(((before > 0.0) & ~kept).sum()),
        reduced=int((kept & (value < before)).sum()),
        unmatched=unmatched,
    )


def _take_off_returns(account: IntArray, value: FloatArray) -> float:
    """Takes each negative day off the latest earlier orders of the same account; returns what is left over."""
    unmatched = 0.0
    for place in np.flatnonzero(value < 0.0).tolist():
        left, earlier = -float(value[place]), place - 1
        value[place] = 0.0
        while left > 0.0 and earlier >= 0 and account[earlier] == account[place]:
            taken = min(left, max(0.0, float(value[earlier])))
            value[earlier] = value[earlier] - taken if taken < value[earlier] else 0.0
            left -= taken
            earlier -= 1
        unmatched += left
    return unmatched
