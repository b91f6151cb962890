"""A map in the colours of the page: who wins in which cell, and where the two break even."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from experiments.breakeven.axes import Axis, MapDesign
from experiments.breakeven.explore import Cell
from experiments.breakeven.words import cell_text, difference_title
from experiments.records import Json
from experiments.report.page import Picture
from experiments.report.palette import colour
from experiments.report.svg import GRID, INK, MUTED, NORMAL, SMALL, head, panel, picture, plain

CELL_HEIGHT, WIDTH = 40.0, 520.0
MOST_TEXTS, MOST_LARGE_TEXTS = 9, 6  # columns that have room for an amount, in smaller type or not
MOST_ROWS = 16
SIDES = {"ahead": 0, "behind": 1}
FAINT, FULL = 0.22, 0.72
HATCHES = {"undecided": "//", "failed": "xx", "level": ""}


def regions_picture(design: MapDesign, cells: list[Cell], line: Json) -> Picture:
    """Cells in the colour of who wins, the stronger the larger the difference; hatched where that is not known.

    Args:
        design: The grid.
        cells: Row by row, from the least y.
        line: Where the two break even, as the record of the map has it.
    """
    rows, columns = design.shape
    height = 80 + CELL_HEIGHT * min(rows, MOST_ROWS)
    axes = panel(WIDTH, height, left=66, right=14, top=30, bottom=48)
    axes.grid(visible=False)
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(-0.5, rows - 0.5)
    largest = max([abs(cell.estimate.mean) for cell in cells if cell.estimate is not None] + [1e-9])
    for cell in cells:
        _draw_cell(axes, design, cell, largest, wide=columns <= MOST_TEXTS)
    _draw_line(axes, design, line)
    for axis, each in ((axes.xaxis, design.x), (axes.yaxis, design.y)):
        places = sorted(
            set(np.linspace(0, len(each.levels) - 1, min(len(each.levels), 9)).round().astype(int).tolist())
        )
        axis.set_ticks(places, [plain(each.text(each.levels[place])) for place in places])
    axes.set_xlabel(f"{plain(design.x.title)} ({plain(design.x.path)})", color=MUTED, fontsize=SMALL, labelpad=4)
    head(axes, f"{design.y.title} (upwards)", difference_title(design))
    states = [cell.state for cell in cells]
    told = ", ".join(f"{states.count(state)} {_word(design, state)}" for state in dict.fromkeys(states))
    return picture(axes, "map", title="Who wins in which cell", description=f"{len(cells)} cells: {told}.")


def _word(design: MapDesign, state: str) -> str:
    return {"ahead": f"won by {design.strategy}", "behind": f"won by {design.baseline}"}.get(state, state)


def _draw_cell(axes: Axes, design: MapDesign, cell: Cell, largest: float, *, wide: bool) -> None:
    corner = (cell.column - 0.5, cell.row - 0.5)
    if cell.state in SIDES and cell.estimate is not None:
        strength = FAINT + (FULL - FAINT) * abs(cell.estimate.mean) / largest
        face = Rectangle(corner, 1, 1, facecolor=colour(SIDES[cell.state]), alpha=strength, edgecolor="none")
    else:
        face = Rectangle(corner, 1, 1, facecolor="none", edgecolor=GRID, hatch=HATCHES[cell.state], linewidth=0)
    axes.add_patch(face)
    axes.add_patch(Rectangle(corner, 1, 1, facecolor="none", edgecolor=GRID, linewidth=0.8))
    if wide or cell.state not in SIDES:
        text = cell_text(design, cell)
        size = NORMAL if design.shape[1] <= MOST_LARGE_TEXTS else SMALL
        axes.text(cell.column, cell.row, plain(text), color=INK, fontsize=size, ha="center", va="center")


def _draw_line(axes: Axes, design: MapDesign, line: Json) -> None:
    """The break-even points in each row and each column, with their bands."""
    for row, found in enumerate(line["by_y"]):
        for crossing in found["crossings"]:
            at, low, high = _places(design.x, crossing["x"], crossing["interval"])
            axes.plot([low, high], [row, row], color=INK, linewidth=1.4)
            axes.plot([at], [row], "D", color=INK, markersize=4.5)
    for column, found in enumerate(line["by_x"]):
        for crossing in found["crossings"]:
            at, low, high = _places(design.y, crossing["y"], crossing["interval"])
            axes.plot([column, column], [low, high], color=INK, linewidth=1.4)
            axes.plot([column], [at], "D", color=INK, markersize=4.5)


def _places(axis: Axis, at: float, interval: list[float | None]) -> tuple[float, float, float]:
    """Where values stand, counted in cells; an end off the map stands at its edge."""
    low, high = interval
    edge = len(axis.levels) - 0.5
    return _place(axis, at), -0.5 if low is None else _place(axis, low), edge if high is None else _place(axis, high)


def _place(axis: Axis, level: float) -> float:
    """Where a value stands, counted in cells.

    Examples:
        >>> _place(Axis(name="x", path="", kind="number", scale="linear", levels=(0.0, 10.0, 30.0)), 20.0)
        1.5
    """
    for column, (low, high) in enumerate(pairwise(axis.coordinates.tolist())):
        if axis.place(level) <= high:
            return float(column + (axis.place(level) - low) / (high - low))
    return float(len(axis.levels) - 1)
