"""Crossover months on constructed curves."""

import numpy as np
import pytest

from experiments.cashflow import crossover, fan
from experiments.statistics import quantile


def curves(*values: float, spread: float = 0.0, count: int = 40) -> np.ndarray:
    noise = np.random.default_rng(1).normal(size=(count, 1)) * spread
    return np.array(values) + noise * (np.arange(len(values)) > 0)


def test_behind_at_first_then_ahead_for_good() -> None:
    flat = curves(0, 0, 0, 0, 0, 0)
    crossing = crossover(curves(0, -3, -1, 1, 2, 3), flat)
    assert (crossing.ahead, crossing.month, crossing.earliest, crossing.latest) == (1, 3, 3, 3)


def test_a_short_lead_does_not_count() -> None:
    crossing = crossover(curves(0, 2, -1, 1, 2), curves(0, 0, 0, 0, 0))
    assert crossing.month == 3


def test_the_baseline_may_be_the_one_that_ends_ahead() -> None:
    crossing = crossover(curves(0, 3, 1, -1, -2), curves(0, 0, 0, 0, 0))
    assert (crossing.ahead, crossing.month) == (-1, 3)


def test_uncertainty_widens_the_month_to_an_interval() -> None:
    gaps = curves(0, -3, -2, -1, 1, 2, 3, 4, spread=4.0)
    crossing = crossover(gaps - np.mean(gaps - curves(0, -3, -2, -1, 1, 2, 3, 4)[0], axis=0), np.zeros((40, 8)))
    assert crossing.month == 4
    assert crossing.earliest == 3  # half-width 1.2 or so: -1 is within it, -2 is not
    assert crossing.latest == 5


def test_a_lead_within_its_uncertainty_is_not_settled() -> None:
    crossing = crossover(curves(0, 0.1, 0.2, spread=9.0), curves(0, 0, 0))
    assert crossing.latest is None


def test_equal_curves_have_no_crossover() -> None:
    crossing = crossover(curves(0, 1, 2), curves(0, 1, 2))
    assert (crossing.ahead, crossing.month) == (0, None)


def test_one_replication_settles_no_month() -> None:
    crossing = crossover(curves(0, 1, 2, count=1), curves(0, 0, 0, count=1))
    assert (crossing.month, crossing.earliest, crossing.latest) == (1, None, None)


def test_fan_is_ordered() -> None:
    low, middle, high = fan(curves(0, 1, 2, spread=1.0), (0.05, 0.5, 0.95))
    assert np.all(low[1:] < middle[1:])
    assert np.all(middle[1:] < high[1:])
    assert low[0] == pytest.approx(0)


@pytest.mark.parametrize("undefined", [False, True])
def test_a_fan_holds_the_same_floats_as_its_months_one_by_one(*, undefined: bool) -> None:
    many = np.random.default_rng(5).lognormal(10.0, 2.0, size=(37, 61))
    if undefined:
        many[3, 4:] = np.nan
    levels = (0.05, 0.5, 0.95)
    one_by_one = [[quantile(month, level) for month in many.T] for level in levels]
    np.testing.assert_array_equal(fan(many, levels), one_by_one)
