"""All libraries of the race simulate the same queue; nothing here is timed."""

import numpy as np
import pytest

from experiments.bench.rivals import RIVALS, is_installed, simpy_waits
from experiments.bench.rivals_office import days_until_served, office_waits
from experiments.bench.rivals_queue import Agreement, Queue, agreement, chance_to_wait, waits_of
from experiments.bench.rivals_race import COMPILED, REFERENCE, DisagreementError, Lane, race, race_table
from simulator.simulate import ENGINES, Engine

# A light load, so that batches of 60 customers are long against the queue's memory of some ten customers.
QUEUE = Queue(customers=3000, desks=3, arrivals_per_day=12.0, served_per_day=8.0)
SEED = 7
LARGEST_Z = 4.0


def check(found: Agreement) -> None:
    assert found.customers == QUEUE.customers
    assert abs(found.z) < LARGEST_Z, found


@pytest.mark.parametrize("library", RIVALS)
def test_a_rival_serves_every_customer_of_the_same_queue(library: str) -> None:
    if not is_installed(library):
        pytest.skip(f"{library} is not installed; it is in the extra 'bench'")
    check(agreement(QUEUE, RIVALS[library](QUEUE, SEED)))


@pytest.mark.parametrize("engine", ENGINES)
def test_our_back_office_is_that_queue(engine: Engine) -> None:
    check(agreement(QUEUE, office_waits(QUEUE, SEED, days_until_served(QUEUE, SEED), engine)))


def test_both_engines_give_each_customer_the_same_wait() -> None:
    horizon = days_until_served(QUEUE, SEED)
    compiled, reference = (office_waits(QUEUE, SEED, horizon, engine) for engine in ENGINES)
    assert compiled.tolist() == reference.tolist()


def test_salabim_and_simpy_give_each_customer_the_same_wait() -> None:
    if not is_installed("salabim"):
        pytest.skip("salabim is not installed; it is in the extra 'bench'")
    assert RIVALS["salabim"](QUEUE, SEED) == pytest.approx(simpy_waits(QUEUE, SEED), abs=1e-9)


def test_waits_follow_from_arrivals_and_departures() -> None:
    luck = np.random.default_rng(SEED)
    arrivals = np.cumsum(luck.exponential(1.0, 500))
    free, starts, ends = [0.0] * 3, [], []
    for arrival in arrivals:
        desk = min(range(3), key=lambda position: free[position])
        starts.append(max(arrival, free[desk]))
        free[desk] = starts[-1] + luck.exponential(2.5)
        ends.append(free[desk])
    assert waits_of(arrivals, np.sort(ends), 3) == pytest.approx(np.array(starts) - arrivals, abs=1e-9)


@pytest.mark.parametrize(
    ("desks", "offered", "chance"),
    [(1, 0.3, 0.3), (2, 1.0, 1.0 / 3.0), (3, 2.0, 4.0 / 9.0)],
)
def test_chance_to_wait(desks: int, offered: float, chance: float) -> None:
    assert chance_to_wait(desks, offered) == pytest.approx(chance)


def test_the_race_tells_every_contestant_and_refuses_another_queue() -> None:
    lanes = race(QUEUE, rounds=1)
    table = race_table(QUEUE, lanes)
    assert all(name in table for name in (COMPILED, REFERENCE, "SimPy"))
    slow = Lane(name="slow", pairs=lanes[COMPILED].pairs, waits=[lanes[COMPILED].waits[0] + 1.0])
    with pytest.raises(DisagreementError, match=r"slow: mean wait 1\."):
        slow.agreement(QUEUE)
    short = Lane(name="short", pairs=lanes[COMPILED].pairs, waits=[lanes[COMPILED].waits[0][:2999]])
    with pytest.raises(DisagreementError, match="short served 2999 customers"):
        short.agreement(QUEUE)
