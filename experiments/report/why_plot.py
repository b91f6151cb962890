"""The difference between two strategies as steps from the outcome of one to that of the other."""

from math import isfinite
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.amounts import short, with_half_width
from experiments.report.plots import figure_settings
from experiments.report.svg import plain
from experiments.stories.lines import LINES
from experiments.stories.why import Explanation
from simulator.catalogue import OUTCOMES, Unit
from simulator.scenario.schema import Scenario

MORE, LESS, WHOLE = "#009E73", "#D55E00", "0.55"
# Lines below this part of the largest one are joined, so that the picture can be read.
SMALLEST_PART = 0.02
INCHES_PER_STEP = 0.27


class Step(NamedTuple):
    """One bar of the picture: where it begins, how far it goes, and how sure that is (NaN: not shown)."""

    title: str
    start: float
    change: float
    half_width: float
    colour: str


def why_figure(explanation: Explanation, scenario: Scenario) -> Figure:
    """Draws the outcome of the baseline, one step for each line of the difference, and that of the strategy.

    Args:
        explanation: What to draw.
        scenario: The scenario.

    Returns:
        A figure; `experiments.report.plots.save_figure` writes it.
    """
    steps = steps_of(explanation)
    with mpl.rc_context(figure_settings()):
        figure = Figure(figsize=(9.0, 1.3 + INCHES_PER_STEP * len(steps)), layout="constrained")
        axes = figure.subplots()
        outcome = OUTCOMES[explanation.outcome]
        _draw(axes, steps, outcome.unit)
        axes.set_xlabel(f"{outcome.title} ({scenario.world.currency})" if outcome.unit == "money" else outcome.title)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value, outcome.unit)))
        axes.xaxis.set_major_locator(MaxNLocator(6))
        title = f"From {explanation.baseline} to {explanation.strategy}: where the difference arises"
        note = f"mean of {explanation.replications} lucks; whiskers: 95 % interval of each difference in the same luck"
        axes.set_title(plain(f"{title}\n{note}"), fontsize=9)
        figure.suptitle(plain(scenario.title))
        return figure


def steps_of(explanation: Explanation) -> list[Step]:
    """The bars from top to bottom: each begins where the one before ended."""
    shares = {line: share for line, share in explanation.lines.items() if share.difference.mean}
    largest = max((abs(share.difference.mean) for share in shares.values()), default=0.0)
    shown = {line: share for line, share in shares.items() if abs(share.difference.mean) >= SMALLEST_PART * largest}
    total = explanation.total
    level = total.baseline
    steps = [Step(explanation.baseline, 0.0, level, float("nan"), WHOLE)]
    for line, share in shown.items():
        change = share.difference.mean
        steps.append(Step(LINES[line].phrase, level, change, share.difference.half_width, MORE if change > 0 else LESS))
        level += change
    rest = total.strategy - level
    if len(shown) < len(shares):
        steps.append(Step("all smaller lines", level, rest, float("nan"), MORE if rest > 0 else LESS))
    return [*steps, Step(explanation.strategy, 0.0, total.strategy, total.difference.half_width, WHOLE)]


def _draw(axes: Axes, steps: list[Step], unit: Unit) -> None:
    places = range(len(steps))
    for place, step in zip(places, steps, strict=True):
        axes.barh(place, step.change, left=step.start, height=0.66, color=step.colour, alpha=0.85)
        end = step.start + step.change
        has_whisker = isfinite(step.half_width)
        if has_whisker:
            axes.errorbar(end, place, xerr=step.half_width, color="0.2", capsize=2.5, linewidth=0.9)
        if place + 1 < len(steps):
            axes.plot([end, end], [place, place + 1], color="0.6", linewidth=0.6)
        _write(axes, step, place, unit)
    axes.set_yticks(places, [plain(step.title) for step in steps])
    axes.invert_yaxis()
    axes.axvline(0, color="0.5", linewidth=0.8)
    axes.margins(x=0.02, y=0.01)
    axes.tick_params(axis="y", length=0)


def _write(axes: Axes, step: Step, place: int, unit: Unit) -> None:
    """The amount of a step, in a column of its own at the right."""
    is_whole = step.colour == WHOLE
    amount = short(step.change, unit) if is_whole else with_half_width(step.change, step.half_width, unit, signed=True)
    axes.text(
        1.01, place, amount, transform=axes.get_yaxis_transform(), va="center", fontweight="bold" if is_whole else None
    )
