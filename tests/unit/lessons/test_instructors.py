"""What the instructor's page says of runs that no page shows."""

import pytest

from experiments.replication import replicate
from experiments.statistics import mean_estimate
from simulator.scenario.load import load_scenario

pytestmark = pytest.mark.slow


def half_widths(lesson: str, first: str, second: str, *overrides: str) -> float:
    """Mean paired difference in value, in half-widths of its 95 % interval."""
    scenario = load_scenario(f"lessons/{lesson}", overrides)
    runs = replicate(scenario, (first, second), replications=100, seed=scenario.run.seed, engine="compiled", columns=())
    estimate = mean_estimate(runs.outcomes[first]["value"] - runs.outcomes[second]["value"])
    return estimate.mean / estimate.half_width


@pytest.mark.parametrize("change", ["run.horizon=2 years", "world.sponsors.sponsor_wallet=unlimited"])
def test_what_turns_the_advice_of_lesson_10(change: str) -> None:
    assert half_widths("10_when_wrong", "build_base", "chase_big") > 1
    assert half_widths("10_when_wrong", "build_base", "chase_big", change) < -1


def test_one_year_of_lighthouses_alone_is_not_behind() -> None:
    change = "strategies.lighthouse_first.phases.0.until=time >= 1 year"
    assert half_widths("08_lighthouse", "lighthouse_first", "anyone") < -1
    assert abs(half_widths("08_lighthouse", "lighthouse_first", "anyone", change)) < 1


@pytest.mark.parametrize(("turnover", "low", "high"), [(0.1, -2, 1), (0.2, -1, 1), (0.4, 1, 9)])
def test_team_selling_pays_where_sellers_leave_often(turnover: float, low: float, high: float) -> None:
    ratio = half_widths("06_seller_leaves", "team", "personal", f"world.people.turnover_per_year={turnover}")
    assert low < ratio < high


def test_large_first_orders_make_landed_key_accounts() -> None:
    scenario = load_scenario("lessons/04_small_orders", ["world.relationship.first_share=35%"])
    runs = replicate(scenario, ("grow",), replications=40, seed=4, engine="compiled", columns=())
    outcomes = runs.outcomes["grow"]
    assert mean_estimate(outcomes["key_landed"] - outcomes["key_grown"]).low > 0
