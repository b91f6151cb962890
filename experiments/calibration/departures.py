"""Are accounts lost when their seller leaves? Accounts of departed sellers against all others at the same time.

A seller has left when he has no order (and no deal) for half a year before the file ends. An account was his if he had
its last order before he left, within half a year. It is counted as lost if it does not order in the half-year after.
The same is counted for the accounts of sellers who stayed, on the same days; the difference of the two shares is what
departures add (Mantel and Haenszel 1959, weights n1 n0 / (n1 + n0) of each departure).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from experiments.calibration.deals import Deals
from experiments.calibration.orders import Orders
from experiments.calibration.tallies import IntArray
from simulator.results import FloatArray

HALF_A_YEAR = 182
FEWEST_OWNED = 20


@dataclass(frozen=True, kw_only=True)
class Departures:
    """What happened after sellers had left.

    Attributes:
        sellers: Sellers who left and whose accounts could be followed.
        accounts: Accounts that they left behind.
        lost_after: Share of these without an order in the half-year after.
        lost_otherwise: The same of the others' accounts, on the same days.
        difference: What departures add.
        standard_error: Its standard error.
    """

    sellers: int
    accounts: int
    lost_after: float
    lost_otherwise: float
    difference: float
    standard_error: float


def departures_of(orders: Orders, deals: Deals | None = None) -> Departures | None:
    """Follows the accounts of departed sellers; None without sellers or with too few accounts to follow."""
    if not len(orders.sellers):
        return None
    last_seen = _last_seen(orders, deals)
    strata = []
    for day in np.unique(last_seen[(last_seen > 0) & (last_seen <= orders.until - HALF_A_YEAR)]).tolist():
        stratum = _stratum(orders, last_seen, day)
        if stratum is not None:
            strata.append(stratum)
    if not strata or sum(row[0] for row in strata) < FEWEST_OWNED:
        return None
    return _pooled(np.array(strata, dtype=np.float64))


def _last_seen(orders: Orders, deals: Deals | None) -> IntArray:
    """Day of each seller's last order, or last deal if that is later."""
    last = np.zeros(len(orders.sellers), dtype=np.int64)
    known = orders.seller >= 0
    np.maximum.at(last, orders.seller[known], orders.day[known])
    if deals is not None and len(deals.seller):
        places = {name: place for place, name in enumerate(orders.sellers)}
        for name, number in zip(deals.sellers, range(len(deals.sellers)), strict=True):
            own = deals.seller == number
            if name in places and own.any():
                last[places[name]] = max(last[places[name]], int(deals.created[own].max()))
    return last


def _stratum(orders: Orders, last_seen: IntArray, day: int) -> tuple[int, int, int, int] | None:
    """On one day: accounts of those who left then and how many were lost; the same of those who stayed."""
    recent = (orders.day > day - HALF_A_YEAR) & (orders.day <= day) & (orders.seller >= 0)
    accounts, from_end = np.unique(orders.account[recent][::-1], return_index=True)
    owner = orders.seller[recent][::-1][from_end]
    again = np.unique(orders.account[(orders.day > day) & (orders.day <= day + HALF_A_YEAR)])
    lost = ~np.isin(accounts, again)
    left = last_seen[owner] == day
    stayed = last_seen[owner] > day + HALF_A_YEAR
    if not left.any() or not stayed.any():
        return None
    return int(left.sum()), int(lost[left].sum()), int(stayed.sum()), int(lost[stayed].sum())


def _pooled(strata: FloatArray) -> Departures:
    left, left_lost, stayed, stayed_lost = strata.T
    weights = left * stayed / (left + stayed)
    after, otherwise = left_lost / left, stayed_lost / stayed
    whole = float(weights.sum())
    # Sato's variance of the Mantel-Haenszel risk difference (Biometrics 45, 1989) holds in sparse strata.
    difference = float(weights @ (after - otherwise)) / whole
    n = left + stayed
    p = (left**2 * stayed_lost - stayed**2 * left_lost + left * stayed * (stayed - left) / 2.0) / n**2
    q = (left_lost * (stayed - stayed_lost) + stayed_lost * (left - left_lost)) / (2.0 * n)
    variance = (difference * float(p.sum()) + float(q.sum())) / whole**2
    return Departures(
        sellers=len(strata),
        accounts=int(left.sum()),
        lost_after=float(weights @ after) / whole,
        lost_otherwise=float(weights @ otherwise) / whole,
        difference=difference,
        standard_error=sqrt(max(variance, 0.0)),
    )
