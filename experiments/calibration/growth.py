"""Do accounts grow after their first order, or were the big ones big from the start? And how much can the data tell?

Two stories give the same picture of few large accounts: accounts differ from the beginning (heterogeneity), or each
order makes the next one larger or sooner (state dependence). Only changes *within* an account speak for the second;
they are measured here, apart from the differences between accounts.
"""

from dataclasses import dataclass
from math import log, nan, sqrt

import numpy as np

from experiments.calibration.orders import Orders
from experiments.calibration.tallies import IntArray, counts_by, sums_by
from simulator.results import FloatArray

FEWEST_ACCOUNTS = 20
FEWEST_ORDERS = 4
DETECTED = 2.8  # standard errors: 1.96 for the level of 5 %, 0.84 for the power of 80 %


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How accounts change as their orders add up.

    Attributes:
        accounts: Accounts with enough orders to see a change.
        value_growth: Change of the logarithm of order value per doubling of the order's number, within accounts.
        value_error: Its standard error, clustered by account.
        detectable: Growth of value that such data would show with a chance of 80 %.
        between_share: Part of the spread of ln order value that lies between accounts (heterogeneity).
        growth_share: Part of it that is growth within accounts (state dependence); the rest is noise.
        pace_growth: Mean of ln(first half's mean gap / second half's): above zero, orders come faster later.
        pace_error: Its standard error.
        born_big: Of the largest fifth of accounts by later revenue, the part whose first order was in the
            largest fifth of first orders already.
    """

    accounts: int
    value_growth: float
    value_error: float
    detectable: float
    between_share: float
    growth_share: float
    pace_growth: float
    pace_error: float
    born_big: float


def growth_of(orders: Orders) -> Growth | None:
    """Measures growth within accounts; None if too few accounts have enough orders.

    The pace is seen only in accounts that went on ordering; those that slowed down to nothing are missing, so
    `pace_growth` leans upward.
    """
    counts = counts_by(orders.account)
    seen = np.flatnonzero(counts)
    start = np.searchsorted(orders.account, seen)
    chosen = counts[seen] >= FEWEST_ORDERS
    if chosen.sum() < FEWEST_ACCOUNTS:
        return None
    value, value_error, between, growing = _value_growth(orders, counts, seen[chosen])
    pace = _pace(orders, start[chosen], counts[seen][chosen])
    return Growth(
        accounts=int(chosen.sum()),
        value_growth=value,
        value_error=value_error,
        detectable=DETECTED * value_error,
        between_share=between,
        growth_share=growing,
        pace_growth=float(pace.mean()),
        pace_error=float(pace.std(ddof=1)) / sqrt(len(pace)),
        born_big=_born_big(orders, start, counts, seen),
    )


def _value_growth(orders: Orders, counts: IntArray, chosen: IntArray) -> tuple[float, float, float, float]:
    """Slope of ln value on log2 of the order's number with a level for each account, and its error, clustered.

    Then the parts of the variance of ln value that lie between accounts and that are growth: levels scatter by the
    variance between accounts and by what noise does to the mean of n orders, which is taken off.
    """
    among = np.isin(orders.account, chosen)
    account, logs = orders.account[among], np.log(orders.value[among])
    begins = np.searchsorted(account, account)
    number = np.log2(np.arange(len(account)) - begins + 1.0)
    size = counts_by(account, len(counts))
    x = number - (sums_by(account, number, len(counts)) / np.maximum(size, 1))[account]
    y = logs - (sums_by(account, logs, len(counts)) / np.maximum(size, 1))[account]
    spread = float(x @ x)
    slope = float(x @ y) / spread
    scores = sums_by(account, x * (y - slope * x))
    orders_of = size[chosen].astype(np.float64)
    noise = float(((y - slope * x) ** 2).sum()) / (len(account) - len(chosen) - 1)
    levels = sums_by(account, logs - slope * number, len(counts))[chosen] / orders_of
    between = max(0.0, float(levels.var(ddof=1)) - noise * float((1.0 / orders_of).mean()))
    growing = slope**2 * spread / len(account)
    whole = between + growing + noise
    return slope, sqrt(float(scores @ scores)) / spread, between / whole, growing / whole


def _pace(orders: Orders, start: IntArray, counts: IntArray) -> FloatArray:
    found = []
    for begin, count in zip(start.tolist(), counts.tolist(), strict=True):
        days = orders.day[begin : begin + count]
        half = (count - 1) // 2
        early = (days[half] - days[0]) / half
        late = (days[-1] - days[-1 - half]) / half
        found.append(log(early / late))
    return np.array(found)


def _born_big(orders: Orders, start: IntArray, counts: IntArray, seen: IntArray) -> float:
    first = orders.value[start]
    later = sums_by(orders.account, orders.value)[seen] - first
    again = counts[seen] > 1
    if again.sum() < FEWEST_ACCOUNTS:
        return nan
    size = max(1, round(0.2 * int(again.sum())))
    order = np.argsort(-later[again], kind="stable")[:size]
    among = first[again] >= np.sort(first[again])[-size]
    return float(among[order].mean())
