"""What the compiled engine holds beside the model's state: calendar, slots, orders, queues, immediate tasks.

Everything is a table of records in arrays, so that the event loop can stop at any event, the arrays can be made
larger, and the loop can go on.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from simulator.model.state import NOBODY


class Stage(IntEnum):
    """What a seller's slot is doing."""

    RESTING = 0
    WOKEN = 1
    VISITING = 2
    CALLING = 3
    QUALIFYING = 4
    WAITING = 5
    PROPOSING = 6
    WITH_EXECUTIVE = 7
    WITH_DEPARTMENT = 8


class Task(IntEnum):
    """What is due at once, before the clock moves."""

    # Before all others, as SimPy starts and interrupts processes:
    START_ORDER = 1
    START_CUSTOMER = 2
    START_ADOPTION = 3
    INTERRUPT = 4
    # After them, as SimPy grants requests and wakes processes:
    WAKE = 5
    DESK_GRANTED = 6
    SPONSOR_FREED = 7
    SPONSOR_GRANTED = 8
    SPONSOR_SEIZED = 9


@dataclass(slots=True)
class Entry:
    """One planned event of the present span; entries come by time, then order, then sequence."""

    time: float = 0.0
    order: int = 0
    sequence: int = 0
    data: int = 0


@dataclass(slots=True)
class Later:
    """One planned event of a later span; free rows form a list by `next_later`, as those of a span do."""

    time: float = 0.0
    order: int = 0
    sequence: int = 0
    data: int = 0
    next_later: int = NOBODY


@dataclass(slots=True)
class Span:
    """One span of days, with the events that are planned for it as long as it is to come."""

    first: int = NOBODY
    count: int = 0


@dataclass(slots=True)
class Lead:
    """One lead in the pool; the lowest (negative score, account, window) comes first."""

    negative_score: float = 0.0
    account: int = 0
    window: int = 0


@dataclass(slots=True)
class Slot:
    """One parallel activity of one seller."""

    stage: int = int(Stage.RESTING)
    version: int = 0
    account: int = NOBODY
    pursued: int = NOBODY
    episode: int = 0
    for_leads: int = 0
    sponsor: int = 0
    next_waiting: int = NOBODY
    previous_waiting: int = NOBODY
    first_days: float = 0.0
    rest_days: float = 0.0
    asked: float = 0.0
    waited: float = 0.0


@dataclass(slots=True)
class Order:
    """One order on its way from the customer to the bank."""

    account: int = 0
    episode: int = 0
    number: int = 0
    has_desk: int = 0
    next_order: int = NOBODY
    value: float = 0.0
    placed: float = 0.0
    amount: float = 0.0


@dataclass(slots=True)
class Due:
    """One immediate task."""

    task: int = 0
    subject: int = 0
    version: int = 0


@dataclass(slots=True)
class Queue:
    """A resource with its line of waiting slots or orders, first come first served.

    Of its units (`capacity`), so many as are `closing` are gone as soon as they are given back.
    """

    capacity: int = 0
    closing: int = 0
    busy: int = 0
    first: int = NOBODY
    last: int = NOBODY


@dataclass(slots=True)
class Ring:
    """A line of immediate tasks."""

    start: int = 0
    count: int = 0


@dataclass(slots=True)
class Field:
    """The accounts of one new field that wait for their adoption: a span of `Desk.field_accounts`."""

    first: int = 0
    left: int = 0
    version: int = 0


@dataclass(slots=True)
class Clock:
    """Time, and how full every array is; `log_room` is the most entries that the event log can take as it is.

    Of all `planned` events so many as `near` lie in the heap of the present `span`.
    """

    now: float = 0.0
    horizon: float = 0.0
    span_days: float = 0.0
    span: int = -1
    sequence: int = 0
    planned: int = 0
    near: int = 0
    later_made: int = 0
    free_later: int = NOBODY
    leads: int = 0
    orders_made: int = 0
    free_order: int = NOBODY
    resting_for_leads: int = 0
    lowest_resting: int = 0
    attacks: int = 0
    month: int = 1
    has_started: int = 0
    lost_task: int = 0
    log_room: int = 0


@dataclass(slots=True)
class LogEntry:
    """One entry of the event log."""

    time: float = 0.0
    event: int = 0
    account: int = 0
    seller: int = 0
    amount: float = 0.0
    cause: int = 0


# Queues, by position in `Machine.queues`: sponsors, then the two classes of orders (both share one pool of desks).
EXECUTIVE_QUEUE, DEPARTMENT_QUEUE, URGENT_ORDERS, COMMON_ORDERS = range(4)
QUEUES = 4
URGENT, NORMAL = 0, 1


class Machine(NamedTuple):
    """All tables of the compiled engine."""

    clock: Clock
    calendar: list[Entry]
    later: list[Later]
    spans: list[Span]
    leads: list[Lead]
    slots: list[Slot]
    orders: list[Order]
    queues: list[Queue]
    rings: list[Ring]
    urgent: list[Due]
    normal: list[Due]
    fields: list[Field]
    field_accounts: list[int]
    field_thresholds: list[float]


# Tables that are made larger where a run needs it.
GROWING = ("calendar", "later", "leads", "orders", "normal")

MACHINE_ROWS: dict[str, type[Any]] = {
    "clock": Clock,
    "calendar": Entry,
    "later": Later,
    "spans": Span,
    "leads": Lead,
    "slots": Slot,
    "orders": Order,
    "queues": Queue,
    "rings": Ring,
    "urgent": Due,
    "normal": Due,
    "fields": Field,
}
