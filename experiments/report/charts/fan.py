"""Fans: how an amount unfolds over the months under one strategy, and how far the lucks spread."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from experiments.amounts import short, with_currency
from experiments.report.page import Picture
from experiments.report.palette import colour, dash
from experiments.report.svg import MUTED, head, month_axis, panel, picture, value_axis
from simulator.catalogue import TIMELINE
from simulator.results import FloatArray

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
MIDDLE = 2
HEIGHT = 232.0


def fan_of(curves: FloatArray) -> FloatArray:
    """Quantiles of each month that are values of some luck, so that numbers of customers stay whole.

    Args:
        curves: Shape (replications, months + 1).

    Returns:
        Shape (5, months + 1), one row for each of `LEVELS`.

    Examples:
        >>> fan_of(np.array([[1.0], [2.0], [4.0], [8.0]]))[:, 0].tolist()
        [1.0, 1.0, 2.0, 4.0, 8.0]
    """
    return np.quantile(curves, LEVELS, axis=0, method="inverted_cdf")


def fan_picture(
    column: str,
    strategies: Sequence[str],
    position: int,
    fans: Sequence[FloatArray],
    *,
    currency: str,
    width: float,
    name: str,
) -> Picture:
    """The fan of one strategy, with the medians of the others as thin lines.

    Args:
        column: Column of the timeline.
        strategies: All strategies.
        position: Which of them this panel shows.
        fans: By strategy, its quantiles at `LEVELS`, shape (5, months + 1).
        currency: Unit of money.
        width: Of the panel.
        name: Unique within the page.
    """
    low, lower, middle, upper, high = fans[position]
    months = np.arange(len(middle))
    axes = panel(width, HEIGHT)
    own = colour(position)
    axes.fill_between(months, low, high, color=own, alpha=0.16, linewidth=0)
    axes.fill_between(months, lower, upper, color=own, alpha=0.26, linewidth=0)
    for other, fan in enumerate(fans):
        if other != position:
            axes.plot(months, fan[MIDDLE], color=colour(other), linestyle=dash(other), linewidth=1.1)
    axes.plot(months, middle, color=own, linewidth=2.2)
    unit = TIMELINE[column].unit
    _scale(axes, fans)
    month_axis(axes, len(middle) - 1)
    value_axis(axes, unit)
    head(axes, strategies[position], with_currency(TIMELINE[column].title, unit, f"({currency})"))
    title = f"{TIMELINE[column].title} over time under {strategies[position]}"
    return picture(axes, name, title=title, description=_told(middle, low, high, column, currency))


def _scale(axes: Axes, fans: Sequence[FloatArray]) -> None:
    """One scale for all strategies, so that panels can be compared by eye."""
    lowest = min(float(np.min(fan)) for fan in fans)
    highest = max(float(np.max(fan)) for fan in fans)
    room = 0.04 * (highest - lowest or 1.0)
    axes.set_ylim(min(lowest - room, 0.0) if lowest < 0 else 0.0, highest + room)
    if lowest < 0:
        axes.axhline(0, color=MUTED, linewidth=0.9)


def _told(middle: FloatArray, low: FloatArray, high: FloatArray, column: str, currency: str) -> str:
    unit = TIMELINE[column].unit
    first, last, bad, good = (short(float(value), unit) for value in (middle[0], middle[-1], low[-1], high[-1]))
    money = f" {currency}" if unit == "money" else ""
    return (
        f"The median goes from {first} to {last}{money} in {len(middle) - 1} months; at the end 90 of 100 lucks lie "
        f"between {bad} and {good}{money}."
    )
