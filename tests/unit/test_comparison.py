"""Comparisons of made-up runs: spending, best strategy, failed replications."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from experiments.comparison import compare
from experiments.replication import FailedReplication, ReplicationError
from tests.unit.fake_firm import made_up_runs, scenario

LUCK = np.random.default_rng(1).normal(size=200)
NOISE = np.random.default_rng(2).normal(size=200)


def test_the_first_outcome_decides_and_risks_are_always_compared() -> None:
    comparison = compare(
        scenario("chase", "base", outcomes=["customers", "value"]),
        made_up_runs({"chase": {"value": LUCK}, "base": {"value": LUCK}}),
    )
    assert comparison.main == "customers"
    assert comparison.outcomes == ("customers", "value", "insolvent", "cash_trough")
    assert comparison.family_size == 4


def test_an_insolvent_firm_does_not_pass_for_thrifty() -> None:
    """Half the lucks end after 12 of 24 months with half the spend: the same spend per month lived."""
    ended = np.where(np.arange(200) < 100, 12.0, nan)
    spend = np.where(np.arange(200) < 100, 500.0, 1000.0)
    runs = made_up_runs(
        {
            "chase": {"spend": np.full(200, 1000.0)},
            "base": {"spend": spend, "insolvent_month": ended, "insolvent": (ended == 12).astype(float)},
        }
    )
    comparison = compare(scenario("chase", "base"), runs)
    assert comparison.spending["base"].per_month == pytest.approx(comparison.spending["chase"].per_month)
    assert not comparison.spending["base"].is_unequal


def test_unequal_spending_shows() -> None:
    runs = made_up_runs({"chase": {"spend": np.full(200, 1000.0)}, "base": {"spend": np.full(200, 1100.0)}})
    spending = compare(scenario("chase", "base"), runs).spending["base"]
    assert spending.excess == pytest.approx(0.1)
    assert spending.is_unequal


def test_the_best_of_three_must_beat_every_other_one() -> None:
    clear = {"a": {"value": LUCK}, "b": {"value": LUCK + 1 + 0.1 * NOISE}, "c": {"value": LUCK - 1 + NOISE}}
    assert compare(scenario("a", "b", "c"), made_up_runs(clear)).best == "b"
    tied = {**clear, "c": {"value": LUCK + 1 + 0.1 * NOISE[::-1]}}
    assert compare(scenario("a", "b", "c"), made_up_runs(tied)).best is None


def test_the_baseline_may_be_the_best() -> None:
    runs = made_up_runs({"a": {"value": LUCK + 1 + 0.1 * NOISE}, "b": {"value": LUCK}, "c": {"value": LUCK - 1}})
    assert compare(scenario("a", "b", "c"), runs).best == "a"


def test_lucks_that_failed_are_left_out_for_all() -> None:
    runs = made_up_runs({"chase": {"value": LUCK}, "base": {"value": LUCK + 1}})
    failure = FailedReplication(strategy="base", replication=0, error="x", trace="x")
    comparison = compare(scenario("chase", "base"), replace(runs, failures=(failure,)))
    assert comparison.replications == 199
    assert comparison.failures == (failure,)
    assert comparison.summaries["chase"]["value"].estimate.mean == pytest.approx(np.mean(LUCK[1:]))


def test_nothing_left_is_an_error() -> None:
    runs = made_up_runs({"chase": {"value": np.ones(1)}, "base": {"value": np.ones(1)}})
    failure = FailedReplication(strategy="base", replication=0, error="x", trace="x")
    with pytest.raises(ReplicationError, match="no replication was finished"):
        compare(scenario("chase", "base"), replace(runs, failures=(failure,)))
