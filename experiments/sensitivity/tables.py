"""A sensitivity analysis as tables for a terminal, and in words."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from experiments.amounts import short, with_half_width
from experiments.factor_text import FactorText
from experiments.report.terminal import columns_table, heading
from experiments.sensitivity.analysis import Sensitivity
from experiments.sensitivity.morris import ElementaryEffects
from experiments.sensitivity.sobol import SobolIndices, root
from experiments.statistics import Estimate
from simulator.catalogue import Unit

WIDE = 0.25


def sensitivity_tables(found: Sensitivity) -> Iterator[RenderableType]:
    """Lays out the figures of every factor, the largest first, and what they come to."""
    plan = found.plan
    yield heading(f"{plan.title}: {found.response.title}")
    yield Text(
        f"{_base(found)}, {len(plan)} points, {plan.replications} lucks at each, seed {plan.seed}; "
        f"money in {plan.currency}; ± is the half-width of a 95 % interval",
        style="dim",
    )
    if found.sobol is not None:
        yield Text()
        yield _sobol_table(found, found.sobol)
        yield Text()
        yield _spread_table(found, found.sobol)
    if found.morris is not None:
        yield Text()
        yield _morris_table(found, found.morris)
    yield Text()
    for line in reading(found):
        yield Text(line)


def _base(found: Sensitivity) -> str:
    if found.sobol is None:
        return f"{found.base_points} walks"
    lost = "" if found.sobol.points == found.base_points else f" ({found.sobol.points} complete)"
    return f"{found.base_points} base points{lost}"


def reading(found: Sensitivity) -> Iterator[str]:
    """What the figures come to, in sentences."""
    names = [factor.name for factor in found.plan.factors]
    if found.sobol is not None:
        yield from _sobol_reading(names, found.sobol)
    if found.morris is not None:
        yield from _morris_reading(names, found.morris)


def _sobol_table(found: Sensitivity, sobol: SobolIndices) -> Table:
    words = FactorText(found.plan)
    table = columns_table("Share of the variance between points", ["factor", "range"], ["first order", "total"])
    for place in _largest_first([each.mean for each in sobol.total]):
        factor = found.plan.factors[place]
        table.add_row(factor.name, words.span(factor), _share(sobol.first[place]), _share(sobol.total[place]))
    return table


def _spread_table(found: Sensitivity, sobol: SobolIndices) -> Table:
    unit = found.response.unit
    table = columns_table("Spread (standard deviation)", ["from"], [found.response.name])
    table.add_row("the factors: expected values, between points", short(root(sobol.variance.mean), unit))
    table.add_row("luck: single runs, at one point", short(root(sobol.luck_variance), unit))
    lucks = found.plan.replications
    table.add_row(f"luck left between means of {lucks} (taken out above)", short(root(sobol.noise_variance), unit))
    return table


def _morris_table(found: Sensitivity, morris: Sequence[ElementaryEffects]) -> Table:
    words, unit = FactorText(found.plan), found.response.unit
    heads = ["mean", "size (mu*)", "by luck", "effect", "spread"]
    table = columns_table("Effect of a factor over its whole range", ["factor", "range"], heads)
    for place in _largest_first([each.effect for each in morris]):
        factor, each = found.plan.factors[place], morris[place]
        size = with_half_width(each.size.mean, each.size.half_width, unit)
        cells = (short(each.luck, unit), _or_none(each.effect, unit), _or_none(each.spread, unit))
        table.add_row(factor.name, words.span(factor), short(each.mean, unit, signed=True), size, *cells)
    return table


def _sobol_reading(names: Sequence[str], sobol: SobolIndices) -> Iterator[str]:
    order = _largest_first([each.mean for each in sobol.total])
    if sobol.variance.low <= 0:
        yield "The differences between the points are not told from luck yet: more points or replications."
    first = sobol.total[order[0]]
    yield f"{names[order[0]]} takes part in most: {_share(first)} of the variance that the factors make."
    alone = sum(each.mean for each in sobol.first)
    together = "what lacks to 100 % is how factors act together" if alone < 1 else "no sign of factors acting together"
    yield f"First orders add up to {100 * alone:.0f} %: {together}."
    if first.half_width > WIDE:
        yield "The intervals are wide: more --points and --replications narrow them."
    silent = [names[place] for place in order if sobol.total[place].low <= 0]
    if silent:
        yield f"Not told from no influence at all: {', '.join(silent)}."


def _morris_reading(names: Sequence[str], morris: Sequence[ElementaryEffects]) -> Iterator[str]:
    order = _largest_first([each.effect for each in morris])
    yield f"{names[order[0]]} has the largest effect."
    silent = [names[place] for place in order if morris[place].size.low <= morris[place].luck]
    if silent:
        yield f"Not told from luck: {', '.join(silent)}."
    yield "by luck: the size that luck alone would show; effect and spread are without it (none: nothing is left)."


def _largest_first(figures: Sequence[float]) -> list[int]:
    return sorted(range(len(figures)), key=lambda place: -figures[place])


def _share(estimate: Estimate) -> str:
    return f"{100 * estimate.mean:.0f} ± {100 * estimate.half_width:.0f} %"


def _or_none(amount: float, unit: Unit) -> str:
    return short(amount, unit) if amount else "none"
