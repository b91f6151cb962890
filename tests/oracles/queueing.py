"""Oracles of scarce capacity: desks (Erlang C, Pollaczek-Khinchine, Little), slots of sellers (Engset)."""

import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from simulator.events import EventKind
from tests.oracles.registry import Row, balance_row, oracle, ratio_row
from tests.support.histories import Floats, happenings, in_system
from tests.support.worlds import AT_ONCE, null_scenario, play

YEAR = 365.0
BATCH = 30.0  # days, many times the memory of each queue below
WARM_UP = 240.0


class Batches(NamedTuple):
    """What each batch of days saw: orders placed, their days in the office, mean number there, late ones."""

    placed: Floats
    sojourns: Floats
    present: Floats
    late: Floats


def back_office(*, desks: int, per_day: float, seed: int, promise: float, years: float, **delivery: Any) -> Batches:
    """Poisson orders of 40 customers who never leave, through the real back office."""
    accounts = 40
    segment = {"accounts": accounts, "orders_per_year": per_day * YEAR / accounts, "reviews_per_year": 24.0}
    scenario = null_scenario(
        {"makers": segment}, delivery=delivery, phase={"desks": desks}, horizon=years * YEAR, seed=seed
    )
    run = play(scenario)
    assert run.events is not None
    assert happenings(run.events, EventKind.WON).time.max() < WARM_UP
    delivered = happenings(run.events, EventKind.DELIVERED)
    placed = delivered.time - delivered.amount
    # Orders of the last days may not have left yet: the last batch ends before them.
    edges = np.arange(WARM_UP, years * YEAR - BATCH, BATCH)
    batch = np.searchsorted(edges, placed, side="right") - 1
    inside = (batch >= 0) & (batch < len(edges) - 1)

    def summed(values: Floats) -> Floats:
        sums = np.bincount(batch[inside], weights=values[inside], minlength=len(edges) - 1)
        return sums.astype(np.float64)

    present = [in_system(placed, delivered.time, start, end) for start, end in itertools.pairwise(edges)]
    late = (delivered.amount > promise).astype(np.float64)
    return Batches(summed(np.ones(len(placed))), summed(delivered.amount), np.array(present), summed(late))


def erlang_c(servers: int, offered: float) -> float:
    """Chance to wait in M/M/c, from Erlang's loss formula."""
    terms = [offered**k / math.factorial(k) for k in range(servers + 1)]
    blocked = terms[-1] / sum(terms)
    return blocked / (1.0 - offered / servers * (1.0 - blocked))


@oracle(
    "M/M/c: Erlang C, and Little's law",
    setting="Poisson orders, 20 a day, exponential work of 0.125 days, 3 desks (load 0.83); batches of 30 days",
    source="Gross, Shortle, Thompson & Harris, Fundamentals of Queueing Theory (2008), 2.3; Little, "
    "Operations Research 9 (1961)",
)
def erlang_waiting() -> Iterator[Row]:
    desks, arrivals, work, promise = 3, 20.0, 0.125, 0.5
    seen = back_office(
        desks=desks, per_day=arrivals, seed=41, promise=promise, years=7.0, work=work, memoryless_work=True
    )
    service, offered = 1.0 / work, arrivals * work
    wait = erlang_c(desks, offered)
    sojourn = wait / (desks * service - arrivals) + work
    yield ratio_row("days in the back office", "C/(c m - l) + 1/m", sojourn, seen.sojourns, seen.placed)
    spare = desks - 1.0 - offered
    late = math.exp(-service * promise) * (1.0 + wait * (1.0 - math.exp(-service * promise * spare)) / spare)
    yield ratio_row("late (more than half a day)", "P(W + X > t)", late, seen.late, seen.placed)
    days = np.full(len(seen.placed), BATCH)
    yield ratio_row("orders in the back office", "L = l W", arrivals * sojourn, seen.present * BATCH, days)
    yield balance_row("Little's law, batch by batch", "L = l W as measured", seen.sojourns / BATCH, seen.present)


@oracle(
    "M/G/1: Pollaczek-Khinchine",
    setting="one desk, Poisson orders, 6 a day, lognormal work (median 0.09 days, sigma 0.7; load 0.69)",
    source="Gross et al. (2008), 5.1",
)
def pollaczek_khinchine() -> Iterator[Row]:
    arrivals, median, sigma = 6.0, 0.09, 0.7
    seen = back_office(desks=1, per_day=arrivals, seed=42, promise=1.0, years=9.0, work=median, work_sigma=sigma)
    mean, second = median * math.exp(sigma**2 / 2.0), median**2 * math.exp(2.0 * sigma**2)
    sojourn = arrivals * second / (2.0 * (1.0 - arrivals * mean)) + mean
    yield ratio_row("days in the back office", "l E[X²]/(2(1-r)) + E[X]", sojourn, seen.sojourns, seen.placed)
    days = np.full(len(seen.placed), BATCH)
    yield ratio_row("orders in the back office", "L = l W", arrivals * sojourn, seen.present * BATCH, days)


@oracle(
    "M/D/1: work that is always the same",
    setting="one desk, Poisson orders, 6 a day, work of 0.12 days (load 0.72)",
    source="Gross et al. (2008), 5.1; Erlang (1909) for the chance to find the desk free",
)
def constant_work() -> Iterator[Row]:
    arrivals, work = 6.0, 0.12
    seen = back_office(desks=1, per_day=arrivals, seed=43, promise=1.5 * work, years=6.0, work=work)
    load = arrivals * work
    sojourn = load * work / (2.0 * (1.0 - load)) + work
    yield ratio_row("days in the back office", "r x/(2(1-r)) + x", sojourn, seen.sojourns, seen.placed)
    # Crommelin: P(wait <= t) = (1-r) e^(l t) for t up to one service time.
    late = 1.0 - (1.0 - load) * math.exp(arrivals * 0.5 * work)
    yield ratio_row("wait more than half a work", "1 - (1-r) e^(l t)", late, seen.late, seen.placed)


@oracle(
    "Engset: leads that find no free seller",
    setting="12 prospects, 20 reviews a year each, 3 slots, lognormal cycles (median 10 days, sigma 0.8),"
    " a window that closes at once; nobody is won and losers look again at once; 60 years",
    source="Cohen, Philips Telecomm. Review 18 (1957): Engset's formula holds for any law of holding time",
)
def engset_leads() -> Iterator[Row]:
    sources, slots, reviews, median, sigma = 12, 3, 20.0, 10.0, 0.8
    scenario = null_scenario(
        {"makers": {"accounts": sources, "reviews_per_year": reviews}},
        buying={"window": AT_ONCE},
        selling={"parallel_pursuits": slots, "cycle": median, "cycle_sigma": sigma, "cooling": 0.0},
        choice={"intercept": -100.0},
        horizon=60.0 * YEAR,
        seed=44,
    )
    run = play(scenario)
    assert run.events is not None
    offered = reviews / YEAR * median * math.exp(sigma**2 / 2.0)
    others = special.binom(sources - 1, np.arange(slots + 1)) * offered ** np.arange(slots + 1)
    whole = special.binom(sources, np.arange(slots + 1)) * offered ** np.arange(slots + 1)
    edges = np.arange(100.0, 60.0 * YEAR, 200.0)
    started = happenings(run.events, EventKind.PURSUIT_STARTED)
    leads = np.histogram(happenings(run.events, EventKind.INVITED).time, edges)[0]
    lost = np.histogram(happenings(run.events, EventKind.LEAD_EXPIRED).time, edges)[0]
    yield ratio_row("leads lost", "B(N-1, c)", float(others[-1] / others.sum()), lost, leads)
    ends = started.time + started.amount
    busy = [in_system(started.time, ends, start, end) for start, end in itertools.pairwise(edges)]
    mean = float((np.arange(slots + 1) * whole).sum() / whole.sum())
    yield ratio_row("slots in use", "sum k p_k", mean, busy, np.ones(len(busy)))
