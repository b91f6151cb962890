"""The rhythm of orders: days between them, and whether they come at random or like clockwork."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.orders import Orders
from experiments.calibration.tallies import sums_by
from simulator.results import FloatArray

FEWEST_ACCOUNTS = 20
FEWEST_GAPS = 3
HALF_A_DAY = 0.5
LOWEST, HIGHEST = 0.05, 100.0


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Days between the orders of one account."""

    account: NDArray[np.int64]
    days: FloatArray


@dataclass(frozen=True, kw_only=True)
class Regularity:
    """Gamma shape of the gaps: 1 is random (Poisson), above is regular, below comes in bursts."""

    shape: float
    standard_error: float
    accounts: int


def gaps_of(orders: Orders) -> Gaps:
    """Gaps between successive orders."""
    same = np.diff(orders.account) == 0
    return Gaps(account=orders.account[1:][same], days=np.diff(orders.day)[same].astype(np.float64))


def regularity(gaps: Gaps) -> Regularity | None:
    """Estimates the gamma shape k of gaps whose mean differs between accounts; None if too few accounts say.

    Given the sum of an account's n gaps, their shares are Dirichlet (k, ..., k) whatever its frequency, so the sum of
    their squares has mean (k + 1) / (n k + 1); k makes the two agree over all accounts, each weighted by n. Squares
    hardly feel the shortest gaps, which whole days distort. Half a day is taken off each gap: as two orders of one day
    count as one, random gaps are then random on average.
    """
    from scipy.optimize import brentq

    _, place, counts = np.unique(gaps.account, return_inverse=True, return_counts=True)
    days = gaps.days - HALF_A_DAY
    enough = counts >= FEWEST_GAPS
    if enough.sum() < FEWEST_ACCOUNTS:
        return None
    sums = sums_by(place, days)
    squares = sums_by(place, (days / sums[place]) ** 2)[enough]
    n = counts[enough].astype(np.float64)

    def misses(k: float) -> FloatArray:
        return np.asarray(n * (squares - (k + 1.0) / (n * k + 1.0)))

    def miss(log_shape: float) -> float:
        return float(misses(float(np.exp(log_shape))).sum())

    low, high = float(np.log(LOWEST)), float(np.log(HIGHEST))
    if miss(low) * miss(high) >= 0.0:
        k = LOWEST if miss(low) > 0.0 else HIGHEST
        return Regularity(shape=k, standard_error=nan, accounts=len(n))
    k = float(np.exp(brentq(miss, low, high, xtol=1e-10)))
    slope = float((n * (n - 1.0) / (n * k + 1.0) ** 2).sum())
    return Regularity(shape=k, standard_error=sqrt(float((misses(k) ** 2).sum())) / slope, accounts=len(n))
