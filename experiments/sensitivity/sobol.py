"""Sobol indices of expected values: the share of their variance that each factor makes, luck taken out.

First order by Saltelli et al. (2010), total by Jansen (1999), each product and square corrected by
`experiments.sensitivity.luck`. Before that each luck's mean over the points is taken away: what a luck does to all
points alike is no variance between them.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.luck import product_without_luck, square_without_luck
from experiments.statistics import CONFIDENCE, Estimate, normal_quantile
from simulator.errors import SimulatorError
from simulator.results import FloatArray

RESAMPLES = 1000
FEWEST_LUCKS = 3
FEWEST_POINTS = 4


@dataclass(frozen=True, kw_only=True)
class SobolIndices:
    """What a Saltelli design says.

    Attributes:
        first: By factor, the share of the variance that goes if that factor alone is known.
        total: By factor, the share that is left if all others are known: first order and all interactions.
        variance: Variance of the expected value between the points.
        luck_variance: Variance over the lucks at a point, on average: how far single runs lie apart.
        noise_variance: What luck adds to the variance between the points' means, and was taken away.
        points: Base points that are complete.
    """

    first: tuple[Estimate, ...]
    total: tuple[Estimate, ...]
    variance: Estimate
    luck_variance: float
    noise_variance: float
    points: int


def sobol_indices(values: FloatArray, factors: int, seed: int = 0) -> SobolIndices:
    """Estimates the indices from the values at a Saltelli design.

    The variance of an estimate is that of a bootstrap over the base points plus that of a jackknife over the lucks,
    which all points share. The sum counts what both hold twice, so intervals are rather too wide (Owen 2007).

    Args:
        values: Shape (base points * (factors + 2), lucks), in the order of `experiments.sensitivity.designs.saltelli`.
        factors: How many factors.
        seed: Of the bootstrap.

    Raises:
        SimulatorError: Too few lucks or points, or the points do not differ beyond luck.
    """
    a, b, mixed = _parts(values, factors)
    points, lucks = a.shape
    parts = _Contributions.of(a, b, mixed)
    figures = parts.figures(np.full((1, points), 1 / points))[0]
    if figures[0] <= 0:
        raise SimulatorError(
            "the points do not differ beyond luck: there is no variance to share out; more --replications may find some"
        )
    weights = _resamples(points, seed)
    spread = np.nanvar(_shares(parts.figures(weights)), axis=0, ddof=1)
    left_out = [_without(a, b, mixed, luck) for luck in range(lucks)]
    spread += (lucks - 1) ** 2 / lucks * np.nanvar(_shares(np.array(left_out)), axis=0, ddof=1)
    estimates = [_estimate(*pair) for pair in zip(_shares(figures), np.sqrt(spread), strict=True)]
    return SobolIndices(
        variance=estimates[0],
        first=tuple(estimates[1 : 1 + factors]),
        total=tuple(estimates[1 + factors :]),
        luck_variance=float(np.concatenate([a, b]).var(axis=-1, ddof=1).mean()),
        noise_variance=float(parts.noise(np.full((1, points), 1 / points))[0]),
        points=points,
    )


@dataclass(frozen=True)
class _Contributions:
    """What each base point adds to every figure, so that resampling is a weighted mean."""

    first: FloatArray  # factors, points
    total: FloatArray  # factors, points
    means: FloatArray  # A and B, points
    apart: FloatArray  # A and B, points, lucks: distance from the point's mean

    @staticmethod
    def of(a: FloatArray, b: FloatArray, mixed: FloatArray) -> "_Contributions":
        centre = (a.mean(axis=0) + b.mean(axis=0)) / 2
        a, b, mixed = a - centre, b - centre, mixed - centre
        both = np.stack([a, b])
        means = both.mean(axis=-1)
        first = product_without_luck(np.broadcast_to(b, mixed.shape), mixed - a)
        return _Contributions(first, square_without_luck(mixed - a) / 2, means, both - means[..., None])

    def figures(self, weights: FloatArray) -> FloatArray:
        """Variance, then first-order and total parts of it, by row of weights over the points."""
        variance = _variance(self.means[..., None], weights)[:, 0] - self.noise(weights)
        return np.column_stack([variance, weights @ self.first.T, weights @ self.total.T])

    def noise(self, weights: FloatArray) -> FloatArray:
        """Variance between the points' means that luck makes."""
        lucks = self.apart.shape[-1]
        return np.asarray(_variance(self.apart, weights).sum(axis=1) / (lucks * (lucks - 1)))


def _variance(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Sample variance over A and B together; values of shape (2, points, columns) give (rows of weights, columns)."""
    count = 2 * values.shape[1]
    mean = sum(weights @ part for part in values) / 2
    square = sum(weights @ part**2 for part in values) / 2
    return np.asarray((square - mean**2) * count / (count - 1))


def _shares(figures: FloatArray) -> FloatArray:
    """The variance as it is, all else as a share of it; undefined where no variance is left."""
    variance = figures[..., :1]
    shares = np.divide(figures[..., 1:], variance, out=np.full_like(figures[..., 1:], np.nan), where=variance > 0)
    return np.concatenate([variance, shares], axis=-1)


def _without(a: FloatArray, b: FloatArray, mixed: FloatArray, luck: int) -> FloatArray:
    a, b, mixed = (np.delete(each, luck, axis=-1) for each in (a, b, mixed))
    points = len(a)
    figures: FloatArray = _Contributions.of(a, b, mixed).figures(np.full((1, points), 1 / points))[0]
    return figures


def _resamples(points: int, seed: int) -> FloatArray:
    """Weights of a bootstrap over the base points, shape (resamples, points)."""
    rng = np.random.default_rng(seed)
    return np.asarray(rng.multinomial(points, np.full(points, 1 / points), size=RESAMPLES) / points)


def _parts(values: FloatArray, factors: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A, B and the mixed samples; a base point of which any run is missing is left out everywhere."""
    lucks = values.shape[-1]
    table = values.reshape(factors + 2, -1, lucks)
    table = table[:, complete_base_points(table)]
    if lucks < FEWEST_LUCKS:
        raise SimulatorError(f"needs {FEWEST_LUCKS} lucks per point or more to tell luck from the factors, not {lucks}")
    if table.shape[1] < FEWEST_POINTS:
        raise SimulatorError(
            f"{table.shape[1]} base points are complete, and {FEWEST_POINTS} are the least (did points fail, or is the "
            "outcome not defined in every run?)"
        )
    return table[0], table[1], table[2:]


def complete_base_points(table: FloatArray) -> NDArray[np.bool_]:
    """Which base points have a value in every run; the table has the shape (parts, base points, lucks)."""
    return np.asarray(~np.isnan(table).any(axis=(0, 2)))


def _estimate(mean: float, error: float) -> Estimate:
    half_width = normal_quantile(0.5 + CONFIDENCE / 2) * error
    return Estimate(mean=float(mean), half_width=float(half_width), low=mean - half_width, high=mean + half_width)


def root(variance: float) -> float:
    """A standard deviation; 0 for a variance that came out below zero."""
    return sqrt(max(0.0, variance))
