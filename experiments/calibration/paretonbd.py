"""Pareto/NBD: accounts order at random and leave silently at a time of their own.

Frequencies are gamma (r, alpha), rates of leaving gamma (s, beta), both in weeks.
L = Gamma(r + x) / Gamma(r) alpha^-x [ (1 + T/alpha)^-(r + x) (1 + T/beta)^-s + s/beta I ] with
I = int from t_x to T of (1 + u/alpha)^-(r + x) (1 + u/beta)^-(s + 1) du. Source: Schmittlein, Morrison and Colombo,
Management Science 33 (1987), equations 15 to 17; Fader and Hardie, brucehardie.com/notes/009.

The integral is usually written as the difference of two hypergeometric functions, which cancel. Here it is taken as
it stands, by Gauss-Legendre quadrature over ln(m + u), m = min(alpha, beta): there the integrand falls about
exponentially, and 16 nodes give ten figures or more where it falls little, 32 where it falls much.
"""

from collections.abc import Sequence

import numpy as np

from experiments.calibration.customers import Customers
from experiments.calibration.likelihood import Model, scaled
from experiments.calibration.nbd import SAME_FREQUENCY, VERY_LARGE, frequency_start, log_orders
from simulator.results import FloatArray

NAMES = ("r", "alpha", "s", "beta")
# r, the mean frequency r / alpha, s, and the mean rate of leaving s / beta
AXES = ((1.0, 0.0, 0.0, 0.0), (1.0, -1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 1.0, -1.0))
NO_LEAVING = "nobody leaves (s at zero)"
SAME_LEAVING = "all accounts leave at the same rate (s and beta without bound)"
FEW_NODES, MANY_NODES = np.polynomial.legendre.leggauss(16), np.polynomial.legendre.leggauss(32)
LITTLE = 10.0  # a fall by e^-10 needs few nodes
NEGLIGIBLE = 40.0  # what has fallen by e^-40 no longer counts
BLOCK = 4096  # rows at a time, so that the nodes stay in the cache


def log_likelihood(parameters: FloatArray, c: Customers) -> FloatArray:
    """Log-likelihood of each row."""
    r, alpha = parameters[:2]
    return np.asarray(log_orders(r, alpha, c) + np.logaddexp(*_log_fates(parameters, c)))


def _log_fates(parameters: FloatArray, c: Customers) -> tuple[FloatArray, FloatArray]:
    """Logarithms of the two terms in brackets: still a customer at T, and gone between t_x and T."""
    r, alpha, s, beta = parameters
    kept = -(r + c.repeats) * np.log1p(c.age / alpha) - s * np.log1p(c.age / beta)
    return kept, np.log(s / beta) + log_left(parameters, c)


def log_left(parameters: FloatArray, c: Customers) -> FloatArray:
    """Logarithm of the integral I of each row; minus infinity where t_x = T."""
    found = np.empty(len(c.age))
    for start in range(0, len(found), BLOCK):
        part = slice(start, start + BLOCK)
        found[part] = _log_integral(parameters, c.repeats[part].astype(np.float64), c.last[part], c.age[part])
    return found


def _log_integral(parameters: FloatArray, x: FloatArray, last: FloatArray, age: FloatArray) -> FloatArray:
    r, alpha, s, beta = parameters
    offset, other = min(alpha, beta), max(alpha, beta)
    # Powers of the two factors after du = (m + u) dy: that of the smaller offset m has lost one.
    near, far = (r + x - 1.0, np.full_like(x, s + 1.0)) if alpha <= beta else (np.full_like(x, s), r + x)
    slowest = np.maximum(near + far * (offset + last) / (other + last), 1e-12)
    width = np.minimum(np.log((offset + age) / (offset + last)), NEGLIGIBLE / slowest)
    fall = near * width + far * np.log1p((offset + last) / (other + last) * np.expm1(width))
    steep = fall > LITTLE
    total = np.empty(len(x))
    for chosen, (nodes, weights) in ((~steep, FEW_NODES), (steep, MANY_NODES)):
        ahead = 0.5 * width[chosen, None] * (nodes + 1.0)
        share = ((offset + last) / (other + last))[chosen, None]
        exponent = near[chosen, None] * ahead + far[chosen, None] * np.log1p(share * np.expm1(ahead))
        total[chosen] = 0.5 * width[chosen] * np.einsum("ij,j->i", np.exp(-exponent), weights)
    with np.errstate(divide="ignore"):
        unfallen = np.log(total) + np.log(offset + last)
    return np.asarray(unfallen - (near + 1.0) * np.log1p(last / offset) - far * np.log1p(last / other))


def starts(c: Customers) -> Sequence[Sequence[float]]:
    """Parameters to start from: quick, slow and hardly any leaving."""
    r, alpha = frequency_start(c)
    age = max(float(c.weights @ c.age) / c.count, 1e-6)
    return [(r, alpha, 0.5, age), (r, 0.5 * alpha, 1.0, 0.3 * age), (1.0, alpha / r, 0.3, 3.0 * age)]


def alive(parameters: FloatArray, c: Customers) -> FloatArray:
    """Chance that each row is still a customer, given its history."""
    kept, left = _log_fates(parameters, c)
    return np.asarray(np.exp(kept - np.logaddexp(kept, left)))


def expected(parameters: FloatArray, c: Customers, weeks: float) -> FloatArray:
    """Expected orders of each row in the weeks to come, given its history.

    P(alive) (r+x)(beta+T) / ((alpha+T)(s-1)) [1 - ((beta+T)/(beta+T+t))^(s-1)]; at s = 1 its limit, a logarithm.
    """
    r, alpha, s, beta = parameters
    ratio = np.log1p(weeks / (beta + c.age))
    years = ratio if abs(s - 1.0) < 1e-9 else -np.expm1(-(s - 1.0) * ratio) / (s - 1.0)
    return np.asarray(alive(parameters, c) * (r + c.repeats) / (alpha + c.age) * (beta + c.age) * years)


MODEL = Model[Customers](
    name="Pareto/NBD",
    title="random orders, silent leaving at any time",
    parameters=NAMES,
    log_likelihood=log_likelihood,
    starts=starts,
    axes=AXES,
    limits={
        SAME_FREQUENCY: (scaled(r=VERY_LARGE, alpha=VERY_LARGE)(NAMES), ("r", "alpha")),
        NO_LEAVING: (scaled(s=1.0 / VERY_LARGE)(NAMES), ("s", "beta")),
        SAME_LEAVING: (scaled(s=VERY_LARGE, beta=VERY_LARGE)(NAMES), ("s", "beta")),
    },
    derived={
        "orders_per_week": lambda p: float(p[0] / p[1]),
        "leaving_per_week": lambda p: float(p[2] / p[3]),
    },
)
