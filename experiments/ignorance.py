"""How much of the spread of an outcome is luck, and how much is not knowing the numbers of the world.

By the law of total variance Var(Y) = E[Var(Y | world)] + Var(E[Y | world]): luck within worlds, and worlds that differ.
With m lucks in each of n worlds the one-way analysis of variance gives both; the second is the spread of the worlds'
means less what luck alone gives those means: (MSB - MSW) / m, at least 0. The interval of its share is exact where luck
is normal, and rough elsewhere. Source: Searle, Casella and McCulloch, Variance Components (1992), sections 3.5 and 3.6.

Where each draw of what records tell meets several sets of guesses, the worlds are nested in the draws, and the second
part falls into two: Var(E[Y | records]) = (MSA - MSB) / (m g), and the guesses (with what both do together) =
(MSB - MSW) / m, for g guesses a draw. Intervals are generalised confidence intervals: the mean squares are put to the
chi-squares that they would come from. Source: Weerahandi, Exact Statistical Methods for Data Analysis (1995).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan, sqrt

import numpy as np

from experiments.statistics import CONFIDENCE, mean, quantile, variance
from experiments.worlds import world_means
from simulator.results import FloatArray

WORLD_LEVELS = (0.05, 0.5, 0.95)
RECORDS, GUESSES = "records", "guesses"
PIVOTS, PIVOTS_SEED = 4_000, 20260103


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
        parts: Where both vary, the shares of `RECORDS` and of `GUESSES` in the whole variance.
    """

    luck_variance: float
    world_variance: float
    share: float
    low: float
    high: float
    means: Mapping[float, float]
    parts: Mapping[str, "Share"] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Share:
    """Part of the whole variance, and the ends of its 95 % interval."""

    share: float
    low: float
    high: float


UNKNOWN = Ignorance(
    luck_variance=nan, world_variance=nan, share=nan, low=nan, high=nan, means=dict.fromkeys(WORLD_LEVELS, nan)
)


def ignorance(values: FloatArray, lucks: int, per_draw: int = 1) -> Ignorance:
    """Takes the variance of an outcome apart.

    Args:
        values: Of all replications, world by world.
        lucks: How many replications each world has.
        per_draw: How many successive worlds share a draw of what records tell.

    Returns:
        All NaN where values are missing or there are fewer than two worlds (or draws) or lucks.

    Examples:
        >>> found = ignorance(np.array([1.0, 3.0, 11.0, 13.0]), 2)
        >>> found.luck_variance, found.world_variance
        (2.0, 49.0)
    """
    worlds = len(values) // lucks
    if lucks < 2 or worlds < 2 or bool(np.isnan(values).any()):
        return UNKNOWN
    if per_draw > 1:
        return _nested(values, lucks, per_draw)
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


def _nested(values: FloatArray, lucks: int, per_draw: int) -> Ignorance:
    cells = values.reshape(-1, per_draw, lucks)
    draws = len(cells)
    if draws < 2:
        return UNKNOWN
    means = cells.mean(axis=2)
    squares = np.array([
        lucks * per_draw * variance(means.mean(axis=1)),
        lucks * mean(means.var(axis=1, ddof=1)),
        mean(cells.var(axis=2, ddof=1).ravel()),
    ])  # fmt: skip
    degrees = np.array([draws - 1, draws * (per_draw - 1), draws * per_draw * (lucks - 1)])
    records, guesses, luck = _components(squares, lucks, per_draw)
    whole = records + guesses + luck
    random = np.random.default_rng(PIVOTS_SEED)
    pivots = squares[:, None] * degrees[:, None] / np.array([random.chisquare(each, PIVOTS) for each in degrees])
    drawn = np.array(_components(pivots, lucks, per_draw))
    total = drawn.sum(axis=0)
    world_variance = float(records + guesses)
    centred = _drawn_together(means.ravel(), world_variance)
    return Ignorance(
        luck_variance=float(luck),
        world_variance=world_variance,
        **vars(_share(world_variance, float(whole), drawn[0] + drawn[1], total)),
        means={level: quantile(centred, level) for level in WORLD_LEVELS},
        parts={
            name: _share(float(part), float(whole), pivot, total)
            for name, part, pivot in ((RECORDS, records, drawn[0]), (GUESSES, guesses, drawn[1]))
        },
    )


def _components(squares: FloatArray, lucks: int, per_draw: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Variances of records, of guesses and of luck, from the mean squares of draws, worlds and lucks."""
    of_draws, of_worlds, of_lucks = squares
    records = np.maximum(0.0, of_draws - of_worlds) / (lucks * per_draw)
    return records, np.maximum(0.0, of_worlds - of_lucks) / lucks, of_lucks


def _share(part: float, whole: float, parts: FloatArray, wholes: FloatArray) -> Share:
    if whole <= 0.0:
        return Share(share=0.0, low=0.0, high=0.0)
    tail = 0.5 * (1.0 - CONFIDENCE)
    low, high = (quantile(parts / wholes, level) for level in (tail, 1.0 - tail))
    return Share(share=part / whole, low=low, high=high)


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
