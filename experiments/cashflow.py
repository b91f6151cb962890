"""When a strategy pays: the curves of cumulative cash, month by month, and where one overtakes the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.statistics import Estimate, mean_estimate, quantiles
from simulator.results import FloatArray


@dataclass(frozen=True, kw_only=True)
class Crossover:
    """From which month on one strategy's mean cumulative cash is ahead of the other's until the horizon.

    `ahead` tells which is ahead at the horizon: +1 the strategy, -1 the baseline, 0 neither. `month` is the
    first from which it is ahead for good; `earliest` and `latest` are the first months from which the upper
    and the lower end of each month's own 95 % interval are (None: not within the horizon). Months count
    from 1.
    """

    ahead: int
    month: int | None
    earliest: int | None
    latest: int | None


def crossover(strategy: FloatArray, baseline: FloatArray) -> Crossover:
    """Finds when the strategy that ends ahead overtakes the other for good.

    Args:
        strategy: Cumulative cash flow, shape (replications, months + 1), row 0 the start.
        baseline: The same of the baseline in the same lucks.

    Returns:
        The month with a simple interval: where the paired interval of each month leaves 0 for good.

    Examples:
        >>> ahead = crossover(np.array([[0.0, -2.0, 1.0, 3.0]] * 2), np.zeros((2, 4)))
        >>> ahead.month, ahead.earliest, ahead.latest
        (2, 2, 2)
    """
    gaps = monthly_estimates(strategy - baseline)
    side = (gaps[-1].mean > 0) - (gaps[-1].mean < 0)
    if side == 0:
        return Crossover(ahead=0, month=None, earliest=None, latest=None)
    return Crossover(
        ahead=side,
        month=_first_for_good([side * gap.mean for gap in gaps]),
        earliest=_first_for_good([max(side * gap.low, side * gap.high) for gap in gaps]),
        latest=_first_for_good([min(side * gap.low, side * gap.high) for gap in gaps]),
    )


def monthly_estimates(curves: FloatArray) -> list[Estimate]:
    """Estimates the mean of each month over the replications.

    Examples:
        >>> [estimate.mean for estimate in monthly_estimates(np.array([[0.0, 1.0], [0.0, 3.0]]))]
        [0.0, 2.0]
    """
    return [mean_estimate(column) for column in curves.T]


def fan(curves: FloatArray, levels: Sequence[float]) -> FloatArray:
    """Quantiles of each month over the replications, shape (levels, months + 1).

    Examples:
        >>> fan(np.array([[0.0, 1.0], [0.0, 3.0]]), [0.5])
        array([[0., 2.]])
    """
    if np.isnan(curves).any():
        return np.array([quantiles(column, levels) for column in curves.T]).T
    # All months at once, which is many times quicker.
    together: FloatArray = np.quantile(curves, levels, axis=0)
    return together


def _first_for_good(gaps: Sequence[float]) -> int | None:
    """First month from which all gaps are above 0 to the end; the start itself is no month."""
    behind = [month for month, gap in enumerate(gaps) if not gap > 0]
    first = max(behind, default=0) + 1
    return first if first < len(gaps) else None
