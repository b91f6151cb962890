"""One meaning, two engines: the same event log, float for float, for scenarios that nobody chose."""

from collections import Counter
from math import inf
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from simulator.catalogue import TIMELINE
from simulator.engines.compiled import run_in_python
from simulator.events import Cause, EventKind
from simulator.model.parameters import parameters_of
from simulator.model.population import draw_population
from simulator.model.state import month_count, object_state
from simulator.outcomes import outcomes_of
from simulator.results import RunResult
from simulator.scenario.checks import check_strategy, check_world
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.testing import assert_engines_agree
from simulator.testing.scenarios import STRATEGY, scenarios
from simulator.testing.worlds import MECHANISMS
from simulator.units import DAYS_PER_MONTH

EVERYDAY, IN_PYTHON = 500, 100
# The thorough test comes in parts, so that one who gives it so many seconds stops between two of them.
PARTS, OF_EACH = 20, 250
NO_HEALTH_CHECK = list(HealthCheck)


class Coverage:
    """In how many scenarios each thing occurred."""

    def __init__(self) -> None:
        self.kinds: Counter[EventKind] = Counter()
        self.causes: Counter[Cause] = Counter()
        self.mechanisms: Counter[str] = Counter()
        self.runs = 0

    def add(self, scenario: Scenario, run: RunResult) -> None:
        """Count what occurred in one run."""
        assert run.events is not None
        self.runs += 1
        self.kinds.update(map(EventKind, set(run.events.event.tolist())))
        self.causes.update(map(Cause, set(run.events.cause.tolist())))
        self.mechanisms.update(set(mechanisms(scenario)))

    def table(self) -> str:
        """Everything that may occur, the rarest first."""
        counts = {kind.name: self.kinds[kind] for kind in EventKind}
        counts |= {f"cause {cause.name}": self.causes[cause] for cause in Cause} | dict(self.mechanisms)
        lines = [f"{count:5} {name}" for name, count in sorted(counts.items(), key=lambda item: item[1])]
        return f"of {self.runs} scenarios:\n" + "\n".join(lines)


def mechanisms(scenario: Scenario) -> list[str]:
    """Parts of a scenario that are there."""
    world, strategy = scenario.world, scenario.strategies[STRATEGY]
    found = [f"world.{name}" for name in MECHANISMS if name in world.model_fields_set]
    for segment in world.segments.values():
        found += [f"segment.{name}" for name in segment.model_fields_set]
    found += [f"phases: {len(strategy.phases)}", f"segments: {len(world.segments)}"]
    found += [f"rules: {len(strategy.contingency)}", f"horizon: {scenario.run.horizon:g}"]
    for phase in strategy.phases:
        found += [f"lever.{name}" for name in phase.model_fields_set]
    return found


def test_generated_scenarios_and_nothing_is_left_out() -> None:
    """Over all scenarios every kind of event and every cause must occur, so that no difference goes unseen."""
    seen = Coverage()

    @seed(20261123)
    @settings(max_examples=EVERYDAY, suppress_health_check=NO_HEALTH_CHECK, database=None)
    @given(scenarios())
    def agree(scenario: Scenario) -> None:
        seen.add(scenario, assert_engines_agree(scenario, STRATEGY))

    agree()
    print(seen.table())
    assert seen.runs >= 300
    assert set(seen.kinds) == set(EventKind)
    assert set(seen.causes) == set(Cause)
    # Each mechanism is on in some scenarios and off in others.
    for name in MECHANISMS:
        assert 0 < seen.mechanisms[f"world.{name}"] < seen.runs, name


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_many_generated_scenarios(part: int) -> None:
    @seed(part)
    @settings(
        max_examples=OF_EACH,
        suppress_health_check=NO_HEALTH_CHECK,
        database=None,
        phases=[Phase.generate, Phase.shrink],
    )
    @given(scenarios())
    def agree(scenario: Scenario) -> None:
        assert_engines_agree(scenario, STRATEGY, replication=part)

    agree()


@settings(max_examples=IN_PYTHON, suppress_health_check=NO_HEALTH_CHECK)
@given(scenarios())
def test_the_loop_in_plain_python_is_the_compiled_engine(scenario: Scenario) -> None:
    """Lists refuse what lies beyond their end, so this also shows that every table has the room it is said to have."""
    p = parameters_of(scenario, STRATEGY)
    s = object_state(
        p,
        draw_population(scenario.world, scenario.run.seed, 0),
        seed=scenario.run.seed,
        replication=0,
        recording=True,
        months=month_count(p.horizon, DAYS_PER_MONTH),
        columns=len(TIMELINE),
    )
    s = run_in_python(p, s)
    compiled = simulate(scenario, STRATEGY, record_events=True)
    assert compiled.events is not None
    assert [entry[0] for entry in s.log] == compiled.events.time.tolist()
    assert [entry[1] for entry in s.log] == compiled.events.event.tolist()
    assert [entry[4] for entry in s.log] == compiled.events.amount.tolist()
    assert repr(outcomes_of(p, s)) == repr(dict(compiled.outcomes))


@settings(max_examples=100, suppress_health_check=NO_HEALTH_CHECK)
@given(scenarios())
def test_generated_scenarios_are_such_as_the_loader_accepts(scenario: Scenario) -> None:
    assert list(check_world(scenario.world)) == []
    strategy = scenario.strategies[STRATEGY]
    accounts = sum(segment.accounts for segment in scenario.world.segments.values())
    known: dict[str, Any] = {"segments": scenario.world.segments, "horizon": scenario.run.horizon, "accounts": accounts}
    findings = check_strategy(strategy, **known)
    assert list(findings) == []
    assert scenario.run.horizon < inf
