"""Figures with their uncertainty: what a number of replications says, and how far it may be trusted.

Sums are exactly rounded (`math.fsum`), so that means and variances do not depend on the machine's vector
instructions. NaN stands for an outcome that is not defined in a run; every function here looks at the defined
ones alone. `scipy.special` is loaded on the first call (a fourth of the time that `scipy.stats` takes).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, fsum, inf, isnan, log10, nan, sqrt

import numpy as np

from simulator.results import FloatArray

CONFIDENCE = 0.95
POWER = 0.8


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean with the interval that covers its true value in 95 of 100 such experiments."""

    mean: float
    half_width: float
    low: float
    high: float


def defined(values: FloatArray) -> FloatArray:
    """Keeps the runs in which an outcome is defined.

    Examples:
        >>> defined(np.array([1.0, np.nan, 3.0]))
        array([1., 3.])
    """
    return values[~np.isnan(values)]


def mean(values: FloatArray) -> float:
    """Averages the defined values; NaN if there are none.

    Examples:
        >>> mean(np.array([1.0, np.nan, 2.0]))
        1.5
    """
    kept = defined(values)
    return fsum(kept) / len(kept) if len(kept) else nan


def variance(values: FloatArray) -> float:
    """Sample variance (n - 1) of the defined values; NaN if there are fewer than two.

    Examples:
        >>> variance(np.array([1.0, 2.0, 3.0]))
        1.0
    """
    kept = defined(values)
    if len(kept) < 2:
        return nan
    centre = mean(kept)
    return fsum((value - centre) ** 2 for value in kept.tolist()) / (len(kept) - 1)


def quantile(values: FloatArray, level: float) -> float:
    """Value that a share `level` of the defined runs stays below (linear interpolation, Hyndman-Fan type 7).

    Examples:
        >>> quantile(np.array([4.0, 1.0, 3.0, 2.0]), 0.5)
        2.5
    """
    return quantiles(values, [level])[0]


def quantiles(values: FloatArray, levels: Sequence[float]) -> list[float]:
    """The same at several levels; NaN at each if no run is defined.

    Examples:
        >>> quantiles(np.array([4.0, 1.0, 3.0, 2.0]), [0.0, 0.5])
        [1.0, 2.5]
    """
    kept = defined(values)
    found: list[float] = np.quantile(kept, levels).tolist() if len(kept) else [nan] * len(levels)
    return found


def mean_estimate(values: FloatArray, confidence: float = CONFIDENCE) -> Estimate:
    """Estimates a mean with its Student half-width t * s / sqrt(n).

    One value alone says nothing of its uncertainty: its half-width is NaN. Values that never vary have
    half-width 0.

    Examples:
        >>> estimate = mean_estimate(np.array([1.0, 2.0, 3.0]))
        >>> round(estimate.mean, 3), round(estimate.half_width, 3)
        (2.0, 2.484)
    """
    centre, n = mean(values), len(defined(values))
    half_width = t_quantile(0.5 + confidence / 2, n - 1) * sqrt(variance(values) / n) if n > 1 else nan
    return Estimate(mean=centre, half_width=half_width, low=centre - half_width, high=centre + half_width)


def share_estimate(values: FloatArray, confidence: float = CONFIDENCE) -> Estimate:
    """Estimates the share of runs in which something happened (values 0 or 1) with its Wilson interval.

    The half-width reaches from the share to the farther end of the interval: never 0, even when the thing was
    never seen.

    Examples:
        >>> round(share_estimate(np.zeros(100)).high, 4)
        0.037
    """
    kept = defined(values)
    centre = mean(kept)
    low, high = wilson(fsum(kept), len(kept), confidence)
    return Estimate(mean=centre, half_width=max(centre - low, high - centre), low=low, high=high)


def share_difference_estimate(differences: FloatArray, confidence: float = CONFIDENCE) -> Estimate:
    """Estimates the difference of two shares seen in pairs (differences -1, 0 or 1).

    Wald's interval after half a pair is added to each cell of the two-by-two table (Agresti and Min 2005):
    unlike the plain one it does not shrink to nothing when no pair differs.

    Examples:
        >>> estimate = share_difference_estimate(np.zeros(98))
        >>> estimate.mean, round(estimate.half_width, 4)
        (0.0, 0.0196)
    """
    kept = defined(differences)
    if not len(kept):
        return Estimate(mean=nan, half_width=nan, low=nan, high=nan)
    centre, n = mean(kept), len(kept) + 2
    ups, downs = 0.5 + float(np.sum(kept > 0)), 0.5 + float(np.sum(kept < 0))
    middle = (ups - downs) / n
    reach = normal_quantile(0.5 + confidence / 2) * sqrt(ups + downs - (ups - downs) ** 2 / n) / n
    half_width = max(centre - (middle - reach), middle + reach - centre)
    return Estimate(mean=centre, half_width=half_width, low=middle - reach, high=middle + reach)


def wilson(successes: float, trials: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of a probability of which `successes` of `trials` were seen (Wilson 1927); ties count half.

    Examples:
        >>> [round(end, 4) for end in wilson(10, 20)]
        [0.2993, 0.7007]
    """
    if not trials:
        return nan, nan
    z, share = normal_quantile(0.5 + confidence / 2), successes / trials
    scale = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    reach = z / scale * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def paired_t_p_value(differences: FloatArray) -> float:
    """Chance of a mean difference at least this far from 0 if there were none (Student, two-sided).

    Differences that never vary leave no doubt: 1 if they are 0, 0 otherwise.

    Examples:
        >>> round(paired_t_p_value(np.array([1.0, 2.0, 3.0])), 4)
        0.0742
    """
    centre, spread, n = mean(differences), variance(differences), len(defined(differences))
    if n < 2:
        return nan
    if spread == 0:
        return 1.0 if centre == 0 else 0.0
    from scipy.special import stdtr

    return float(2 * stdtr(n - 1, -abs(centre) / sqrt(spread / n)))


def sign_test_p_value(wins: int, losses: int) -> float:
    """Chance of so uneven a count of wins if both sides won equally often (exact, two-sided; ties left out).

    For pairs of 0 and 1 this is McNemar's exact test.

    Examples:
        >>> sign_test_p_value(9, 1)
        0.021484375
    """
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(wins, losses), wins + losses, 0.5)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Raises p-values so that all claims together are wrong in at most 5 of 100 cases (Holm 1979).

    The k-th smallest of m is multiplied by m - k + 1, never falls below the one before, and stops at 1. NaN
    (nothing was tested) stays NaN and is not counted.

    Examples:
        >>> holm([0.01, 0.04, 0.03])
        [0.03, 0.06, 0.06]
    """
    tested = sorted((p, position) for position, p in enumerate(p_values) if not isnan(p))
    adjusted, highest = [nan] * len(p_values), 0.0
    for rank, (p, position) in enumerate(tested):
        highest = max(highest, min(1.0, (len(tested) - rank) * p))
        adjusted[position] = highest
    return adjusted


def variance_reduction(first: FloatArray, second: FloatArray) -> float:
    """Part of the variance of a difference that meeting the same luck takes away.

    1 - Var(a - b) / (Var a + Var b) over the pairs in which both are defined (common random numbers).
    Negative if the same luck drives the two apart; NaN if neither varies.

    Examples:
        >>> variance_reduction(np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0]))
        1.0
    """
    both = ~(np.isnan(first) | np.isnan(second))
    apart = variance(first[both]) + variance(second[both])
    return 1 - variance(first[both] - second[both]) / apart if apart > 0 else nan


def replications_to_settle(difference: float, std: float, comparisons: int) -> float:
    """Replications that would probably settle a mean difference, if it is as large as it looks now.

    n = ((z(1 - 0.05 / (2 m)) + z(0.8)) * std / difference)^2: the strictest step of Holm for m comparisons,
    passed with a chance of 80 %. Rounded up to two figures; infinite if the difference is 0.

    Examples:
        >>> replications_to_settle(1.0, 8.0**0.5, comparisons=1)
        63.0
    """
    if isnan(std) or difference == 0:
        return inf
    z = normal_quantile(1 - (1 - CONFIDENCE) / (2 * max(1, comparisons))) + normal_quantile(POWER)
    return _round_up((z * std / difference) ** 2)


def _round_up(number: float) -> float:
    if number < 1:
        return 1.0
    unit = 10.0 ** max(0, floor(log10(number)) - 1)
    return ceil(number / unit) * unit


def t_quantile(level: float, degrees: int) -> float:
    """Quantile of Student's distribution.

    Examples:
        >>> round(t_quantile(0.975, 9), 3), round(t_quantile(0.975, 1e6), 3)
        (2.262, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees, level))


def normal_quantile(level: float) -> float:
    """Quantile of the normal distribution.

    Examples:
        >>> round(normal_quantile(0.975), 3)
        1.96
    """
    from scipy.special import ndtri

    return float(ndtri(level))
