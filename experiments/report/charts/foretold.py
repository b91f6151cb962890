"""Weeks that were held out: what came, and the range in which it was foretold."""

from experiments.amounts import short
from experiments.records import Json
from experiments.report.page import Picture
from experiments.report.palette import colour
from experiments.report.svg import INK, MUTED, SMALL, head, panel, picture, value_axis

HEIGHT = 260.0


def foretold_picture(curve: Json, *, top: str, unit: str, adds_up: bool, width: float, name: str) -> Picture:
    """One curve of a back-test: the band that holds 90 of 100 foretold curves, the median, what came.

    Args:
        curve: `weeks`, `low`, `median`, `high` and `seen`.
        top: What stands above.
        unit: Of the amounts, in words.
        adds_up: Whether the curve begins at zero.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, HEIGHT, left=52, right=14, top=30, bottom=40)
    start = [0.0] if adds_up else []
    weeks, low, median, high, seen = ([*start, *curve[key]] for key in ("weeks", "low", "median", "high", "seen"))
    axes.fill_between(weeks, low, high, color=colour(0), alpha=0.2, linewidth=0)
    axes.plot(weeks, median, color=colour(0), linewidth=1.8)
    axes.plot(weeks, seen, color=INK, marker="o", markersize=4, linewidth=1.6, linestyle="--")
    axes.set_ylim(bottom=0)
    value_axis(axes, "number")
    axes.set_xlabel("week after the fit", color=MUTED, fontsize=SMALL, labelpad=3)
    head(axes, top, unit)
    came, least, most = (short(each[-1], "number") for each in (seen, low, high))
    told = f"At the end {came} came, {least} to {most} foretold."
    return picture(axes, name, title=top, description=told)
