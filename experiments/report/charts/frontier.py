"""Settings of a strategy by what they bring and what they risk."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.report.page import Picture
from experiments.report.palette import colour
from experiments.report.svg import INK, MUTED, SMALL, head, panel, picture, value_axis
from experiments.statistics import Estimate
from simulator.catalogue import OUTCOMES

WIDTH, HEIGHT = 520.0, 320.0
MARKS = "Dso"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting on fresh luck; `series` decides colour and mark."""

    risk: Estimate
    outcome: Estimate
    series: int


def frontier_picture(
    tried: Sequence[tuple[float, float]],
    fresh: Sequence[Setting],
    *,
    outcome: str,
    risk: str,
    unit: str,
    bound: float | None,
) -> Picture:
    """The outcome upwards, the risk to the right; small grey dots are what the search saw.

    Args:
        tried: Risk and outcome of every trial.
        fresh: The settings that met fresh luck.
        outcome: What is drawn upwards.
        risk: What is drawn to the right.
        unit: Of the outcome, in words.
        bound: The largest share of insolvent lucks that was allowed, if it lies along the risk.
    """
    axes = panel(WIDTH, HEIGHT, left=56, right=16, top=30, bottom=44)
    axes.scatter([x for x, _ in tried], [y for _, y in tried], s=10, color=MUTED, alpha=0.35, linewidths=0)
    for each in fresh:
        own, mark = colour(each.series), MARKS[each.series]
        across, up = each.risk, each.outcome
        axes.plot([across.low, across.high], [up.mean, up.mean], color=own, linewidth=1.3, alpha=0.7)
        axes.plot([across.mean, across.mean], [up.low, up.high], color=own, linewidth=1.3, alpha=0.7)
        axes.plot([across.mean], [up.mean], mark, color=own, markersize=7, markerfacecolor=own)
    if bound is not None:
        axes.axvline(bound, color=INK, linewidth=1.2, linestyle=":")
    value_axis(axes, OUTCOMES[risk].unit, sideways=True)
    value_axis(axes, OUTCOMES[outcome].unit)
    axes.set_xlabel(OUTCOMES[risk].title, color=MUTED, fontsize=SMALL, labelpad=4)
    head(axes, OUTCOMES[outcome].title, unit)
    told = f"{len(tried)} trials; {len(fresh)} settings on fresh luck."
    return picture(
        axes, "frontier", title=f"{OUTCOMES[outcome].title} against {OUTCOMES[risk].title}", description=told
    )
