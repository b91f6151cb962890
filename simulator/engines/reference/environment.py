"""SimPy with one addition: what falls on the same instant comes in a documented order."""

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

import simpy

from simulator.engines.reference.policy import FirmView, Policy
from simulator.events import Status, Timer
from simulator.model.parameters import Parameters
from simulator.model.state import State

# SimPy's own priorities are 0 and 1; whatever is due now (a granted resource, a woken process) comes first.
FIRST = 2
ENTITY_SPAN = 2**40
# A closed unit of a resource is held by a request that goes before every other.
CLOSED = -1


class Moment(simpy.Timeout):
    """A timeout that knows its place within an instant: first by timer, then by entity."""

    def __init__(self, env: "OrderedEnvironment", delay: float, timer: Timer, entity: int) -> None:
        self.order = FIRST + timer * ENTITY_SPAN + entity
        super().__init__(env, delay)


class OrderedEnvironment(simpy.Environment):
    """An environment that schedules every `Moment` by its own order."""

    def schedule(self, event: simpy.Event, priority: Any = simpy.events.NORMAL, delay: float = 0.0) -> None:
        """Schedule as SimPy does, with a Moment's order as its priority."""
        super().schedule(event, getattr(event, "order", priority), delay)


@dataclass(kw_only=True)
class Run:
    """What every process of one run shares: the clock, the numbers, the resources."""

    env: OrderedEnvironment
    p: Parameters
    s: State
    desks: simpy.PriorityResource
    executives: simpy.Resource
    department: simpy.PriorityResource
    policy: Policy
    view: FirmView
    leads: list[tuple[float, int, int]] = field(default_factory=list)
    idle: list[int] = field(default_factory=list)
    resting: dict[int, simpy.Event] = field(default_factory=dict)
    slots: dict[int, simpy.Process] = field(default_factory=dict)
    pursued: dict[int, int] = field(default_factory=dict)
    closed_desks: list[Any] = field(default_factory=list)
    closed_managers: list[Any] = field(default_factory=list)
    field_versions: list[int] = field(default_factory=list)
    waiting: list[list[tuple[float, int]]] = field(default_factory=list)

    @property
    def now(self) -> float:
        """Time in days."""
        return float(self.env.now)

    def after(self, days: float, timer: Timer, entity: int) -> Moment:
        """The moment that comes after some days."""
        return Moment(self.env, days, timer, entity)

    def add_lead(self, account: int, score: float) -> None:
        """Put a lead into the pool and wake the first seller who has nothing to do."""
        heappush(self.leads, (-score, account, self.s.book[account].windows))
        if self.idle:
            self.wake(heappop(self.idle))

    def best_lead(self) -> tuple[float, int] | None:
        """The waiting lead of the highest score, which stays in the pool; leads that are gone are dropped."""
        book = self.s.book
        while self.leads:
            negative_score, account, window = self.leads[0]
            if book[account].status == Status.LEAD and book[account].windows == window:
                return -negative_score, account
            heappop(self.leads)
        return None

    def rest(self, slot: int, *, for_leads: bool) -> simpy.Event:
        """A seller's slot has nothing to do: the event that will wake it.

        Args:
            slot: Number of the slot.
            for_leads: Whether a new lead may wake it, or only the next month end or a new holder of the seat.
        """
        event = self.env.event()
        self.resting[slot] = event
        if for_leads:
            heappush(self.idle, slot)
        return event

    def wake(self, slot: int) -> None:
        """End a slot's rest."""
        self.resting.pop(slot).succeed()

    def wake_all(self) -> None:
        """End every rest, in order of slots: a month has passed, levers may have changed."""
        self.idle.clear()
        for slot in sorted(self.resting):
            self.wake(slot)

    def stop_waiting_for_leads(self, slots: range) -> None:
        """New leads shall not wake these slots: nobody sits there."""
        self.idle = [slot for slot in self.idle if slot not in slots]
        heapify(self.idle)


def set_capacity(resource: simpy.PriorityResource, holders: list[Any], capacity: int) -> None:
    """Give a resource fewer units than it was made with: the rest are held by requests that go before all others.

    Args:
        resource: The resource, made with the most units that it will ever have.
        holders: The holding requests so far; changed in place.
        capacity: Units that shall be there from now on; one in use is closed when it is given back.
    """
    while len(holders) < resource.capacity - capacity:
        holders.append(resource.request(priority=CLOSED))
    while len(holders) > resource.capacity - capacity:
        request = holders.pop()
        if request.triggered:
            resource.release(request)
        else:
            request.cancel()
