"""The benchmark of the engines: the same work on both, tables that say what was measured; nothing is a race here."""

from typing import Any

import pytest

from experiments.bench import engines, growth
from experiments.bench.clock import Pair
from experiments.bench.engines import EnginePair, engines_table, parameter_words, race_engines
from experiments.bench.growth import STRATEGY, SizeCost, growth_table, run_apart, run_here, scaled
from experiments.bench.startup import HELP, waited
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import ENGINES, Engine, simulate


@pytest.fixture
def scenario() -> Scenario:
    """A short run of the bundled scenario."""
    return load_scenario("chase_or_build.yaml", ("run.horizon=6 months",))


@pytest.mark.parametrize("engine", ENGINES)
def test_speed(benchmark: Any, engine: Engine, scenario: Scenario) -> None:
    """For `pytest tests/benchmarks --benchmark-only`; the number of events is that of the other engine."""
    result = benchmark(simulate, scenario, scenario.baseline, engine=engine)
    assert result.event_count == simulate(scenario, scenario.baseline, engine=ENGINES[0]).event_count


def test_both_engines_do_the_same_work(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "REPLICATIONS_PER_PAIR", 2)
    pairs = race_engines(scenario, pairs=2)
    assert len(pairs) == 2
    assert all(one.events > 500 and one.pair.ours > 0.0 < one.pair.theirs for one in pairs)


def test_engines_that_count_differently_are_refused(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter(range(100))
    monkeypatch.setattr(engines, "_events", lambda scenario, engine, number: next(counts))
    with pytest.raises(AssertionError, match="the engines count different events"):
        race_engines(scenario, pairs=1)


def test_the_tables_tell_what_was_measured(scenario: Scenario) -> None:
    pairs = [EnginePair(events=1000, pair=Pair(ours=0.001, theirs=0.05))]
    table = engines_table(pairs, gain=1.9)
    assert "| compiled | 1,000,000 |" in table
    assert "| compiled is faster by (median of the pairs) | 50 |" in table
    assert "| two threads are faster than one by | 1.9 |" in table
    assert "ms, for all its replications" in parameter_words(scenario)
    sizes = [
        SizeCost(accounts=accounts, years=5.0, runs=2, events=3000, microseconds=cost, peak_bytes=peak)
        for accounts, cost, peak in ((1000, 0.5, 0), (10_000, 1.0, 200_000_000))
    ]
    table = growth_table(sizes)
    assert "| 1,000 | 2 | 3,000 | 0.50 | not told |" in table
    assert "| 10,000 | 2 | 3,000 | 1.0 | 200 |" in table
    assert "grows 2.0 times" in table


def test_a_scaled_market_keeps_its_proportions() -> None:
    small, large = scaled(1_200, 1.0), scaled(12_000, 1.0)
    assert sum(segment.accounts for segment in large.world.segments.values()) == 12_000
    phases = [market.strategies[STRATEGY].phases[0] for market in (small, large)]
    assert (phases[0].reps, phases[1].reps) == (10, 100)
    assert phases[1].budget.brand == pytest.approx(10.0 * phases[0].budget.brand)
    assert simulate(large, STRATEGY).event_count > 5 * simulate(small, STRATEGY).event_count


def test_a_size_costs_the_same_events_wherever_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "SECONDS_AT_LEAST", 0.02)
    here, apart = run_here(1_000, 1.0), run_apart(1_000, 1.0)
    assert here.events / here.runs == pytest.approx(apart.events / apart.runs, rel=0.2)
    assert apart.peak_bytes == 0 or 50_000_000 < apart.peak_bytes < 1_000_000_000


def test_start_up_is_measured() -> None:
    assert 0.0 < waited(HELP) < 60.0
