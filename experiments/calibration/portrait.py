"""What the records tell besides the models: sizes, concentration, rhythm, and how accounts change with time."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from experiments.calibration.gaps import Regularity, gaps_of, regularity
from experiments.calibration.growth import Growth, growth_of
from experiments.calibration.orders import Orders
from experiments.calibration.tails import TailTest, tail_test
from experiments.calibration.tallies import counts_by, sums_by
from experiments.statistics import wilson
from simulator.measures import gini, hhi, top_share
from simulator.results import FloatArray
from simulator.units import DAYS_PER_YEAR

QUARTER = 91.0
FEWEST_FOR_A_SHARE = 20


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """A lognormal of positive values: median, sigma, their standard errors, and the test of its tail."""

    count: int
    median: float
    median_error: float
    sigma: float
    sigma_error: float
    tail: TailTest | None


@dataclass(frozen=True, kw_only=True)
class Retained:
    """Of accounts that ordered in their k-th period, how many ordered in the next one."""

    period: int
    accounts: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """All that the records tell besides the models.

    Attributes:
        days: Length of the records.
        accounts: Accounts with an order.
        orders: Orders.
        yearly_revenue: Revenue of the last year of the records (per year, if they are shorter).
        concentration: Gini, HHI, share of the largest fifth and of the largest account, in that year.
        order_values: Sizes of orders.
        order_noise: Sigma of an account's orders around its own level (of logarithms).
        order_noise_error: Its standard error.
        spend: Sizes of accounts by money per year.
        gap_median: Median days between orders.
        gap_mean: Mean days between orders.
        regularity: How regular the gaps are.
        frequency_value_correlation: Rank correlation of an account's number of orders and its mean order.
        period_days: Length of a period of `retention`.
        retention: Retention by tenure.
        growth: Whether accounts grow after their first order.
        seller_top_share: Share of revenue of the best fifth of sellers; NaN without sellers.
        sellers: Number of sellers.
        new_early: Part of all accounts that appear in the first tenth of the records.
    """

    days: int
    accounts: int
    orders: int
    yearly_revenue: float
    concentration: Mapping[str, float]
    order_values: Sizes
    order_noise: float
    order_noise_error: float
    spend: Sizes
    gap_median: float
    gap_mean: float
    regularity: Regularity | None
    frequency_value_correlation: float
    period_days: float
    retention: tuple[Retained, ...]
    growth: Growth | None
    seller_top_share: float
    sellers: int
    new_early: float


def portrait_of(orders: Orders) -> Portrait:
    """Looks at the records from all sides."""
    first = int(orders.day.min())
    days = orders.until - first + 1
    last_year = orders.day > orders.until - DAYS_PER_YEAR
    revenue = sums_by(orders.account[last_year], orders.value[last_year])
    revenue = revenue[revenue > 0.0]
    gaps = gaps_of(orders)
    noise, noise_error = order_noise(orders)
    period = DAYS_PER_YEAR if days >= 3 * DAYS_PER_YEAR else QUARTER
    return Portrait(
        days=days,
        accounts=orders.accounts,
        orders=len(orders),
        yearly_revenue=float(revenue.sum()) * DAYS_PER_YEAR / min(days, DAYS_PER_YEAR),
        concentration={
            "gini": gini(revenue),
            "hhi": hhi(revenue),
            "top20_share": top_share(revenue, 0.2),
            "largest_share": float(revenue.max() / revenue.sum()),
        },
        order_values=sizes(orders.value),
        order_noise=noise,
        order_noise_error=noise_error,
        spend=sizes(yearly_spend(orders)),
        gap_median=float(np.median(gaps.days)) if len(gaps.days) else nan,
        gap_mean=float(gaps.days.mean()) if len(gaps.days) else nan,
        regularity=regularity(gaps),
        frequency_value_correlation=_frequency_value(orders),
        period_days=period,
        retention=retention_by_tenure(orders, period),
        growth=growth_of(orders),
        seller_top_share=_seller_top_share(orders),
        sellers=len(orders.sellers),
        new_early=float((orders.first_days < first + 0.1 * days).mean()),
    )


def sizes(values: FloatArray, *, test_tail: bool = True) -> Sizes:
    """Fits a lognormal and tests its tail, if that is wanted.

    Examples:
        >>> found = sizes(np.exp(np.array([0.0, 1.0, 2.0])))
        >>> round(found.median, 4), round(found.sigma, 4), found.tail
        (2.7183, 1.0, None)
    """
    logs = np.log(values)
    count = len(logs)
    sigma = float(logs.std(ddof=1)) if count > 1 else nan
    median = float(np.exp(logs.mean()))
    return Sizes(
        count=count,
        median=median,
        median_error=median * sigma / sqrt(count),
        sigma=sigma,
        sigma_error=sigma / sqrt(2.0 * max(count - 1, 1)),
        tail=tail_test(values) if test_tail else None,
    )


def yearly_spend(orders: Orders, fewest: int = FEWEST_FOR_A_SHARE) -> FloatArray:
    """Money per year that each account spent in its time as a customer.

    The time is that from the first order to the last plus one mean gap, so a year's orders at even gaps count as a
    year's. Accounts with fewer than three orders have no rate that could be known and are left out, if enough others
    are there.

    Args:
        orders: The orders.
        fewest: How many others are enough.
    """
    counts = counts_by(orders.account)
    revenue = sums_by(orders.account, orders.value)
    seen = np.flatnonzero(counts)
    start = np.searchsorted(orders.account, seen)
    span = orders.day[start + counts[seen] - 1] - orders.day[start]
    enough = counts[seen] >= 3
    if enough.sum() < fewest:
        return np.asarray(revenue[seen] / (orders.until - orders.day.min() + 1) * DAYS_PER_YEAR)
    chosen = seen[enough]
    years = span[enough] * counts[chosen] / (counts[chosen] - 1) / DAYS_PER_YEAR
    return np.asarray(revenue[chosen] / years)


def retention_by_tenure(orders: Orders, period_days: float) -> tuple[Retained, ...]:
    """Of accounts with an order in their k-th period, the share with one in the next; by Wilson's interval.

    Only accounts that were seen through the whole next period count.
    """
    accounts, place = np.unique(orders.account, return_inverse=True)
    first = orders.first_days[place]
    period = ((orders.day - first) // period_days).astype(np.int64)
    complete = ((orders.until - orders.first_days + 1) // period_days).astype(np.int64)
    most = int(complete.max(initial=0))
    active = np.zeros((len(accounts), most + 1), dtype=bool)
    inside = period <= most
    active[place[inside], period[inside]] = True
    found = []
    for k in range(most - 1):
        base = active[:, k] & (complete >= k + 2)
        if (count := int(base.sum())) < FEWEST_FOR_A_SHARE:
            continue
        stayed = int((base & active[:, k + 1]).sum())
        low, high = wilson(stayed, count)
        found.append(Retained(period=k + 1, accounts=count, share=stayed / count, low=low, high=high))
    return tuple(found)


def order_noise(orders: Orders) -> tuple[float, float]:
    """Pooled standard deviation of the logarithms of orders within accounts, and its standard error over accounts."""
    logs = np.log(orders.value)
    counts = counts_by(orders.account)
    means = sums_by(orders.account, logs) / np.maximum(counts, 1)
    degrees = np.maximum(counts - 1, 0).astype(np.float64)
    whole = float(degrees.sum())
    if whole <= 0.0:
        return nan, nan
    squares = sums_by(orders.account, (logs - means[orders.account]) ** 2)
    variance = float(squares.sum()) / whole
    misses = squares - variance * degrees
    return sqrt(variance), sqrt(float(misses @ misses)) / whole / (2.0 * sqrt(max(variance, 1e-300)))


def _frequency_value(orders: Orders) -> float:
    counts = counts_by(orders.account)
    seen = counts > 1
    if seen.sum() < FEWEST_FOR_A_SHARE:
        return nan
    means = sums_by(orders.account, np.log(orders.value))[seen] / counts[seen]
    return rank_correlation(counts[seen].astype(np.float64), means)


def rank_correlation(first: FloatArray, second: FloatArray) -> float:
    """Spearman's correlation, ties at their mean rank.

    Examples:
        >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 15.0]))
        0.5
    """
    from scipy.stats import rankdata

    a, b = rankdata(first), rankdata(second)
    a, b = a - a.mean(), b - b.mean()
    below = sqrt(float(a @ a) * float(b @ b))
    return round(float(a @ b) / below, 12) if below > 0.0 else nan


def _seller_top_share(orders: Orders) -> float:
    known = orders.seller >= 0
    if not len(orders.sellers) or not known.any():
        return nan
    return top_share(sums_by(orders.seller[known], orders.value[known]), 0.2)
