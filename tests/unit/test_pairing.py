"""Paired differences and their verdicts, on constructed pairs."""

from math import inf, isnan, nan

import numpy as np
import pytest

from experiments.pairing import PairedDifference, judge, paired_difference
from simulator.results import FloatArray

LUCK = np.random.default_rng(1).normal(size=100)


def verdict_of(outcome: str, strategy: FloatArray, baseline: FloatArray, zone: float | None = None) -> str | None:
    zones = {} if zone is None else {outcome: zone}
    return judge({"only": paired_difference(outcome, strategy, baseline)}, zones)["only"].verdict


def test_a_steady_gain_is_better_and_a_steady_loss_is_worse() -> None:
    noise = 0.1 * np.random.default_rng(2).normal(size=100)
    assert verdict_of("value", LUCK + 1 + noise, LUCK) == "better"
    assert verdict_of("value", LUCK - 1 + noise, LUCK) == "worse"


def test_less_is_better_where_the_catalogue_says_so() -> None:
    noise = 0.1 * np.random.default_rng(2).normal(size=100)
    assert verdict_of("customers_lost", LUCK - 1 + noise, LUCK) == "better"
    difference = paired_difference("customers_lost", LUCK - 1, LUCK)
    assert (difference.wins, difference.losses) == (100, 0)


def test_noise_is_undecided_and_the_same_is_equal() -> None:
    assert verdict_of("value", LUCK, LUCK[::-1]) == "undecided"
    assert verdict_of("value", LUCK, LUCK.copy()) == "equal"


def test_a_few_ties_are_not_yet_equal() -> None:
    """59 is the least n with 1 - 0.05 ** (1 / n) < 5 %."""
    assert 1 - 0.05 ** (1 / 59) < 0.05 < 1 - 0.05 ** (1 / 58)
    never_ruined = np.zeros(100)
    assert verdict_of("insolvent", never_ruined[:58], never_ruined[:58]) == "undecided"
    assert verdict_of("insolvent", never_ruined[:59], never_ruined[:59]) == "equal"


def test_one_replication_decides_nothing() -> None:
    assert verdict_of("value", np.array([2.0]), np.array([1.0])) == "undecided"
    assert verdict_of("value", np.array([1.0]), np.array([1.0])) == "undecided"
    assert isnan(paired_difference("value", np.array([2.0]), np.array([1.0])).estimate.half_width)


def test_a_difference_within_the_zone_does_not_matter() -> None:
    strategy = LUCK + 0.1
    assert verdict_of("value", strategy, LUCK) == "better"
    assert verdict_of("value", strategy, LUCK, zone=0.2) == "equal"
    assert verdict_of("value", strategy, LUCK, zone=0.05) == "better"


def test_an_outcome_without_a_direction_has_no_verdict() -> None:
    difference = judge({"only": paired_difference("top20_share", LUCK + 1, LUCK)}, {})["only"]
    assert difference.verdict is None
    assert isnan(difference.p_value_adjusted)
    assert difference.p_value == 0.0


def test_only_outcomes_with_a_direction_share_the_correction() -> None:
    weak = LUCK + 0.25 * np.random.default_rng(8).normal(0.1, 1, 100) + 0.055
    alone = judge({1: paired_difference("value", weak, LUCK)}, {})[1]
    undirected = {k: paired_difference("gini", weak, LUCK) for k in range(2, 9)}
    assert judge({1: paired_difference("value", weak, LUCK), **undirected}, {})[1] == alone
    crowd = {k: paired_difference("value", weak, LUCK) for k in range(1, 9)}
    assert judge(crowd, {})[1].p_value_adjusted == pytest.approx(min(1, 8 * alone.p_value))


def test_ties_count_half() -> None:
    difference = paired_difference("customers", np.array([1.0, 2.0, 3.0, 3.0]), np.array([1.0, 2.0, 2.0, 4.0]))
    assert difference.p_better == 0.5
    assert (difference.wins, difference.ties, difference.losses) == (1, 2, 1)


def test_ruin_is_compared_by_the_sign_test() -> None:
    """McNemar's exact test: 12 lucks where only the baseline fails, 2 where only the strategy does."""
    strategy, baseline = np.zeros(100), np.zeros(100)
    strategy[:2], baseline[10:22] = 1, 1
    difference = paired_difference("insolvent", strategy, baseline)
    assert difference.by_sign_test
    assert difference.p_value == pytest.approx(0.01293945)
    assert difference.estimate.mean == pytest.approx(-0.10)
    assert verdict_of("insolvent", strategy, baseline) == "better"


def test_a_month_that_never_comes_is_the_latest_of_all() -> None:
    strategy = np.array([10.0] * 20)
    baseline = np.array([nan] * 15 + [9.0] * 5)
    difference = paired_difference("first_key_month", strategy, baseline)
    assert (difference.wins, difference.losses) == (15, 5)
    assert difference.pairs == 5
    assert difference.by_sign_test
    assert difference.estimate.mean == 1.0  # where both came, the strategy is later


def test_never_in_both_is_a_tie() -> None:
    never = np.full(60, nan)
    difference = paired_difference("first_key_month", never, never)
    assert (difference.wins, difference.ties, difference.losses) == (0, 60, 0)
    assert verdict_of("first_key_month", never, never) == "equal"


def test_other_undefined_values_are_left_out() -> None:
    strategy, baseline = np.array([1.0, nan, 3.0]), np.array([0.0, 1.0, 1.0])
    difference = paired_difference("acquisition_cost", strategy, baseline)
    assert (difference.pairs, difference.counted) == (2, 2)
    assert verdict_of("acquisition_cost", np.full(5, nan), np.ones(5)) == "undecided"


def test_pairing_saves_replications() -> None:
    difference = paired_difference("value", LUCK + 0.5 * LUCK[::-1], LUCK)
    assert difference.replications_saved == pytest.approx(1 / (1 - difference.variance_reduction))
    assert paired_difference("value", LUCK + 1, LUCK).replications_saved == inf or (
        paired_difference("value", LUCK + 1, LUCK).replications_saved > 1e20
    )


def test_judging_keeps_keys_and_figures() -> None:
    pair = paired_difference("value", LUCK + 1, LUCK)
    judged = judge({("a", "value"): pair}, {})
    assert isinstance(judged["a", "value"], PairedDifference)
    assert judged["a", "value"].estimate == pair.estimate
