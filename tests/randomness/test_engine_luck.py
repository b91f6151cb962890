"""The two proofs at the level of whole runs: luck belongs to accounts and purposes, not to the order of events.

In a world where accounts do not compete (ample sellers, unlimited desks, no references, no dependence), one more
account changes nothing for the others, to the last bit; and no account's life depends on who is processed first.
"""

from collections import defaultdict
from math import inf
from typing import Any

import numpy as np
import pytest

from simulator.events import Cause, EventKind
from simulator.model.population import SEGMENT_SPAN, draw_population
from simulator.model.variates import exponential
from simulator.randomness import Stream, draw
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import ENGINES, Engine, simulate
from tests.support.worlds import STRATEGY, null_scenario

HORIZON = 1500.0
SEED = 81
# Tiers are relative to the whole firm by definition.
RELATIVE = (EventKind.TIER_CHANGED, EventKind.BECAME_KEY)
Life = list[tuple[float, int, float, int]]
LOGNORMAL = {"distribution": "lognormal", "median": 20_000.0, "sigma": 1.0}


def busy_world(makers: int = 8, builders: int = 6, **phase: Any) -> Scenario:
    """Much happens to every account, and nothing of it depends on other accounts."""
    segment = {
        "wallet": LOGNORMAL,
        "reviews_per_year": 3.0,
        "orders_per_year": {"distribution": "gamma", "mean": 12.0, "cv": 0.7},
        "order_noise": 0.6,
        "retenders_per_year": 0.5,
        "dropout": {"distribution": "beta", "mean": 0.02, "concentration": 10.0},
        "required_brand": 0.4,
        "incumbent_strength": {"distribution": "normal", "mean": 0.5, "sd": 1.0},
        "default_per_year": 0.05,
        "wallet_volatility": 0.2,
    }
    return null_scenario(
        {"makers": {**segment, "accounts": makers}, "builders": {**segment, "accounts": builders}},
        buying={"invitation_scale": 1.0},
        selling={"cycle": 30.0, "cycle_sigma": 0.8, "cycle_size_exponent": 0.45, "cooling": 90.0},
        screening={"base": 2.0},
        choice={"intercept": 0.5, "brand": 0.3, "value": 1.0, "switching_cost": 1.0},
        relationship={
            "first_share": 0.3,
            "growth": 0.1,
            "trust_gain": 0.1,
            "trust_loss": 0.3,
            "trust_decay_per_year": 0.5,
            "setback": 0.1,
            "win_back_after": 90.0,
        },
        delivery={"work": 5.0, "work_sigma": 0.7, "promise": 10.0, "fault": 0.05},
        leaving={"trust": 1.0, "late": 1.0},
        capabilities={"brand": {"start": 0.2, "gain_per_year": 0.5, "decay_per_year": 0.3}},
        finance={"gross_margin": 0.3, "payment_term": 40.0, "order_handling": 50.0, "order_learning": 0.2},
        phase={"reps": 60, "budget": {"brand": 5_000.0}, **phase},
        horizon=HORIZON,
        seed=SEED,
    )


def lives(run: RunResult, entities: Any) -> dict[int, Life]:
    """What happened to each account, by its entity."""
    assert run.events is not None
    log = run.events
    told: dict[int, Life] = defaultdict(list)
    for i in np.flatnonzero((log.account >= 0) & ~np.isin(log.event, RELATIVE)):
        entry = float(log.time[i]), int(log.event[i]), float(log.amount[i]), int(log.cause[i])
        told[int(entities[log.account[i]])].append(entry)
    return told


def entities_of(scenario: Scenario) -> Any:
    return draw_population(scenario.world, SEED, 0)["entity"]


def lives_in(scenario: Scenario, engine: Engine) -> dict[int, Life]:
    run = simulate(scenario, STRATEGY, engine=engine, record_events=True)
    return lives(run, entities_of(scenario))


@pytest.mark.parametrize("engine", ENGINES)
def test_one_more_account_changes_nothing_for_the_others(engine: Engine) -> None:
    before, after = lives_in(busy_world(8, 6), engine), lives_in(busy_world(9, 6), engine)
    assert set(after) - set(before) == {8}
    assert {entity: after[entity] for entity in before} == before
    assert sum(len(life) for life in before.values()) > 50 * len(before)
    causes = {entry[3] for life in before.values() for entry in life}
    assert {Cause.DROPOUT, Cause.RETENDER, Cause.DEFAULT, Cause.LATE, Cause.FAULTY} <= causes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("shuffle", [1, 2])
def test_another_order_of_creation_and_processing_changes_nothing(
    engine: Engine, shuffle: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = busy_world()
    before = lives_in(scenario, engine)
    order = np.random.default_rng(shuffle).permutation(14)
    shuffled = draw_population(scenario.world, SEED, 0)[order]
    monkeypatch.setattr("simulator.simulate.populations", lambda *_: [shuffled.copy()])
    run = simulate(scenario, STRATEGY, engine=engine, record_events=True)
    assert lives(run, shuffled["entity"]) == before


def two_strategies() -> Scenario:
    """Two strategies that compete for the same accounts in another order, at another price, with other means."""
    chase = {"reps": 2, "price": 1.1, "targeting": {"size_exponent": 1.0}}
    base = {"reps": 5, "price": 0.9, "targeting": {"size_exponent": 0.2, "odds_exponent": 1.0, "effort_exponent": 1.0}}
    # Wallets and shares stay as they are, so that orders depend on their index alone.
    world = busy_world(30, 20).world.model_dump()
    world["relationship"] |= {"growth": 0.0, "setback": 0.0, "first_share": 1.0}
    for segment in world["segments"].values():
        segment["wallet_volatility"] = 0.0
    return Scenario.model_validate(
        {
            "world": world,
            "run": {"horizon": HORIZON, "seed": SEED},
            "baseline": "chase",
            "strategies": {"chase": {"phases": [chase]}, "base": {"phases": [base]}},
        }
    )


def orders_of(run: RunResult) -> dict[int, list[tuple[float, float]]]:
    """Times and values of each account's orders, by index."""
    assert run.events is not None
    log = run.events
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for i in np.flatnonzero(log.event == EventKind.ORDERED):
        found[int(log.account[i])].append((float(log.time[i]), float(log.amount[i])))
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_an_account_meets_the_same_luck_under_two_strategies(engine: Engine) -> None:
    scenario = two_strategies()
    chase, base = (simulate(scenario, name, engine=engine, record_events=True) for name in ("chase", "base"))
    first, second = orders_of(chase), orders_of(base)
    compared = 0
    for account in first.keys() & second.keys():
        pairs = list(zip(first[account], second[account], strict=False))
        assert [a[1] for a, _ in pairs] == [b[1] for _, b in pairs]
        compared += len(pairs)
    assert compared > 100


@pytest.mark.parametrize("engine", ENGINES)
def test_order_intervals_depend_on_the_index_alone(engine: Engine) -> None:
    scenario = two_strategies()
    runs = [simulate(scenario, name, engine=engine, record_events=True) for name in ("chase", "base")]
    gaps: list[dict[tuple[int, int], float]] = []
    for run in runs:
        assert run.events is not None
        won = {
            (int(account), float(time))
            for account, time in zip(
                run.events.account[run.events.event == EventKind.WON],
                run.events.time[run.events.event == EventKind.WON],
                strict=True,
            )
        }
        gaps.append(
            {
                (account, index): times[index][0] - times[index - 1][0]
                for account, times in orders_of(run).items()
                for index in range(1, len(times))
                if (account, times[index][0]) not in won  # a first order comes with the win
            }
        )
    shared = gaps[0].keys() & gaps[1].keys()
    assert len(shared) > 300
    for key in shared:
        assert gaps[0][key] == pytest.approx(gaps[1][key], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("engine", ENGINES)
def test_reviews_ring_at_the_same_times_whatever_the_strategy(engine: Engine) -> None:
    scenario = two_strategies()
    accounts = draw_population(scenario.world, SEED, 0)
    for name in scenario.strategies:
        log = simulate(scenario, name, engine=engine, record_events=True).events
        assert log is not None
        opened = log.event == EventKind.WINDOW_OPENED
        for account in range(len(accounts)):
            entity, rate = int(accounts["entity"][account]), float(accounts["reviews_per_day"][account])
            clock: list[float] = []
            time = 0.0
            while time < HORIZON:
                time += exponential(draw(SEED, 0, int(Stream.REVIEW_INTERVAL), entity, len(clock)), rate)
                clock.append(time)
            assert set(log.time[opened & (log.account == account)].tolist()) <= set(clock)
        assert opened.sum() > 50


def first_bids(run: RunResult) -> dict[int, bool]:
    """Whether each account's first bid was won."""
    assert run.events is not None
    decided: dict[int, bool] = {}
    log = run.events
    for i in np.flatnonzero(np.isin(log.event, [EventKind.WON, EventKind.BID_LOST])):
        decided.setdefault(int(log.account[i]), bool(log.event[i] == EventKind.WON))
    return decided


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lower_price_wins_every_bid_that_a_higher_price_wins(engine: Engine) -> None:
    dear, cheap = (
        first_bids(simulate(busy_world(60, 40, price=price), STRATEGY, engine=engine, record_events=True))
        for price in (1.3, 0.8)
    )
    assert dear.keys() == cheap.keys()
    assert {account for account, won in dear.items() if won} < {account for account, won in cheap.items() if won}


@pytest.mark.parametrize("engine", ENGINES)
def test_replications_and_seeds_differ(engine: Engine) -> None:
    scenario = busy_world()
    other_seed = scenario.model_copy(update={"run": scenario.run.model_copy(update={"seed": SEED + 1})})
    values = [
        simulate(scenario, STRATEGY, replication=0, engine=engine).outcomes["value"],
        simulate(scenario, STRATEGY, replication=1, engine=engine).outcomes["value"],
        simulate(other_seed, STRATEGY, replication=0, engine=engine).outcomes["value"],
    ]
    assert len(set(values)) == 3
    assert inf not in values


def test_entities_count_within_their_segment() -> None:
    assert entities_of(busy_world(2, 3)).tolist() == [0, 1, *(SEGMENT_SPAN + i for i in range(3))]
