"""BG/NBD: accounts order at random and may drop out after every repeat order.

Frequencies are gamma (r, alpha in weeks), chances to drop out are beta (a, b).
L = A (B(a, b + x) / B(a, b)) [ (alpha + T)^-(r + x) + 1{x > 0} a / (b + x - 1) (alpha + t_x)^-(r + x) ] with
A = Gamma(r + x) / Gamma(r) alpha^r. Source: Fader, Hardie and Lee, Marketing Science 24 (2005), equation 6.
"""

from collections.abc import Sequence

import numpy as np

from experiments.calibration.customers import Customers
from experiments.calibration.likelihood import Model, scaled
from experiments.calibration.logs import log_survivors
from experiments.calibration.nbd import SAME_FREQUENCY, VERY_LARGE, frequency_start, log_orders
from simulator.results import FloatArray

NAMES = ("r", "alpha", "a", "b")
# r, the mean frequency r / alpha, the odds of dropout a / b, and b
AXES = ((1.0, 0.0, 0.0, 0.0), (1.0, -1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0))
NO_DROPOUT = "nobody drops out (a at zero)"
SAME_DROPOUT = "all accounts drop out with the same chance (a and b without bound)"
ALL_OR_NONE = "accounts drop out at once or never (a and b at zero)"
LARGE, QUANTILES = 500.0, 64
LIMITS = {
    SAME_FREQUENCY: (scaled(r=VERY_LARGE, alpha=VERY_LARGE)(NAMES), ("r", "alpha")),
    NO_DROPOUT: (scaled(a=1.0 / VERY_LARGE)(NAMES), ("a", "b")),
    ALL_OR_NONE: (scaled(a=1.0 / VERY_LARGE, b=1.0 / VERY_LARGE)(NAMES), ("a", "b")),
    SAME_DROPOUT: (scaled(a=VERY_LARGE, b=VERY_LARGE)(NAMES), ("a", "b")),
}
DERIVED = {
    "orders_per_week": lambda p: float(p[0] / p[1]),
    "dropout": lambda p: float(p[2] / (p[2] + p[3])),
}


def log_likelihood(parameters: FloatArray, c: Customers) -> FloatArray:
    """Log-likelihood of each row."""
    r, alpha, a, b = parameters
    x = c.repeats
    survived = log_survivors(a, b, x, c.most_repeats)
    alive = -(r + x) * np.log1p(c.age / alpha)
    left = np.where(x > 0, np.log(a / (b + np.maximum(x - 1, 0))) - (r + x) * np.log1p(c.last / alpha), -np.inf)
    return np.asarray(log_orders(r, alpha, c) + survived + np.logaddexp(alive, left))


def starts(c: Customers) -> Sequence[Sequence[float]]:
    """Parameters to start from: little, some and much dropout."""
    r, alpha = frequency_start(c)
    return [(r, alpha, 0.5, 2.0), (r, 0.5 * alpha, 1.0, 1.5), (1.0, alpha / r, 0.2, 6.0), (r, alpha, 3.0, 60.0)]


def alive(parameters: FloatArray, c: Customers) -> FloatArray:
    """Chance that each row is still a customer, given its history."""
    r, alpha, a, b = parameters
    x = c.repeats
    odds = a / (b + np.maximum(x - 1, 0)) * np.exp((r + x) * (np.log(alpha + c.age) - np.log(alpha + c.last)))
    return np.where(x > 0, 1.0 / (1.0 + odds), 1.0)


def expected(parameters: FloatArray, c: Customers, weeks: float) -> FloatArray:
    """Expected orders of each row in the weeks to come, given its history (equation 10)."""
    r, alpha, a, b = parameters
    return alive(parameters, c) * orders_ahead(r + c.repeats, alpha + c.age, a, b + c.repeats, weeks)


def orders_ahead(r: FloatArray, alpha: FloatArray, a: float, b: FloatArray, weeks: float) -> FloatArray:
    """Expected orders of a living customer: (a+b-1)/(a-1) [1 - (alpha/(alpha+t))^r 2F1(r, b; a+b-1; t/(alpha+t))].

    At a = 1 the formula is 0/0; a hair beside it, it is right to eight figures. Where r or b are so large that the
    hypergeometric function overflows, accounts are nearly alike, and the mean over the chances p to drop out of
    [1 - (1 + p t / alpha)^-r] / p is taken over quantiles of p.
    """
    from scipy.special import betaincinv, hyp2f1

    if float(np.max(r)) > LARGE or float(np.max(b)) > LARGE:
        levels = (np.arange(QUANTILES) + 0.5) / QUANTILES
        chance = np.maximum(betaincinv(a, np.asarray(b)[:, None], levels), 1e-12)
        return np.asarray((-np.expm1(-r[:, None] * np.log1p(chance * weeks / alpha[:, None])) / chance).mean(axis=1))
    a = a + 1e-6 if abs(a - 1.0) < 1e-6 else a
    share = weeks / (alpha + weeks)
    tail = np.exp(r * np.log1p(-share)) * hyp2f1(r, b, a + b - 1.0, share)
    return np.asarray((a + b - 1.0) / (a - 1.0) * (1.0 - tail))


MODEL = Model[Customers](
    name="BG/NBD",
    title="random orders, dropout after repeat orders",
    parameters=NAMES,
    log_likelihood=log_likelihood,
    starts=starts,
    axes=AXES,
    limits=LIMITS,
    derived=DERIVED,
)
