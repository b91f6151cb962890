"""The compiled engine in plain Python: the same event loop over rows that are objects, for a debugger and for tests."""

import sys
from typing import Any

from simulator.engines.compiled.layout import GROWING, MACHINE_ROWS, Machine
from simulator.engines.compiled.loop import advance
from simulator.engines.compiled.outcome import FINISHED
from simulator.engines.compiled.run import (
    check_no_task_is_lost,
    fill_fields,
    machine_tables,
    new_fields,
    room_for_one_event,
    rows_after_growth,
)
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.model.tables import as_rows


def run_in_python(p: Parameters, s: State) -> State:
    """Run the model to its horizon, or to insolvency, without machine code.

    Args:
        p: Parameters, with schema blocks and lists.
        s: A new state of objects (`object_state`).

    Returns:
        The same state at its end.

    Raises:
        RuntimeError: Immediate tasks found no room, which the sizes of the tables rule out.
    """
    m = _machine_of_objects(p, s)
    margin = room_for_one_event(p)
    while advance(p, s, m, margin) != FINISHED:
        for name in GROWING:
            _lengthen(getattr(m, name), MACHINE_ROWS[name])
    check_no_task_is_lost(m)
    return s


def _machine_of_objects(p: Parameters, s: State) -> Machine:
    named = machine_tables(p, len(s.book))
    field_accounts, field_thresholds = fill_fields(named["fields"], s, new_fields(p))
    tables: Any = {name: as_rows(MACHINE_ROWS[name], table) for name, table in named.items()}
    tables["clock"] = tables["clock"][0]
    # A list takes as many entries as come.
    tables["clock"].log_room = sys.maxsize
    return Machine(**tables, field_accounts=field_accounts, field_thresholds=field_thresholds)


def _lengthen(table: list[Any], row: type[Any]) -> None:
    """Add new rows at the end; a line of immediate tasks, which turns round, is empty where this happens."""
    table.extend(row() for _ in range(rows_after_growth(len(table)) - len(table)))
