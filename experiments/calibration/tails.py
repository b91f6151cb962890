"""Are the largest accounts merely large, or giants? A lognormal against a Pareto tail.

The tail begins where a Pareto law fits it best (smallest Kolmogorov-Smirnov distance); above that point both laws are
fitted by maximum likelihood and compared by Vuong's normalised likelihood ratio. Few samples can tell the two apart,
and then the answer is that they cannot. Source: Clauset, Shalizi and Newman, SIAM Review 51 (2009), sections 3 and 5.
"""

from dataclasses import dataclass
from math import log, nan, pi, sqrt

import numpy as np

from experiments.calibration.likelihood import descend
from simulator.results import FloatArray

FEWEST_IN_TAIL = 50
MOST_CANDIDATES = 100
LEVEL = 0.05


@dataclass(frozen=True, kw_only=True)
class TailTest:
    """The comparison of two laws above a point.

    Attributes:
        start: Where the tail begins.
        count: Values in it.
        share: Their part of all values.
        exponent: Of the Pareto law: P(X > x) falls as x^-exponent.
        exponent_error: Its standard error.
        ratio: Log-likelihood of the Pareto law minus that of the lognormal.
        p_value: Chance of so large a ratio, either way, if both were equally good.
        verdict: `pareto`, `lognormal` or `undecided`.
    """

    start: float
    count: int
    share: float
    exponent: float
    exponent_error: float
    ratio: float
    p_value: float
    verdict: str


def tail_test(values: FloatArray) -> TailTest | None:
    """Compares the two laws in the upper tail of positive values; None if there are too few of them."""
    ordered = np.sort(values[values > 0.0])
    if len(ordered) < 2 * FEWEST_IN_TAIL or ordered[-1] == ordered[len(ordered) // 2]:
        return None
    places = np.unique(np.linspace(0, len(ordered) - FEWEST_IN_TAIL, MOST_CANDIDATES).astype(int))
    place = min(places.tolist(), key=lambda i: _distance(ordered[i:]))
    tail = ordered[place:]
    exponent = _exponent(tail)
    pareto = log(exponent / tail[0]) - (exponent + 1.0) * np.log(tail / tail[0])
    difference = pareto - _cut_lognormal(np.log(tail), float(np.log(tail[0])))
    ratio, spread = float(difference.sum()), float(difference.std())
    p_value = _two_sided(ratio / (spread * sqrt(len(tail)))) if spread > 0.0 else nan
    verdict = "undecided" if not p_value < LEVEL else "pareto" if ratio > 0.0 else "lognormal"
    return TailTest(
        start=float(tail[0]),
        count=len(tail),
        share=len(tail) / len(ordered),
        exponent=exponent,
        exponent_error=exponent / sqrt(len(tail)),
        ratio=ratio,
        p_value=p_value,
        verdict=verdict,
    )


def _exponent(tail: FloatArray) -> float:
    """Hill's estimate: n / sum ln(x / x_min)."""
    return len(tail) / max(float(np.log(tail / tail[0]).sum()), 1e-12)


def _distance(tail: FloatArray) -> float:
    fitted = 1.0 - (tail / tail[0]) ** -_exponent(tail)
    steps = np.arange(len(tail) + 1) / len(tail)
    return float(np.maximum(np.abs(fitted - steps[:-1]), np.abs(fitted - steps[1:])).max())


def _cut_lognormal(logs: FloatArray, start: float) -> FloatArray:
    """Log-density of each value under the lognormal, cut off below `start`, that fits the tail best."""
    from scipy.special import log_ndtr

    def density(parameters: FloatArray) -> FloatArray:
        mean, sigma = parameters[0], np.exp(parameters[1])
        z = (logs - mean) / sigma
        above = float(log_ndtr(-(start - mean) / sigma))
        return np.asarray(-0.5 * z * z - np.log(sigma) - 0.5 * log(2.0 * pi) - logs - above)

    begin = np.array([float(logs.mean()), log(max(float(logs.std()), 1e-3))])
    lowest = start - 30.0 * max(float(logs.std()), 1e-3)  # a cut lognormal turns into a Pareto law far below
    found = descend(
        lambda parameters: -float(density(parameters).sum()) / len(logs),
        begin,
        np.array([lowest, -7.0]),
        np.array([np.inf, 7.0]),
    )
    return density(found)


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(2.0 * ndtr(-abs(z)))
