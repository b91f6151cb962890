"""The books of one run, read from its event log: every order to its payment, every relation to its end.

The log holds every movement of money, so nothing has to be guessed: the books add up to the run's outcomes.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.events import Cause, EventKind, Tier
from simulator.results import EventLog, RunResult

# Movements that belong to an order; all others stand in `Books.movements`.
OF_ORDERS = (Cause.GOODS, Cause.HANDLING, Cause.COMMISSION, Cause.RECEIPT)
READ = (
    *(EventKind.WINDOW_OPENED, EventKind.WON, EventKind.ORDERED, EventKind.DELIVERED, EventKind.LEDGER),
    *(EventKind.INVOICED, EventKind.WRITTEN_OFF, EventKind.UPGRADED, EventKind.CUSTOMER_LOST),
    *(EventKind.BECAME_KEY, EventKind.TIER_CHANGED, EventKind.INSOLVENT),
)


@dataclass(slots=True)
class Order:
    """An order that was delivered: money at the moment of delivery, and when it was paid (inf: not within the run)."""

    account: int
    placed: float
    delivered: float
    value: float = 0.0
    amount: float = 0.0
    goods: float = 0.0
    handling: float = 0.0
    commission: float = 0.0
    paid: float = inf
    is_written_off: bool = False


@dataclass(slots=True)
class Relation:
    """A time during which an account was a customer: how its window had opened, its last tier, and how it ended."""

    won: float
    opening: Cause
    lost: float = inf
    loss: Cause = Cause.NONE
    after_fault: bool = False
    is_key: bool = False
    upgrades: list[float] = field(default_factory=list)


class Movement(NamedTuple):
    """Money that belongs to no order: salaries, budgets, calls; `account` is -1 where none is concerned."""

    time: float
    cause: int
    account: int
    amount: float


@dataclass(kw_only=True)
class Books:
    """All that a run earned and spent, account by account."""

    orders: list[Order] = field(default_factory=list)
    relations: dict[int, list[Relation]] = field(default_factory=lambda: defaultdict(list))
    movements: list[Movement] = field(default_factory=list)
    origins: dict[int, Cause] = field(default_factory=dict)
    remaining: dict[int, float] = field(default_factory=dict)
    insolvent_at: float = inf
    opening_cash: float = 0.0
    outcomes: Mapping[str, float] = field(default_factory=dict)

    def relation_at(self, account: int, time: float) -> Relation | None:
        """The last relation that had begun by a moment, ended or not; None if the account was never a customer."""
        begun = [relation for relation in self.relations.get(account, ()) if relation.won <= time]
        return begun[-1] if begun else None


def read_books(run: RunResult) -> Books:
    """Read the books of a run that kept its event log.

    Args:
        run: The run.

    Returns:
        Its books; the orders stand in the order of delivery.
    """
    assert run.events is not None
    assert run.remaining_margins is not None
    reader = _Reader()
    for entry in _entries(run.events):
        reader.read(entry)
    books = reader.books
    books.movements.extend(_movements(run.events))
    books.opening_cash = float(run.timeline["cash"][0])
    books.outcomes = run.outcomes
    books.remaining = {account: margin for account, margin in enumerate(run.remaining_margins.tolist()) if margin}
    return books


def _is_movement(events: EventLog) -> NDArray[np.bool_]:
    of_orders: NDArray[np.bool_] = np.isin(events.cause, OF_ORDERS)
    moved: NDArray[np.bool_] = events.event == EventKind.LEDGER
    return moved & ~of_orders


def _movements(events: EventLog) -> Iterable[Movement]:
    kept = _is_movement(events)
    columns = (events.time, events.cause, events.account, events.amount)
    return map(Movement._make, zip(*(column[kept].tolist() for column in columns), strict=True))


def _entries(events: EventLog) -> "Iterable[_Event]":
    kept = np.isin(events.event, READ) & ~_is_movement(events)
    columns = (events.time, events.event, events.account, events.amount, events.cause)
    return map(_Event._make, zip(*(column[kept].tolist() for column in columns), strict=True))


class _Event(NamedTuple):
    time: float
    kind: int
    account: int
    amount: float
    cause: int


class _Reader:
    """Reads one event after the other; what is open waits by account."""

    def __init__(self) -> None:
        self.books = Books()
        self.openings: dict[int, Cause] = {}
        self.waiting: dict[int, list[tuple[float, float]]] = defaultdict(list)
        self.unpaid: dict[tuple[int, float], deque[Order]] = defaultdict(deque)
        self.last_delivery: dict[int, tuple[float, int]] = {}
        self.steps: dict[int, Callable[[_Event], None]] = {
            EventKind.WINDOW_OPENED: self._open,
            EventKind.WON: self._win,
            EventKind.ORDERED: self._order,
            EventKind.DELIVERED: self._deliver,
            EventKind.LEDGER: self._move,
            EventKind.INVOICED: self._invoice,
            EventKind.WRITTEN_OFF: self._write_off,
            EventKind.UPGRADED: self._upgrade,
            EventKind.CUSTOMER_LOST: self._lose,
            EventKind.BECAME_KEY: self._rise,
            EventKind.TIER_CHANGED: self._rank,
            EventKind.INSOLVENT: self._fail,
        }

    def read(self, e: _Event) -> None:
        self.steps[e.kind](e)

    def _open(self, e: _Event) -> None:
        self.openings[e.account] = Cause(e.cause)

    def _win(self, e: _Event) -> None:
        opening = self.openings.get(e.account, Cause.NONE)
        self.books.relations[e.account].append(Relation(won=e.time, opening=opening))

    def _order(self, e: _Event) -> None:
        self.waiting[e.account].append((e.time, e.amount))

    def _deliver(self, e: _Event) -> None:
        """The order that was placed so many days ago; with several desks they may overtake one another."""
        waiting = self.waiting[e.account]
        nearest = min(range(len(waiting)), key=lambda k: abs(waiting[k][0] - (e.time - e.amount)))
        placed, value = waiting.pop(nearest)
        self.books.orders.append(Order(account=e.account, placed=placed, delivered=e.time, value=value))
        self.last_delivery[e.account] = e.time, e.cause

    def _move(self, e: _Event) -> None:
        if e.cause == Cause.RECEIPT:
            self.unpaid[e.account, e.amount].popleft().paid = e.time
        elif e.cause == Cause.GOODS:
            self.books.orders[-1].goods = -e.amount
        elif e.cause == Cause.HANDLING:
            self.books.orders[-1].handling = -e.amount
        else:
            self.books.orders[-1].commission = -e.amount

    def _invoice(self, e: _Event) -> None:
        order = self.books.orders[-1]
        order.amount = e.amount
        self.unpaid[e.account, e.amount].append(order)

    def _write_off(self, e: _Event) -> None:
        self.unpaid[e.account, e.amount].popleft().is_written_off = True

    def _upgrade(self, e: _Event) -> None:
        self.books.relations[e.account][-1].upgrades.append(e.time)

    def _lose(self, e: _Event) -> None:
        relation = self.books.relations[e.account][-1]
        relation.lost, relation.loss = e.time, Cause(e.cause)
        delivered, outcome = self.last_delivery.get(e.account, (-inf, Cause.GOOD))
        relation.after_fault = e.cause == Cause.DROPOUT and delivered == e.time and outcome != Cause.GOOD

    def _rise(self, e: _Event) -> None:
        self.books.origins[e.account] = Cause(e.cause)

    def _rank(self, e: _Event) -> None:
        self.books.relations[e.account][-1].is_key = e.amount == Tier.KEY

    def _fail(self, e: _Event) -> None:
        self.books.insolvent_at = e.time
