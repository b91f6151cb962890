"""Memory of the compiled engine: tables begin small and grow, whatever happens; none ever overflows in silence."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from simulator.catalogue import TIMELINE
from simulator.engines.compiled import Start, Template, compiled_parameters, plain, run, run_in_python, run_together
from simulator.engines.compiled.layout import GROWING, MACHINE_ROWS
from simulator.engines.compiled.loop import advance
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.population import draw_population
from simulator.model.state import State, month_count, object_state
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.testing.scenarios import STRATEGY, scenarios
from simulator.units import DAYS_PER_MONTH
from tests.support.worlds import null_scenario

KITCHEN_SINK = Path(__file__).parents[1] / "conformance" / "kitchen_sink.yaml"
STEP = 40
_first_sizes = run.first_sizes


def barely_enough(p: Parameters, accounts: int) -> dict[str, int]:
    """Tables with just the room that the start of a run takes, and no more."""
    sizes = _first_sizes(p, accounts)
    at_start = 3 * accounts + 2 * sizes["slots"] + len(p.outside) + 8
    return sizes | {"calendar": 1, "later": at_start, "leads": 1, "orders": 1, "normal": sizes["slots"] + 1}


@pytest.fixture
def growths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Tables that begin with almost no room and grow by a few rows at a time; every growth is noted."""
    noted: list[int] = []

    def a_few_more(rows: int) -> int:
        noted.append(rows)
        return rows + STEP

    monkeypatch.setattr(run, "first_sizes", barely_enough)
    monkeypatch.setattr(run, "rows_after_growth", a_few_more)
    monkeypatch.setattr(plain, "rows_after_growth", a_few_more)
    return noted


def settings_of(p: Parameters, scenario: Scenario) -> dict[str, Any]:
    months = month_count(p.horizon, DAYS_PER_MONTH)
    return {"seed": scenario.run.seed, "replication": 0, "recording": True, "months": months, "columns": len(TIMELINE)}


def template_of(p: Parameters, accounts: Any) -> Template:
    return Template(p, len(accounts), months=month_count(p.horizon, DAYS_PER_MONTH), columns=len(TIMELINE))


def test_growing_many_times_changes_nothing(monkeypatch: pytest.MonkeyPatch, growths: list[int]) -> None:
    scenario = load_scenario(KITCHEN_SINK, ("run.horizon=2 years",))
    strategy = scenario.baseline
    p = compiled_parameters(parameters_of(scenario, strategy))
    accounts = draw_population(scenario.world, scenario.run.seed, 0)
    monkeypatch.setattr(run, "first_log", lambda accounts: 600)
    (grown,) = run_together([Start(template_of(p, accounts), accounts, scenario.run.seed, 0, recording=True)])
    assert len(growths) > 200
    monkeypatch.undo()
    expected = simulate(scenario, strategy, record_events=True).events
    assert expected is not None
    for name in grown.log.dtype.names:
        assert np.array_equal(grown.log[name], getattr(expected, name))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_no_event_takes_more_room_than_is_kept_for_it(scenario: Scenario) -> None:
    """Lists of plain Python refuse what lies beyond their end; where the compiled engine would write, this fails."""
    p = parameters_of(scenario, STRATEGY)
    accounts = draw_population(scenario.world, scenario.run.seed, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "first_sizes", barely_enough)
        patch.setattr(plain, "rows_after_growth", lambda rows: rows + 1)
        s = run_in_python(p, object_state(p, accounts, **settings_of(p, scenario)))
    expected = simulate(scenario, STRATEGY, record_events=True).events
    assert expected is not None
    assert [entry[4] for entry in s.log] == expected.amount.tolist()


def busy_leaver(slots: int) -> Scenario:
    """One seller with so many activities under way leaves; in this instant each of them is an immediate task."""
    return null_scenario(
        {"makers": {"accounts": 4 * slots}},
        selling={"parallel_pursuits": slots, "cycle": 300.0},
        events=[{"at": 200.0, "event": "seller_leaves"}],
    )


def test_an_immediate_task_without_room_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(busy_leaver(20), STRATEGY)
    monkeypatch.setattr(run, "first_sizes", lambda p, accounts: _first_sizes(p, accounts) | {"urgent": 12})
    with pytest.raises(RuntimeError, match="8 immediate tasks found no room; please report this scenario"):
        simulate(busy_leaver(20), STRATEGY)


def test_memory_does_not_grow_with_the_length_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of finished orders and of past events are used again: ten times the years, the same tables."""
    longest: dict[str, int] = {}

    def noting(p: Parameters, s: State, m: Any, margin: int) -> int:
        verdict = int(advance(p, s, m, margin))
        longest.update({name: len(getattr(m, name)) for name in GROWING})
        return verdict

    monkeypatch.setattr(plain, "advance", noting)
    sizes = []
    for years in (2.0, 20.0):
        scenario = null_scenario(
            {"makers": {"accounts": 30, "orders_per_year": 50.0}},
            phase={"desks": 8},
            delivery={"work": 1.0, "work_sigma": 0.5},
            finance={"payment_term": 60.0},
            horizon=365.0 * years,
        )
        p = parameters_of(scenario, STRATEGY)
        accounts = draw_population(scenario.world, scenario.run.seed, 0)
        run_in_python(p, object_state(p, accounts, **settings_of(p, scenario) | {"recording": False}))
        sizes.append(dict(longest))
    assert sizes[0] == sizes[1]


def test_the_event_log_grows_only_where_it_is_kept(growths: list[int]) -> None:
    scenario = null_scenario()
    p = compiled_parameters(parameters_of(scenario, STRATEGY))
    accounts = draw_population(scenario.world, scenario.run.seed, 0)
    kept, not_kept = (
        run_together([Start(template_of(p, accounts), accounts.copy(), seed=1, replication=0, recording=recording)])[0]
        for recording in (True, False)
    )
    assert len(kept.log) == kept.tally.events == not_kept.tally.events > 1000
    assert len(not_kept.log) == 0


def test_every_growing_table_has_rows() -> None:
    assert set(GROWING) < set(MACHINE_ROWS)
