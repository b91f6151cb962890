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
    """More rows than one event, or the start, can add to any table; orders that wait for a desk are counted apart.

    A month end may wake every slot and touch every account; the start plans every dated event.
    """
    return 4 * len(s.sellers) * p.selling.parallel_pursuits + len(s.book) + len(p.segments) + len(p.outside) + 256


def first_sizes(p: Parameters, s: State) -> dict[str, int]:
    """Rows that each table of the machine begins with; what grows has room for the start of the run.

    Args:
        p: Parameters of the run.
        s: Its new state.
    """
    accounts, margin = len(s.book), room_for_one_event(p, s)
    return {
        "clock": 1,
        "calendar": 4 * accounts + 2 * margin,
        "leads": accounts // 4 + 2 * margin,
        "slots": len(s.sellers) * p.selling.parallel_pursuits,
        "orders": accounts // 4 + 2 * margin,
        "queues": QUEUES,
        "rings": 2,
        "urgent": margin,
        "normal": accounts // 4 + 2 * margin,
        "fields": len(p.segments),
    }


def machine_tables(p: Parameters, s: State) -> tuple[dict[str, NDArray[Any]], list[int], list[float]]:
    """The tables of a new machine, and the accounts of all new fields with the hazards at which they adopt.

    Args:
        p: Parameters of the run.
        s: Its new state.
    """
    tables = {name: new_table(MACHINE_ROWS[name], size) for name, size in first_sizes(p, s).items()}
    field_accounts: list[int] = []
    field_thresholds: list[float] = []
    for segment in np.flatnonzero(column(p.segments, "is_new_field")):
        waiting = adoption_order(s, int(segment))
        tables["fields"][segment]["first"] = len(field_accounts)
        tables["fields"][segment]["left"] = len(waiting)
        field_accounts.extend(account for _, account in waiting)
        field_thresholds.extend(threshold for threshold, _ in waiting)
    return tables, field_accounts, field_thresholds


def new_machine(p: Parameters, s: State) -> Machine:
    """Lay out the calendar, slots, orders and queues of a run.

    Args:
        p: Parameters as records.
        s: A new state of records.
    """
    named, field_accounts, field_thresholds = machine_tables(p, s)
    tables: Any = named
    tables["clock"] = named["clock"].view(np.recarray)[0]
    tables["clock"].log_room = len(s.log)
    return Machine(
        **tables,
        field_accounts=_array(field_accounts, np.int64),
        field_thresholds=_array(field_thresholds, np.float64),
    )


def rows_after_growth(rows: int) -> int:
    """Rows of a table that has become too small, after it has been made larger: about twice as many."""
    return 2 * rows + 1024


def _larger(table: Any) -> Any:
    """A larger table with the old rows first."""
    larger = np.empty(rows_after_growth(len(table)), dtype=table.dtype)
    larger[: len(table)] = table
    return larger


def _with_more_room(s: State, m: Machine) -> tuple[State, Machine]:
    """The same state and machine with more room in all tables that grow.

    A line of immediate tasks turns round in its table, but is empty where this happens: between two events.
    """
    grown: Any = {name: _larger(getattr(m, name)) for name in ("calendar", "leads", "orders", "normal")}
    m = m._replace(**grown)
    if s.recording:
        s = s._replace(log=_larger(s.log))
        m.clock.log_room = len(s.log)
    return s, m


def run_compiled(p: Parameters, s: State) -> State:
    """Run the model to its horizon, or to insolvency.

    Args:
        p: Parameters as records (`compiled_parameters`).
        s: A new state of records (`record_state`).

    Returns:
        The final state; its tables are those of `s` but for the log, which may have been made larger.

    Raises:
        RuntimeError: Immediate tasks found no room, which the sizes chosen here rule out.
    """
    from simulator.engines.compiled.entry import run_loop

    m = new_machine(p, s)
    margin = room_for_one_event(p, s)
    while True:
        parameters, state, machine = words_of(p), words_of(s), words_of(m)
        if run_loop(parameters.ctypes.data, state.ctypes.data, machine.ctypes.data, margin) == FINISHED:
            break
        s, m = _with_more_room(s, m)
    check_no_task_is_lost(m)
    return s._replace(log=s.log[: s.tally.events])


def check_no_task_is_lost(m: Machine) -> None:
    """Refuse the result of a run in which an immediate task found no room.

    Raises:
        RuntimeError: At least one did.
    """
    if m.clock.lost_task:
        raise RuntimeError(f"{m.clock.lost_task} immediate tasks found no room; please report this scenario")
