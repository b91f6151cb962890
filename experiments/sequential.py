"""Deciding while one looks: bounds that hold at every look, and the procedure KN.

A t-test that is repeated after each batch finds a difference sooner or later even if there is none. A confidence
sequence covers the true mean at all numbers of replications at once, with one error for all looks together. Ours is
the asymptotic one of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (Annals of Statistics 52, 2024, Gaussian
mixture boundary):

    mean_n +- s_n * sqrt(2 (n rho^2 + 1) / (n^2 rho^2) * ln(sqrt(n rho^2 + 1) / alpha)).

It needs no bound on the outcomes (money has none) and no known variance, only that the mean of a few dozen pairs is
nearly normal. Where the differences are skewed that takes longer, so bounds count from 50 * skewness^2 pairs on: twice
Cochran's rule (Sampling Techniques, 1977), as we look more than once. docs/explanation/deciding.md says why this one,
and how often it errs.
"""

from collections.abc import Mapping, Sequence
from itertools import permutations
from math import floor, log, sqrt
from typing import TypeVar

import numpy as np

from experiments.statistics import Estimate, mean, variance
from simulator.results import FloatArray

# Number of pairs at which the sequence is narrowest; at others it is a little wider than it could be.
NARROWEST_AT = 200
PAIRS_PER_SQUARED_SKEWNESS = 50

Key = TypeVar("Key")


def mixture_parameter(alpha: float, narrowest_at: float = NARROWEST_AT) -> float:
    """The rho^2 that makes the sequence narrowest at a number of pairs.

    rho^2 = (-W(-alpha^2 / e) - 1) / n with the lower branch W of Lambert's function: the zero of the derivative of
    the margin by n rho^2.

    Examples:
        >>> best = mixture_parameter(0.05, 200)
        >>> min(standard_margin(200, 0.05, best * factor) for factor in (0.5, 1, 2)) == standard_margin(200, 0.05, best)
        True
    """
    from scipy.special import lambertw

    return float((-lambertw(-alpha * alpha / np.e, -1).real - 1) / narrowest_at)


def standard_margin(pairs: int, alpha: float, rho2: float) -> float:
    """Half-width of the sequence after so many pairs, for a standard deviation of 1.

    Examples:
        >>> round(standard_margin(200, 0.05, mixture_parameter(0.05)), 3)
        0.215
    """
    grown = pairs * rho2 + 1
    return sqrt(2 * grown / (pairs * pairs * rho2) * log(sqrt(grown) / alpha))


def sequence_estimate(differences: FloatArray, alpha: float) -> Estimate:
    """The mean of paired differences with its bounds at this look, valid at all looks together.

    Differences that never vary are their own bounds.

    Args:
        differences: All pairs so far, shape (pairs,).
        alpha: Chance that the bounds ever leave the true mean out.

    Examples:
        >>> estimate = sequence_estimate(np.array([1.0, 2.0, 3.0] * 20), alpha=0.05)
        >>> round(estimate.low, 2), round(estimate.high, 2)
        (1.66, 2.34)
    """
    pairs = len(differences)
    if pairs < 2:
        raise ValueError("bounds need two pairs or more")
    margin = sqrt(variance(differences)) * standard_margin(pairs, alpha, mixture_parameter(alpha))
    centre = mean(differences)
    return Estimate(mean=centre, half_width=margin, low=centre - margin, high=centre + margin)


def skewness(differences: FloatArray) -> float:
    """Third central moment over the cube of the standard deviation; 0 if nothing varies.

    Examples:
        >>> skewness(np.array([0.0, 0.0, 0.0, 1.0])) > 1, skewness(np.ones(3))
        (True, 0.0)
    """
    away = differences - mean(differences)
    spread = float(np.mean(away**2))
    return float(np.mean(away**3)) / spread**1.5 if spread > 0 else 0.0


def counts(differences: FloatArray) -> bool:
    """Whether there are pairs enough for their mean to be nearly normal, so that bounds may be believed.

    Differences that are all the same, and not 0, say nothing yet of how they vary.

    Examples:
        >>> counts(np.ones(100)), counts(np.zeros(100)), counts(np.arange(100.0))
        (False, True, True)
    """
    if np.ptp(differences) == 0:
        return bool(differences[0] == 0)
    return len(differences) >= PAIRS_PER_SQUARED_SKEWNESS * skewness(differences) ** 2


def cushioned(differences: FloatArray) -> FloatArray:
    """Differences of an outcome that is yes or no, with one pair more in which each of the two is ahead.

    Where no pair, or every pair, differs, nothing varies, and the bounds would shrink to a point (after Agresti and
    Min 2005, who do the same for one look).

    Examples:
        >>> cushioned(np.zeros(2))
        array([ 0.,  0.,  1., -1.])
    """
    return np.concatenate([differences, [1.0, -1.0]])


def survivors(differences: Mapping[tuple[Key, Key], FloatArray], alpha: float) -> list[Key]:
    """Those that no other one has beaten yet, by the sequences of all pairs.

    Args:
        differences: By pair, first - second in each luck, positive where the first is better.
        alpha: Error that each pair may use; see `pair_alpha`.

    Returns:
        In the order in which they are first named.

    Examples:
        >>> luck = np.sin(np.arange(100.0))
        >>> survivors({("a", "b"): luck + 1, ("a", "c"): -luck, ("b", "c"): -1 - 2 * luck}, 0.025)
        ['a', 'c']
    """
    beaten = {second for (_, second), each in differences.items() if is_ahead(each, alpha)}
    beaten |= {first for (first, _), each in differences.items() if is_ahead(-each, alpha)}
    return [name for name in dict.fromkeys(name for pair in differences for name in pair) if name not in beaten]


def is_ahead(differences: FloatArray, alpha: float) -> bool:
    """Whether the mean difference is surely above zero."""
    return sequence_estimate(differences, alpha).low > 0 and counts(differences)


def is_within(differences: FloatArray, alpha: float, zone: float) -> bool:
    """Whether the mean difference surely does not matter: whether its bounds lie within the indifference zone.

    Examples:
        >>> is_within(np.array([-1.0, 1.0] * 100), 0.05, zone=0.5)
        True
    """
    estimate = sequence_estimate(differences, alpha)
    return max(-estimate.low, estimate.high) <= zone and counts(differences)


def pair_alpha(alpha: float, strategies: int) -> float:
    """The part of the error that one pair may use, so that the best one is lost with a chance of at most alpha.

    The best drops out only if the bounds of one of its own k - 1 pairs leave the truth out (Bonferroni), at whatever
    look one stops.

    Examples:
        >>> pair_alpha(0.05, 2), pair_alpha(0.05, 6)
        (0.05, 0.01)
    """
    return alpha / max(1, strategies - 1)


def kim_nelson(values: FloatArray, first: int, alpha: float, zone: float) -> tuple[list[int], int]:
    """The procedure KN of Kim and Nelson (ACM TOMACS 11, 2001), with c = 1 and lucks in common.

    After `first` pairs the variance S2 of each pair's difference is fixed. From then on, pair by pair, a strategy i
    drops out as soon as its mean is below that of another survivor l by more than
    W(r) = max(0, zone / (2 r) * (h2 * S2 / zone^2 - r)), with h2 = 2 eta (first - 1) and
    eta = ((2 alpha / (k - 1))^(-2 / (first - 1)) - 1) / 2. It selects the best with a chance of at least 1 - alpha if
    the best is ahead by `zone` or more, and if the differences are normal.

    Args:
        values: Outcomes to be large, shape (strategies, pairs); at least `first` pairs.
        first: Pairs of the first stage.
        alpha: Chance of a wrong selection.
        zone: Difference from which a wrong selection counts.

    Returns:
        Positions of the survivors, and how many pairs were looked at: one survivor if the pairs sufficed.

    Examples:
        >>> luck = np.sin(np.arange(100.0))
        >>> kim_nelson(np.array([luck, luck + np.cos(luck)]), first=20, alpha=0.05, zone=0.5)
        ([1], 20)
    """
    k, pairs = values.shape
    eta = 0.5 * ((2 * alpha / (k - 1)) ** (-2 / (first - 1)) - 1)
    h2 = 2 * eta * (first - 1)
    spread = {(i, other): variance(values[i, :first] - values[other, :first]) for i, other in permutations(range(k), 2)}
    most = floor(max(h2 * each / zone**2 for each in spread.values()))
    sums = np.cumsum(values, axis=1)
    kept = list(range(k))
    for r in range(first, pairs + 1):
        means = sums[:, r - 1] / r
        reach = {pair: _continuation(r, h2 * each, zone) for pair, each in spread.items()}
        kept = [i for i in kept if all(means[i] >= means[j] - reach[i, j] for j in kept if j != i)]
        if r > most:
            kept = [max(kept, key=lambda i: float(means[i]))]
        if len(kept) == 1:
            return kept, r
    return kept, pairs


def _continuation(r: int, scaled: float, zone: float) -> float:
    return max(0.0, zone / (2 * r) * (scaled / zone**2 - r))


def looks(first: int, cap: int, growth: float = 0.1, least: int = 10) -> Sequence[int]:
    """At which numbers of pairs one looks: after the first stage, then each tenth more, up to the cap.

    Examples:
        >>> looks(50, 100)
        [50, 60, 70, 80, 90, 100]
    """
    found = [min(first, cap)]
    while found[-1] < cap:
        found.append(min(cap, found[-1] + max(least, int(growth * found[-1]))))
    return found
