"""The held-out weeks as a picture: what came, and the range in which it was foretold."""

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.amounts import short
from experiments.calibration.backtest import Backtest, Curve, Foretold
from experiments.report.palette import COLOURS
from experiments.report.plots import figure_settings
from simulator.catalogue import Unit

SEEN, BAND = "#000000", COLOURS[0]
TITLES = {
    "orders": "orders, in all",
    "revenue": "revenue",
    "active": "accounts that order",
    "top20_share": "top-20 % share",
}
UNITS: dict[str, Unit] = {"orders": "number", "active": "number", "revenue": "money", "top20_share": "fraction"}


def backtest_figure(found: Backtest, model: str) -> Figure:
    """Draws orders as they add up, accounts that order, and the totals.

    Args:
        found: The back-test.
        model: Name of the model that foretold.
    """
    with mpl.rc_context(figure_settings()):
        figure = Figure(figsize=(10.0, 3.8), layout="constrained")
        orders, active, totals = figure.subplots(1, 3, width_ratios=(3, 3, 2.4))
        _draw_curve(orders, "Orders of known accounts, adding up", found.curves["orders"], found.steps, start=True)
        _draw_curve(active, "Accounts that order, month by month", found.curves["active"], found.steps, start=False)
        _draw_totals(totals, found)
        orders.legend(frameon=False, loc="upper left")
        figure.suptitle(f"The held-out weeks: what came, and what {model} foretold from the weeks before")
        return figure


def _draw_curve(axes: Axes, title: str, curve: Curve, steps: tuple[float, ...], *, start: bool) -> None:
    weeks, zero = np.array([0.0, *steps] if start else steps), [0.0] if start else []
    low, median, high, seen = ([*zero, *row] for row in (curve.low, curve.median, curve.high, curve.seen))
    axes.fill_between(weeks, low, high, color=BAND, alpha=0.2, linewidth=0, label="90 of 100 foretold")
    axes.plot(weeks, median, color=BAND, linestyle="--", label="median foretold")
    axes.plot(weeks, seen, color=SEEN, marker="o", markersize=3, label="came")
    axes.set_title(title)
    axes.set_xlabel("week after the fit")
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value, "number")))


def _draw_totals(axes: Axes, found: Backtest) -> None:
    """What came, with the range foretold, each as a multiple of the median foretold."""
    names = [name for name in TITLES if name in found.totals]
    for place, name in enumerate(names):
        each = found.totals[name]
        scale = each.median if each.median > 0.0 else 1.0
        axes.plot([each.low / scale, each.high / scale], [place, place], color=BAND, linewidth=7, alpha=0.3)
        axes.plot([1.0], [place], color=BAND, marker="|", markersize=12)
        axes.plot([each.seen / scale], [place], color=SEEN, marker="o", markersize=5)
    axes.set_yticks(range(len(names)), [_label(name, found.totals[name]) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_title("Totals, against the median")


def _label(name: str, each: Foretold) -> str:
    unit = UNITS[name]
    return f"{TITLES[name]}\n{short(each.seen, unit)} came\n{short(each.low, unit)} to {short(each.high, unit)}"
