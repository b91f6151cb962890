"""How much of the spread of an outcome is luck, and how much is not knowing the numbers of the world.

By the law of total variance Var(Y) = E[Var(Y | world)] + Var(E[Y | world]): luck within worlds, and worlds that differ.
With m lucks in each of n worlds the one-way analysis of variance gives both; the second is the spread of the worlds'
means less what luck alone gives those means: (MSB - MSW) / m, at least 0. The interval of its share is exact where luck
is normal, and rough elsewhere. Source: Searle, Casella and McCulloch, Variance Components (1992), sections 3.5 and 3.6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from experiments.statistics import CONFIDENCE, mean, quantile, variance
from experiments.worlds import world_means
from simulator.results import FloatArray

WORLD_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, kw_only=True)
class Ignorance:
    """The variance of one outcome, taken apart.

    Attributes:
        luck_variance: Within a world.
        world_variance: Between the means of worlds, luck taken off; NaN where it cannot be told.
        share: Part of the whole variance that is between worlds.
        low: Lower end of its 95 % interval.
        high: Upper end.
        means: Quantiles of the worlds' own means, luck taken off: the means are drawn towards their centre until
            they scatter by the world variance alone.
    """

    luck_variance: float
    world_variance: float
    share: float
    low: float
    high: float
    means: Mapping[float, float]


UNKNOWN = Ignorance(
    luck_variance=nan, world_variance=nan, share=nan, low=nan, high=nan, means=dict.fromkeys(WORLD_LEVELS, nan)
)


def ignorance(values: FloatArray, lucks: int) -> Ignorance:
    """Takes the variance of an outcome apart.

    Args:
        values: Of all replications, world by world.
        lucks: How many replications each world has.

    Returns:
        All NaN where values are missing or there are fewer than two worlds or lucks.

    Examples:
        >>> found = ignorance(np.array([1.0, 3.0, 11.0, 13.0]), 2)
        >>> found.luck_variance, found.world_variance
        (2.0, 49.0)
    """
    worlds = len(values) // lucks
    if lucks < 2 or worlds < 2 or bool(np.isnan(values).any()):
        return UNKNOWN
    means = world_means(values, lucks)
    within = mean(np.array([variance(row) for row in values.reshape(-1, lucks)]))
    between = lucks * variance(means)
    world_variance = max(0.0, (between - within) / lucks)
    whole = within + world_variance
    low, high = _share_interval(between, within, worlds, lucks)
    return Ignorance(
        luck_variance=within,
        world_variance=world_variance,
        share=world_variance / whole if whole > 0.0 else 0.0,
        low=low,
        high=high,
        means={level: quantile(_drawn_together(means, world_variance), level) for level in WORLD_LEVELS},
    )


def _share_interval(between: float, within: float, worlds: int, lucks: int) -> tuple[float, float]:
    if within <= 0.0:
        return (0.0, 0.0) if between <= 0.0 else (1.0, 1.0)
    from scipy.special import fdtri

    tail = 0.5 * (1.0 - CONFIDENCE)
    ratios = [between / within / float(fdtri(worlds - 1, worlds * (lucks - 1), p)) for p in (1.0 - tail, tail)]
    low, high = (max(0.0, (ratio - 1.0) / (ratio - 1.0 + lucks)) for ratio in ratios)
    return low, high


def _drawn_together(means: FloatArray, world_variance: float) -> FloatArray:
    """Means of worlds that scatter by the world variance alone."""
    spread, centre = variance(means), mean(means)
    factor = sqrt(world_variance / spread) if spread > 0.0 else 0.0
    return np.asarray(centre + factor * (means - centre))
