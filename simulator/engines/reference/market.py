"""Processes of the market: reviews, windows, re-tenders, and accounts that come back."""

from collections.abc import Generator
from math import inf
from typing import Any

from simulator.engines.reference.asking import lead_score
from simulator.engines.reference.environment import Run
from simulator.events import Timer
from simulator.model.competition import attack, attack_interval, fail, failure_delay
from simulator.model.customer import come_back, retender
from simulator.model.pursuit import expire_lead, open_window, refer, retender_interval, review_interval
from simulator.model.state import NOBODY
from simulator.model.technology import adopt, adoption_order, close_new_fields, days_to_adoption

Process = Generator[Any, Any, Any]


def reviews(run: Run, account: int) -> Process:
    """An account looks for a supplier from time to time; sometimes it invites the firm."""
    while (days := review_interval(run.s, account)) < run.p.horizon:
        yield run.after(days, Timer.REVIEW, account)
        if open_window(run.p, run.s, account, run.now):
            announce_lead(run, account)


def announce_lead(run: Run, account: int) -> None:
    """A lead joins the pool, if it is wanted at all, and will be gone when its window closes."""
    score = lead_score(run, account)
    if score > -inf:
        run.add_lead(account, score)
    run.env.process(window(run, account, run.s.book[account].windows))


def window(run: Run, account: int, number: int) -> Process:
    """A buying window closes after its time."""
    yield run.after(run.p.buying.window, Timer.WINDOW_CLOSES, account)
    expire_lead(run.s, account, number, run.now)


def spread_word(run: Run, account: int) -> None:
    """A good delivery may send a warm lead."""
    friend = refer(run.p, run.s, account, run.now)
    if friend != NOBODY:
        announce_lead(run, friend)


def retenders(run: Run, account: int) -> Process:
    """From time to time an account re-tenders its supply; a customer may be lost by it."""
    while (days := retender_interval(run.s, account)) < run.p.horizon:
        yield run.after(days, Timer.RETENDER, account)
        if retender(run.p, run.s, account, run.now):
            run.env.process(absence(run, account, run.p.relationship.win_back_after))


def absence(run: Run, account: int, days: float) -> Process:
    """An account that was lost, or a bid that was, is a prospect again after some time."""
    yield run.after(days, Timer.RETURN, account)
    come_back(run.s, account, run.now)


def prepare_fields(run: Run) -> None:
    """Line up the accounts of every new field by the hazard at which they adopt, and start the fields."""
    p, s = run.p, run.s
    close_new_fields(p, s)
    for segment, row in enumerate(p.segments):
        run.field_versions.append(0)
        run.waiting.append(adoption_order(s, segment) if row.is_new_field == 1 else [])
        restart_field(run, segment)


def watch_fields(run: Run) -> None:
    """A good delivery may have raised the fitness of new fields: their next adoptions come sooner."""
    p, s = run.p, run.s
    for segment in range(len(p.segments)):
        if p.segments[segment].is_new_field == 1 and s.markets[segment].hazard_at == run.now:
            restart_field(run, segment)


def restart_field(run: Run, segment: int) -> None:
    """Plan a field's next adoption anew; the plan before it is void."""
    run.field_versions[segment] += 1
    if run.waiting[segment]:
        run.env.process(next_adoption(run, segment, run.field_versions[segment]))


def next_adoption(run: Run, segment: int, version: int) -> Process:
    """A field's next account adopts, unless the field has changed before."""
    p, s = run.p, run.s
    threshold, account = run.waiting[segment][-1]
    days = days_to_adoption(p, s, segment, threshold)
    if days >= p.horizon:
        return
    yield run.after(days, Timer.ADOPTION, segment)
    if run.field_versions[segment] != version:
        return
    run.waiting[segment].pop()
    if adopt(p, s, account, run.now):
        announce_lead(run, account)
    restart_field(run, segment)


def failure(run: Run, account: int) -> Process:
    """An account fails some day, customer or not."""
    days = failure_delay(run.p, run.s, account)
    if days < run.p.horizon:
        yield run.after(days, Timer.FAILURE, account)
        fail(run.p, run.s, account, run.now)


def attacks(run: Run) -> Process:
    """The competitor attacks from time to time."""
    number = 0
    while (days := attack_interval(run.p, run.s, number)) < run.p.horizon:
        number += 1
        yield run.after(days, Timer.ATTACK, 0)
        strike(run, 0.0)


def strike(run: Run, strength: float) -> None:
    """One attack; a customer that is lost may come back one day."""
    account = attack(run.p, run.s, strength, run.now)
    if account != NOBODY:
        run.env.process(absence(run, account, run.p.relationship.win_back_after))
