"""Capability stocks and their joint strength."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.capability import joint_strength, stock_after
from tests.support.states import fresh

LEVEL = st.floats(0.0, 10.0)
DECAY = st.one_of(st.just(0.0), st.floats(0.01, 3.0))
DAYS = st.floats(0.0, 2000.0)


@given(LEVEL, LEVEL, DECAY, LEVEL, DAYS, DAYS)
def test_two_steps_are_one_longer_step(
    level: float, gain: float, decay: float, effort: float, d1: float, d2: float
) -> None:
    twice = stock_after(stock_after(level, gain, decay, effort, d1), gain, decay, effort, d2)
    assert twice == pytest.approx(stock_after(level, gain, decay, effort, d1 + d2), rel=1e-9, abs=1e-9)


@given(LEVEL, LEVEL, st.floats(0.1, 3.0), LEVEL)
def test_a_stock_settles_where_gain_and_wear_balance(level: float, gain: float, decay: float, effort: float) -> None:
    settled = stock_after(level, gain, decay, effort, 365.0 * 1000.0)
    assert settled == pytest.approx(gain * effort / decay, rel=1e-6, abs=1e-9)


@given(LEVEL, LEVEL, DECAY, LEVEL, st.floats(0.0, 5.0), DAYS)
def test_more_effort_never_lowers_a_stock(
    level: float, gain: float, decay: float, effort: float, more: float, days: float
) -> None:
    assert stock_after(level, gain, decay, effort, days) <= stock_after(level, gain, decay, effort + more, days)


def strength(levels: list[float], rho: float, weights: list[float] | None = None) -> float:
    """Joint strength of four stocks."""
    names = ("brand", "quality", "service", "internal")
    weights = weights or [1.0] * 4
    stocks = {
        name: {"start": level, "weight": weight} for name, level, weight in zip(names, levels, weights, strict=True)
    }
    p, s = fresh({"makers": {"accounts": 1}}, capabilities={"complementarity": rho, **stocks})
    return float(joint_strength(p, s))


LEVELS = st.lists(st.floats(0.01, 10.0), min_size=4, max_size=4)
RHO = st.floats(-50.0, 1.0)


@given(LEVELS, RHO)
def test_joint_strength_is_a_mean(levels: list[float], rho: float) -> None:
    assert min(levels) * (1.0 - 1e-9) <= strength(levels, rho) <= max(levels) * (1.0 + 1e-9)


@given(LEVELS, RHO, st.integers(0, 3), st.floats(0.0, 5.0))
def test_joint_strength_rises_with_every_stock(levels: list[float], rho: float, which: int, more: float) -> None:
    raised = [level + more * (position == which) for position, level in enumerate(levels)]
    assert strength(raised, rho) >= strength(levels, rho) * (1.0 - 1e-9)


@pytest.mark.parametrize(
    ("rho", "expected"), [(1.0, 3.75), (0.0, (1.0 * 2.0 * 4.0 * 8.0) ** 0.25), (-1.0, 4.0 / 1.875), (-1000.0, 1.0)]
)
def test_known_means(rho: float, expected: float) -> None:
    assert strength([1.0, 2.0, 4.0, 8.0], rho) == pytest.approx(expected, rel=2e-3 if rho < -100.0 else 1e-12)


def test_weights_count() -> None:
    assert strength([1.0, 3.0, 5.0, 7.0], 1.0, [1.0, 3.0, 0.0, 0.0]) == pytest.approx(2.5)


def test_a_missing_stock_is_nearly_nothing_under_complements_and_little_under_substitutes() -> None:
    assert strength([0.0, 1.0, 1.0, 1.0], -1.0) < 1e-4
    assert strength([0.0, 1.0, 1.0, 1.0], 1.0) == pytest.approx(0.75, rel=1e-4)
