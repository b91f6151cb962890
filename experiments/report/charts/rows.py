"""Rows of words with a mark below each, on one common scale: what forests and dots have in common."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from experiments.report.svg import GRID, INK, MUTED, NORMAL, SMALL, head, panel, value_axis
from simulator.catalogue import Unit

ROW = 40.0


def rows_height(rows: int) -> float:
    """Height of a panel with so many rows."""
    return 70 + ROW * max(rows, 1)


def rows_panel(words: Sequence[tuple[str, str]], limits: tuple[float, float], *, width: float, margin: float) -> Axes:
    """A panel with the words of all rows; what is marked in row i stands between i and i + 0.5.

    Args:
        words: Of each row what it is and how much, from the top to the bottom.
        limits: Ends of the scale.
        width: Of the panel.
        margin: To the left and right.
    """
    axes = panel(width, rows_height(len(words)), left=margin, right=margin, top=26, bottom=44)
    left, right = limits
    axes.set_xlim(left, right)
    axes.set_ylim(len(words) - 0.25, -0.75)
    axes.grid(visible=False)
    axes.set_yticks([])
    for row, (label, amount) in enumerate(words):
        axes.axhline(row + 0.5, color=GRID, linewidth=0.7)
        axes.text(left, row - 0.2, label, color=INK, fontsize=NORMAL, va="center", parse_math=False)
        axes.text(right, row - 0.2, amount, color=INK, fontsize=NORMAL, va="center", ha="right", parse_math=False)
    return axes


def name_scale(axes: Axes, *, top: str, scale: str, unit: Unit, signed: bool = False) -> None:
    """Says what stands above, and what the axis along the bottom shows."""
    value_axis(axes, unit, sideways=True, signed=signed)
    axes.set_xlabel(scale, color=MUTED, fontsize=SMALL, labelpad=4)
    head(axes, top, "")
