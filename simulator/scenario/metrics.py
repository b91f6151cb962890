"""The firm's gauges: the numbers that a trigger such as `customers >= 40` may look at.

They are read at each month end, in one array indexed by `Metric`.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Quantity = Literal["duration", "money", "money_per_year", "fraction", "number"]


class Metric(IntEnum):
    """Position of each gauge in the month-end array."""

    TIME = 0
    CASH = 1
    CUSTOMERS = 2
    KEY_ACCOUNTS = 3
    MID_ACCOUNTS = 4
    REVENUE = 5
    ON_TIME = 6
    LARGEST_SHARE = 7
    WIN_RATE = 8
    REFERENCE = 9
    BRAND = 10
    QUALITY = 11
    SERVICE = 12
    INTERNAL = 13


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """What one gauge means and in which unit a trigger compares it."""

    metric: Metric
    quantity: Quantity
    meaning: str


GAUGES: dict[str, Gauge] = {
    "time": Gauge(metric=Metric.TIME, quantity="duration", meaning="time since the start"),
    "cash": Gauge(metric=Metric.CASH, quantity="money", meaning="money in the bank"),
    "customers": Gauge(metric=Metric.CUSTOMERS, quantity="number", meaning="customers held now"),
    "key_accounts": Gauge(metric=Metric.KEY_ACCOUNTS, quantity="number", meaning="key accounts held now"),
    "mid_accounts": Gauge(metric=Metric.MID_ACCOUNTS, quantity="number", meaning="mid-size accounts held now"),
    "revenue": Gauge(
        metric=Metric.REVENUE, quantity="money_per_year", meaning="run-rate revenue (moving average of one year)"
    ),
    "on_time": Gauge(
        metric=Metric.ON_TIME, quantity="fraction", meaning="share of deliveries on time (moving average)"
    ),
    "largest_share": Gauge(
        metric=Metric.LARGEST_SHARE, quantity="fraction", meaning="largest account's share of run-rate revenue"
    ),
    "win_rate": Gauge(metric=Metric.WIN_RATE, quantity="fraction", meaning="pursuits won among those finished so far"),
    "reference": Gauge(metric=Metric.REFERENCE, quantity="number", meaning="strongest reference stock in any segment"),
    "brand": Gauge(metric=Metric.BRAND, quantity="number", meaning="brand stock"),
    "quality": Gauge(metric=Metric.QUALITY, quantity="number", meaning="quality stock"),
    "service": Gauge(metric=Metric.SERVICE, quantity="number", meaning="service stock"),
    "internal": Gauge(metric=Metric.INTERNAL, quantity="number", meaning="internal-work stock"),
}
