"""A back-test: the last weeks are foretold from the weeks before, many times, and compared with what came.

Each replication draws parameters as uncertain as the fit left them, then for every known account whether it is still
a customer, its frequency, its way of leaving, and its orders to come. Given an account's history these follow exact
laws: a living account's frequency is gamma (r + x, alpha + T), its chance to drop out beta (a, b + orders survived),
its rate of leaving gamma (s, beta + T); the sum of n orders is gamma (p n, nu), nu gamma (q + p x, v + x m).
Source: Fader, Hardie and Lee (2005), appendix; Schmittlein, Morrison and Colombo (1987).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.calibration import gammagamma
from experiments.calibration.choice import MODULES
from experiments.calibration.customers import Customers, histories
from experiments.calibration.likelihood import Fit, fit
from experiments.calibration.orders import DAYS_PER_WEEK, Orders
from experiments.calibration.tallies import IntArray, sums_by
from simulator.measures import top_share
from simulator.results import FloatArray

REPLICATIONS = 300
MOST_ACCOUNTS_TIMES_REPLICATIONS = 1_000_000
FEWEST_REPLICATIONS = 20
LEVELS = (0.05, 0.5, 0.95)
FEWEST_SPENDERS = 20
RULED_OUT = 9.2  # log-likelihood below the best: half the 99.9 % quantile of chi-square with four degrees
MOST_ORDERS = 100_000
STEP_DAYS, MOST_STEPS = 28, 26

Random = np.random.Generator


@dataclass(frozen=True, kw_only=True)
class Foretold:
    """A number of the held-out weeks: what came, and the 90 % interval and median of what was foretold."""

    seen: float
    low: float
    median: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether what came lies within the interval."""
        return self.low <= self.seen <= self.high


@dataclass(frozen=True, kw_only=True)
class Curve:
    """How a number unfolds in the held-out weeks: what came, and the 90 % interval and median, at each step's end."""

    seen: tuple[float, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """The held-out weeks as they came and as they were foretold.

    Attributes:
        totals: `orders`, `active` accounts (with an order), and, where order values can be foretold, `revenue` and
            the `top20_share` of the active accounts.
        steps: Weeks after the split at which the steps of the curves end.
        curves: `orders` since the split, and `active` accounts within each step.
    """

    totals: Mapping[str, Foretold]
    steps: tuple[float, ...]
    curves: Mapping[str, Curve]


def backtest(orders: Orders, day: int, found: Fit, seed: int = 0) -> Backtest:
    """Foretells the time after a day for the accounts known by then.

    Args:
        orders: All orders.
        day: Last day that the fit has seen.
        found: A customer-base model fitted to the time up to that day.
        seed: Seed of the luck.
    """
    accounts, repeats, last, age = histories(orders, day)
    base = Customers(repeats=repeats, last=last, age=age, weights=np.ones(len(accounts)))
    spending = _Spending.of(orders, day, accounts)
    random = np.random.default_rng([seed, 71])
    count = int(np.clip(MOST_ACCOUNTS_TIMES_REPLICATIONS / len(accounts), FEWEST_REPLICATIONS, REPLICATIONS))
    days = orders.until - day
    steps = int(np.clip(days // STEP_DAYS, 1, MOST_STEPS))
    rows, orders_by_step, active_by_step = [], [], []
    for values in _credible(found, base, count, random):
        by_step = future_orders(found.model.name, values, base, days / DAYS_PER_WEEK, random, steps)
        numbers = by_step.sum(axis=0)
        rows.append(_measures(numbers, None if spending is None else spending.draw(numbers, random)))
        orders_by_step.append(by_step.sum(axis=1).cumsum())
        active_by_step.append((by_step > 0).sum(axis=1))
    seen = _seen(orders, day, accounts, with_money=spending is not None)
    foretold = {name: np.array([row[name] for row in rows]) for name in seen}
    came = _seen_by_step(orders, day, accounts, steps)
    return Backtest(
        totals={name: _compared(seen[name], foretold[name]) for name in seen},
        steps=tuple((days / DAYS_PER_WEEK / steps * np.arange(1, steps + 1)).tolist()),
        curves={
            "orders": _curve(came.sum(axis=1).cumsum(), np.array(orders_by_step)),
            "active": _curve((came > 0).sum(axis=1), np.array(active_by_step)),
        },
    )


def _curve(seen: IntArray, foretold: IntArray) -> Curve:
    low, median, high = (tuple(map(float, row)) for row in np.quantile(foretold, LEVELS, axis=0))
    return Curve(seen=tuple(map(float, seen)), low=low, median=median, high=high)


def _credible(found: Fit, base: Customers, count: int, random: Random) -> FloatArray:
    """Parameters drawn from the normal law of the fit, without those that the likelihood rules out."""
    data = Customers.grouped(base.repeats, base.last, base.age)
    drawn = found.draws(2 * count, random)
    losses = np.array(
        [found.log_likelihood - float(data.weights @ _likelihood(found, values, data)) for values in drawn]
    )
    kept = drawn[losses < RULED_OUT]
    return kept[np.arange(count) % len(kept)] if len(kept) else np.tile(found.values, (count, 1))


def _likelihood(found: Fit, values: FloatArray, data: Customers) -> FloatArray:
    rows: FloatArray = found.model.log_likelihood(values, data)
    return rows


def _compared(seen: float, foretold: FloatArray) -> Foretold:
    low, median, high = np.nanquantile(foretold, LEVELS).tolist()
    return Foretold(seen=seen, low=low, median=median, high=high)


def _measures(numbers: IntArray, revenue: FloatArray | None) -> dict[str, float]:
    found = {"orders": float(numbers.sum()), "active": float((numbers > 0).sum())}
    if revenue is not None:
        found |= {"revenue": float(revenue.sum()), "top20_share": top_share(revenue[revenue > 0.0], 0.2)}
    return found


def _seen(orders: Orders, day: int, accounts: IntArray, *, with_money: bool) -> dict[str, float]:
    later = (orders.day > day) & np.isin(orders.account, accounts)
    place = np.searchsorted(accounts, orders.account[later])
    numbers = np.bincount(place, minlength=len(accounts))
    return _measures(numbers, sums_by(place, orders.value[later], len(accounts)) if with_money else None)


def _seen_by_step(orders: Orders, day: int, accounts: IntArray, steps: int) -> IntArray:
    """Orders of each account in each step, shape (steps, accounts)."""
    later = (orders.day > day) & np.isin(orders.account, accounts)
    step = np.minimum((orders.day[later] - day - 1) * steps // (orders.until - day), steps - 1)
    found = np.zeros((steps, len(accounts)), dtype=np.int64)
    np.add.at(found, (step, np.searchsorted(accounts, orders.account[later])), 1)
    return found


def future_orders(
    name: str, values: FloatArray, base: Customers, weeks: float, random: Random, steps: int = 1
) -> IntArray:
    """Orders of each account in the weeks to come, one draw, shape (steps, accounts).

    Args:
        name: Which model.
        values: Its parameters.
        base: The accounts' histories, one row each.
        weeks: Length of the time to come.
        random: Source of luck.
        steps: Equal parts of that time.
    """
    size = len(base.age)
    r, alpha = values[:2]
    module = MODULES[name]
    alive = np.ones(size, dtype=bool) if name == "NBD" else random.random(size) < module.alive(values, base)
    frequency = random.gamma(r + base.repeats) / (alpha + base.age)
    until, left = np.where(alive, weeks, 0.0), np.full(size, MOST_ORDERS)
    if name == "Pareto/NBD":
        rate = random.gamma(values[2], size=size) / (values[3] + base.age)
        until = np.minimum(until, random.exponential(size=size) / np.maximum(rate, 1e-300))
    elif name != "NBD":
        survived = base.repeats + (name == "MBG/NBD")
        chance = random.beta(values[2], values[3] + survived)
        left = np.minimum(random.geometric(np.clip(chance, 1e-12, 1.0)), MOST_ORDERS)
    length = weeks / steps
    found = np.zeros((steps, size), dtype=np.int64)
    for step in range(steps):
        time = np.clip(until - step * length, 0.0, length)
        found[step] = np.minimum(random.poisson(np.minimum(frequency * time, MOST_ORDERS)), left)
        left = left - found[step]
    return found


@dataclass(frozen=True, kw_only=True)
class _Spending:
    """What is known of the order values of each account."""

    p: float
    shape: FloatArray
    rate: FloatArray

    @classmethod
    def of(cls, orders: Orders, day: int, accounts: IntArray) -> "_Spending | None":
        early = orders.day <= day
        place = np.searchsorted(accounts, orders.account[early])
        counts = np.bincount(place).astype(np.float64)
        sums = sums_by(place, orders.value[early])
        if (counts > 1).sum() < FEWEST_SPENDERS:
            return None
        spend = gammagamma.Spend(orders=counts, mean=sums / counts, weights=np.ones(len(counts)))
        p, q, v = fit(gammagamma.MODEL, spend).values.tolist()
        return cls(p=p, shape=q + p * counts, rate=v + sums)

    def draw(self, numbers: IntArray, random: Random) -> FloatArray:
        """Revenue of each account from so many orders."""
        rate = random.gamma(self.shape) / self.rate
        return np.where(numbers > 0, random.gamma(self.p * np.maximum(numbers, 1)) / rate, 0.0)
