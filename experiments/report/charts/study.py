"""Where a verdict flips: what a strategy gains at each point of a study, against one factor."""

from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from experiments.amounts import with_currency
from experiments.factor_text import paths_text
from experiments.report.page import Picture
from experiments.report.svg import INK, MUTED, SMALL, head, panel, picture, value_axis
from experiments.sweep_gains import Gains
from simulator.catalogue import OUTCOMES

HEIGHT = 250.0


def study_picture(gains: Gains, factor: int, *, colour: str, currency: str, width: float, name: str) -> Picture:
    """Every point with its 95 % interval; full where one of the two is settled to be better.

    Args:
        gains: The study.
        factor: Position of the factor along the bottom.
        colour: Of the strategy.
        currency: Unit of money.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, HEIGHT, top=30, bottom=38)
    places = _places(axes, gains, factor)
    for place, point in zip(places, gains.points, strict=True):
        settled = point.verdict != "undecided"
        low, high = point.estimate.low, point.estimate.high
        axes.plot([place, place], [low, high], color=colour, linewidth=1.2, alpha=0.45)
        face = colour if settled else "none"
        axes.plot([place], [point.estimate.mean], "o", color=colour, markersize=5, markerfacecolor=face)
    axes.axhline(0, color=INK, linewidth=1)
    outcome = OUTCOMES[gains.outcome]
    value_axis(axes, outcome.unit)
    axes.set_xlabel(paths_text(gains.factors[factor]), color=MUTED, fontsize=SMALL, labelpad=3)
    unit = with_currency(f"difference in {outcome.title}", outcome.unit, f"({currency})")
    head(axes, gains.factors[factor].name, unit)
    title = f"Difference in {outcome.title} against {gains.factors[factor].name}"
    told = ", ".join(f"{gains.count(word)} {word}" for word in dict.fromkeys(each.verdict for each in gains.points))
    return picture(axes, name, title=title, description=f"{len(gains.points)} points: {told}.")


def _places(axes: Axes, gains: Gains, factor: int) -> list[float]:
    """Where the points stand along the bottom; what is no number stands in its own order."""
    values = [point.factors[factor] for point in gains.points]
    if all(isinstance(value, float) for value in values):
        numbers = [float(value) for value in values]
        if min(numbers) > 0 and max(numbers) > 8 * min(numbers):
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.minorticks_off()
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.3g}")
        return numbers
    words = list(dict.fromkeys(map(str, values)))
    axes.set_xticks(range(len(words)), words)
    axes.set_xlim(-0.5, len(words) - 0.5)
    return [float(words.index(str(value))) for value in values]
