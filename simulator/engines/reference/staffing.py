"""Processes of staff and of dated events: who leaves, who comes, what strikes from outside."""

from collections.abc import Generator
from math import inf
from typing import Any

from simulator.engines.reference.environment import Run, set_capacity
from simulator.engines.reference.market import absence, strike
from simulator.events import Cause, Timer
from simulator.model.competition import largest_account, set_market
from simulator.model.department import sponsor_slots
from simulator.model.departure import best_seat, leave_seat, part_from_seller, take_seat, tenure
from simulator.model.leaving import lose_customer
from simulator.model.parameters import ATTACK, DEMAND, LOSE_LARGEST_ACCOUNT, PRICE_WAR
from simulator.model.people import works
from simulator.model.state import NOBODY

Process = Generator[Any, Any, Any]
DEPARTED = "the seller has left"


def slots_of(run: Run, seat: int) -> range:
    """Numbers of a seat's parallel activities."""
    parallel = run.p.selling.parallel_pursuits
    return range(seat * parallel, (seat + 1) * parallel)


def stints(run: Run, seat: int) -> Process:
    """The holders of a seat come and go."""
    stint = run.s.sellers[seat].stint
    days = tenure(run.p, run.s, seat)
    if days >= run.p.horizon:
        return
    yield run.after(days, Timer.DEPARTURE, seat)
    if run.s.sellers[seat].stint != stint:
        return
    if works(run.s, seat):
        depart(run, seat)
    else:
        # Nobody sat in a closed seat: its clock goes on.
        run.s.sellers[seat].stint += 1
        run.env.process(stints(run, seat))


def depart(run: Run, seat: int) -> None:
    """A seller goes: activities stop, customers follow or are handed over, the seat is filled later."""
    p, s = run.p, run.s
    leave_seat(s, seat, run.now)
    run.stop_waiting_for_leads(slots_of(run, seat))
    for number in slots_of(run, seat):
        if number not in run.resting:
            run.slots[number].interrupt(DEPARTED)
    for _ in range(s.sellers[seat].owned):
        account = s.sellers[seat].first_owned
        if part_from_seller(p, s, account, run.now):
            run.env.process(absence(run, account, p.relationship.win_back_after))
    run.env.process(vacancy(run, seat))


def vacancy(run: Run, seat: int) -> Process:
    """A seat stays empty until someone new comes."""
    yield run.after(run.p.people.hiring_delay, Timer.ARRIVAL, seat)
    take_seat(run.p, run.s, seat, run.now)
    for number in slots_of(run, seat):
        if number in run.resting:
            run.wake(number)
    run.env.process(stints(run, seat))


def set_department(run: Run) -> None:
    """Give the department as many sponsor slots as its managers have; bids that are backed go on."""
    set_capacity(run.department, run.closed_managers, sponsor_slots(run.p, run.s))


def outside_event(run: Run, number: int) -> Process:
    """A dated event strikes, and what it changed for a while changes back."""
    p, event = run.p, run.p.outside[number]
    if event.at > p.horizon:
        return
    yield run.after(event.at, Timer.OUTSIDE, number)
    kind = event.kind
    if kind in (DEMAND, PRICE_WAR):
        set_market(p, run.s, number, event.factor, run.now)
        if event.duration < inf:
            yield run.after(event.duration, Timer.OUTSIDE, number)
            set_market(p, run.s, number, 1.0 / event.factor, run.now)
    elif kind == ATTACK:
        strike(run, event.strength)
    elif kind == LOSE_LARGEST_ACCOUNT:
        lose_largest(run)
    else:
        seat = best_seat(run.s)
        if seat != NOBODY:
            depart(run, seat)


def lose_largest(run: Run) -> None:
    """The largest customer goes, whatever it thinks of the firm."""
    account = largest_account(run.s, run.now)
    if account != NOBODY:
        lose_customer(run.p, run.s, account, run.now, Cause.EVENT, 1.0)
        run.env.process(absence(run, account, run.p.relationship.win_back_after))
