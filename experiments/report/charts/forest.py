"""Differences with their intervals, one line each, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from experiments.report.page import Picture
from experiments.report.svg import GRID, INK, MUTED, NORMAL, SMALL, head, panel, picture, value_axis
from simulator.catalogue import Unit

ROW = 40.0


@dataclass(frozen=True, kw_only=True)
class ForestLine:
    """One difference: `effect`, `low` and `high` on the common scale, and the same in words and its own unit."""

    label: str
    amount: str
    effect: float
    low: float
    high: float
    settled: bool
    colour: str


def forest_height(lines: int) -> float:
    """Height of a panel with so many lines."""
    return 70 + ROW * max(lines, 1)


def forest_picture(
    lines: Sequence[ForestLine], *, top: str, scale: str, unit: Unit, title: str, width: float, name: str
) -> Picture:
    """All differences around the line at 0; a full mark is a settled difference, an empty one is not.

    Args:
        lines: From the top to the bottom.
        top: What stands above.
        scale: What the axis along the bottom shows.
        unit: Of that axis.
        title: What the picture shows.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, forest_height(len(lines)), left=8, right=8, top=26, bottom=44)
    reach = 1.08 * max([max(abs(line.low), abs(line.high)) for line in lines] + [1e-9])
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(lines) - 0.25, -0.75)
    axes.grid(visible=False)
    axes.set_yticks([])
    axes.axvline(0, color=MUTED, linewidth=1)
    for row, line in enumerate(lines):
        _draw(axes, row, line, reach)
    value_axis(axes, unit, sideways=True, signed=True)
    axes.set_xlabel(scale, color=MUTED, fontsize=SMALL, labelpad=4)
    head(axes, top, "")
    told = "; ".join(f"{line.label} {line.amount}{'' if line.settled else ' (not settled)'}" for line in lines)
    return picture(axes, name, title=title, description=told)


def _draw(axes: Axes, row: int, line: ForestLine, reach: float) -> None:
    y = row + 0.24
    axes.axhline(row + 0.5, color=GRID, linewidth=0.7)
    axes.text(-reach, row - 0.2, line.label, color=INK, fontsize=NORMAL, va="center")
    axes.text(reach, row - 0.2, line.amount, color=INK, fontsize=NORMAL, va="center", ha="right")
    axes.plot([line.low, line.high], [y, y], color=line.colour, linewidth=3, alpha=0.55, solid_capstyle="butt")
    face = line.colour if line.settled else "none"
    axes.plot(
        [line.effect], [y], marker="o", markersize=7, color=line.colour, markerfacecolor=face, markeredgewidth=1.8
    )
