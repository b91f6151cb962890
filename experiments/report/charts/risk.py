"""Pictures of risk: how deep cash falls, when firms fail, how much hangs on one account."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from experiments.amounts import short, with_currency
from experiments.report.page import Picture, capitalised
from experiments.report.palette import colour, dash
from experiments.report.svg import INK, MUTED, NORMAL, SMALL, head, month_axis, panel, picture, value_axis
from experiments.statistics import quantile
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray

HEIGHT = 250.0
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def lowest_cash_picture(
    values: Mapping[int, FloatArray], *, currency: str, credit_limit: float, width: float, name: str
) -> Picture:
    """How many of 100 lucks fall below each amount of cash, one rising line per strategy.

    Args:
        values: By position of the strategy, the lowest cash of each run.
        currency: Unit of money.
        credit_limit: Overdraft at which the firm is insolvent.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, HEIGHT, top=28, bottom=38)
    told = []
    for position, each in values.items():
        lowest = np.sort(each)
        shares = 100 * np.arange(1, len(lowest) + 1) / len(lowest)
        axes.step(lowest, shares, where="post", color=colour(position), linestyle=dash(position), linewidth=1.9)
        told.append(f"strategy {position + 1}: half of the lucks below {short(quantile(each, 0.5), 'money')}")
    axes.set_ylim(0, 102)
    axes.axvline(-credit_limit, color=MUTED, linewidth=1, linestyle=":")
    axes.annotate(
        "credit limit", (-credit_limit, 96), (5, 0), textcoords="offset points", color=INK, fontsize=SMALL, va="top"
    )
    value_axis(axes, "money", sideways=True)
    axes.set_xlabel(f"lowest cash ({currency})", color=MUTED, fontsize=SMALL, labelpad=3)
    head(axes, "Lowest cash", "of 100 lucks, this many are below")
    return picture(axes, name, title="Distribution of the lowest cash", description="; ".join(told))


def ruin_picture(months: Mapping[int, FloatArray], horizon: int, *, width: float, name: str) -> Picture:
    """How many of 100 firms have failed by each month."""
    axes = panel(width, HEIGHT, top=28, bottom=38)
    told, highest = [], 1.0
    for position, each in months.items():
        failed = np.array([100 * float(np.mean(each <= month)) for month in range(horizon + 1)])
        axes.step(
            range(horizon + 1), failed, where="post", color=colour(position), linestyle=dash(position), linewidth=2
        )
        highest = max(highest, float(failed[-1]))
        told.append(f"strategy {position + 1}: {failed[-1]:.0f} of 100 at the end")
    axes.set_ylim(0, 1.12 * highest)
    month_axis(axes, horizon)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    head(axes, "Insolvent so far", "of 100 lucks")
    return picture(axes, name, title="Insolvent firms by month", description="; ".join(told))


def spread_picture(
    values: Mapping[int, FloatArray], strategies: Sequence[str], *, outcome: str, currency: str, width: float, name: str
) -> Picture:
    """How one outcome scatters under each strategy: the middle 90 and 50 of 100 lucks, and the median."""
    axes = panel(width, 30 + 46 * len(strategies) + 38, left=8, right=14, top=30, bottom=38)
    told = []
    for row, (position, each) in enumerate(values.items()):
        low, lower, middle, upper, high = (quantile(each, level) for level in LEVELS)
        y = row + 0.15
        axes.text(
            0,
            row - 0.28,
            strategies[position],
            color=INK,
            fontsize=NORMAL,
            va="center",
            transform=axes.get_yaxis_transform(),
        )
        axes.plot([low, high], [y, y], color=colour(position), linewidth=2.5, alpha=0.5, solid_capstyle="butt")
        axes.plot([lower, upper], [y, y], color=colour(position), linewidth=8, alpha=0.55, solid_capstyle="butt")
        axes.plot([middle], [y], marker="|", markersize=13, markeredgewidth=2.5, color=INK)
        unit = OUTCOMES[outcome].unit
        told.append(
            f"{strategies[position]}: median {short(middle, unit)}, "
            f"90 of 100 between {short(low, unit)} and {short(high, unit)}"
        )
    axes.set_ylim(len(values) - 0.4, -0.65)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.grid(axis="x", color="#d5dae0", linewidth=0.8)
    axes.set_xlim(left=0)
    title, unit = OUTCOMES[outcome].title, OUTCOMES[outcome].unit
    value_axis(axes, unit, sideways=True)
    axes.set_xlabel(
        with_currency(OUTCOMES[outcome].meaning, unit, f"({currency})"), color=MUTED, fontsize=SMALL, labelpad=3
    )
    head(axes, capitalised(title), "")
    return picture(axes, name, title=f"Spread of {title}", description="; ".join(told))
