"""Where to look: the points of a design, each as one number per factor.

A design lives in the unit cube (`latin_hypercube`, `sobol`) or among the positions of listed levels
(`full_factorial`); `experiments.plan` turns both into values of the model. The same seed gives the same points;
SciPy may change its samplers between versions, so a store keeps the points that it was made with.
"""

from collections.abc import Sequence
from itertools import product
from math import exp, log
from typing import Literal

import numpy as np

from simulator.results import FloatArray

Kind = Literal["full_factorial", "latin_hypercube", "sobol", "list"]
Scale = Literal["linear", "log"]

MOST_POINTS = 1_000_000


def full_factorial(level_counts: Sequence[int]) -> list[tuple[int, ...]]:
    """Combines every level of every factor; the last factor moves fastest.

    Examples:
        >>> full_factorial([2, 2])
        [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    return list(product(*map(range, level_counts)))


def latin_hypercube(points: int, factors: int, seed: int) -> FloatArray:
    """Cuts each factor into as many equal slices as there are points, and uses each slice once.

    McKay, Beckman and Conover (1979), randomised within the slices.

    Returns:
        Shape (points, factors), in [0, 1).

    Examples:
        >>> sample = latin_hypercube(4, 2, seed=1)
        >>> sorted((sample[:, 0] * 4).astype(int).tolist())
        [0, 1, 2, 3]
    """
    from scipy.stats import qmc

    return _below_one(qmc.LatinHypercube(factors, rng=np.random.default_rng(seed)).random(points))


def sobol(points: int, factors: int, seed: int) -> FloatArray:
    """Fills the cube evenly: a scrambled Sobol sequence (Owen 1998); `points` must be a power of two.

    Returns:
        Shape (points, factors), in [0, 1).

    Raises:
        ValueError: `points` is no power of two; the sequence would lose its balance.

    Examples:
        >>> sample = sobol(8, 2, seed=1)
        >>> sorted((sample[:, 1] * 8).astype(int).tolist())
        [0, 1, 2, 3, 4, 5, 6, 7]
    """
    if not is_power_of_two(points):
        raise ValueError(f"a Sobol sequence needs a power of two, not {points} points")
    from scipy.stats import qmc

    sampler = qmc.Sobol(factors, scramble=True, rng=np.random.default_rng(seed))
    return _below_one(sampler.random_base2(points.bit_length() - 1))


def is_power_of_two(number: int) -> bool:
    """Whether a number is 1, 2, 4, 8 and so on.

    Examples:
        >>> [n for n in range(1, 9) if is_power_of_two(n)]
        [1, 2, 4, 8]
    """
    return number > 0 and not number & (number - 1)


def nearest_power_of_two(number: int) -> int:
    """The power of two that a number of points was probably meant to be.

    Examples:
        >>> nearest_power_of_two(100), nearest_power_of_two(5)
        (128, 4)
    """
    below = 1 << max(0, number.bit_length() - 1)
    return below if number - below <= 2 * below - number else 2 * below


def between(low: float, high: float, part: float, *, scale: Scale = "linear", whole: bool = False) -> float:
    """The value that lies at a part (0 to 1) of the way from low to high.

    On the scale `log` equal parts are equal factors. Whole numbers on the linear scale are equally likely from
    low to high, both included; on the scale `log` the nearest whole number is taken.

    Examples:
        >>> between(1.0, 100.0, 0.5), between(1.0, 100.0, 0.5, scale="log")
        (50.5, 10.0)
        >>> [between(1, 3, part, whole=True) for part in (0.0, 0.5, 0.99)]
        [1.0, 2.0, 3.0]
    """
    if scale == "log":
        value = min(max(exp(log(low) + part * (log(high) - log(low))), low), high)
        return float(round(value)) if whole else float(f"{value:.15g}")
    if whole:
        return float(min(int(low + part * (high - low + 1)), int(high)))
    return min(low + part * (high - low), high)


def steps_between(low: float, high: float, steps: int, *, scale: Scale = "linear", whole: bool = False) -> list[float]:
    """A number of values from low to high, both included; whole ones are told once each.

    Examples:
        >>> steps_between(0.0, 1.0, 3), steps_between(1.0, 100.0, 3, scale="log")
        ([0.0, 0.5, 1.0], [1.0, 10.0, 100.0])
        >>> steps_between(1, 3, 5, whole=True)
        [1.0, 2.0, 3.0]
    """
    parts = [step / (steps - 1) for step in range(steps)]
    values = [between(low, high, part, scale=scale) for part in parts]
    return list(dict.fromkeys(float(round(value)) if whole else value for value in values))


def position(part: float, levels: int) -> int:
    """The level that a part (0 to 1) of the cube's edge stands for; all levels have equal parts.

    Examples:
        >>> [position(part, 3) for part in (0.0, 0.34, 0.99)]
        [0, 1, 2]
    """
    return min(int(part * levels), levels - 1)


def _below_one(sample: FloatArray) -> FloatArray:
    return np.minimum(sample, np.nextafter(1.0, 0.0))
