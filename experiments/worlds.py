"""Replications in several worlds: a mean must not pass for surer than the number of worlds makes it.

Lucks in one world share what is not known of it, so they are not independent of each other; the means of whole worlds
are. Values stand world by world, `lucks` of each. With one luck a world nothing is changed.
"""

from dataclasses import dataclass, replace
from math import fsum, sqrt

import numpy as np

from experiments.statistics import (
    Estimate,
    defined,
    mean,
    mean_estimate,
    share_difference_estimate,
    share_estimate,
    variance,
    wilson,
)
from simulator.results import FloatArray


@dataclass(frozen=True, kw_only=True)
class Uncertainty:
    """What differs between worlds.

    Attributes:
        records: Whether what the firm's records tell only roughly does.
        guessed: Paths of the guesses that do.
        per_draw: How many successive worlds share what records tell, and differ in the guesses alone.
    """

    records: bool = True
    guessed: tuple[str, ...] = ()
    per_draw: int = 1

    @property
    def words(self) -> str:
        """Who says which worlds there may be."""
        both = "the records and your ranges" if self.guessed else "the records"
        return both if self.records else "your ranges"


BY_RECORDS = Uncertainty()


def world_means(values: FloatArray, lucks: int) -> FloatArray:
    """Mean of the defined values of each world, along the first axis.

    Examples:
        >>> world_means(np.array([1.0, 3.0, np.nan, 5.0]), 2).tolist()
        [2.0, 5.0]
    """
    if lucks == 1:
        return values
    if values.ndim > 1:
        return np.column_stack([world_means(column, lucks) for column in values.T])
    return np.array([mean(row) for row in values.reshape(-1, lucks)])


def design_effect(values: FloatArray, lucks: int) -> float:
    """How many times wider the variance of the mean is than that of as many independent values; at least 1.

    Source: Kish, Survey Sampling (1965), section 5.4.

    Examples:
        >>> design_effect(np.array([0.0, 0.0, 1.0, 1.0]), 2)
        3.0
        >>> design_effect(np.array([0.0, 1.0, 1.0, 0.0]), 2)
        1.0
    """
    whole = variance(values)
    if lucks == 1 or not whole > 0.0:
        return 1.0
    return max(1.0, lucks * variance(world_means(values, lucks)) / whole)


def mean_over_worlds(values: FloatArray, lucks: int) -> Estimate:
    """Estimates a mean with the half-width that the number of worlds gives it."""
    estimate = mean_estimate(world_means(values, lucks))
    shift = mean(values) - estimate.mean  # worlds that define fewer values weigh less in the plain mean
    return replace(estimate, mean=mean(values), low=estimate.low + shift, high=estimate.high + shift)


def share_over_worlds(values: FloatArray, lucks: int) -> Estimate:
    """Estimates the share of runs in which something happened, by Wilson's interval of fewer, independent runs."""
    effect = design_effect(values, lucks)
    if effect == 1.0:
        return share_estimate(values)
    kept = defined(values)
    centre = mean(kept)
    low, high = wilson(fsum(kept) / effect, len(kept) / effect)
    return Estimate(mean=centre, half_width=max(centre - low, high - centre), low=low, high=high)


def share_difference_over_worlds(values: FloatArray, lucks: int) -> Estimate:
    """Estimates a difference of shares (values -1, 0 and 1) with the interval that the number of worlds gives it."""
    return widened(share_difference_estimate(values), design_effect(values, lucks))


def widened(estimate: Estimate, effect: float) -> Estimate:
    """An interval made wider by the root of a design effect.

    Examples:
        >>> widened(Estimate(mean=1.0, half_width=0.5, low=0.5, high=1.5), 4.0).low
        0.0
    """
    factor = sqrt(effect)
    return replace(
        estimate,
        half_width=estimate.half_width * factor,
        low=estimate.mean - (estimate.mean - estimate.low) * factor,
        high=estimate.mean + (estimate.high - estimate.mean) * factor,
    )
