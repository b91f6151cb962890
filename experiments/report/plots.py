"""A comparison as a picture: how cash unfolds under each strategy, and how the main outcome differs.

Figures are built without pyplot and written without dates, with a fixed salt for the names inside an SVG: the
same comparison gives the same bytes on the same machine.
"""

from math import isfinite, isqrt
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from experiments.amounts import short, with_currency, with_half_width
from experiments.cashflow import fan
from experiments.comparison import LEVELS, Comparison
from experiments.replication import Replications
from experiments.statistics import defined
from simulator.catalogue import OUTCOMES, Unit
from simulator.results import FloatArray

# Okabe and Ito (2008): told apart by every kind of colour vision; the line style does it without colour.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":")
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
INCHES = (10.0, 4.2)
FEWEST_BINS, MOST_BINS = 8, 40


def comparison_figure(comparison: Comparison, replications: Replications) -> Figure:
    """Draws the fan of cumulative cash of each strategy, and the paired differences of the main outcome.

    Args:
        comparison: What the replications say.
        replications: The runs behind it.

    Returns:
        A figure of two panels; `save_figure` writes it.
    """
    with mpl.rc_context(plot_settings()):
        figure = Figure(figsize=INCHES, layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        whole = replications.complete()
        _draw_fans(left, comparison, whole)
        _draw_differences(right, comparison, whole)
        figure.suptitle(_plain(comparison.title))
        return figure


def save_figure(figure: Figure, path: Path) -> None:
    """Writes a figure as its suffix says (.svg or .png), byte for byte the same each time."""
    date = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    with mpl.rc_context(plot_settings()):
        figure.savefig(path, metadata=date, dpi=150)


def plot_settings() -> dict[Any, Any]:
    """Settings under which all figures are built: fixed, so that the same figure is the same bytes."""
    installed = set(font_manager.get_font_names())
    return {
        "svg.hashsalt": "keysim",
        "font.family": ["DejaVu Sans", *(font for font in CHINESE_FONTS if font in installed)],
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }


def _draw_fans(axes: Axes, comparison: Comparison, whole: Replications) -> None:
    for position, name in enumerate(comparison.strategies):
        low, middle, high = fan(whole.timelines[name]["cash_flow"], LEVELS)
        months = np.arange(len(middle))
        colour, dash = COLOURS[position % len(COLOURS)], DASHES[position % len(DASHES)]
        axes.fill_between(months, low, high, color=colour, alpha=0.12, linewidth=0)
        for edge in (low, high):
            axes.plot(months, edge, color=colour, linestyle=dash, linewidth=0.7, alpha=0.7)
        axes.plot(months, middle, color=colour, linestyle=dash, label=_plain(name))
    axes.axhline(0, color="0.5", linewidth=0.8)
    axes.set_title("Cumulative cash: median, and where 90 of 100 lucks lie")
    axes.set_xlabel("month")
    axes.set_ylabel(f"cumulative cash flow ({comparison.currency})")
    axes.xaxis.set_major_locator(MultipleLocator(12 if comparison.months >= 24 else 3))
    axes.yaxis.set_major_formatter(_formatter("money"))
    axes.legend(frameon=False, loc="upper left")


def _draw_differences(axes: Axes, comparison: Comparison, whole: Replications) -> None:
    main = comparison.main
    outcome = OUTCOMES[main]
    for position, name in enumerate(comparison.strategies):
        if name in comparison.paired:
            differences = whole.outcomes[name][main] - whole.outcomes[comparison.baseline][main]
            _draw_histogram(axes, comparison, name, defined(differences), position)
    axes.axvline(0, color="0.5", linewidth=0.8)
    axes.set_title(f"Difference to {_plain(comparison.baseline)} in the same luck")
    axes.set_xlabel(with_currency(outcome.title, outcome.unit, f"({comparison.currency})"))
    axes.set_ylabel("lucks")
    axes.xaxis.set_major_formatter(_formatter(outcome.unit))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.margins(y=0.25)
    axes.set_ylim(bottom=0)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(frameon=False, loc="upper left")


def _draw_histogram(axes: Axes, comparison: Comparison, name: str, differences: FloatArray, position: int) -> None:
    """Draws how the lucks scatter, and above them the mean with its 95 % interval."""
    estimate, unit = comparison.paired[name][comparison.main].estimate, OUTCOMES[comparison.main].unit
    label = f"{_plain(name)}: {with_half_width(estimate.mean, estimate.half_width, unit, signed=True)}"
    colour = COLOURS[position % len(COLOURS)]
    if not len(differences):
        return
    counts, _, _ = axes.hist(differences, bins=_edges(differences), color=colour, alpha=0.35)
    height = float(np.max(counts)) * (1.06 + 0.06 * position)
    reach = estimate.half_width if isfinite(estimate.half_width) else 0.0
    axes.errorbar([estimate.mean], [height], xerr=[reach], color=colour, fmt="o", capsize=4, label=label)


def _edges(values: FloatArray) -> list[float]:
    """Edges of the bins; values that hardly differ get bins of some width all the same."""
    low, high = float(np.min(values)), float(np.max(values))
    reach = max((high - low) / 2, 1e-3 * max(abs(low), abs(high)), 1e-9)
    bins = min(MOST_BINS, max(FEWEST_BINS, isqrt(len(values))))
    return [(low + high) / 2 + reach * (2 * k / bins - 1) for k in range(bins + 1)]


def _formatter(unit: Unit) -> FuncFormatter:
    return FuncFormatter(lambda value, _: short(value, unit))


def _plain(text: str) -> str:
    """Keeps dollar signs from being read as formulas."""
    return text.replace("$", r"\$")
