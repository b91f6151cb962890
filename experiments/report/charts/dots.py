"""Amounts with their intervals, one line each, on one scale that holds zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from matplotlib.axes import Axes

from experiments.report.charts.rows import name_scale, rows_panel
from experiments.report.page import Picture
from experiments.report.palette import colour
from experiments.report.svg import MUTED, picture
from experiments.statistics import Estimate
from simulator.catalogue import Unit

# The first series has full marks, the second empty ones: told apart without colour.
MARKS = "oD^"


@dataclass(frozen=True, kw_only=True)
class DotLine:
    """One thing: an estimate for each series, and the same in words."""

    label: str
    amount: str
    series: Sequence[Estimate]


def dots_picture(
    lines: Sequence[DotLine], *, top: str, scale: str, unit: Unit, title: str, width: float, name: str
) -> Picture:
    """All lines, one mark for each series.

    Args:
        lines: From the top to the bottom.
        top: What stands above.
        scale: What the axis along the bottom shows.
        unit: Of that axis.
        title: What the picture shows.
        width: Of the panel.
        name: Unique within the page.
    """
    ends = [end for line in lines for each in line.series for end in _ends(each)] + [0.0]
    room = 0.05 * (max(ends) - min(ends)) or 1.0
    words = [(line.label, line.amount) for line in lines]
    axes = rows_panel(words, (min(ends) - room, max(ends) + room), width=width, margin=13)
    for row, line in enumerate(lines):
        axes.plot([0, 0], [row + 0.04, row + 0.46], color=MUTED, linewidth=1)  # zero, below the words
        for place, each in enumerate(line.series):
            _draw(axes, row + 0.16 + 0.2 * place, each, place)
    name_scale(axes, top=top, scale=scale, unit=unit)
    told = "; ".join(f"{line.label}: {line.amount}" for line in lines)
    return picture(axes, name, title=title, description=told)


def _draw(axes: Axes, y: float, each: Estimate, place: int) -> None:
    own = colour(place)
    low, high = _ends(each)
    axes.plot([low, high], [y, y], color=own, linewidth=3, alpha=0.45, solid_capstyle="butt")
    face = own if place == 0 else "none"
    axes.plot([each.mean], [y], MARKS[place], color=own, markersize=6.5, markerfacecolor=face, markeredgewidth=1.6)


def _ends(each: Estimate) -> tuple[float, float]:
    """The interval; the amount alone where there is none."""
    return (each.low, each.high) if isfinite(each.half_width) else (each.mean, each.mean)
