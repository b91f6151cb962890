"""The bundled worlds: credible by the patterns that they show, and fair to both strategies."""

import numpy as np
import pytest

from experiments.comparison import compare
from experiments.patterns import PAGE, Pattern, measure_file, page
from experiments.replication import replicate
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario

QUESTIONS = ("chase_or_build.yaml", "chase_or_build_contrarian.yaml")


@pytest.fixture(scope="module", params=QUESTIONS)
def patterns(request: pytest.FixtureRequest) -> list[Pattern]:
    return measure_file(request.param, replications=25)


def test_each_published_pattern_shows_by_itself(patterns: list[Pattern]) -> None:
    missing = [f"{found.name}: {found.measured}, published {found.published}" for found in patterns if not found.holds]
    assert not missing
    assert len(patterns) == 9


@pytest.mark.slow
def test_the_page_of_patterns_is_what_its_command_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_default_world_is_the_one_that_the_readme_speaks_of() -> None:
    world = load_scenario(QUESTIONS[0]).world
    assert len(world.segments) == 4
    assert sum(segment.accounts for segment in world.segments.values()) == 600
    assert [name for name, segment in world.segments.items() if segment.dealer] == ["dealers"]
    assert world.currency == "CNY"


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_strategies_have_equal_means(name: str) -> None:
    strategies = load_scenario(name).strategies
    means = {
        key: {(phase.reps, phase.desks, sum(phase.budget.model_dump().values())) for phase in strategy.phases}
        for key, strategy in strategies.items()
    }
    assert means["chase_big"] == means["build_base"] == {(5, 3, 40_000.0)}


def _share_in_which_base_is_ahead(scenario: Scenario) -> tuple[float, float]:
    runs = replicate(
        scenario, tuple(scenario.strategies), replications=120, seed=scenario.run.seed, engine="compiled", workers=1
    )
    paired = compare(scenario, runs, {}).paired["build_base"]["value"]
    return paired.p_better, paired.estimate.mean


def test_the_verdict_differs_between_the_worlds() -> None:
    """The seed is fixed, so this cannot fail by luck; it shows that neither answer is built in."""
    ahead, difference = _share_in_which_base_is_ahead(load_scenario(QUESTIONS[0]))
    ahead_there, difference_there = _share_in_which_base_is_ahead(load_scenario(QUESTIONS[1]))
    assert difference > 0.0 > difference_there
    assert ahead > 0.5 > ahead_there
    assert np.isfinite([difference, difference_there]).all()
