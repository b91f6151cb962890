"""Are the largest accounts merely large, or giants? A lognormal against a Pareto tail.

The tail begins where a Pareto law fits it best (smallest Kolmogorov-Smirnov distance; Clauset, Shalizi and Newman,
SIAM Review 51, 2009, section 3). Two questions are asked above that point:

1. Does the tail bend? A lognormal cut off below the point holds the Pareto law as its limit, so it never fits worse,
   and Vuong's test between the two would not be valid. Their likelihood ratio is: where the tail is a Pareto law,
   2 ln(ratio) is 0 in half of all cases and chi-square with one degree of freedom in the others (del Castillo and
   Puig, J. American Statistical Association 94, 1999). A tail that bends is `lognormal`.
2. If it does not: is it heavier than the lognormal of all values says, in the tail's upper tenth? Those two
   laws do not hold each other, and Vuong's normalised likelihood ratio (Econometrica 57, 1989) compares them. If so,
   the tail is `pareto`.

Few samples can tell the two apart, and then the answer is that they cannot: `undecided`.
"""

from dataclasses import dataclass
from math import exp, log, nan, pi, sqrt

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
        bend_p_value: Chance of so much bend if the tail were a Pareto law.
        ratio: Log-likelihood of the Pareto law minus that of the lognormal of all values, in the tail.
        p_value: Chance of so large a ratio, either way, if both were equally good.
        verdict: `pareto`, `lognormal` or `undecided`.
    """

    start: float
    count: int
    share: float
    exponent: float
    exponent_error: float
    bend_p_value: float
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
    exponent, logs = pareto_exponent(tail), np.log(ordered)
    pareto = log(exponent / tail[0]) - (exponent + 1.0) * np.log(tail / tail[0])
    bend_p_value = _bend_p_value(float(_cut_lognormal(logs[place:]).sum() - pareto.sum()))
    whole = np.array([logs.mean(), log(logs.std())])
    difference = pareto - _lognormal_above(whole, logs[place:])
    heavier = 1.0 / exponent > _mean_excess(whole, float(logs[place]) + log(10.0) / exponent)
    ratio, spread = float(difference.sum()), float(difference.std())
    p_value = _two_sided(ratio / (spread * sqrt(len(tail)))) if spread > 0.0 else nan
    return TailTest(
        start=float(tail[0]),
        count=len(tail),
        share=len(tail) / len(ordered),
        exponent=exponent,
        exponent_error=exponent / sqrt(len(tail)),
        bend_p_value=bend_p_value,
        ratio=ratio,
        p_value=p_value,
        verdict=_verdict(bend_p_value, p_value, heavier=heavier and ratio > 0.0),
    )


def _verdict(bend_p_value: float, p_value: float, *, heavier: bool) -> str:
    if bend_p_value < LEVEL:
        return "lognormal"
    return "pareto" if heavier and p_value < LEVEL else "undecided"


def pareto_exponent(tail: FloatArray) -> float:
    """Hill's estimate from the sorted values of a tail: n / sum ln(x / x_min).

    Examples:
        >>> round(pareto_exponent(np.exp(np.array([0.0, 1.0, 2.0]))), 6)
        1.0
    """
    return len(tail) / max(float(np.log(tail / tail[0]).sum()), 1e-12)


def _distance(tail: FloatArray) -> float:
    fitted = 1.0 - (tail / tail[0]) ** -pareto_exponent(tail)
    steps = np.arange(len(tail) + 1) / len(tail)
    return float(np.maximum(np.abs(fitted - steps[:-1]), np.abs(fitted - steps[1:])).max())


def _cut_lognormal(logs: FloatArray) -> FloatArray:
    """Log-density of each value under the lognormal, cut off below the first, that fits the tail best."""
    start, spread = float(logs[0]), max(float(logs.std()), 1e-3)
    lowest = start - 30.0 * spread  # a cut lognormal turns into a Pareto law far below
    found = descend(
        lambda parameters: -float(_lognormal_above(parameters, logs).sum()) / len(logs),
        np.array([float(logs.mean()), log(spread)]),
        np.array([lowest, -7.0]),
        np.array([np.inf, 7.0]),
    )
    return _lognormal_above(found, logs)


def _lognormal_above(parameters: FloatArray, logs: FloatArray) -> FloatArray:
    """Log-density of sorted values under a lognormal (mean and log-sigma) that is cut off below the first."""
    from scipy.special import log_ndtr

    mean, sigma = float(parameters[0]), exp(float(parameters[1]))
    z = (logs - mean) / sigma
    above = float(log_ndtr((mean - float(logs[0])) / sigma))
    return np.asarray(-0.5 * z * z - log(sigma) - 0.5 * log(2.0 * pi) - logs - above)


def _mean_excess(parameters: FloatArray, start: float) -> float:
    """How far the logarithms above a point lie above it on average, under a lognormal."""
    from scipy.special import log_ndtr

    mean, sigma = float(parameters[0]), exp(float(parameters[1]))
    z = (start - mean) / sigma
    return mean + sigma * exp(-0.5 * z * z - 0.5 * log(2.0 * pi) - float(log_ndtr(-z))) - start


def _bend_p_value(gain: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-sqrt(2.0 * gain))) if gain > 0.0 else 1.0  # half of P(chi-square > 2 gain)


def _two_sided(z: float) -> float:
    from scipy.special import ndtr

    return float(2.0 * ndtr(-abs(z)))
