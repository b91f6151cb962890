"""One meaning, two engines: the same event log, float for float, for scenarios that nobody chose."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from simulator.bundled import bundled_scenarios
from simulator.events import Cause, EventKind
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.testing import assert_same
from tests.support.generated import scenarios

EVERYDAY, THOROUGH = 300, 5_000
BUNDLED = sorted(path.name for path in bundled_scenarios().glob("*.yaml"))
KITCHEN_SINK = Path(__file__).parent / "kitchen_sink.yaml"


def assert_engines_agree(scenario: Scenario, strategy: str, replication: int = 0) -> tuple[set[int], set[int]]:
    """Run both engines; give the kinds of events and the causes that occurred."""
    compiled, reference = (
        simulate(scenario, strategy, replication=replication, engine=engine, record_events=True)
        for engine in ("compiled", "reference")
    )
    assert_same(compiled, reference)
    assert compiled.events is not None
    return set(compiled.events.event.tolist()), set(compiled.events.cause.tolist())


def test_generated_scenarios_and_nothing_is_left_out() -> None:
    """300 whole scenarios; over them every kind of event and every cause must occur, so that none goes unseen."""
    kinds: Counter[int] = Counter()
    causes: Counter[int] = Counter()

    @settings(max_examples=EVERYDAY, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scenarios())
    def agree(scenario: Scenario) -> None:
        found_kinds, found_causes = assert_engines_agree(scenario, "only")
        kinds.update(found_kinds)
        causes.update(found_causes)

    agree()
    assert {kind.name for kind in EventKind} == {kind.name for kind in EventKind if kinds[kind]}
    assert {cause.name for cause in Cause} == {cause.name for cause in Cause if causes[cause]}


@pytest.mark.slow
@settings(max_examples=THOROUGH, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(scenarios())
def test_many_generated_scenarios(scenario: Scenario) -> None:
    assert_engines_agree(scenario, "only")


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("replication", [0, 7])
def test_bundled_scenarios(name: str, replication: int) -> None:
    scenario = load_scenario(name)
    for strategy in scenario.strategies:
        assert_engines_agree(scenario, strategy, replication)


@pytest.mark.parametrize("replication", range(3))
def test_a_scenario_with_every_mechanism(replication: int) -> None:
    scenario = load_scenario(KITCHEN_SINK)
    for strategy in scenario.strategies:
        assert_engines_agree(scenario, strategy, replication)
