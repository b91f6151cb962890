"""Curves of concentration: which part of the revenue the best part of customers or sellers has."""

from collections.abc import Mapping

import numpy as np

from experiments.closing import PARTS
from experiments.report.page import Picture, capitalised
from experiments.report.palette import colour, dash
from experiments.report.svg import INK, MUTED, SMALL, head, panel, picture
from experiments.statistics import defined, mean, quantile
from simulator.results import FloatArray

HEIGHT = 270.0
MOST_BANDS = 2  # more would hide each other
FIFTH = int(np.flatnonzero(np.isclose(PARTS, 0.2))[0])


def concentration_picture(
    curves: Mapping[int, FloatArray], *, who: str, revenue: str, width: float, name: str
) -> Picture:
    """Mean curve of each strategy, of two with the middle 90 of 100 lucks; the straight line is: all have the same.

    Args:
        curves: By position of the strategy, shape (replications, 51), NaN where nobody bought.
        who: Whose part, in the plural.
        revenue: Which revenue.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, HEIGHT, left=48, top=28, bottom=38)
    axes.plot([0, 100], [0, 100], color=MUTED, linewidth=0.8)
    axes.axvline(20, color=MUTED, linewidth=0.8, linestyle=":")
    for position, each in curves.items():
        means = 100 * np.array([mean(column) for column in each.T])
        low, high = (100 * np.array([quantile(column, level) for column in each.T]) for level in (0.05, 0.95))
        if len(curves) <= MOST_BANDS:
            axes.fill_between(100 * PARTS, low, high, color=colour(position), alpha=0.13, linewidth=0)
        axes.plot(100 * PARTS, means, color=colour(position), linestyle=dash(position), linewidth=2)
        axes.plot([20], [means[FIFTH]], marker="o", markersize=5, color=colour(position))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 102)
    axes.set_xlabel(f"best {who}, % of all", color=MUTED, fontsize=SMALL, labelpad=3)
    axes.text(21.5, 4, "best fifth", color=INK, fontsize=SMALL)
    head(axes, capitalised(who), f"% of {revenue}")
    return picture(axes, name, title=f"Concentration of {who}", description=_told(curves, who, revenue))


def _told(curves: Mapping[int, FloatArray], who: str, revenue: str) -> str:
    parts = [
        f"strategy {position + 1}: {100 * mean(each[:, FIFTH]):.0f} %"
        for position, each in curves.items()
        if len(defined(each[:, FIFTH]))
    ]
    return f"Part of {revenue} that the best fifth of {who} has, mean over the lucks: {', '.join(parts)}."
