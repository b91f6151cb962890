"""One replication as tables for a terminal."""

from collections.abc import Iterator, Mapping

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from experiments.amounts import short
from experiments.report.terminal import columns_table, heading, sparkline
from simulator.catalogue import OUTCOMES, TIMELINE
from simulator.results import FloatArray, RunResult

# Columns that are counted or paid within a month: a year's row holds their sum.
FLOWS = frozenset({"revenue", "gross_profit", "spend", "won", "lost"})
SHOWN = {
    "cash": "cash",
    "revenue": "revenue",
    "spend": "spend",
    "customers": "customers",
    "key_accounts": "key",
    "won": "won",
    "lost": "lost",
    "on_time": "on time",
    "phase": "phase",
}
DRAWN = ("cash", "revenue", "customers", "key_accounts")
SPARK_WIDTH = 49


def run_tables(run: RunResult, title: str, currency: str) -> Iterator[RenderableType]:
    """Lays out all outcomes of a run and its timeline, year by year."""
    yield heading(title)
    yield Text(
        f"{run.strategy}, replication {run.replication}, seed {run.seed}; {run.event_count:,} events; "
        f"money in {currency}",
        style="dim",
    )
    yield _outcome_table(run.outcomes)
    yield timeline_table(run.timeline)
    yield _sparklines(run.timeline)


def _outcome_table(outcomes: Mapping[str, float]) -> Table:
    """Two columns of outcomes, so that a screen holds them."""
    table = Table.grid(padding=(0, 2))
    for justify in ("left", "right") * 2:
        table.add_column(justify=justify)
    cells = [(OUTCOMES[name].title, short(value, OUTCOMES[name].unit)) for name, value in outcomes.items()]
    half = -(-len(cells) // 2)
    for left, right in zip(cells[:half], [*cells[half:], ("", "")], strict=False):
        table.add_row(*left, *right)
    return table


def timeline_table(timeline: Mapping[str, FloatArray]) -> Table:
    """Lays out the timeline at each year's end; what flows is summed over the year."""
    table = columns_table("Year by year", ["month"], list(SHOWN.values()))
    for month in range(0, len(timeline["cash"]), 12):
        table.add_row(str(month), *(_yearly_cell(timeline[name], name, month) for name in SHOWN))
    return table


def _sparklines(timeline: Mapping[str, FloatArray]) -> Group:
    """Month by month as rows of blocks, each from its own lowest to its own highest."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "left", "right", "right"):
        grid.add_column(justify=justify, no_wrap=True)
    grid.add_row("", "", Text("lowest", style="dim"), Text("highest", style="dim"))
    for name in DRAWN:
        values = timeline[name].tolist()
        ends = (short(end, TIMELINE[name].unit) for end in (min(values), max(values)))
        grid.add_row(Text(SHOWN[name]), Text(sparkline(values, SPARK_WIDTH)), *ends)
    return Group(heading("Month by month"), grid)


def _yearly_cell(column: FloatArray, name: str, month: int) -> str:
    flow = name in FLOWS
    if flow and month == 0:
        return ""
    value = float(np.sum(column[month - 11 : month + 1])) if flow else float(column[month])
    return short(value, TIMELINE[name].unit)
