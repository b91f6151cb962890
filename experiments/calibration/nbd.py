"""NBD: accounts order at random, each at its own frequency, and nobody ever leaves.

Frequencies are gamma distributed with shape r and rate alpha (weeks). L = Gamma(r + x) / Gamma(r) alpha^r /
(alpha + T)^(r + x), the density of the order times, so that it compares with models that know leaving.
Source: Ehrenberg, Applied Statistics 8 (1959); Morrison and Schmittlein, J. Business & Economic Statistics 6 (1988).
"""

from collections.abc import Sequence

import numpy as np

from experiments.calibration.customers import Customers
from experiments.calibration.likelihood import Model, scaled
from experiments.calibration.logs import log_rising
from simulator.results import FloatArray

NAMES = ("r", "alpha")
SAME_FREQUENCY = "all accounts order equally often (r without bound)"
VERY_LARGE = 1e6
AXES = ((1.0, 0.0), (1.0, -1.0))  # r, and the mean frequency r / alpha


def log_likelihood(parameters: FloatArray, c: Customers) -> FloatArray:
    """Log-likelihood of each row."""
    r, alpha = parameters
    return np.asarray(log_orders(r, alpha, c) - (r + c.repeats) * np.log1p(c.age / alpha))


def log_orders(r: float, alpha: float, c: Customers) -> FloatArray:
    """The part that all models with gamma frequencies share: ln Gamma(r + x) / Gamma(r) alpha^-x."""
    return np.asarray(log_rising(r, c.repeats, c.most_repeats) - c.repeats * np.log(alpha))


def frequency_start(c: Customers) -> tuple[float, float]:
    """Shape and rate by the first two moments of the counts, within reason."""
    mean_age = max(float(c.weights @ c.age) / c.count, 1e-9)
    mean = max(c.orders / c.count, 1e-3)
    spread = float(c.weights @ (c.repeats - mean) ** 2) / c.count
    r = float(np.clip(mean**2 / max(spread - mean, 0.05 * mean), 0.05, 20.0))
    return r, r * mean_age / mean


def starts(c: Customers) -> Sequence[Sequence[float]]:
    """Parameters to start from."""
    r, alpha = frequency_start(c)
    return [(r, alpha), (1.0, alpha / r), (10.0 * r, 10.0 * alpha)]


def expected(parameters: FloatArray, c: Customers, weeks: float) -> FloatArray:
    """Expected orders of each row in the weeks to come: (r + x) / (alpha + T) t."""
    r, alpha = parameters
    return np.asarray((r + c.repeats) / (alpha + c.age) * weeks)


MODEL = Model[Customers](
    name="NBD",
    title="random orders, nobody leaves",
    parameters=NAMES,
    log_likelihood=log_likelihood,
    starts=starts,
    axes=AXES,
    limits={SAME_FREQUENCY: (scaled(r=VERY_LARGE, alpha=VERY_LARGE)(NAMES), ("r", "alpha"))},
    derived={"orders_per_week": lambda p: float(p[0] / p[1])},
)
