"""Statistics against published examples, scipy, and their own promise: that the intervals cover."""

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest
import scipy.stats

from experiments.statistics import (
    holm,
    mean,
    mean_estimate,
    paired_t_p_value,
    quantile,
    replications_to_settle,
    share_difference_estimate,
    share_estimate,
    sign_test_p_value,
    variance,
    variance_reduction,
    wilson,
)

# Student (1908), hours of sleep gained by ten patients: the second drug less the first.
SLEEP = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])


def test_paired_t_on_the_sleep_data_of_student() -> None:
    assert mean(SLEEP) == pytest.approx(1.58)
    assert paired_t_p_value(SLEEP) == pytest.approx(0.002833, abs=5e-7)
    estimate = mean_estimate(SLEEP)
    assert (estimate.low, estimate.high) == pytest.approx((0.7001142, 2.4598858), abs=5e-8)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_on_the_examples_of_newcombe(successes: int, trials: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("successes", "trials"), [(0, 7), (3, 7), (7, 7), (50, 1000)])
def test_wilson_agrees_with_scipy(successes: int, trials: int) -> None:
    expected = scipy.stats.binomtest(successes, trials).proportion_ci(method="wilson")
    assert wilson(successes, trials) == pytest.approx((expected.low, expected.high))


def test_wilson_of_nothing_is_not_defined() -> None:
    assert all(map(isnan, wilson(0, 0)))


def test_holm_on_a_published_example() -> None:
    """Four hypotheses, of which the first and the last are rejected at 5 % (Wikipedia, Holm-Bonferroni)."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_stops_at_one_and_does_not_count_what_was_not_tested() -> None:
    assert holm([0.9, nan, 0.5])[::2] == [1.0, 1.0]
    assert holm([0.02, nan, 0.03])[::2] == pytest.approx([0.04, 0.04])
    assert isnan(holm([0.02, nan, 0.03])[1])
    assert holm([]) == []


@pytest.mark.parametrize(("wins", "losses"), [(9, 1), (5, 5), (0, 6), (60, 40)])
def test_sign_test_agrees_with_scipy(wins: int, losses: int) -> None:
    expected = scipy.stats.binomtest(wins, wins + losses).pvalue
    assert sign_test_p_value(wins, losses) == pytest.approx(expected)


def test_sign_test_without_a_difference_sees_nothing() -> None:
    assert sign_test_p_value(0, 0) == 1.0


def test_estimates_agree_with_scipy() -> None:
    values = np.random.default_rng(5).exponential(size=17)
    low, high = scipy.stats.t.interval(0.95, 16, loc=np.mean(values), scale=scipy.stats.sem(values))
    estimate = mean_estimate(values)
    assert (estimate.low, estimate.high) == pytest.approx((low, high))
    assert variance(values) == pytest.approx(np.var(values, ddof=1))
    assert quantile(values, 0.05) == pytest.approx(np.quantile(values, 0.05))
    assert paired_t_p_value(values - 1) == pytest.approx(scipy.stats.ttest_1samp(values, 1).pvalue)


def test_undefined_values_are_left_out() -> None:
    some, all_ = np.array([1.0, nan, 2.0, 4.0]), np.array([1.0, 2.0, 4.0])
    assert mean_estimate(some) == mean_estimate(all_)
    assert variance(some) == variance(all_)
    assert isnan(mean(np.array([nan, nan])))
    assert isnan(quantile(np.array([nan]), 0.5))


def test_one_value_has_no_half_width_and_equal_values_have_none_either() -> None:
    assert isnan(mean_estimate(np.array([3.0])).half_width)
    assert isnan(paired_t_p_value(np.array([3.0])))
    assert mean_estimate(np.full(9, 3.3)).half_width == 0.0
    assert paired_t_p_value(np.full(9, 0.0)) == 1.0
    assert paired_t_p_value(np.full(9, 3.0)) == 0.0


def test_a_share_never_seen_is_not_certain_to_be_zero() -> None:
    estimate = share_estimate(np.zeros(50))
    assert estimate.mean == 0
    assert estimate.low == 0
    assert 0.05 < estimate.high < 0.08
    assert estimate.half_width == estimate.high


def test_paired_shares_without_a_different_pair_still_have_a_width() -> None:
    estimate = share_difference_estimate(np.zeros(50))
    assert estimate.mean == 0
    assert estimate.half_width == pytest.approx(1.959964 * sqrt(1) / 52, rel=1e-6)
    assert isnan(share_difference_estimate(np.array([])).half_width)


def test_variance_reduction_by_hand() -> None:
    first, second = np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])
    # Variances 1 and 1; the differences 0, -1, 1 have variance 1.
    assert variance_reduction(first, second) == pytest.approx(0.5)
    assert variance_reduction(first, -first) == pytest.approx(-1.0)
    assert isnan(variance_reduction(np.ones(3), np.ones(3)))


def test_replications_to_settle_gives_the_power_that_it_promises() -> None:
    """With that many replications Student's test should see half a standard deviation in 80 % of cases.

    The binomial error of 2000 experiments is 0.9 %; the normal approximation costs about 1 %, rounding up
    gains about 1 %: 4 % allowed.
    """
    needed = int(replications_to_settle(0.5, 1.0, comparisons=1))
    rng = np.random.default_rng(11)
    seen = sum(paired_t_p_value(rng.normal(0.5, 1.0, needed)) < 0.05 for _ in range(2000))
    assert seen / 2000 == pytest.approx(0.8, abs=0.04)
    assert replications_to_settle(0.0, 1.0, 1) == inf
    assert replications_to_settle(0.5, 1.0, 10) > needed


def test_half_widths_of_means_cover_as_often_as_they_say() -> None:
    """4000 experiments of 12 normal values; 4 standard errors of the coverage are 1.4 %."""
    rng = np.random.default_rng(3)
    estimates = [mean_estimate(rng.normal(2.0, 5.0, 12)) for _ in range(4000)]
    covered = sum(estimate.low <= 2.0 <= estimate.high for estimate in estimates)
    assert covered / 4000 == pytest.approx(0.95, abs=0.014)


def test_half_widths_of_skewed_means_cover_nearly_as_often() -> None:
    """100 exponential values, as skewed as money is: coverage within 2 % of 95 %."""
    rng = np.random.default_rng(4)
    estimates = [mean_estimate(rng.exponential(1.0, 100)) for _ in range(2000)]
    covered = sum(estimate.low <= 1.0 <= estimate.high for estimate in estimates)
    assert covered / 2000 == pytest.approx(0.95, abs=0.02)


def test_intervals_of_shares_cover_as_often_as_they_say() -> None:
    """Share 8 % of 100: discreteness alone moves the coverage by up to 2 %, sampling by 2 % (4 errors)."""
    rng = np.random.default_rng(6)
    estimates = [share_estimate((rng.random(100) < 0.08).astype(float)) for _ in range(2000)]
    covered = sum(estimate.low <= 0.08 <= estimate.high for estimate in estimates)
    assert covered / 2000 == pytest.approx(0.95, abs=0.04)


def test_intervals_of_paired_shares_cover_as_often_as_they_say() -> None:
    """Ruin in 15 % and 5 % of 100 lucks, from the same uniform draw: the true difference is 10 %."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(2000):
        luck = rng.random(100)
        estimate = share_difference_estimate((luck < 0.15).astype(float) - (luck < 0.05))
        covered += estimate.low <= 0.10 <= estimate.high
    assert covered / 2000 == pytest.approx(0.95, abs=0.04)
