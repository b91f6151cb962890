"""What the customer-base models know of each account: how often it ordered again, when last, since when.

The models ask for nothing else (Schmittlein, Morrison and Colombo 1987). Accounts that are alike in all three are
held as one row with a weight, which is what makes a million orders quick.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.orders import DAYS_PER_WEEK, Orders
from simulator.results import FloatArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Customers:
    """A customer base, alike accounts in one row; time in weeks.

    Attributes:
        repeats: x, orders after the first, shape (n,).
        last: t_x, time from the first order to the last; 0 without a repeat.
        age: T, time from the first order to the end of the records.
        weights: How many accounts the row stands for.
    """

    repeats: IntArray
    last: FloatArray
    age: FloatArray
    weights: FloatArray

    @classmethod
    def grouped(cls, repeats: IntArray, last: FloatArray, age: FloatArray) -> Self:
        """Puts alike accounts into one row.

        Examples:
            >>> base = Customers.grouped(np.array([0, 2, 0]), np.array([0.0, 3.0, 0.0]), np.array([9.0, 9.0, 9.0]))
            >>> base.repeats.tolist(), base.weights.tolist()
            ([0, 2], [2.0, 1.0])
        """
        columns = np.column_stack((repeats.astype(np.float64), last, age))
        rows, counts = np.unique(columns, axis=0, return_counts=True)
        return cls(
            repeats=rows[:, 0].astype(np.int64),
            last=rows[:, 1].copy(),
            age=rows[:, 2].copy(),
            weights=counts.astype(np.float64),
        )

    @cached_property
    def count(self) -> float:
        """Number of accounts."""
        return float(self.weights.sum())

    @cached_property
    def orders(self) -> float:
        """Number of repeat orders."""
        return float(self.weights @ self.repeats)

    @cached_property
    def most_repeats(self) -> int:
        """Repeat orders of the account that has most."""
        return int(self.repeats.max(initial=0))

    def sample(self, rows: int) -> Self:
        """Every so-many-th row, so that about that many are left; for a first rough fit."""
        step = max(1, len(self.weights) // rows)
        return type(self)(
            repeats=self.repeats[::step],
            last=self.last[::step],
            age=self.age[::step],
            weights=self.weights[::step],
        )


@dataclass(frozen=True, kw_only=True)
class SplitCustomers:
    """The same accounts at two days, row by row: for judging a fit by what came later.

    Attributes:
        early: Up to the split day.
        whole: Up to the end of the records; same rows as `early`.
        later: Weeks between the two.
    """

    early: Customers
    whole: Customers
    later: float


def customers_of(orders: Orders, until: int | None = None) -> Customers:
    """The customer base at the end of a day.

    Args:
        orders: Orders, one per account and day.
        until: Last day that counts; default: the end of the records.
    """
    _, repeats, last, age = histories(orders, orders.until if until is None else until)
    return Customers.grouped(repeats, last, age)


def split_customers(orders: Orders, day: int) -> SplitCustomers:
    """The accounts that had ordered by a day, on that day and at the end of the records."""
    accounts, repeats, last, age = histories(orders, day)
    later_accounts, all_repeats, all_last, all_age = histories(orders, orders.until)
    place = np.searchsorted(later_accounts, accounts)
    later = (orders.until - day) / DAYS_PER_WEEK
    columns = np.column_stack((repeats, last, age, all_repeats[place], all_last[place], all_age[place]))
    rows, counts = np.unique(columns, axis=0, return_counts=True)
    weights, floats = counts.astype(np.float64), rows.astype(np.float64)
    early = Customers(repeats=rows[:, 0].astype(np.int64), last=floats[:, 1], age=floats[:, 2], weights=weights)
    whole = Customers(repeats=rows[:, 3].astype(np.int64), last=floats[:, 4], age=floats[:, 5], weights=weights)
    return SplitCustomers(early=early, whole=whole, later=later)


def histories(orders: Orders, until: int) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Accounts that had ordered by a day, and of each: repeat orders, weeks to the last one, weeks to the day."""
    seen = orders.day <= until
    account, day = orders.account[seen], orders.day[seen]
    accounts, start, counts = np.unique(account, return_index=True, return_counts=True)
    first, last = day[start], day[start + counts - 1]
    return (
        accounts,
        counts.astype(np.int64) - 1,
        (last - first) / DAYS_PER_WEEK,
        (until - first) / DAYS_PER_WEEK,
    )
