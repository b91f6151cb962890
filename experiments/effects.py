"""Differences on one scale: how far a strategy moves an outcome, measured by how much luck moves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, sqrt

from experiments.comparison import Comparison
from experiments.pairing import PairedDifference
from simulator.catalogue import OUTCOMES


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A paired difference over the standard deviation of the outcome; above 0 is better, where there is a better.

    `low` and `high` are the ends of its 95 % interval, `is_settled` says whether it is told from 0: after Holm's
    correction, or, for an outcome without a better direction, by its interval alone.
    """

    difference: PairedDifference
    mean: float
    low: float
    high: float
    is_settled: bool


def effects(comparison: Comparison, name: str) -> Iterator[Effect]:
    """All outcomes of one strategy against the baseline; those that never vary, or have no interval, are left out.

    The scale is the root of the mean of both variances over the lucks (Cohen's d for pairs, with the spread of one
    strategy, not of the difference: meeting the same luck makes the interval short, not the effect large).

    Args:
        comparison: Two or more strategies.
        name: One that is not the baseline.
    """
    ours, theirs = comparison.summaries[name], comparison.summaries[comparison.baseline]
    for outcome, difference in comparison.paired[name].items():
        scale = sqrt((ours[outcome].std ** 2 + theirs[outcome].std ** 2) / 2)
        if isfinite(scale) and scale > 0 and isfinite(difference.estimate.half_width):
            yield _effect(difference, scale)


def _effect(difference: PairedDifference, scale: float) -> Effect:
    estimate, better = difference.estimate, OUTCOMES[difference.outcome].better
    unit = -scale if better < 0 else scale
    low, high = sorted((estimate.low / unit, estimate.high / unit))
    settled = difference.verdict in {"better", "worse"} if better else low * high > 0
    return Effect(difference=difference, mean=estimate.mean / unit, low=low, high=high, is_settled=settled)
