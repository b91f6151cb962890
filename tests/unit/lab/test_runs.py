"""Runs are kept, and what is kept is what would be run."""

import numpy as np
import pytest

from experiments import replication
from experiments.lab.runs import MOST_KEPT, RunStore
from experiments.replication import replicate
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine
from tests.unit import fake_firm


@pytest.fixture
def run_strategies(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The strategies that were run, one entry per run."""
    seen: list[str] = []

    def simulate(scenario: Scenario, strategy: str, *, replication: int = 0, engine: Engine = "reference") -> RunResult:
        seen.append(strategy)
        return fake_firm.simulate(scenario, strategy, replication=replication, engine=engine)

    monkeypatch.setattr(replication, "simulate", simulate)
    return seen


def with_lever(scenario: Scenario, name: str, reps: int) -> Scenario:
    strategy = scenario.strategies[name]
    moved = strategy.model_copy(update={"phases": (strategy.phases[0].model_copy(update={"reps": reps}),)})
    return scenario.model_copy(update={"strategies": {**scenario.strategies, name: moved}})


def test_kept_runs_are_those_of_a_fresh_comparison(run_strategies: list[str]) -> None:
    scenario, store = fake_firm.scenario("chase", "base"), RunStore()
    store.replications(with_lever(scenario, "base", 3))
    runs = store.replications(scenario)
    fresh = replicate(scenario, ("chase", "base"), replications=20, seed=7, engine="compiled", columns=("cash",))
    for name in scenario.strategies:
        assert np.array_equal(runs.outcomes[name]["value"], fresh.outcomes[name]["value"])
        assert np.array_equal(runs.timelines[name]["cash"], fresh.timelines[name]["cash"])
    assert runs.strategies == ("chase", "base")


def test_a_lever_runs_its_own_strategy_alone(run_strategies: list[str]) -> None:
    scenario, store = fake_firm.scenario("chase", "base"), RunStore()
    store.replications(scenario)
    assert len(run_strategies) == 40
    moved = with_lever(scenario, "base", 3)
    assert store.missing(moved) == ("base",)
    store.replications(moved)
    assert run_strategies[40:] == ["base"] * 20
    store.replications(scenario)
    assert len(run_strategies) == 60


@pytest.mark.parametrize("change", [{"seed": 8}, {"replications": 21}, {"horizon": 365.0}])
def test_other_lucks_or_another_time_run_again(run_strategies: list[str], change: dict[str, object]) -> None:
    scenario, store = fake_firm.scenario("chase", "base"), RunStore()
    store.replications(scenario)
    other = scenario.model_copy(update={"run": scenario.run.model_copy(update=change)})
    assert store.missing(other) == ("chase", "base")


def test_another_world_runs_again_and_another_name_of_it_does_not(run_strategies: list[str]) -> None:
    scenario, store = fake_firm.scenario("chase", "base"), RunStore()
    store.replications(scenario)
    named = scenario.world.model_copy(update={"title": "Elsewhere"})
    richer = scenario.world.model_copy(
        update={"finance": scenario.world.finance.model_copy(update={"opening_cash": 2e6})}
    )
    assert store.missing(scenario.model_copy(update={"world": named, "title": "B"})) == ()
    assert store.missing(scenario.model_copy(update={"world": richer})) == ("chase", "base")


def test_the_oldest_runs_are_forgotten(run_strategies: list[str]) -> None:
    scenario, store = (
        fake_firm.scenario("chase", "base", run={"horizon": 730.0, "replications": 1, "seed": 7}),
        RunStore(),
    )
    for reps in range(2, MOST_KEPT + 3):
        store.replications(with_lever(scenario, "base", reps))
    assert store.missing(with_lever(scenario, "base", 2)) == ("base",)
    assert store.missing(with_lever(scenario, "base", MOST_KEPT + 2)) == ()


def test_failures_stay_with_their_strategy(monkeypatch: pytest.MonkeyPatch) -> None:
    def simulate(scenario: Scenario, strategy: str, *, replication: int = 0, engine: Engine = "reference") -> RunResult:
        if strategy == "base" and replication == 3:
            raise ValueError("on purpose")
        return fake_firm.simulate(scenario, strategy, replication=replication, engine=engine)

    monkeypatch.setattr(replication, "simulate", simulate)
    runs = RunStore().replications(fake_firm.scenario("chase", "base"))
    assert [(failure.strategy, failure.replication) for failure in runs.failures] == [("base", 3)]
    assert runs.complete().replications == 19
