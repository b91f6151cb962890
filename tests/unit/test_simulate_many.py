"""Many runs at once are the same runs: result for result, whatever travels together."""

from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given, seed, settings

from simulator.bundled import bundled_scenarios
from simulator.engines.compiled import run as compiled_run
from simulator.model.population import PopulationPlan
from simulator.results import RunResult
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import MOST_RUNS_TOGETHER, Run, simulate, simulate_many
from simulator.testing.scenarios import scenarios

LUCKS = 12


def scenario_of(name: str, *changes: str) -> Scenario:
    return load_scenario(bundled_scenarios() / name, changes)


def alone(run: Run) -> RunResult:
    return simulate(run.scenario, run.strategy, replication=run.replication)


def bits(result: RunResult) -> list[Any]:
    """All numbers of a result as bytes."""
    tables = (result.timeline, result.accounts, result.sellers)
    numbers = [np.array(list(result.outcomes.values())).tobytes(), result.event_count, result.replication]
    return [result.strategy, *numbers, *(column.tobytes() for table in tables for column in table.values())]


def test_runs_of_several_worlds_and_seeds_are_those_that_run_alone() -> None:
    one = scenario_of("chase_or_build.yaml", "run.horizon=2 years")
    other_seed = scenario_of("chase_or_build.yaml", "run.horizon=2 years", "run.seed=5")
    contrarian = scenario_of("chase_or_build_contrarian.yaml", "run.horizon=1 year")
    runs = [Run(one, name, k) for k in (3, 0, 3, *range(LUCKS)) for name in one.strategies]
    runs += [Run(other_seed, "build_base", 1), Run(contrarian, "chase_big", 0), Run(one, "build_base", 0)]
    assert len(runs) > MOST_RUNS_TOGETHER
    found = list(simulate_many(runs))
    assert [bits(result) for result in found] == [bits(alone(run)) for run in runs]
    assert found[-3].outcomes["value"] != found[1].outcomes["value"]


@seed(20261124)
@settings(max_examples=40, deadline=None, database=None)
@given(scenarios())
def test_accounts_drawn_together_are_those_drawn_alone(scenario: Scenario) -> None:
    """The vector functions of NumPy and SciPy give a number the same last bit wherever in an array it stands."""
    plan, lucks = PopulationPlan(scenario.world), [5, 0, 2, 11]
    together = plan.draw(scenario.run.seed, lucks)
    for accounts, luck in zip(together, lucks, strict=True):
        assert accounts.tobytes() == plan.draw(scenario.run.seed, [luck]).tobytes()


def test_a_run_whose_tables_grow_stops_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = scenario_of("chase_or_build.yaml", "run.horizon=2 years")
    runs = [Run(scenario, name, k) for k in range(3) for name in scenario.strategies]
    expected = [bits(result) for result in simulate_many(runs)]
    sizes, larger = compiled_run.first_sizes, compiled_run._larger
    grown: list[int] = []

    def noted(table: Any) -> Any:
        grown.append(len(table))
        return larger(table)

    monkeypatch.setattr(compiled_run, "first_sizes", lambda p, n: {**sizes(p, n), "later": n + 600})
    monkeypatch.setattr(compiled_run, "_larger", noted)
    fresh = scenario_of("chase_or_build.yaml", "run.horizon=2 years")
    found = [bits(result) for result in simulate_many([run._replace(scenario=fresh) for run in runs])]
    assert grown
    assert found == expected


def test_a_run_that_fails_raises_at_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = scenario_of("chase_or_build.yaml", "run.horizon=1 year")
    runs = [Run(scenario, "build_base", k) for k in range(5)]
    result_of = compiled_run.told

    def faulty(s: Any) -> Any:
        if s.replication == 3:
            raise RuntimeError("the third")
        return result_of(s)

    monkeypatch.setattr(compiled_run, "told", faulty)
    results = simulate_many(runs)
    assert [result.replication for result in islice(results, 3)] == [0, 1, 2]
    with pytest.raises(RuntimeError, match="the third"):
        next(results)


def test_the_reference_engine_takes_the_same_runs() -> None:
    scenario = scenario_of("chase_or_build.yaml", "run.horizon=90 days")
    runs = [Run(scenario, name, 0) for name in scenario.strategies]
    found = simulate_many(runs, engine="reference")
    assert [bits(result)[1:] for result in found] == [bits(alone(run))[1:] for run in runs]


def test_without_tables_the_rest_is_the_same() -> None:
    scenario = scenario_of("chase_or_build.yaml", "run.horizon=1 year")
    runs = [Run(scenario, name, 0) for name in scenario.strategies]
    for bare, whole in zip(simulate_many(runs, tables=False), simulate_many(runs), strict=True):
        assert bits(bare) == bits(replace(whole, accounts={}, sellers={}))


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no engine 'steam'"):
        next(simulate_many([], engine="steam"))  # type: ignore[arg-type]
