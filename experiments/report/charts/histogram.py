"""How the paired differences scatter: in how many lucks a strategy is ahead, and by how much."""

from math import isfinite, isqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from experiments.amounts import short, with_currency, with_half_width
from experiments.pairing import PairedDifference
from experiments.report.page import Picture
from experiments.report.svg import GRID, INK, MUTED, SMALL, head, panel, picture, value_axis
from experiments.statistics import defined
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray

FEWEST_BINS, MOST_BINS = 8, 40
BEHIND, TIED, AHEAD = 0.28, 0.5, 0.78  # how strong a bar is drawn


def edges_around_zero(values: FloatArray) -> FloatArray:
    """Edges of bins of one width, laid so that no bar holds both sides of 0; ties have a bar of their own around it.

    Examples:
        >>> edges_around_zero(np.array([-1.0, 3.0]))[[0, -1]].tolist()
        [-1.0, 3.0]
        >>> edges_around_zero(np.zeros(3)).tolist()
        [-0.5, 0.5]
    """
    low, high = min(float(np.min(values)), 0.0), max(float(np.max(values)), 0.0)
    bins = min(MOST_BINS, max(FEWEST_BINS, isqrt(len(values))))
    width = (high - low) / bins or 1.0
    if np.any(values == 0.0):
        return width * (np.arange(np.round(low / width), np.round(high / width) + 2) - 0.5)
    return width * np.arange(np.floor(low / width), np.ceil(high / width) + 1)


def histogram_picture(
    differences: FloatArray,
    found: PairedDifference,
    *,
    pair: str,
    colour: str,
    currency: str,
    width: float,
    height: float,
    name: str,
) -> Picture:
    """Lucks by the difference that they make; those above 0 stand out, the mean has its 95 % interval.

    Args:
        differences: Strategy less baseline, shape (replications,).
        found: The same summed up.
        pair: Which strategies.
        colour: Of the strategy.
        currency: Unit of money.
        width: Of the panel.
        height: Of the panel.
        name: Unique within the page.
    """
    outcome, kept = OUTCOMES[found.outcome], defined(differences)
    axes = panel(width, height, left=34, top=28, bottom=38)
    if len(kept):
        edges = edges_around_zero(kept)
        counts, _ = np.histogram(kept, edges)
        for start, end, count in zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True):
            strength = BEHIND if end <= 0 else AHEAD if start >= 0 else TIED
            axes.bar(start, count, width=end - start, align="edge", color=colour, alpha=strength)
        _draw_mean(axes, found, float(np.max(counts)))
    axes.axvline(0, color=INK, linewidth=1)
    value_axis(axes, outcome.unit, sideways=True)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_xlabel(
        with_currency(f"difference in {outcome.title}", outcome.unit, f"({currency})"), color=MUTED, fontsize=SMALL,
        labelpad=3,
    )  # fmt: skip
    axes.grid(color=GRID, axis="y")
    head(axes, pair, "lucks")
    above = int(np.sum(kept > 0))
    told = f"{above} of {len(kept)} lucks above 0; mean {short(found.estimate.mean, outcome.unit, signed=True)}."
    return picture(axes, name, title=f"Difference in {outcome.title}, luck by luck", description=told)


def _draw_mean(axes: Axes, found: PairedDifference, most: float) -> None:
    estimate = found.estimate
    axes.set_ylim(0, 1.2 * most)
    if isfinite(estimate.half_width):
        axes.plot([estimate.low, estimate.high], [1.09 * most] * 2, color=INK, linewidth=3, solid_capstyle="butt")
    axes.plot([estimate.mean], [1.09 * most], marker="o", markersize=6, color=INK)
    mean = f"mean {with_half_width(estimate.mean, estimate.half_width, OUTCOMES[found.outcome].unit, signed=True)}"
    end = estimate.mean + (estimate.half_width if isfinite(estimate.half_width) else 0.0)
    axes.annotate(mean, (end, 1.09 * most), (7, 0), textcoords="offset points", va="center", color=INK, fontsize=SMALL)
