"""Our model reduced to that queue: one customer firm orders at Poisson times, every order waits for a desk.

Everything else is off, but nothing is short-cut: each order is still priced, handled, delivered, judged, invoiced and
paid, is booked in the ledger and stands in the event log, from which the waits are read.
"""

from typing import Any

import numpy as np

from experiments.bench.rivals_queue import Queue, waits_of
from simulator.events import EventKind
from simulator.results import EventLog, FloatArray
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate
from simulator.units import DAYS_PER_YEAR

ONLY = "only"
AT_ONCE = 1e-6  # days
NEVER = 1e9  # days
CERTAIN = 100.0  # log-odds
# A first run looks for the day on which the last customer leaves; it goes on for this much longer than expected.
SPARE = 1.2


def office(queue: Queue, seed: int, horizon_days: float) -> Scenario:
    """The world in which the back office is all that matters.

    One call on the first day wins the only account for good; it then orders for the whole horizon.

    Args:
        queue: What the back office is to be.
        seed: Seed of all luck.
        horizon_days: How long it runs.
    """
    world: dict[str, Any] = {
        "segments": {
            "source": {
                "accounts": 1,
                "wallet": 1e6,
                "orders_per_year": queue.arrivals_per_day * DAYS_PER_YEAR,
                "reviews_per_year": 0.0,
            }
        },
        "selling": {
            "cycle": AT_ONCE,
            "cycle_size_exponent": 0.0,
            "cycle_sigma": 0.0,
            "prospecting": AT_ONCE,
            "cold_success": 1.0,
            "parallel_pursuits": 1,
        },
        "choice": {"intercept": CERTAIN, "prior_variance": 1e-300},
        "relationship": {"win_back_after": NEVER},
        "delivery": {"work": 1.0 / queue.served_per_day, "memoryless_work": True},
        "finance": {"opening_cash": 1e9, "gross_margin": 1.0, "payment_term": 0.0},
    }
    return Scenario.model_validate(
        {
            "world": world,
            "run": {"horizon": horizon_days, "seed": seed},
            "baseline": ONLY,
            "strategies": {ONLY: {"phases": [{"reps": 1, "desks": queue.desks}]}},
        }
    )


def days_until_served(queue: Queue, seed: int) -> float:
    """The day on which the last customer leaves, so that a run up to it serves exactly that many.

    Args:
        queue: What is simulated.
        seed: Seed of all luck.

    Raises:
        ValueError: So few customers came that the run was too short; another seed will do.
    """
    horizon = SPARE * queue.customers / queue.arrivals_per_day + 100.0 / queue.served_per_day
    departures = _times(_log(office(queue, seed, horizon), "compiled"), EventKind.DELIVERED)
    if len(departures) < queue.customers:
        raise ValueError(f"seed {seed} brings {len(departures)} customers in {horizon:.0f} days")
    return float(departures[queue.customers - 1])


def office_waits(queue: Queue, seed: int, horizon_days: float, engine: Engine) -> FloatArray:
    """Simulate the queue with one of our engines and give each customer's wait in days.

    Args:
        queue: What is simulated.
        seed: Seed of all luck.
        horizon_days: From `days_until_served`.
        engine: Which engine.

    Raises:
        ValueError: The run served another number of customers.
    """
    log = _log(office(queue, seed, horizon_days), engine)
    arrivals, departures = _times(log, EventKind.ORDERED), _times(log, EventKind.DELIVERED)
    if len(departures) != queue.customers:
        raise ValueError(f"{len(departures)} customers were served, not {queue.customers}")
    return waits_of(arrivals[: queue.customers], departures, queue.desks)


def _log(scenario: Scenario, engine: Engine) -> EventLog:
    log = simulate(scenario, ONLY, engine=engine, record_events=True).events
    assert log is not None
    return log


def _times(log: EventLog, kind: EventKind) -> FloatArray:
    return np.asarray(log.time[log.event == kind])
