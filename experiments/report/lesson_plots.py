"""The figures of the lessons: curves with their uncertainty, and the days of a small firm as bars."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, PercentFormatter

from experiments.report.palette import COLOURS, DASHES
from experiments.report.plots import figure_settings
from simulator.results import FloatArray

INCHES = (7.2, 3.8)
MARKERS = "osD^v"
Format = Literal["number", "money", "percent"]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A line of a figure.

    Attributes:
        label: What it stands for.
        x: Where.
        y: What.
        half_width: Half-width of an interval around y; None draws none.
    """

    label: str
    x: FloatArray
    y: FloatArray
    half_width: FloatArray | None = None


@dataclass(frozen=True, kw_only=True)
class Axes:
    """What stands along the axes of a figure of curves.

    Attributes:
        title: Above the figure.
        x: Below the horizontal axis.
        y: Beside the vertical one.
        x_format: How the horizontal axis is written.
        y_format: How the vertical axis is written.
        is_sparse: Whether the curves have few points, each shown with a marker and a bar.
        zero_line: Whether a line marks y = 0.
        mark: A place on the horizontal axis, and what happened there.
    """

    title: str
    x: str
    y: str
    x_format: Format = "number"
    y_format: Format = "number"
    is_sparse: bool = False
    zero_line: bool = False
    mark: tuple[float, str] | None = None


def curves_figure(axes: Axes, curves: Sequence[Curve]) -> Figure:
    """Draws curves, told apart by colour and by dashes, with bands (or bars) of their uncertainty."""
    with mpl.rc_context(figure_settings()):
        figure = Figure(figsize=INCHES, layout="constrained")
        panel = figure.subplots()
        for number, curve in enumerate(curves):
            colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
            marker = MARKERS[number % len(MARKERS)] if axes.is_sparse else None
            panel.plot(curve.x, curve.y, color=colour, linestyle=dash, marker=marker, markersize=4, label=curve.label)
            if curve.half_width is not None and axes.is_sparse:
                panel.errorbar(curve.x, curve.y, curve.half_width, color=colour, fmt="none", capsize=3, linewidth=1)
            elif curve.half_width is not None:
                low, high = curve.y - curve.half_width, curve.y + curve.half_width
                panel.fill_between(curve.x, low, high, color=colour, alpha=0.15, linewidth=0)
        _label(panel, axes)
        return figure


def _label(panel: mpl.axes.Axes, axes: Axes) -> None:
    if axes.zero_line:
        panel.axhline(0, color="0.5", linewidth=0.8)
    if axes.mark is not None:
        panel.axvline(axes.mark[0], color="0.5", linewidth=0.8, linestyle=":")
        panel.annotate(
            axes.mark[1],
            (axes.mark[0], 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -2),
            textcoords="offset points",
            va="top",
            color="0.35",
        )
    formats = {"money": EngFormatter(sep=""), "percent": PercentFormatter(1, decimals=0)}
    for axis, kind in ((panel.xaxis, axes.x_format), (panel.yaxis, axes.y_format)):
        if kind in formats:
            axis.set_major_formatter(formats[kind])
    panel.set_title(axes.title)
    panel.set_xlabel(axes.x)
    panel.set_ylabel(axes.y)
    panel.legend(frameon=False)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a diary: spans of days by kind, and single days."""

    label: str
    spans: Sequence[tuple[str, float, float]] = ()
    days: Sequence[tuple[str, float]] = field(default=())


def diary_figure(title: str, x: str, rows: Sequence[Row]) -> Figure:
    """Draws what went on in each row, day by day; kinds of spans and of days are told in the legend."""
    kinds = list(dict.fromkeys(kind for row in rows for kind, _, _ in row.spans))
    marks = list(dict.fromkeys(kind for row in rows for kind, _ in row.days))
    with mpl.rc_context(figure_settings()):
        figure = Figure(figsize=(INCHES[0], 3.4), layout="constrained")
        panel = figure.subplots()
        for place, row in enumerate(rows):
            for kind, begin, end in row.spans:
                colour = COLOURS[kinds.index(kind)]
                panel.barh(place, end - begin, left=begin, height=0.42, color=colour, edgecolor="white", label=kind)
            for kind, day in row.days:
                panel.plot([day], [place], MARKERS[marks.index(kind)], color="black", markersize=4.5, label=kind)
        panel.set_yticks(np.arange(len(rows)), [row.label for row in rows])
        panel.invert_yaxis()
        panel.set_xlim(left=0)
        panel.set_title(title)
        panel.set_xlabel(x)
        handles, labels = panel.get_legend_handles_labels()
        shown = dict(zip(labels, handles, strict=True))
        figure.legend(shown.values(), shown.keys(), loc="outside lower center", ncols=4, frameon=False)
        return figure
