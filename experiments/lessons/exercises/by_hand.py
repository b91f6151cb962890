"""Exercise 1: what follows from the days that luck chose."""

import numpy as np

from experiments.lessons.exercise import Exercise, Question, Table, counted
from experiments.lessons.records import chosen
from experiments.lessons.sealed import sealed_log, sealed_scenario
from simulator.events import EventKind
from simulator.results import EventLog

DAYS = 365.0
STORY = (
    "The firm of lesson 1 in another year. `events.csv` has the days on which windows opened, bids were decided and "
    "orders came. Everything else follows from the rules in the lesson."
)


def by_hand(seed: int) -> Exercise:
    """Lesson 1: what follows from the days that luck chose."""
    log = _interesting_year(seed)
    return Exercise(lesson=1, story=STORY, tables={"events.csv": _events(log)}, questions=_questions(log))


def _interesting_year(seed: int) -> EventLog:
    """The first luck in which every kind of thing happens, and not too much of it."""
    scenario = sealed_scenario(1, seed, name="lessons/01_by_hand")
    log, number = sealed_log(scenario), 0
    while not _is_interesting(log):
        number += 1
        log = sealed_log(scenario, number)
    return log


def _is_interesting(log: EventLog) -> bool:
    counts = [int(np.sum(log.event == kind)) for kind in (EventKind.LEAD_EXPIRED, EventKind.WON, EventKind.BID_LOST)]
    return min(counts) >= 1 and len(log) <= 70


def _events(log: EventLog) -> Table:
    shown = chosen(log, EventKind.WINDOW_OPENED, EventKind.WON, EventKind.BID_LOST, EventKind.ORDERED)
    columns = log.time[shown], log.event[shown].tolist(), log.account[shown].tolist()
    rows = [
        (round(day, 2), EventKind(event).name.lower(), account) for day, event, account in zip(*columns, strict=True)
    ]
    return Table(header=("day", "event", "account"), rows=rows)


def _questions(log: EventLog) -> tuple[Question, ...]:
    money = chosen(log, EventKind.LEDGER)
    return (
        counted(
            "expired",
            "How many windows closed before the seller was free?",
            float(np.sum(chosen(log, EventKind.LEAD_EXPIRED))),
            "the days on which the seller becomes free, against the 30 days of each window",
        ),
        counted(
            "busy_days",
            "On how many days of the year is the seller in a pursuit?",
            _busy_days(log),
            "pursuits that are still running on day 365: only their days within the year count",
            margin=0.01,
        ),
        counted(
            "revenue",
            "What is invoiced within the year (CNY)?",
            float(np.sum(log.amount[chosen(log, EventKind.INVOICED)])),
            "the 5 days of the back office, and that it works on one order at a time",
        ),
        counted(
            "closing_cash",
            "What is in the bank at the end (CNY; 100k at the start)?",
            100_000 + float(np.sum(log.amount[money])),
            "goods are paid at once, invoices come in 30 days later",
        ),
    )


def _busy_days(log: EventLog) -> float:
    started = log.time[chosen(log, EventKind.PURSUIT_STARTED)]
    return float(np.sum(np.minimum(started + 40, DAYS) - started))
