"""Processes of selling: what each slot of a seller does all day."""

from collections.abc import Generator
from typing import Any

import simpy

from simulator.engines.reference.asking import best_prospect
from simulator.engines.reference.environment import Run
from simulator.engines.reference.market import absence, announce_lead
from simulator.engines.reference.serving import customer
from simulator.events import Cause, EventKind, Status, Timer
from simulator.model.customer import finish_visit
from simulator.model.department import readiness
from simulator.model.departure import hand_back
from simulator.model.luck import record
from simulator.model.occupancy import occupy
from simulator.model.people import rotate, works
from simulator.model.pursuit import bid, call_cold, give_up_waiting, qualify, start_pursuit
from simulator.model.state import EXECUTIVES, NOBODY, SELLER_SLOTS
from simulator.model.targeting import pick_customer, should_hunt

Process = Generator[Any, Any, Any]


def slot(run: Run, seat: int, number: int) -> Process:
    """One of a seller's parallel activities: hunt or grow, whichever lags, or rest."""
    while True:
        is_working = works(run.s, seat)
        activity = choose(run, seat, number) if is_working else None
        if activity is None:
            yield run.rest(number, for_leads=is_working)
            continue
        try:
            yield from activity
        except simpy.Interrupt:
            drop(run, seat, number)


def drop(run: Run, seat: int, number: int) -> None:
    """The seller has left in the middle of an activity: a pursuit goes back to the lead pool."""
    account = run.pursued.pop(number, NOBODY)
    if account != NOBODY and hand_back(run.s, account, seat, run.now):
        announce_lead(run, account)


def choose(run: Run, seat: int, number: int) -> Process | None:
    """What a free slot does next; None if there is nothing to do."""
    p, s = run.p, run.s
    phase = s.firm.row
    hunts_first = should_hunt(p, s, seat)
    account = pick_customer(p, s, seat, run.now) if not hunts_first else NOBODY
    if account != NOBODY:
        return grow(run, seat, number, account)
    if p.levers[phase].hunt > 0.0:
        activity = hunt(run, seat, number)
        if activity is not None:
            return activity
    if hunts_first and p.levers[phase].grow > 0.0:
        account = pick_customer(p, s, seat, run.now)
        if account != NOBODY:
            return grow(run, seat, number, account)
    return None


def hunt(run: Run, seat: int, number: int) -> Process | None:
    """The best lead that waits, or a cold call where that scores higher; None if there is neither."""
    lead = run.best_lead()
    prospect, score = best_prospect(run, seat)
    if lead is not None and (prospect == NOBODY or lead[0] >= score):
        return pursuit(run, seat, number, lead[1])
    return cold_call(run, seat, number, prospect) if prospect != NOBODY else None


def busy(run: Run, seat: int, number: int, days: float, *, hunting: bool) -> Process:
    """Spend some days of a slot's time, which count for hunting or for growing."""
    seller = run.s.sellers[seat]
    if hunting:
        seller.hunt_time += days
    else:
        seller.grow_time += days
    occupy(run.s, SELLER_SLOTS, 1, run.now)
    try:
        yield run.after(days, Timer.ACTIVITY_ENDS, number)
    except simpy.Interrupt:
        occupy(run.s, SELLER_SLOTS, -1, run.now)
        raise
    occupy(run.s, SELLER_SLOTS, -1, run.now)


def grow(run: Run, seat: int, number: int, account: int) -> Process:
    """A development visit to an own customer."""
    episode = run.s.book[account].episode
    rotate(run.s, account, run.now)
    yield from busy(run, seat, number, run.p.relationship.visit, hunting=False)
    finish_visit(run.p, run.s, account, episode, seat, run.now)


def cold_call(run: Run, seat: int, number: int, account: int) -> Process:
    """An outbound attempt; where it opens a window, the same seller pursues it."""
    yield from busy(run, seat, number, run.p.selling.prospecting, hunting=True)
    if call_cold(run.p, run.s, account, seat, run.now):
        yield from pursuit(run, seat, number, account)


def pursuit(run: Run, seat: int, number: int, account: int) -> Process:
    """A pursuit: qualification, a sponsor where one is needed, proposal, decision."""
    p, s = run.p, run.s
    run.pursued[number] = account
    cycle = start_pursuit(p, s, account, seat, run.now)
    first = cycle * p.selling.qualification_share
    yield from busy(run, seat, number, first, hunting=True)
    won = False
    if qualify(p, s, account, seat, first, run.now):
        if s.accounts[account].wallet > p.sponsors.sponsor_wallet:
            won = yield from sponsored_proposal(run, seat, number, account, cycle - first)
        else:
            yield from busy(run, seat, number, cycle - first, hunting=True)
            won = bid(p, s, account, seat, cycle - first, 0.0, run.now)
    del run.pursued[number]
    run.env.process(customer(run, account) if won else absence(run, account, p.selling.cooling))


def sponsored_proposal(run: Run, seat: int, number: int, account: int, days: float) -> Generator[Any, Any, bool]:
    """The second stage of a big bid: it waits for a sponsor, at most as long as a window is open.

    The sponsor is an executive or, once it is open, the key-account department.
    """
    p, s = run.p, run.s
    asked, by_department = run.now, s.firm.department_open == 1
    sponsors = run.department if by_department else run.executives
    with sponsors.request() as request:
        yield request | run.after(p.buying.window, Timer.SPONSOR_PATIENCE, number)
        waited = run.now - asked
        if not request.triggered or s.book[account].status != Status.PURSUED:
            give_up_waiting(p, s, account, seat, waited, run.now)
            return False
        record(s, run.now, EventKind.SPONSORED, account, seat, waited, Cause.NONE)
        if by_department:
            yield from busy(run, seat, number, days, hunting=True)
            boost = p.department.boost * readiness(p, s, run.now)
        else:
            yield from backed_by_executive(run, seat, number, days)
            boost = p.sponsors.executive_boost
        return bid(p, s, account, seat, waited + days, boost, run.now)


def backed_by_executive(run: Run, seat: int, number: int, days: float) -> Process:
    """A proposal that keeps an executive busy as well as the seller."""
    occupy(run.s, EXECUTIVES, 1, run.now)
    try:
        yield from busy(run, seat, number, days, hunting=True)
    except simpy.Interrupt:
        occupy(run.s, EXECUTIVES, -1, run.now)
        raise
    occupy(run.s, EXECUTIVES, -1, run.now)
