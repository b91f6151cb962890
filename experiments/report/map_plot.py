"""A map as a picture: who is better where and by how much, open cells, and the break-even line with its band."""

import textwrap
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from experiments.amounts import short
from experiments.breakeven.axes import Axis, MapDesign
from experiments.breakeven.explore import Cell, Exploration
from experiments.breakeven.line import LEVELS, Line, refined
from experiments.breakeven.words import cell_text, difference_title, sentence
from experiments.report.plots import figure_settings
from experiments.report.svg import plain
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray

INCHES = (8.6, 6.4)
FINE = 161
MOST_CELLS_WITH_TEXT = 10
# Vermilion and blue of Okabe and Ito (2008), through white: told apart by every kind of colour vision.
BEHIND, AHEAD = "#D55E00", "#0072B2"
LINE_COLOUR = "#111111"
# How cells without a winner look.
OPEN: dict[str, dict[str, Any]] = {
    "undecided": {"facecolor": "white", "edgecolor": "0.82", "hatch": "////"},
    "level": {"facecolor": "0.93", "edgecolor": "0.93"},
    "failed": {"facecolor": "white", "edgecolor": "0.82", "hatch": "xxxx"},
}


def map_figure(design: MapDesign, exploration: Exploration, line: Line, note: str) -> Figure:
    """Draws a map.

    Args:
        design: The grid.
        exploration: Its cells; undecided ones are left open.
        line: Its break-even line.
        note: What it took, for the foot.

    Returns:
        A figure of one panel; `save_figure` writes it.
    """
    with mpl.rc_context(figure_settings()):
        figure = Figure(figsize=INCHES, layout="constrained")
        axes = figure.subplots()
        colours = _draw_cells(axes, design, exploration)
        _draw_line(axes, design, line)
        _label_axes(axes, design)
        bar = figure.colorbar(colours, ax=axes, pad=0.02, fraction=0.05)
        bar.ax.yaxis.set_major_formatter(_amounts(design))
        bar.ax.yaxis.set_minor_locator(NullLocator())
        bar.set_label(plain(difference_title(design)))
        figure.suptitle(_title(design, exploration), x=0.01, ha="left", fontsize=10, fontweight="bold")
        _legend(figure, design, exploration, line)
        axes.set_title(plain(note), loc="left", fontsize=8, color="0.4")
        return figure


def _title(design: MapDesign, exploration: Exploration) -> str:
    return plain("\n".join(textwrap.wrap(sentence(design, exploration), 96)))


def _draw_cells(axes: Axes, design: MapDesign, exploration: Exploration) -> Any:
    """Colours the decided cells, leaves the others white and hatched, and writes the amounts into them."""
    across, up = _edges(design.x.coordinates), _edges(design.y.coordinates)
    values = np.full(design.shape, np.nan)
    for cell in exploration.cells:
        if cell.estimate is not None and cell.state in {"ahead", "behind"}:
            values[cell.row, cell.column] = cell.estimate.mean
    most = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 1.0
    colours = LinearSegmentedColormap.from_list("flip", [BEHIND, "#FBE9DE", "#E3EFF7", AHEAD])
    mesh = axes.pcolormesh(
        across, up, np.ma.masked_invalid(values), cmap=colours, norm=Normalize(-most, most), edgecolors="white", lw=1
    )
    for cell in exploration.cells:
        if cell.state in OPEN:
            corner = (across[cell.column], up[cell.row])
            size = (across[cell.column + 1] - corner[0], up[cell.row + 1] - corner[1])
            axes.add_patch(Rectangle(corner, *size, **OPEN[cell.state], linewidth=0))
    if max(design.shape) <= MOST_CELLS_WITH_TEXT:
        for cell in exploration.cells:
            _write_amount(axes, design, cell, most)
    return mesh


def _write_amount(axes: Axes, design: MapDesign, cell: Cell, most: float) -> None:
    if cell.estimate is None or cell.state == "undecided":
        return
    strong = abs(cell.estimate.mean) > 0.6 * most
    axes.text(
        design.x.coordinates[cell.column],
        design.y.coordinates[cell.row],
        cell_text(design, cell),
        ha="center",
        va="center",
        fontsize=8,
        color="white" if strong else "0.2",
    )


def _draw_line(axes: Axes, design: MapDesign, line: Line) -> None:
    """Draws the line through the means, and the band in which most resampled lines lie."""
    across, up = (np.linspace(each.coordinates[0], each.coordinates[-1], FINE) for each in (design.x, design.y))
    coordinates = (design.y.coordinates, design.x.coordinates)
    mean = refined(*coordinates, line.mean, (up, across))
    share = np.zeros((FINE, FINE))
    for surface in line.resampled:
        share += refined(*coordinates, surface, (up, across)) > 0
    share = np.where(np.isnan(mean), np.nan, share / len(line.resampled))
    axes.contourf(across, up, np.ma.masked_invalid(share), levels=LEVELS, colors=[LINE_COLOUR], alpha=0.22)
    _contour(axes, across, up, mean)


def _contour(axes: Axes, across: FloatArray, up: FloatArray, mean: FloatArray) -> QuadContourSet | None:
    finite = mean[np.isfinite(mean)]
    if not len(finite) or finite.min() > 0 or finite.max() < 0:
        return None
    return axes.contour(across, up, np.ma.masked_invalid(mean), levels=[0.0], colors=[LINE_COLOUR], linewidths=2.2)


def _label_axes(axes: Axes, design: MapDesign) -> None:
    for axis, drawn, label in (
        (design.x, axes.xaxis, axes.set_xlabel),
        (design.y, axes.yaxis, axes.set_ylabel),
    ):
        drawn.set_major_locator(FixedLocator(_ticks(axis)))
        drawn.set_major_formatter(FuncFormatter(lambda place, _, axis=axis: plain(axis.text(axis.level(place)))))
        scale = ", equal steps are equal factors" if axis.scale == "log" else ""
        label(plain(f"{axis.title}  ({axis.path}{scale})"))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)


def _ticks(axis: Axis) -> list[float]:
    """All levels, or where there are many, every few."""
    places = [axis.place(level) for level in axis.levels]
    return places[:: max(1, -(-len(places) // 12))]


def _legend(figure: Figure, design: MapDesign, exploration: Exploration, line: Line) -> None:
    entries: list[Any] = [
        Patch(facecolor=AHEAD, label=plain(f"{design.strategy} is better")),
        Patch(facecolor=BEHIND, label=plain(f"{design.baseline} is better")),
    ]
    for state, label in (
        ("undecided", "undecided: the interval covers zero"),
        ("level", "level: no luck told the two apart"),
        ("failed", "no result"),
    ):
        if any(cell.state == state for cell in exploration.cells):
            entries.append(Patch(**OPEN[state], label=label))
    if any(line.by_row) or any(line.by_column):
        entries.append(Line2D([], [], color=LINE_COLOUR, linewidth=2.2, label="break-even line"))
    entries.append(Patch(facecolor=LINE_COLOUR, alpha=0.22, label="its band (95 % of resamples)"))
    figure.legend(handles=entries, loc="outside lower center", ncols=3, frameon=False, fontsize=8)


def _amounts(design: MapDesign) -> FuncFormatter:
    unit = OUTCOMES[design.outcome].unit
    return FuncFormatter(lambda value, _: short(value, unit, signed=True))


def _edges(places: FloatArray) -> FloatArray:
    """Ends of the cells around the points of a grid: half way to the neighbours."""
    middles = (places[1:] + places[:-1]) / 2
    return np.concatenate([[2 * places[0] - middles[0]], middles, [2 * places[-1] - middles[-1]]])
