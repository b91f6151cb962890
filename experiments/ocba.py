"""Optimal computing budget allocation: how to share runs among strategies so that the best one is found soonest.

Chen, Lin, Yücesan and Chick (Simulation budget allocation for further enhancing the efficiency of ordinal
optimization, Discrete Event Dynamic Systems 10, 2000): with the best b ahead of i by d_i, and standard deviations s,

    N_i / N_j = (s_i / d_i)^2 / (s_j / d_j)^2,    N_b = s_b * sqrt(sum over i != b of (N_i / s_i)^2).

Strategies that look nearly as good, or that vary much, get more runs; those clearly behind get few. The formula
takes the strategies for independent. Ours meet the same lucks, each the first N_i of them; so the probability of a
correct selection takes their covariance into account, the allocation does not.
"""

from collections.abc import Sequence
from math import floor, sqrt

import numpy as np

from experiments.statistics import mean, variance
from simulator.results import FloatArray

# A gap below this part of the standard deviation counts as this part: no strategy takes all runs.
LEAST_GAP = 1e-3


def allocation(means: Sequence[float], stds: Sequence[float], zone: float = 0.0) -> list[float]:
    """The share of all runs that each strategy should have.

    Args:
        means: Larger is better.
        stds: Standard deviations from run to run.
        zone: Differences below it count as this much; 0 for none.

    Examples:
        >>> shares = allocation([3.0, 2.0, 1.0], [1.0, 1.0, 1.0])
        >>> round(shares[1] / shares[2], 12), round((shares[0] / shares[2]) ** 2, 9)
        (4.0, 17.0)
    """
    best = int(np.argmax(means))
    spread = max(stds) or 1.0
    own = [max(std, LEAST_GAP * spread) for std in stds]
    ratios = [0.0] * len(means)
    for i, std in enumerate(own):
        if i != best:
            ratios[i] = (std / max(means[best] - means[i], zone, LEAST_GAP * std)) ** 2
    ratios[best] = own[best] * sqrt(sum((ratio / std) ** 2 for ratio, std in zip(ratios, own, strict=True)))
    return [ratio / sum(ratios) for ratio in ratios]


def next_runs(values: Sequence[FloatArray], step: int, zone: float = 0.0) -> list[int]:
    """How many of the next runs each strategy gets.

    Args:
        values: Outcomes to be large, by strategy; each of shape (lucks,), lucks of its own.
        step: How many runs there are to give.
        zone: See `allocation`.

    Examples:
        >>> luck = np.sin(np.arange(30.0))
        >>> next_runs([luck + 2, luck + 1.9, luck - 5], 10)
        [5, 5, 0]
    """
    shares = allocation([mean(each) for each in values], [variance(each) ** 0.5 for each in values], zone)
    total = sum(map(len, values)) + step
    lacking = [max(0.0, share * total - len(each)) for share, each in zip(shares, values, strict=True)]
    return _whole([step * each / sum(lacking) for each in lacking], step)


def _whole(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near these parts, with the same sum (largest remainders; the first of equal ones)."""
    numbers = [floor(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (numbers[i] - parts[i], i))
    for i in order[: total - sum(numbers)]:
        numbers[i] += 1
    return numbers


def correct_selection(values: Sequence[FloatArray], zone: float = 0.0) -> list[float]:
    """By strategy, the chance that it is not better than the one that looks best by more than the zone.

    Normal, with the covariance of the lucks that both met: Var(mean_b - mean_i) = s_b^2 / N_b + s_i^2 / N_i -
    2 cov / max(N_b, N_i). One minus the sum of the chances that are missing is a lower bound of the probability of a
    correct selection (Bonferroni; the APCS-B of the paper).

    Args:
        values: Outcomes to be large, by strategy; strategy i met the lucks 0 to N_i - 1.
        zone: A difference up to this much is no error.

    Examples:
        >>> luck = np.sin(np.arange(30.0))
        >>> correct_selection([luck, luck + 0.1 * np.cos(np.arange(30.0) ** 2) - 1])
        [1.0, 1.0]
    """
    from scipy.special import ndtr

    means = [mean(each) for each in values]
    best = int(np.argmax(means))
    chances = []
    for i, each in enumerate(values):
        error = _standard_error(values[best], each)
        gap = means[best] - means[i] + zone
        certain = 1.0 if gap > 0 else 0.5
        chances.append(1.0 if i == best else float(ndtr(gap / error)) if error > 0 else certain)
    return chances


def _standard_error(first: FloatArray, second: FloatArray) -> float:
    met = min(len(first), len(second))
    together = (variance(first[:met]) + variance(second[:met]) - variance(first[:met] - second[:met])) / 2
    apart = variance(first) / len(first) + variance(second) / len(second)
    return sqrt(max(0.0, apart - 2 * together / max(len(first), len(second))))
