"""Exercise 5: what a sponsor adds to a big bid."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.lessons.estimates import log_odds_ratio, share
from experiments.lessons.exercise import Exercise, Question, Table, counted, inferred
from experiments.lessons.records import chosen
from experiments.lessons.sealed import hidden, logit, sealed_log, sealed_scenario
from simulator.events import EventKind
from simulator.results import EventLog

STORY = (
    "Five years of bids (`bids.csv`). A bid for a big account needs a sponsor; `no sponsor` means that none came in "
    "time. A sponsor adds the same amount to the log-odds of every bid that it backs; otherwise big and small "
    "accounts choose alike."
)


def sponsors(seed: int) -> Exercise:
    """Lesson 5: what a sponsor adds to a big bid."""
    boost, base = hidden(seed, 5, "boost", 0.6, 1.8), hidden(seed, 5, "small", 0.25, 0.45)
    scenario = sealed_scenario(
        5,
        seed,
        f"world.choice.intercept={logit(base)}",
        "world.segments.market.wallet={distribution: lognormal, median: 240k, sigma: 1}",
        "world.segments.market.accounts=1500",
        "strategies.firm.phases.0.reps=60",
        f"world.sponsors={{sponsor_wallet: 240k, executive_slots: 12, executive_boost: {boost}}}",
    )
    table, counts = _bids(sealed_log(scenario))
    return Exercise(lesson=5, story=STORY, tables={"bids.csv": table}, questions=_questions(counts, boost, base))


def _bids(log: EventLog) -> tuple[Table, dict[str, int]]:
    """All bids with their size and result, and how many there are of each kind."""
    results: dict[int, str] = {EventKind.WON: "won", EventKind.BID_LOST: "lost", EventKind.SPONSOR_LATE: "no sponsor"}
    big: set[int] = set(log.account[chosen(log, EventKind.SPONSORED, EventKind.SPONSOR_LATE)].tolist())
    rows: list[tuple[Any, ...]] = []
    counts = {f"{size} {result}": 0 for size in ("big", "small") for result in results.values()}
    for place in np.flatnonzero(np.isin(log.event, list(results))).tolist():
        account = int(log.account[place])
        size, result = "big" if account in big else "small", results[int(log.event[place])]
        rows.append((round(float(log.time[place]), 2), account, size, result))
        counts[f"{size} {result}"] += 1
    return Table(header=("day", "account", "size", "result"), rows=rows), counts


def _questions(counts: Mapping[str, int], boost: float, base: float) -> tuple[Question, ...]:
    estimate, error = log_odds_ratio(counts["big won"], counts["big lost"], counts["small won"], counts["small lost"])
    small, small_error = share(counts["small won"], counts["small won"] + counts["small lost"])
    asked = counts["big won"] + counts["big lost"] + counts["big no sponsor"]
    return (
        counted(
            "no_sponsor_share",
            "Which part of the big bids found no sponsor in time?",
            counts["big no sponsor"] / asked,
            "bids that found none are big bids too",
            margin=0.02,
        ),
        inferred(
            "small_win_chance",
            "With which chance is a small bid won?",
            truth=base,
            error=small_error,
            reference=small,
            look="small bids that were decided",
        ),
        inferred(
            "sponsor_boost",
            "By how much does a sponsor raise the log-odds, ln(p / (1 - p))?",
            truth=boost,
            error=error,
            reference=estimate,
            look="only big bids that had a sponsor; a difference of log-odds, not of chances",
        ),
    )
