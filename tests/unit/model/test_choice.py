"""Rules of choice: log-odds, invitations, perceived risk, gates and screens, and the signs that they must have."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.choice import (
    bid_log_odds,
    gate_probability,
    invitation_probability,
    keep_probability,
    logistic,
    perceived_risk,
    screen_probability,
    win_probability,
)
from simulator.model.parameters import BRAND, QUALITY, SERVICE
from tests.support.states import fresh, make_customers

ODDS = st.floats(-700.0, 700.0)


@given(ODDS)
def test_logistic_is_symmetric_and_a_chance(x: float) -> None:
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-15)


@given(ODDS, ODDS)
def test_logistic_rises(x: float, y: float) -> None:
    assert logistic(min(x, y)) <= logistic(max(x, y))


@given(st.floats(-30.0, 30.0))
def test_logistic_turns_log_odds_into_a_chance(x: float) -> None:
    chance = logistic(x)
    assert math.log(chance) - math.log1p(-chance) == pytest.approx(x, abs=1e-2 if x > 25.0 else 1e-6)


@given(st.floats(-5.0, 5.0), st.floats(-5.0, 5.0), st.floats(0.01, 10.0), st.floats(0.0, 5.0))
def test_a_stronger_brand_is_invited_more(required: float, brand: float, scale: float, more: float) -> None:
    weak, strong = (invitation_probability(required, b, scale) for b in (brand, brand + more))
    assert 0.0 < weak <= strong <= 1.0
    assert invitation_probability(required, brand, math.inf) == 1.0


def test_perceived_risk_adds_precisions() -> None:
    p, _ = fresh(choice={"prior_variance": 0.5, "brand_signal": 2.0, "experience_variance": 4.0})
    assert perceived_risk(p, 0.0, 0) == 0.5
    assert perceived_risk(p, 1.5, 8) == pytest.approx(1.0 / (2.0 + 3.0 + 2.0))


def test_experience_that_says_nothing_leaves_the_prior() -> None:
    p, _ = fresh(choice={"prior_variance": 0.5})
    assert perceived_risk(p, 3.0, 1000) == 0.5


@pytest.mark.parametrize(
    ("stock", "weights"),
    [(BRAND, {"brand": 0.5}), (QUALITY, {"value": 0.5}), (SERVICE, {"service": 0.5}), (BRAND, {"capability": 1.0})],
)
def test_every_capability_helps_to_win(stock: int, weights: dict[str, float]) -> None:
    p, s = fresh(choice={"intercept": 0.0, **weights})
    before = win_probability(p, s, 0, 1.0, 0.0, 0.0)
    s.stocks[stock].level += 1.0
    assert win_probability(p, s, 0, 1.0, 0.0, 0.0) > before


def odds(segments: Any = None, **changes: Any) -> float:
    """Log-odds of a bid in a null world with changes."""
    p, s = fresh(segments, **changes)
    return bid_log_odds(p, s, 0, s.accounts[0].incumbent, 0.0)


def test_price_is_weighed_against_quality_in_logarithms() -> None:
    choice = {"intercept": 0.0, "value": 2.0}
    assert odds(choice=choice, phase={"price": 1.5}) == pytest.approx(-2.0 * math.log(1.5))
    assert odds(choice=choice, capabilities={"quality": {"start": 0.3}}) == pytest.approx(0.6)


def test_a_price_war_makes_the_same_price_dearer() -> None:
    p, s = fresh(choice={"intercept": 0.0, "value": 2.0})
    s.markets[0].price = 0.8
    assert bid_log_odds(p, s, 0, 0.0, 0.0) == pytest.approx(2.0 * math.log(0.8))


def test_incumbents_and_risk_aversion_hold_buyers_off() -> None:
    choice = {"intercept": 0.0, "prior_variance": 2.0}
    assert odds({"makers": {"incumbent_strength": 1.5}}, choice=choice) == pytest.approx(-1.5)
    assert odds({"makers": {"risk_aversion": 3.0}}, choice=choice) == pytest.approx(-3.0)


def test_skill_sponsor_and_referral_add_to_the_log_odds() -> None:
    p, s = fresh(choice={"intercept": 0.0, "skill": 0.5, "warm": 0.7})
    s.book[0].is_warm = 1
    chance = win_probability(p, s, 0, 2.0, 0.3, 0.0)
    assert chance == pytest.approx(logistic(0.5 * math.log(2.0) + 0.3 + 0.7))


def test_references_help_and_saturate() -> None:
    p, s = fresh(choice={"intercept": 0.0, "reference": 1.0}, references={"brand_weight": 0.0})
    s.markets[0].reference = 1.0
    assert bid_log_odds(p, s, 0, 0.0, 0.0) == pytest.approx(1.0 - math.exp(-1.0))
    s.markets[0].reference = 1e9
    assert bid_log_odds(p, s, 0, 0.0, 0.0) == pytest.approx(1.0)


def test_switching_costs_and_alliances_keep_customers() -> None:
    p, s = fresh(choice={"intercept": -1.0, "switching_cost": 0.8, "alliance": 0.5})
    make_customers(s, [0])
    assert keep_probability(p, s, 0, 0.0) == pytest.approx(logistic(-0.2))
    s.book[0].is_ally = 1
    assert keep_probability(p, s, 0, 0.0) == pytest.approx(logistic(0.3))


def test_a_gate_opens_with_references() -> None:
    p, s = fresh({"makers": {"entry_gate": {"steepness": 4.0, "threshold": 1.0}}})
    s.markets[0].reference = 1.0
    assert gate_probability(p, s, 0, 0.0) == 0.5
    s.markets[0].reference = 3.0
    assert gate_probability(p, s, 0, 0.0) == pytest.approx(logistic(8.0))


def test_no_gate_lets_everyone_pass() -> None:
    p, s = fresh()
    assert gate_probability(p, s, 0, 0.0) == 1.0
    assert screen_probability(p, s, 0, 1e9, 0.0, 0.0) == 1.0


def test_the_screen_is_highest_at_equal_standing() -> None:
    p, s = fresh(screening={"base": 1.0, "above": 0.5, "below": 0.25, "reach": 0.1})
    run_rate = 1e6
    chances = [screen_probability(p, s, 0, wallet, run_rate, 0.0) for wallet in (1e4, 1e5, 1e6)]
    assert chances[1] == pytest.approx(logistic(1.0))
    assert chances[0] == pytest.approx(logistic(1.0 - 0.25 * math.log(10.0)))
    assert chances[2] == pytest.approx(logistic(1.0 - 0.5 * math.log(10.0)))


def test_a_brand_makes_up_for_size() -> None:
    p, s = fresh(screening={"base": 1.0, "above": 0.5, "status_brand": 2.0}, capabilities={"brand": {"start": 1.0}})
    assert screen_probability(p, s, 0, math.exp(2.0) * 1e5, 1e5, 0.0) == pytest.approx(logistic(1.0))
