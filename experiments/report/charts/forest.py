"""Paired differences with their intervals, one line per outcome, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from experiments.report.page import Picture
from experiments.report.svg import GRID, INK, MUTED, NORMAL, SMALL, head, panel, picture

ROW = 40.0


@dataclass(frozen=True, kw_only=True)
class ForestLine:
    """One outcome: `effect`, `low` and `high` on the common scale, and the same in words and its own unit."""

    label: str
    amount: str
    effect: float
    low: float
    high: float
    settled: bool


def forest_height(lines: int) -> float:
    """Height of a panel with so many lines."""
    return 70 + ROW * max(lines, 1)


def forest_picture(
    lines: Sequence[ForestLine], *, pair: str, scale: str, colour: str, width: float, name: str
) -> Picture:
    """All outcomes of one pair of strategies; a full mark is a settled difference, an empty one is not.

    Args:
        lines: From the top to the bottom.
        pair: Which strategies.
        scale: What the axis along the bottom shows.
        colour: Of the marks.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, forest_height(len(lines)), left=8, right=8, top=26, bottom=44)
    reach = 1.08 * max([max(abs(line.low), abs(line.high)) for line in lines] + [0.1])
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(lines) - 0.25, -0.75)
    axes.grid(visible=False)
    axes.set_yticks([])
    axes.axvline(0, color=MUTED, linewidth=1)
    for row, line in enumerate(lines):
        _draw(axes, row, line, reach, colour)
    axes.xaxis.set_major_formatter(lambda value, _: "0" if abs(value) < 1e-9 else f"{value:+g}")
    axes.set_xlabel(scale, color=MUTED, fontsize=SMALL, labelpad=4)
    head(axes, pair, "")
    told = "; ".join(f"{line.label} {line.amount}{'' if line.settled else ' (not settled)'}" for line in lines)
    return picture(axes, name, title=f"Paired differences, {pair}", description=told)


def _draw(axes: Axes, row: int, line: ForestLine, reach: float, colour: str) -> None:
    y = row + 0.12
    axes.axhline(row + 0.5, color=GRID, linewidth=0.7)
    axes.text(-reach, row - 0.2, line.label, color=INK, fontsize=NORMAL, va="center")
    axes.text(reach, row - 0.2, line.amount, color=INK, fontsize=NORMAL, va="center", ha="right")
    axes.plot([line.low, line.high], [y + 0.12] * 2, color=colour, linewidth=3, alpha=0.55, solid_capstyle="butt")
    face = colour if line.settled else "none"
    axes.plot(
        [line.effect], [y + 0.12], marker="o", markersize=7, color=colour, markerfacecolor=face, markeredgewidth=1.8
    )
