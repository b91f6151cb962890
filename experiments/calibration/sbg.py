"""sBG: contracts that come up for renewal every period; each customer leaves with a chance of its own.

Chances are beta (a, b). P(lost at renewal t) = B(a + 1, b + t - 1) / B(a, b), P(kept through t) =
B(a, b + t) / B(a, b). Retention rises with tenure although no customer changes: the fickle are gone first.
Source: Fader and Hardie, Journal of Interactive Marketing 21 (2007), equations 5 and 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.likelihood import Model, scaled
from experiments.calibration.logs import log_survivors
from experiments.calibration.nbd import VERY_LARGE
from experiments.calibration.orders import Orders
from simulator.results import FloatArray

NAMES = ("a", "b")
AXES = ((1.0, 1.0), (0.0, 1.0))  # the odds of leaving a / b, and b
NOBODY = "nobody leaves (a at zero)"
ALL_ALIKE = "all customers leave with the same chance (a and b without bound)"


@dataclass(frozen=True, kw_only=True)
class Renewals:
    """Customers by the number of renewals they passed, and whether they were lost at the next one."""

    passed: NDArray[np.int64]
    lost: NDArray[np.bool_]
    weights: FloatArray

    def sample(self, rows: int) -> Self:
        """All rows if there are few, as there are; else every so-many-th."""
        step = max(1, len(self.weights) // rows)
        return type(self)(passed=self.passed[::step], lost=self.lost[::step], weights=self.weights[::step])


def renewals_of(orders: Orders, period_days: float) -> Renewals:
    """Renewals since each account's first order, where the file says when accounts were lost.

    Args:
        orders: Orders with `lost_day`.
        period_days: Length of a contract.
    """
    first = orders.first_days
    lost_day = orders.lost_day[np.unique(orders.account)]
    lost = lost_day > 0
    passed = np.floor((np.where(lost, lost_day, orders.until) - first) / period_days).astype(np.int64)
    rows, counts = np.unique(np.column_stack((np.maximum(passed, 0), lost)), axis=0, return_counts=True)
    return Renewals(passed=rows[:, 0], lost=rows[:, 1].astype(bool), weights=counts.astype(np.float64))


def renewals_from_survivors(shares: Sequence[float], customers: float = 1000.0) -> Renewals:
    """Renewals of one cohort from the shares that survived each period; the first share is 1.

    Examples:
        >>> cohort = renewals_from_survivors([1.0, 0.6, 0.45], customers=100)
        >>> cohort.passed.tolist(), cohort.lost.tolist(), cohort.weights.round(6).tolist()
        ([0, 1, 2], [True, True, False], [40.0, 15.0, 45.0])
    """
    left = -np.diff(np.asarray(shares)) * customers
    weights = np.append(left, shares[-1] * customers)
    periods = len(shares) - 1
    return Renewals(passed=np.arange(periods + 1), lost=np.arange(periods + 1) < periods, weights=weights)


def log_likelihood(parameters: FloatArray, c: Renewals) -> FloatArray:
    """Log-likelihood of each row: kept through `passed` renewals, and lost at the next one or not."""
    a, b = parameters
    kept = log_survivors(a, b, c.passed, int(c.passed.max(initial=0)))
    return np.asarray(kept + np.where(c.lost, np.log(a / (a + b + c.passed)), 0.0))


def retention(parameters: FloatArray, periods: int) -> FloatArray:
    """Share kept at the t-th renewal of those who reached it: (b + t - 1) / (a + b + t - 1).

    Examples:
        >>> retention(np.array([1.0, 3.0]), 2).tolist()
        [0.75, 0.8]
    """
    a, b = parameters
    t = np.arange(1, periods + 1)
    return np.asarray((b + t - 1) / (a + b + t - 1))


def survivors(parameters: FloatArray, periods: int) -> FloatArray:
    """Share of a cohort that is left after each of so many renewals."""
    return np.asarray(np.cumprod(retention(parameters, periods)), dtype=np.float64)


MODEL = Model[Renewals](
    name="sBG",
    title="contracts renewed or lost at each period",
    parameters=NAMES,
    log_likelihood=log_likelihood,
    starts=lambda _: [(0.7, 2.0), (1.0, 10.0), (5.0, 10.0)],
    axes=AXES,
    limits={
        NOBODY: (scaled(a=1.0 / VERY_LARGE)(NAMES), NAMES),
        ALL_ALIKE: (scaled(a=VERY_LARGE, b=VERY_LARGE)(NAMES), NAMES),
    },
    derived={"dropout": lambda p: float(p[0] / (p[0] + p[1]))},
)
