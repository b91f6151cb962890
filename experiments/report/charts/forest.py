"""Differences with their intervals, one line each, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from experiments.report.charts.rows import name_scale, rows_panel
from experiments.report.page import Picture
from experiments.report.svg import MUTED, picture
from simulator.catalogue import Unit


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
    reach = 1.08 * max([max(abs(line.low), abs(line.high)) for line in lines] + [1e-9])
    axes = rows_panel([(line.label, line.amount) for line in lines], (-reach, reach), width=width, margin=8)
    axes.axvline(0, color=MUTED, linewidth=1)
    for row, line in enumerate(lines):
        _draw(axes, row + 0.24, line)
    name_scale(axes, top=top, scale=scale, unit=unit, signed=True)
    told = "; ".join(f"{line.label} {line.amount}{'' if line.settled else ' (not settled)'}" for line in lines)
    return picture(axes, name, title=title, description=told)


def _draw(axes: Axes, y: float, line: ForestLine) -> None:
    axes.plot([line.low, line.high], [y, y], color=line.colour, linewidth=3, alpha=0.55, solid_capstyle="butt")
    face = line.colour if line.settled else "none"
    axes.plot(
        [line.effect], [y], marker="o", markersize=7, color=line.colour, markerfacecolor=face, markeredgewidth=1.8
    )
