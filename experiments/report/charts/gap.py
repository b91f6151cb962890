"""Who is ahead, month by month: the paired differences to the baseline with their intervals."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from experiments.amounts import with_currency
from experiments.cashflow import monthly_estimates
from experiments.report.page import Picture
from experiments.report.palette import colour, dash
from experiments.report.svg import INK, MUTED, SMALL, head, month_axis, panel, picture, plain, value_axis
from simulator.catalogue import TIMELINE
from simulator.results import FloatArray

HEIGHT = 232.0


def gap_picture(
    column: str,
    gaps: Mapping[int, FloatArray],
    *,
    marks: Mapping[int, int],
    pair: str,
    currency: str,
    width: float,
    name: str,
) -> Picture:
    """Mean difference of one column of the timeline, and the 95 % interval of each month's mean.

    Args:
        column: Column of the timeline.
        gaps: By position of the strategy, strategy less baseline, shape (replications, months + 1).
        marks: By position of the strategy, the month from which one of the two is ahead for good, if that is settled.
        pair: Whose differences.
        currency: Unit of money.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, HEIGHT, top=44)
    outcome, told = TIMELINE[column], []
    for position, gap in gaps.items():
        estimates = monthly_estimates(gap)
        months = np.arange(len(estimates))
        low, high = ([getattr(each, end) for each in estimates] for end in ("low", "high"))
        axes.fill_between(months, low, high, color=colour(position), alpha=0.2, linewidth=0)
        axes.plot(
            months, [each.mean for each in estimates], color=colour(position), linestyle=dash(position), linewidth=2.2
        )
        if position in marks:
            _mark(axes, marks[position], position)
        told.append(_told([each.mean for each in estimates]))
    axes.axhline(0, color=MUTED, linewidth=1)
    months_count = len(next(iter(gaps.values()))[0]) - 1
    month_axis(axes, months_count)
    value_axis(axes, outcome.unit)
    head(axes, outcome.title, with_currency("", outcome.unit, f"({currency})").strip())
    axes.annotate(
        plain(pair), (2, HEIGHT - 19), xycoords="figure points", va="top",
        color=MUTED, fontsize=SMALL,
    )  # fmt: skip
    title = f"{outcome.title}, month by month: {pair}"
    return picture(axes, name, title=title, description=" ".join(told))


def _mark(axes: Axes, month: int, position: int) -> None:
    axes.axvline(month, color=colour(position), linewidth=1.2, linestyle=":")
    axes.annotate(
        f"month {month}", (month, 1), (4, -4), xycoords=("data", "axes fraction"), textcoords="offset points", va="top",
        color=INK, fontsize=SMALL,
    )  # fmt: skip


def _told(means: list[float]) -> str:
    signs = [np.sign(mean) for mean in means]
    changes = [month for month in range(1, len(signs)) if signs[month] and signs[month] != signs[month - 1]]
    ahead = "above" if means[-1] > 0 else "below" if means[-1] < 0 else "at"
    return f"The mean difference ends {ahead} 0; it changes sign in month {', '.join(map(str, changes)) or 'none'}."
