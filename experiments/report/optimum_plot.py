"""An optimisation as a picture: all settings by value and risk, and the chosen and the frontier on fresh luck."""

import textwrap

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.amounts import short, with_currency
from experiments.optimisation.levers import LeverSpace
from experiments.optimisation.optimise import Fresh, Optimum
from experiments.optimisation.words import answer
from experiments.report.palette import COLOURS
from experiments.report.plots import figure_settings
from experiments.report.svg import plain
from experiments.statistics import Estimate
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray

INCHES = (8.6, 5.4)


def optimum_figure(space: LeverSpace, optimum: Optimum) -> Figure:
    """Draws the outcome (upwards) against the risk (to the right), one dot per setting."""
    goal = optimum.goal
    with mpl.rc_context(figure_settings()):
        figure = Figure(figsize=INCHES, layout="constrained")
        axes = figure.subplots()
        _draw_trials(axes, optimum)
        fresh = f"on {optimum.effort.fresh} fresh lucks"
        for place, each in enumerate(optimum.frontier):
            _draw(axes, each, COLOURS[0], "o", plain(f"frontier of the search, {fresh}") if place == 0 else None)
        _draw(axes, optimum.own, "black", "s", plain(f"{space.strategy} as the file has it, {fresh}"))
        _draw(axes, optimum.chosen, COLOURS[1], "D", plain(f"chosen, {fresh}"))
        if goal.max_ruin is not None and goal.risk == "insolvent":
            axes.axvline(goal.max_ruin, color=COLOURS[1], linewidth=1, linestyle=":", label="bound on ruin")
        _label(axes, goal.risk, goal.outcome, space.currency)
        axes.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2)
        title = plain("\n".join(textwrap.wrap(answer(space, optimum), 96)))
        figure.suptitle(title, x=0.01, ha="left", fontsize=10, fontweight="bold")
        return figure


def _draw_trials(axes: Axes, optimum: Optimum) -> None:
    goal, fresh = optimum.goal, (optimum.own, optimum.chosen, *optimum.frontier)
    risks = np.array([trial.risk for trial in optimum.trials])
    outcomes = np.array([trial.estimate.mean for trial in optimum.trials])
    across = _limits(risks, goal.risk, [each.risk for each in fresh])
    up = _limits(outcomes, goal.outcome, [each.outcome for each in fresh])
    shown = (risks >= across[0]) & (risks <= across[1]) & (outcomes >= up[0]) & (outcomes <= up[1])
    beyond = f"; {np.sum(~shown)} lie beyond the picture" if not shown.all() else ""
    label = f"tried, as the search saw it ({optimum.effort.lucks} lucks{beyond})"
    axes.scatter(risks[shown], outcomes[shown], s=14, color="0.75", label=label)
    axes.set(xlim=across, ylim=up)


def _limits(seen: FloatArray, outcome: str, fresh: list[Estimate]) -> tuple[float, float]:
    """Where an axis begins and ends: all fresh estimates are inside, and all settings but the worst twentieth."""
    levels = (0.05, 1.0) if OUTCOMES[outcome].better > 0 else (0.0, 0.95)
    low = min(float(np.quantile(seen, levels[0])), *(each.low for each in fresh))
    high = max(float(np.quantile(seen, levels[1])), *(each.high for each in fresh))
    margin = 0.06 * (high - low) or 1.0
    return low - margin, high + margin


def _draw(axes: Axes, fresh: Fresh, colour: str, marker: str, label: str | None) -> None:
    risk, outcome = fresh.risk, fresh.outcome
    axes.errorbar(
        [risk.mean],
        [outcome.mean],
        xerr=[[max(0.0, risk.mean - risk.low)], [max(0.0, risk.high - risk.mean)]],
        yerr=[outcome.half_width],
        fmt=marker,
        color=colour,
        capsize=3,
        linewidth=1,
        label=label,
    )


def _label(axes: Axes, risk: str, outcome: str, currency: str) -> None:
    for name, axis in ((risk, axes.xaxis), (outcome, axes.yaxis)):
        unit = OUTCOMES[name].unit
        axis.set_major_formatter(FuncFormatter(lambda value, _, unit=unit: short(value, unit)))
        axis.set_label_text(with_currency(OUTCOMES[name].title, unit, f"({currency})"))
