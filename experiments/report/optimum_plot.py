"""An optimisation as a picture: all settings by value and risk, and the chosen and the frontier on fresh luck."""

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.amounts import short, with_currency
from experiments.optimisation.levers import LeverSpace
from experiments.optimisation.optimise import Fresh, Optimum
from experiments.optimisation.words import answer
from experiments.report.plots import COLOURS, plain, settings
from simulator.catalogue import OUTCOMES

INCHES = (8.6, 5.4)


def optimum_figure(space: LeverSpace, optimum: Optimum) -> Figure:
    """Draws the outcome (upwards) against the risk (to the right), one dot per setting."""
    goal = optimum.goal
    with mpl.rc_context(settings()):
        figure = Figure(figsize=INCHES, layout="constrained")
        axes = figure.subplots()
        axes.scatter(
            [trial.risk for trial in optimum.trials],
            [trial.estimate.mean for trial in optimum.trials],
            s=14,
            color="0.75",
            label=f"tried, as the search saw it ({optimum.effort.lucks} lucks)",
        )
        fresh = f"on {optimum.effort.fresh} fresh lucks"
        for place, each in enumerate(optimum.frontier):
            _draw(axes, each, COLOURS[0], "o", plain(f"frontier of the search, {fresh}") if place == 0 else None)
        _draw(axes, optimum.own, "black", "s", plain(f"{space.strategy} as the file has it, {fresh}"))
        _draw(axes, optimum.chosen, COLOURS[1], "D", plain(f"chosen, {fresh}"))
        if goal.max_ruin is not None and goal.risk == "insolvent":
            axes.axvline(goal.max_ruin, color=COLOURS[1], linewidth=1, linestyle=":", label="bound on ruin")
        _label(axes, goal.risk, goal.outcome, space.currency)
        axes.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2)
        axes.set_title(plain(answer(space, optimum)), loc="left", fontsize=9, wrap=True)
        return figure


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
