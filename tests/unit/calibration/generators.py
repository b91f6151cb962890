"""Customer bases drawn from the models themselves."""

import numpy as np

from experiments.calibration.customers import Customers
from experiments.calibration.gammagamma import Spend
from simulator.results import FloatArray

Random = np.random.Generator


def customers(
    random: Random, count: int, r: float, alpha: float, ends: FloatArray | None = None, **dropout: float
) -> Customers:
    """Accounts that began within 26 weeks and were seen until week 78.

    Args:
        random: Source of luck.
        count: Number of accounts.
        r: Shape of frequencies.
        alpha: Rate of frequencies.
        ends: Weeks until each account leaves by itself; default never.
        dropout: `a`, `b` of the chance to leave after an order; `first` 1 if the first order counts.
    """
    age = 78.0 - random.uniform(0.0, 26.0, count)
    frequency = random.gamma(r, 1.0 / alpha, count)
    chance = random.beta(dropout["a"], dropout["b"], count) if dropout else np.zeros(count)
    until = age if ends is None else np.minimum(age, ends)
    time, last, repeats = np.zeros(count), np.zeros(count), np.zeros(count, dtype=np.int64)
    alive = random.random(count) >= chance if dropout.get("first") else np.ones(count, dtype=bool)
    while alive.any():
        time = time + random.exponential(1.0, count) / np.maximum(frequency, 1e-300)
        ordered = alive & (time < until)
        repeats[ordered] += 1
        last[ordered] = time[ordered]
        alive = ordered & (random.random(count) >= chance)
    return Customers.grouped(repeats, last, age)


def leaving_times(random: Random, count: int, s: float, beta: float) -> FloatArray:
    """Times at which accounts leave silently."""
    return random.exponential(1.0, count) / random.gamma(s, 1.0 / beta, count)


def spends(random: Random, count: int, p: float, q: float, v: float) -> Spend:
    """Accounts with one to ten orders."""
    orders = random.integers(1, 11, count).astype(np.float64)
    rate = random.gamma(q, 1.0 / v, count)
    return Spend(orders=orders, mean=random.gamma(p * orders) / rate / orders, weights=np.ones(count))
