"""One run of the compiled engine: lay the tables out, let the loop run, make tables larger where it asks."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engines.compiled.layout import MACHINE_ROWS, QUEUES, LogEntry, Machine
from simulator.engines.compiled.memory import words_of
from simulator.engines.compiled.outcome import FINISHED
from simulator.model.parameters import (
    BLOCKS,
    LeverRow,
    OutsideRow,
    Parameters,
    SegmentRow,
    StepRow,
    StockRow,
    TriggerRow,
)
from simulator.model.state import SINGLE, State, new_tables
from simulator.model.tables import as_records, column, new_table, record_type
from simulator.model.technology import adoption_order

# Tables of the parameters, by name, with the rows that they hold.
PARAMETER_ROWS: dict[str, type[Any]] = {
    "segments": SegmentRow,
    "stocks": StockRow,
    "levers": LeverRow,
    "triggers": TriggerRow,
    "steps": StepRow,
    "outside": OutsideRow,
}


def _record(block: Any) -> Any:
    """A block of the schema as one record: floats and whole numbers, by name."""
    names = list(type(block).model_fields)
    values = [getattr(block, name) for name in names]
    kinds = [np.int64 if isinstance(value, int) else np.float64 for value in values]
    table = np.array([tuple(values)], dtype=np.dtype(list(zip(names, kinds, strict=True)), align=True))
    return table.view(np.recarray)[0]


def _array(numbers: Any, kind: type[Any]) -> Any:
    """Lists as an array, which the annotations of `Parameters` do not know."""
    return np.array(numbers, dtype=kind)


def compiled_parameters(p: Parameters) -> Parameters:
    """Turn the parameters of a run into records and arrays.

    Args:
        p: Parameters with schema blocks and lists.
    """
    blocks: Any = {name: _record(getattr(p, name)) for name in BLOCKS}
    tables: Any = {name: as_records(row, getattr(p, name)) for name, row in PARAMETER_ROWS.items()}
    return p._replace(
        **blocks,
        **tables,
        similarity=_array(p.similarity, np.float64),
        budget=_array(p.budget, np.float64),
        wants_segment=_array(p.wants_segment, np.int64),
        contingencies=_array(p.contingencies, np.int64),
        hits_segment=_array(p.hits_segment, np.int64).reshape(len(p.outside), len(p.segments)),
    )


def record_state(
    p: Parameters, accounts: NDArray[Any], *, seed: int, replication: int, recording: bool, months: int, columns: int
) -> State:
    """Set up the state of a run as arrays of records.

    Args:
        p: Parameters of the run.
        accounts: The drawn population, a structured array of `Account`; the run may change wallets in it.
        seed: Seed of all luck.
        replication: Which repetition.
        recording: Whether the event log is kept.
        months: Number of month ends.
        columns: Width of the timeline.
    """
    tables = new_tables(p, accounts)
    singles = {name: tables.pop(name).view(np.recarray)[0] for name in SINGLE}
    return State(
        seed=seed,
        replication=replication,
        recording=recording,
        **tables,
        **singles,
        targets=_array([0] * len(accounts), np.int64),
        timeline=np.zeros((months + 1, columns)),  # type: ignore[arg-type]
        log=np.empty(16 * len(accounts) + 4096 if recording else 0, dtype=record_type(LogEntry)),
    )


def room_for_one_event(p: Parameters, s: State) -> int:
    """More rows than one event can add to any table: a month end may wake every slot and touch every account."""
    return 4 * len(s.sellers) * p.selling.parallel_pursuits + len(s.book) + 256


def new_machine(p: Parameters, s: State) -> Machine:
    """Lay out the calendar, slots, orders and queues of a run.

    Args:
        p: Parameters as records.
        s: A new state of records.
    """
    slots = len(s.sellers) * p.selling.parallel_pursuits
    accounts, margin = len(s.book), room_for_one_event(p, s)
    sizes = {
        "clock": 1,
        "calendar": 4 * accounts + 2 * margin,
        "leads": accounts // 4 + 2 * margin,
        "slots": slots,
        "orders": accounts // 4 + 2 * margin,
        "queues": QUEUES,
        "rings": 2,
        "urgent": margin,
        "normal": margin,
        "fields": len(p.segments),
    }
    tables: Any = {name: new_table(MACHINE_ROWS[name], size) for name, size in sizes.items()}
    tables["clock"] = tables["clock"].view(np.recarray)[0]
    field_accounts: list[int] = []
    field_thresholds: list[float] = []
    for segment in np.flatnonzero(column(p.segments, "is_new_field")):
        waiting = adoption_order(s, int(segment))
        tables["fields"][segment]["first"] = len(field_accounts)
        tables["fields"][segment]["left"] = len(waiting)
        field_accounts.extend(account for _, account in waiting)
        field_thresholds.extend(threshold for threshold, _ in waiting)
    return Machine(
        **tables,
        field_accounts=_array(field_accounts, np.int64),
        field_thresholds=_array(field_thresholds, np.float64),
    )


def _doubled(table: Any) -> Any:
    """A table twice as long, with the old rows first."""
    larger = np.empty(2 * len(table) + 1024, dtype=table.dtype)
    larger[: len(table)] = table
    return larger


def run_compiled(p: Parameters, s: State) -> State:
    """Run the model to its horizon, or to insolvency.

    Args:
        p: Parameters as records (`compiled_parameters`).
        s: A new state of records (`record_state`).

    Returns:
        The final state; its tables are those of `s` but for the log, which may have been made larger.

    Raises:
        RuntimeError: An immediate task found no room, which the sizes chosen here rule out.
    """
    from simulator.engines.compiled.entry import run_loop

    m = new_machine(p, s)
    margin = room_for_one_event(p, s)
    while True:
        parameters, state, machine = words_of(p), words_of(s), words_of(m)
        if run_loop(parameters.ctypes.data, state.ctypes.data, machine.ctypes.data, margin) == FINISHED:
            break
        m = m._replace(calendar=_doubled(m.calendar), leads=_doubled(m.leads), orders=_doubled(m.orders))
        if s.recording:
            s = s._replace(log=_doubled(s.log))
    if m.clock.lost_task:
        raise RuntimeError(f"{m.clock.lost_task} immediate tasks found no room; please report this scenario")
    return s._replace(log=s.log[: s.tally.events])
