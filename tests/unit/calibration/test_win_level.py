"""How often deals are won: found again in deals that are made up, and put into a world that wins as often."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from experiments.calibration.deals import Deals
from experiments.calibration.pipeline import pipeline_of
from experiments.calibration.selling_lines import unmapped, winning_drawn, winning_entries
from experiments.calibration.tuning import firm_luck
from experiments.calibration.win_level import WinLevel, win_level_of
from simulator.scenario.load import load_scenario, load_world

FALSE_ALARM = 1e-4
FIRMS, SELLERS, EACH = 300, 24, 20
LEVEL, SLOPE = -0.5, -0.3


def made(seed: int, skill: float = 0.0) -> Deals:
    """Closed deals around an amount of 1,000; sellers differ by `skill` in log-odds."""
    random = np.random.default_rng([seed, 11])
    seller = np.repeat(np.arange(SELLERS), EACH)
    logs = random.normal(0.0, 1.0, len(seller))
    odds = LEVEL + SLOPE * logs + random.normal(0.0, skill, SELLERS)[seller] if skill else LEVEL + SLOPE * logs
    created = np.full(len(seller), 738_000, dtype=np.int64)
    return Deals(
        created=created,
        closed=created + 30,
        won=random.random(len(seller)) < 1.0 / (1.0 + np.exp(-odds)),
        amount=1000.0 * np.exp(logs),
        account=(),
        seller=seller,
        sellers=[f"S{number}" for number in range(SELLERS)],
        until=739_000,
    )


@pytest.mark.parametrize("skill", [0.0, 0.6])
def test_intervals_hold_the_level_also_where_sellers_differ(skill: float) -> None:
    found = [win_level_of(made(seed, skill)) for seed in range(FIRMS)]
    truth = LEVEL
    if skill:  # all sellers together: the mean chance over skills, as log-odds
        nodes, weights = np.polynomial.hermite_e.hermegauss(30)
        chance = float(weights @ (1.0 / (1.0 + np.exp(-(LEVEL + skill * nodes)))) / weights.sum())
        truth = float(np.log(chance / (1.0 - chance)))
    held = [abs((each.at(1000.0) or 9.0) - truth) < 1.96 * each.standard_error for each in found if each]
    assert len(held) == FIRMS
    low, high = stats.binom.interval(1.0 - FALSE_ALARM, FIRMS, 0.94)  # few clusters: a little below 0.95
    assert low <= sum(held) <= high


def test_without_sellers_intervals_would_be_too_narrow() -> None:
    found = win_level_of(made(1, 0.9))
    blind = win_level_of(replace(made(1, 0.9), seller=np.zeros(0, dtype=np.int64), sellers=()))
    assert found is not None
    assert blind is not None
    assert found.standard_error > 1.3 * blind.standard_error


def test_too_few_or_one_sided_deals_tell_nothing() -> None:
    deals = made(2)
    assert win_level_of(deals.of(np.arange(30))) is None
    assert win_level_of(replace(deals, won=np.ones(len(deals), dtype=bool))) is None
    assert win_level_of(replace(deals, amount=np.full(len(deals), 7.0))) is None


def test_the_world_says_what_was_seen_and_what_is_not_taken() -> None:
    world = load_world("worlds/industrial_supplier.yaml")
    pipeline = pipeline_of(made(3))
    level = pipeline.win_level
    assert level is not None
    line, kept = winning_entries(level, 0.25, world)
    assert line.path == ("choice", "intercept")
    assert float(line.text) == pytest.approx(world.choice.intercept + 0.25)
    assert kept.path == ("choice", "switching_cost")
    assert float(kept.text) == pytest.approx(world.choice.switching_cost - 0.25)
    assert "seen: of 100 deals of" in line.comment
    assert winning_entries(None, 0.25, world) == []
    (said,) = unmapped(pipeline, level, None)
    assert said.startswith("NOT TAKEN: win rate by size, log-odds -0.")
    drawn = [float(winning_drawn(level, 0.25, world, np.random.default_rng(k))[0].text) for k in range(400)]
    spread = float(np.std(drawn, ddof=1))
    low, high = np.sqrt(stats.chi2.interval(1.0 - FALSE_ALARM, 399) / np.array(399.0))
    assert low <= spread / level.standard_error <= high


def test_the_luck_of_one_firm_is_seen_where_there_is_some() -> None:
    """Sellers who do not differ, and no brand, references or stocks that could: firms differ by the deals alone."""
    none = ("skill_sigma=0", "ramp=0")
    still = [f"world.selling.{each}" for each in none] + ["world.choice.brand=0", "world.choice.reference=0"]
    still += ["world.choice.value=0", "world.choice.service=0", "world.sponsors.sponsor_wallet=1e12"]
    common = ["run.horizon=3 years", "strategies.reference=strategies/build_base.yaml", "baseline=reference"]
    common += ["world.finance.opening_cash=1000000000000"]
    lucky = firm_luck(load_scenario("chase_or_build", [*common, "world.selling.skill_sigma=1.5"]), 100_000.0)
    plain = firm_luck(load_scenario("chase_or_build", [*common, *still]), 100_000.0)
    assert lucky > 0.3 > plain


def test_no_level_is_read_off_where_no_deal_is() -> None:
    level = WinLevel(amount=10.0, smallest=5.0, largest=20.0, log_odds=0.1, standard_error=0.1, slope=0.0)
    assert level.at(4.0) is None
    assert level.at(5.0) == pytest.approx(0.1)
