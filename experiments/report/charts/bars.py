"""Means side by side: one group of bars per thing, one bar per strategy, with intervals."""

from collections.abc import Mapping, Sequence
from math import isfinite

from experiments.amounts import short
from experiments.report.page import Picture
from experiments.report.palette import colour
from experiments.report.svg import INK, MUTED, NORMAL, SMALL, head, panel, picture
from experiments.statistics import Estimate
from simulator.catalogue import Unit

BAR, SPACE, LABEL = 13.0, 12.0, 18.0


def bars_picture(
    groups: Mapping[str, Sequence[Estimate]],
    strategies: Sequence[str],
    *,
    unit: Unit,
    what: str,
    width: float,
    name: str,
) -> Picture:
    """Bars with their 95 % intervals, the mean written behind each.

    Args:
        groups: By label, the estimate of each strategy.
        strategies: Who they are.
        unit: Of all numbers.
        what: What the numbers are.
        width: Of the panel.
        name: Unique within the page.
    """
    block = LABEL + BAR * len(strategies) + SPACE
    height = 26 + block * max(len(groups), 1) + 10
    axes = panel(width, height, left=4, right=52, top=26, bottom=10)
    most = max([_end(each) for group in groups.values() for each in group] + [1e-9])
    axes.set_xlim(0, most)
    axes.set_ylim(block * max(len(groups), 1), 0)
    axes.set_axis_off()
    for row, (label, group) in enumerate(groups.items()):
        top = row * block
        axes.text(0, top + LABEL / 2 + 1, label, color=INK, fontsize=NORMAL, va="center")
        axes.plot([0, 0], [top + LABEL, top + LABEL + BAR * len(group)], color=MUTED, linewidth=1.4)
        for position, each in enumerate(group):
            y = top + LABEL + BAR * (position + 0.5)
            axes.barh(y, each.mean, height=BAR - 3, color=colour(position), alpha=0.85)
            if isfinite(each.half_width):
                axes.plot([max(each.low, 0.0), each.high], [y, y], color=INK, linewidth=1.2)
            axes.annotate(
                short(each.mean, unit), (_end(each), y), (6, 0), textcoords="offset points", va="center", color=INK,
                fontsize=SMALL, annotation_clip=False,
            )  # fmt: skip
    if not groups:
        axes.text(0, LABEL / 2, "none in any luck", color=MUTED, fontsize=NORMAL, va="center")
    head(axes, what, "")
    told = "; ".join(
        f"{label}: " + ", ".join(f"{who} {short(each.mean, unit)}" for who, each in zip(strategies, group, strict=True))
        for label, group in groups.items()
    )
    return picture(axes, name, title=what, description=told)


def _end(estimate: Estimate) -> float:
    """Where the interval ends; one luck alone has none."""
    return estimate.high if isfinite(estimate.half_width) else estimate.mean
