"""Replications in design order, the same for any number of workers; failures are kept apart."""

import pytest

from experiments import replication
from experiments.replication import ReplicationError, Replications, replicate
from tests.unit import fake_firm

STRATEGIES = ("chase", "base")


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "simulate", fake_firm.simulate)


def runs(workers: int = 1, seed: int = 7, replications: int = 12) -> Replications:
    scenario = fake_firm.scenario(*STRATEGIES)
    return replicate(scenario, STRATEGIES, replications=replications, seed=seed, workers=workers)


def as_bytes(result: Replications) -> dict[tuple[str, str], bytes]:
    outcomes = {(s, n): v.tobytes() for s, named in result.outcomes.items() for n, v in named.items()}
    curves = {(s, n): v.tobytes() for s, named in result.timelines.items() for n, v in named.items()}
    return outcomes | curves | {(s, "#"): counts.tobytes() for s, counts in result.event_counts.items()}


def test_shapes_and_order() -> None:
    result = runs()
    assert result.strategies == STRATEGIES
    assert result.outcomes["base"]["value"].shape == (12,)
    assert result.timelines["base"]["cash_flow"].shape == (12, fake_firm.MONTHS + 1)
    scenario = fake_firm.scenario(*STRATEGIES)
    expected = [fake_firm.simulate(scenario, "base", replication=k).outcomes["value"] for k in range(12)]
    assert result.outcomes["base"]["value"].tolist() == expected


def test_two_workers_give_the_same_bytes_as_one() -> None:
    assert as_bytes(runs(workers=1)) == as_bytes(runs(workers=2))


def test_the_first_replications_do_not_depend_on_how_many_follow() -> None:
    few, many = runs(replications=3), runs(replications=12)
    assert few.outcomes["base"]["value"].tolist() == many.outcomes["base"]["value"][:3].tolist()


def test_the_seed_takes_the_place_of_the_scenarios_own() -> None:
    assert runs(seed=7).outcomes["base"]["value"][0] != runs(seed=8).outcomes["base"]["value"][0]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failed_replication_is_told_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    monkeypatch.setattr(replication, "simulate", fake_firm.simulate_with_failures)
    result = runs(workers=workers)
    (failure,) = result.failures
    assert (failure.strategy, failure.replication) == ("base", 3)
    assert failure.error == "ArithmeticError: a made-up fault"
    assert "Traceback" in failure.trace
    assert result.complete().replications == 11
    assert result.complete().outcomes["chase"]["value"].shape == (11,)
    assert result.complete().failures == ()


def test_fail_fast_names_the_replication(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "simulate", fake_firm.simulate_with_failures)
    with pytest.raises(ReplicationError, match="base, replication 3: ArithmeticError"):
        replicate(fake_firm.scenario(*STRATEGIES), STRATEGIES, replications=9, seed=1, fail_fast=True)
