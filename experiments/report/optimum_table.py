"""An optimisation in a terminal: the levers, the settings on fresh luck, and what to make of them."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from experiments.optimisation.levers import LeverSpace
from experiments.optimisation.optimise import Optimum
from experiments.optimisation.words import answer, fresh_cells, notes
from experiments.report.terminal import TOPIC_WIDTH, columns_table, heading
from simulator.catalogue import OUTCOMES


def optimum_tables(space: LeverSpace, optimum: Optimum) -> Iterator[RenderableType]:
    """Lays out an optimisation."""
    yield heading(space.plan.title)
    yield _levers(space, optimum)
    yield Text()
    yield _settings(optimum)
    yield Text()
    yield Text(answer(space, optimum), style="bold")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=TOPIC_WIDTH, no_wrap=True)
    grid.add_column(overflow="fold")
    for topic, text in notes(space, optimum):
        grid.add_row(Text(topic, style="bold"), Text(text))
    yield grid


def _levers(space: LeverSpace, optimum: Optimum) -> Table:
    table = columns_table(f"Levers of {space.strategy}", ["lever", "file", "chosen"], [])
    row = optimum.chosen.trial.row if optimum.chosen.trial is not None else ()
    for lever, coordinate in zip(space.levers, row, strict=True):
        own = "other" if lever.own is None else lever.text(lever.own)
        table.add_row(*map(Text, (lever.factor.name.replace("_", " "), own, lever.text(coordinate))))
    return table


def _settings(optimum: Optimum) -> Table:
    goal = optimum.goal
    header = ["in the search", "on fresh luck", OUTCOMES[goal.risk].title, "ruin"]
    table = columns_table(OUTCOMES[goal.outcome].title, ["setting"], header)
    if goal.risk == "insolvent":
        table.columns.pop()
    rows = [("the file's own", optimum.own), ("chosen", optimum.chosen)]
    rows += [(f"frontier {place}", each) for place, each in enumerate(optimum.frontier, start=1)]
    for name, fresh in rows:
        table.add_row(Text(name), *fresh_cells(optimum, fresh)[: len(table.columns) - 1])
    return table
