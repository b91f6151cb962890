"""Processes of the market: reviews, windows, re-tenders, and accounts that come back."""

from collections.abc import Generator
from typing import Any

from simulator.engines.reference.environment import Run
from simulator.events import Timer
from simulator.model.customer import come_back, retender
from simulator.model.pursuit import expire_lead, open_window, refer, retender_interval, review_interval
from simulator.model.state import NOBODY
from simulator.model.targeting import score

Process = Generator[Any, Any, Any]


def reviews(run: Run, account: int) -> Process:
    """An account looks for a supplier from time to time; sometimes it invites the firm."""
    while (days := review_interval(run.s, account)) < run.p.horizon:
        yield run.after(days, Timer.REVIEW, account)
        if open_window(run.p, run.s, account, run.now):
            announce_lead(run, account)


def announce_lead(run: Run, account: int) -> None:
    """A lead joins the pool, and will be gone when its window closes."""
    run.add_lead(account, score(run.p, run.s, account, 1.0, 0.0, run.now))
    run.env.process(window(run, account, run.s.book.windows[account]))


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
