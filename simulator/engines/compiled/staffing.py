"""The compiled engine's staff and outside world: departures, arrivals, attacks, dated events, month ends."""

import math

from simulator.engines.compiled.calendar import due_at_once, plan
from simulator.engines.compiled.layout import COMMON_ORDERS, DEPARTMENT_QUEUE, URGENT, Machine, Stage, Task
from simulator.engines.compiled.selling import set_sponsors
from simulator.engines.compiled.serving import grant_desks, wake, wake_all
from simulator.events import Cause, Timer
from simulator.kernels import kernel
from simulator.model.competition import attack, attack_interval, largest_account, set_market
from simulator.model.department import sponsor_slots
from simulator.model.departure import best_seat, leave_seat, part_from_seller, take_seat, tenure
from simulator.model.leaving import lose_customer
from simulator.model.month import close_month
from simulator.model.parameters import (
    ATTACK,
    DEMAND,
    LOSE_LARGEST_ACCOUNT,
    PRICE_WAR,
    UNLIMITED,
    Parameters,
)
from simulator.model.people import works
from simulator.model.state import NOBODY, State
from simulator.units import DAYS_PER_MONTH


@kernel
def plan_departure(p: Parameters, s: State, m: Machine, seat: int) -> None:
    """Plan when the holder of a seat goes."""
    days = tenure(p, s, seat)
    if days < p.horizon:
        plan(m, days, Timer.DEPARTURE, seat, s.sellers[seat].stint)


@kernel
def departure(p: Parameters, s: State, m: Machine, seat: int, stint: int) -> None:
    """The holder of a seat goes, if it is still the same; the clock of a closed seat only goes on."""
    if s.sellers[seat].stint != stint:
        return
    if works(s, seat):
        depart(p, s, m, seat)
    else:
        s.sellers[seat].stint += 1
        plan_departure(p, s, m, seat)


@kernel
def depart(p: Parameters, s: State, m: Machine, seat: int) -> None:
    """A seller goes: activities stop, customers follow or are handed over, the seat is filled later."""
    leave_seat(s, seat, m.clock.now)
    parallel = p.selling.parallel_pursuits
    for slot in range(seat * parallel, (seat + 1) * parallel):
        row = m.slots[slot]
        if row.for_leads == 1:
            row.for_leads = 0
            m.clock.resting_for_leads -= 1
        if row.stage != Stage.RESTING:
            due_at_once(m, URGENT, Task.INTERRUPT, slot, 0)
    for _ in range(s.sellers[seat].owned):
        account = s.sellers[seat].first_owned
        if part_from_seller(p, s, account, m.clock.now):
            plan(m, p.relationship.win_back_after, Timer.RETURN, account, 0)
    plan(m, p.people.hiring_delay, Timer.ARRIVAL, seat, 0)


@kernel
def arrival(p: Parameters, s: State, m: Machine, seat: int) -> None:
    """Someone new takes a seat."""
    take_seat(p, s, seat, m.clock.now)
    parallel = p.selling.parallel_pursuits
    for slot in range(seat * parallel, (seat + 1) * parallel):
        if m.slots[slot].stage == Stage.RESTING:
            wake(m, slot)
    plan_departure(p, s, m, seat)


@kernel
def strike(p: Parameters, s: State, m: Machine, strength: float) -> None:
    """One attack; a customer that is lost may come back one day."""
    account = attack(p, s, strength, m.clock.now)
    if account != NOBODY:
        plan(m, p.relationship.win_back_after, Timer.RETURN, account, 0)


@kernel
def plan_attack(p: Parameters, s: State, m: Machine) -> None:
    """Plan the competitor's next attack."""
    days = attack_interval(p, s, m.clock.attacks)
    m.clock.attacks += 1
    if days < p.horizon:
        plan(m, days, Timer.ATTACK, 0, 0)


@kernel
def outside_event(p: Parameters, s: State, m: Machine, number: int, is_end: int) -> None:
    """A dated event strikes, or what it changed for a while changes back."""
    event, now = p.outside[number], m.clock.now
    if is_end == 1:
        set_market(p, s, number, 1.0 / event.factor, now)
    elif event.kind in (DEMAND, PRICE_WAR):
        set_market(p, s, number, event.factor, now)
        if event.duration < math.inf:
            plan(m, event.duration, Timer.OUTSIDE, number, 1)
    elif event.kind == ATTACK:
        strike(p, s, m, event.strength)
    elif event.kind == LOSE_LARGEST_ACCOUNT:
        account = largest_account(s, now)
        if account != NOBODY:
            lose_customer(p, s, account, now, Cause.EVENT, 1.0)
            plan(m, p.relationship.win_back_after, Timer.RETURN, account, 0)
    else:
        seat = best_seat(s)
        if seat != NOBODY:
            depart(p, s, m, seat)


@kernel
def set_desks(p: Parameters, s: State, m: Machine) -> None:
    """Open or close desks to the number of the present levers; a busy desk closes when its order is done."""
    wanted = p.levers[s.firm.row].desks
    m.queues[COMMON_ORDERS].capacity = p.max_desks if wanted == UNLIMITED else wanted
    grant_desks(m)


@kernel
def set_department(p: Parameters, s: State, m: Machine) -> None:
    """Give the department as many sponsor slots as its managers have; bids that are backed go on."""
    set_sponsors(m, DEPARTMENT_QUEUE, sponsor_slots(p, s))


@kernel
def plan_month(p: Parameters, m: Machine) -> None:
    """Plan the next month end but the last, which the end of the run closes at the horizon itself."""
    if m.clock.month * DAYS_PER_MONTH < p.horizon - 1e-6:
        plan(m, m.clock.month * DAYS_PER_MONTH - m.clock.now, Timer.MONTH_END, 0, 0)


@kernel
def month_end(p: Parameters, s: State, m: Machine) -> None:
    """A month ends."""
    if close_month(p, s, m.clock.now):
        set_desks(p, s, m)
    set_department(p, s, m)
    wake_all(m)
    m.clock.month += 1
    plan_month(p, m)
