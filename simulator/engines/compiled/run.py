"""Runs of the compiled engine: lay the tables out, let the loop run, make tables larger where it asks."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engines.compiled.arena import Arena
from simulator.engines.compiled.layout import GROWING, MACHINE_ROWS, QUEUES, LogEntry, Machine
from simulator.engines.compiled.memory import words_of
from simulator.engines.compiled.outcome import FINISHED, NEEDS_ROOM
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
from simulator.model.state import NOBODY, ROWS, SINGLE, State, new_tables
from simulator.model.tables import as_records, column, new_table, record_type
from simulator.model.technology import adoption_order

# Spans of the calendar are so short that about eight events fall into one, in a market like those that come with us.
SPANS_PER_ACCOUNT = 2

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


LOG_ENTRY = record_type(LogEntry)


class Addresses(NamedTuple):
    """The words of the bundles that a run consists of."""

    state: NDArray[np.int64]
    machine: NDArray[np.int64]


class Template:
    """All tables of a new run but the accounts: made once, then copied for every replication."""

    def __init__(self, p: Parameters, accounts: int, months: int, columns: int) -> None:
        """Lay out the tables.

        Args:
            p: Parameters as records (`compiled_parameters`).
            accounts: Number of accounts.
            months: Number of month ends.
            columns: Width of the timeline.
        """
        self.p = p
        self._words = words_of(p)
        self.address = self._words.ctypes.data
        self.margin = room_for_one_event(p)
        state: dict[str, Any] = new_tables(p, accounts)
        state |= {name: state[name].astype(_as_record(state[name].dtype)) for name in SINGLE}
        state["targets"] = np.zeros(accounts, dtype=np.int64)
        state["customers"] = np.full(accounts, NOBODY, dtype=np.int64)
        state["timeline"] = np.zeros((months + 1, columns))
        self._state = Arena(state, {})
        machine: dict[str, Any] = machine_tables(p, accounts)
        machine["clock"] = machine["clock"].astype(_as_record(machine["clock"].dtype))
        # Rows of these are written before they are read.
        unwritten = {name: machine.pop(name) for name in (*GROWING, "urgent")}
        self._machine = Arena(machine, unwritten)
        self._new_fields = new_fields(p)

    def new_run(
        self, accounts: NDArray[Any], *, seed: int, replication: int, recording: bool
    ) -> tuple[State, Machine, Addresses]:
        """State and machine of a new run, and where the compiled loop finds them; see `run_compiled`."""
        s, at_state = self._new_state(accounts, seed, replication, recording)
        m, at_machine = self._new_machine(s)
        return s, m, Addresses(words_of(s, at_state), words_of(m, at_machine))

    def _new_state(
        self, accounts: NDArray[Any], seed: int, replication: int, recording: bool
    ) -> tuple[State, dict[str, int]]:
        tables, addresses = self._state.copy()
        singles: Any = {name: tables.pop(name)[0] for name in SINGLE}
        log = np.empty(first_log(len(accounts)) if recording else 0, dtype=LOG_ENTRY)
        named: Any = {**tables, **singles, "accounts": accounts, "log": log}
        return State(seed=seed, replication=replication, recording=recording, **named), addresses

    def _new_machine(self, s: State) -> tuple[Machine, dict[str, int]]:
        tables, addresses = self._machine.copy()
        named: Any = tables
        field_accounts, field_thresholds = fill_fields(tables["fields"], s, self._new_fields)
        named["clock"] = tables["clock"][0]
        named["clock"].log_room = len(s.log)
        named["field_accounts"] = _array(field_accounts, np.int64)
        named["field_thresholds"] = _array(field_thresholds, np.float64)
        return Machine(**named), addresses


def _as_record(kind: np.dtype[Any]) -> np.dtype[Any]:
    """The same layout, of rows that give their fields by name: `row.field`."""
    return np.dtype((np.record, kind))


def first_log(accounts: int) -> int:
    """Entries that an event log begins with; it grows."""
    return 16 * accounts + 4096


def room_for_one_event(p: Parameters) -> int:
    """More rows than one event, or the start, can add to any table; customers and waiting orders are counted apart.

    A month end may wake every slot; the start plans every dated event.
    """
    slots = max(p.max_reps + p.max_agents, 1) * p.selling.parallel_pursuits
    return 4 * slots + len(p.segments) + len(p.outside) + 256


def first_sizes(p: Parameters, accounts: int) -> dict[str, int]:
    """Rows that each table of the machine begins with; what grows has room for the start of the run.

    Args:
        p: Parameters of the run.
        accounts: Number of accounts.
    """
    margin = room_for_one_event(p)
    return {
        "clock": 1,
        "calendar": accounts // 8 + 2 * margin,
        "later": 4 * accounts + 2 * margin,
        "spans": max(16, SPANS_PER_ACCOUNT * accounts),
        "leads": accounts // 4 + 4 * margin,
        "slots": max(p.max_reps + p.max_agents, 1) * p.selling.parallel_pursuits,
        "orders": accounts // 4 + 2 * margin,
        "queues": QUEUES,
        "rings": 2,
        "urgent": margin,
        "normal": accounts // 4 + 2 * margin,
        "fields": len(p.segments),
    }


def machine_tables(p: Parameters, accounts: int) -> dict[str, NDArray[Any]]:
    """The tables of a new machine; fields are still empty.

    Args:
        p: Parameters of the run.
        accounts: Number of accounts.
    """
    tables = {name: new_table(MACHINE_ROWS[name], size) for name, size in first_sizes(p, accounts).items()}
    tables["clock"]["horizon"] = p.horizon
    tables["clock"]["span_days"] = p.horizon / len(tables["spans"])
    return tables


def new_fields(p: Parameters) -> list[int]:
    """The segments that are new fields of technology."""
    return [int(segment) for segment in np.flatnonzero(column(p.segments, "is_new_field"))]


def fill_fields(fields: Any, s: State, segments: Sequence[int]) -> tuple[list[int], list[float]]:
    """Note the accounts that wait in each new field; give all of them with the hazards at which they adopt.

    Args:
        fields: The machine's table of fields; spans of the lists are written into it.
        s: A new state.
        segments: The new fields.
    """
    accounts: list[int] = []
    thresholds: list[float] = []
    for segment in segments:
        waiting = adoption_order(s, segment)
        fields[segment]["first"] = len(accounts)
        fields[segment]["left"] = len(waiting)
        accounts.extend(account for _, account in waiting)
        thresholds.extend(threshold for threshold, _ in waiting)
    return accounts, thresholds


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
    grown: Any = {name: _larger(getattr(m, name)) for name in GROWING}
    m = m._replace(**grown)
    if s.recording:
        s = s._replace(log=_larger(s.log))
        m.clock.log_room = len(s.log)
    return s, m


class Start(NamedTuple):
    """What one run begins with: `accounts` is a drawn population of its own, in which the run may change wallets."""

    template: Template
    accounts: NDArray[Any]
    seed: int
    replication: int
    recording: bool = False


class _Run:
    """A run under way."""

    def __init__(self, start: Start) -> None:
        self.template = start.template
        self.state, self.machine, self.at = self.template.new_run(
            start.accounts, seed=start.seed, replication=start.replication, recording=start.recording
        )

    def make_room(self) -> None:
        self.state, self.machine = _with_more_room(self.state, self.machine)
        self.at = Addresses(words_of(self.state), words_of(self.machine))

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Where the loop finds it."""
        return (self.template.address, self.at.state.ctypes.data, self.at.machine.ctypes.data, self.template.margin)


def run_together(starts: Sequence[Start]) -> list[State]:
    """Run the model to its horizon, or to insolvency, several times in one call of machine code.

    The call holds no lock of the interpreter: the longer it is, the better threads work side by side.

    Args:
        starts: What to run; each result is the same as if it were run alone.

    Returns:
        The final state of each.

    Raises:
        RuntimeError: Immediate tasks found no room, which the sizes chosen here rule out.
    """
    from simulator.engines.compiled.entry import run_loop

    runs = [_Run(start) for start in starts]
    places = np.array([run.place for run in runs], dtype=np.int64)
    ends = np.full(len(runs), NEEDS_ROOM, dtype=np.int64)
    while run_loop(places, ends):
        for number in np.flatnonzero(ends != FINISHED).tolist():
            runs[number].make_room()
            places[number] = runs[number].place
    for run in runs:
        check_no_task_is_lost(run.machine)
    return [told(run.state) for run in runs]


def told(s: State) -> State:
    """The state at the end: single rows as objects, which are quicker to read, and the log without spare room."""
    singles: Any = {name: ROWS[name](*getattr(s, name).item()) for name in SINGLE}
    return s._replace(**singles, log=s.log[: s.tally.events])


def check_no_task_is_lost(m: Machine) -> None:
    """Refuse the result of a run in which an immediate task found no room.

    Raises:
        RuntimeError: At least one did.
    """
    if m.clock.lost_task:
        raise RuntimeError(f"{m.clock.lost_task} immediate tasks found no room; please report this scenario")
