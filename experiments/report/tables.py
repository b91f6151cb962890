"""A comparison as tables for a terminal, and its verdict."""

from collections.abc import Callable, Iterator, Mapping
from math import isnan

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from experiments.amounts import short, with_half_width
from experiments.comparison import LEVELS, Comparison, Summary
from experiments.effects import Effect, effects
from experiments.pairing import PairedDifference
from experiments.report.terminal import (
    TOPIC_WIDTH,
    VERDICT_STYLES,
    columns_table,
    heading,
    in_groups,
    interval_bar,
    widest,
)
from experiments.verdict import Remark
from simulator.catalogue import OUTCOMES

GAP = 2
PAIRED = ("outcome", "difference", "better in", "p (Holm)", "pairing", "verdict")
NARROWEST_CHART, WIDEST_CHART = 31, 61


def comparison_tables(comparison: Comparison, width: int) -> Iterator[RenderableType]:
    """Lays out everything but the verdict.

    Args:
        comparison: What to show.
        width: Columns of the terminal; strategies that do not fit side by side go below.

    Yields:
        A heading, then tables.
    """
    yield heading(comparison.title)
    yield Text(
        f"{comparison.replications} replications, seed {comparison.seed}; money in {comparison.currency}; "
        "± is the half-width of a 95 % interval; * not defined in every run",
        style="dim",
    )
    yield from _side_by_side(comparison, "Each strategy by itself: mean", _mean, width)
    spread = ", ".join(f"{100 * level:.0f} %" for level in LEVELS)
    yield from _side_by_side(comparison, f"Spread over the lucks: {spread} of runs are below", _spread, width)
    for name in comparison.paired:
        yield _paired_table(comparison, name, width)
        yield from _effect_chart(comparison, name, width)


def run_summary_tables(
    strategy: str, summaries: Mapping[str, Summary], replications: int, currency: str
) -> Iterator[RenderableType]:
    """Lays out all outcomes of one strategy over several replications."""
    yield Text(f"{replications} replications; money in {currency}; ± is the half-width of a 95 % interval")
    table = columns_table(strategy, ["outcome"], ["mean", "5 %", "50 %", "95 %"])
    for outcome, summary in summaries.items():
        unit = OUTCOMES[outcome].unit
        quantiles = (short(summary.quantiles[level], unit) for level in LEVELS)
        table.add_row(OUTCOMES[outcome].title, _mean(outcome, summary), *quantiles)
    yield table


def verdict_block(remarks: tuple[Remark, ...]) -> RenderableType:
    """Lays out the verdict: the topic at the left, said once, and the sentences beside it."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=TOPIC_WIDTH, no_wrap=True)
    grid.add_column(overflow="fold")
    topic = ""
    for remark in remarks:
        style = "bold" if remark.topic == "Result" else ""
        label = remark.topic if remark.topic != topic else ""
        grid.add_row(Text(label, style="bold"), Text(remark.text, style=style))
        topic = remark.topic
    return Group(heading("Verdict"), grid)


Cell = Callable[[str, Summary], str]


def _side_by_side(comparison: Comparison, title: str, cell: Cell, width: int) -> Iterator[Table]:
    outcomes = comparison.outcomes
    labels = [OUTCOMES[outcome].title for outcome in outcomes]
    columns = [
        [cell(outcome, summaries[outcome]) for outcome in outcomes] for summaries in comparison.summaries.values()
    ]
    names = comparison.strategies
    widths = [widest([name, *column]) + GAP for name, column in zip(names, columns, strict=True)]
    for group in in_groups(widths, width - widest(labels)):
        table = columns_table(title, ["outcome"], names[group])
        for row, label in enumerate(labels):
            table.add_row(label, *(column[row] for column in columns[group]))
        yield table


def _mean(outcome: str, summary: Summary) -> str:
    estimate = summary.estimate
    text = with_half_width(estimate.mean, estimate.half_width, OUTCOMES[outcome].unit)
    return text if summary.defined_share == 1 else f"{text} *"


def _spread(outcome: str, summary: Summary) -> str:
    return " / ".join(short(summary.quantiles[level], OUTCOMES[outcome].unit) for level in LEVELS)


def _paired_table(comparison: Comparison, name: str, width: int) -> Table:
    """All paired differences; a screen too narrow for every column loses those that it can best do without."""
    rows = [PAIRED, *(_paired_row(difference) for difference in comparison.paired[name].values())]
    kept = list(range(len(PAIRED)))
    for dispensable in (PAIRED.index("pairing"), PAIRED.index("p (Holm)")):
        if sum(widest([str(row[column]) for row in rows]) + GAP for column in kept) - GAP > width:
            kept.remove(dispensable)
    title = f"{name} - {comparison.baseline}, in the same luck"
    table = columns_table(title, PAIRED[:1], [PAIRED[column] for column in kept[1:]])
    for row in rows[1:]:
        table.add_row(*(row[column] for column in kept))
    return table


def _effect_chart(comparison: Comparison, name: str, width: int) -> Iterator[Group]:
    """The differences that have a better side as a small chart, on one scale."""
    shown = [each for each in effects(comparison, name) if OUTCOMES[each.difference.outcome].better]
    if not shown:
        return
    labels = [OUTCOMES[each.difference.outcome].title for each in shown]
    left = widest([*labels, "outcome"]) + GAP
    across = max(NARROWEST_CHART, (min(width - left, WIDEST_CHART) - 1) // 2 * 2 + 1)
    reach = max(max(abs(each.low), abs(each.high)) for each in shown)
    grid = Table.grid(padding=0)
    grid.add_column(width=left)
    grid.add_column(width=across, no_wrap=True)
    grid.add_row("", Text(_scale(reach, across), style="dim"))
    for label, each in zip(labels, shown, strict=True):
        style = VERDICT_STYLES.get(each.difference.verdict or "", "")
        grid.add_row(Text(label), Text(_bar(each, reach, across), style=style))
    note = "● mean (○ not settled), ─ 95 % interval, in standard deviations over the lucks"
    yield Group(grid, Text(note, style="dim"))


def _bar(effect: Effect, reach: float, width: int) -> str:
    mark = "●" if effect.is_settled else "○"
    return interval_bar(effect.low, effect.mean, effect.high, reach=reach, width=width, mark=mark)


def _scale(reach: float, width: int) -> str:
    """The line above a chart: both ends and what they mean.

    Examples:
        >>> _scale(1.25, 41)
        '-1.2 worse          0         better +1.2'
    """
    left, right = f"-{reach:.1f} worse", f"better +{reach:.1f}"
    side = width // 2
    return f"{left:<{side}}0{right:>{side}}"


def _paired_row(difference: PairedDifference) -> tuple[str | Text, ...]:
    outcome = OUTCOMES[difference.outcome]
    estimate = difference.estimate
    verdict = difference.verdict or "-"
    return (
        outcome.title,
        with_half_width(estimate.mean, estimate.half_width, outcome.unit, signed=True),
        f"{100 * difference.p_better:.0f} %" if outcome.better and difference.counted else "-",
        p_value_text(difference.p_value_adjusted),
        short(difference.variance_reduction, "fraction"),
        Text(verdict, style=VERDICT_STYLES.get(verdict, "")),
    )


def p_value_text(p_value: float) -> str:
    """Writes a p-value to three places, very small ones as a bound.

    Examples:
        >>> p_value_text(0.04321), p_value_text(1e-9), p_value_text(float("nan"))
        ('0.043', '<0.001', '-')
    """
    if isnan(p_value):
        return "-"
    return "<0.001" if p_value < 0.001 else f"{p_value:.3f}"
