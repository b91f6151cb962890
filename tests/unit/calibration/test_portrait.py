"""Sizes, tails, rhythm, retention and growth: what they find in data whose answer is known."""

import numpy as np
import pytest

from experiments.calibration.gaps import gaps_of, regularity
from experiments.calibration.growth import growth_of
from experiments.calibration.orders import Orders, settle
from experiments.calibration.portrait import portrait_of, retention_by_tenure, sizes, yearly_spend
from experiments.calibration.tails import tail_test
from simulator.results import FloatArray

START = 730_000


def orders_from(histories: list[tuple[FloatArray, FloatArray]], days: int) -> Orders:
    """Orders of accounts, each with its days and values."""
    account = np.concatenate([np.full(len(day), number) for number, (day, _) in enumerate(histories)])
    day = np.concatenate([day for day, _ in histories]).astype(np.int64) + START
    settled = settle(account, day, np.concatenate([value for _, value in histories]))
    return Orders(
        account=settled.account,
        day=settled.day,
        value=settled.value,
        names=[str(number) for number in range(len(histories))],
        until=START + days,
        seller=np.zeros(0, dtype=np.int64),
        lost_day=np.zeros(0, dtype=np.int64),
    )


def renewals(shape: float, accounts: int = 150, growth: float = 0.0, seed: int = 1) -> Orders:
    """Accounts that order about every 30 days over three years, with gamma gaps."""
    random = np.random.default_rng(seed)
    histories = []
    for _ in range(accounts):
        mean = random.uniform(20.0, 60.0)
        day = np.concatenate(([0.0], np.cumsum(random.gamma(shape, mean / shape, 100)))) + random.uniform(0, 200)
        day = day[day < 1095.0]
        number = np.log2(np.arange(len(day)) + 1.0)
        histories.append((day, np.exp(random.normal(5.0, 1.0) + growth * number + random.normal(0, 0.5, len(day)))))
    return orders_from(histories, 1095)


@pytest.mark.parametrize("shape", [0.6, 1.0, 4.0])
def test_regularity_is_found_although_frequencies_differ(shape: float) -> None:
    found = regularity(gaps_of(renewals(shape)))
    assert found is not None
    rounding = 0.06  # days are whole, and two orders of one day are one
    assert found.shape == pytest.approx(shape, rel=rounding, abs=4.0 * found.standard_error)


@pytest.mark.parametrize("growth", [0.0, 0.2])
def test_growth_within_accounts_is_told_from_differences_between_them(growth: float) -> None:
    found = growth_of(renewals(1.0, growth=growth))
    assert found is not None
    assert found.value_growth == pytest.approx(growth, abs=4.0 * found.value_error)
    assert found.value_error < 0.02
    assert found.pace_growth == pytest.approx(0.0, abs=5.0 * found.pace_error)
    assert 0.4 < found.born_big <= 1.0
    # levels have variance 1, noise 0.25; growth 0.2 times the spread of log2 of the order's number
    assert found.between_share == pytest.approx(1.0 / (1.25 + (0.06 if growth else 0.0)), abs=0.12)
    assert found.growth_share == pytest.approx(0.05 if growth else 0.0, abs=0.02)
    assert found.detectable == pytest.approx(2.8 * found.value_error)


def test_too_few_accounts_say_nothing_of_growth_or_regularity() -> None:
    orders = renewals(1.0, accounts=5)
    assert growth_of(orders) is None
    assert regularity(gaps_of(orders)) is None


def mixed(random: np.random.Generator, count: int) -> FloatArray:
    """A lognormal body whose upper tenth is a Pareto law with exponent 1.3."""
    start = np.exp(1.28)
    body = np.minimum(random.lognormal(0.0, 1.0, count), start)
    return np.where(random.random(count) < 0.1, start * (random.pareto(1.3, count) + 1.0), body)


def test_a_pareto_tail_and_a_lognormal_one_are_told_apart() -> None:
    random = np.random.default_rng(2)
    giants = tail_test(random.pareto(1.2, 3000) + 1.0)
    assert giants is not None
    assert giants.verdict == "pareto"
    assert giants.exponent == pytest.approx(1.2, abs=4.0 * giants.exponent_error)
    grafted = tail_test(mixed(random, 6000))
    assert grafted is not None
    assert grafted.verdict == "pareto"


@pytest.mark.parametrize("sigma", [0.5, 1.3])
def test_a_lognormal_is_not_called_pareto_more_often_than_the_level_says(sigma: float) -> None:
    """At a level of 5 % more than 5 of 20 are a false alarm of this test in 3 of 10,000 cases."""
    random = np.random.default_rng(4)
    found = [tail_test(random.lognormal(0.0, sigma, 400)) for _ in range(20)]
    assert sum(each is not None and each.verdict == "pareto" for each in found) <= 5


def test_a_light_tail_is_not_called_pareto() -> None:
    """Logarithms of exponential values have a long lower end: their lognormal is too heavy, not too light."""
    random = np.random.default_rng(5)
    found = [tail_test(random.exponential(1.0, 1000)) for _ in range(10)]
    assert all(each is not None and each.verdict != "pareto" for each in found)


def test_few_values_have_no_tail() -> None:
    assert tail_test(np.arange(1.0, 60.0)) is None
    assert tail_test(np.ones(500)) is None


def test_sizes_are_those_of_the_lognormal() -> None:
    found = sizes(np.random.default_rng(3).lognormal(4.0, 1.1, 4000))
    assert found.median == pytest.approx(np.exp(4.0), abs=4.0 * found.median_error)
    assert found.sigma == pytest.approx(1.1, abs=4.0 * found.sigma_error)


def test_yearly_spend_of_even_orders_is_a_year_of_them() -> None:
    even = [(np.arange(0.0, 730.0, 73.0), np.full(10, 100.0)) for _ in range(25)]
    np.testing.assert_allclose(yearly_spend(orders_from(even, 800)), 500.0, rtol=1e-12)


def test_retention_counts_only_accounts_that_were_seen_long_enough() -> None:
    stayed = [(np.array([0.0, 120.0, 220.0]), np.ones(3))] * 30
    left = [(np.array([0.0]), np.ones(1))] * 10
    late = [(np.array([250.0]), np.ones(1))] * 50
    found = retention_by_tenure(orders_from([*stayed, *left, *late], 310), 100.0)
    assert [(each.period, each.accounts, each.share) for each in found] == [(1, 40, 0.75), (2, 30, 1.0)]
    assert found[0].low < 0.75 < found[0].high


def test_a_portrait_adds_up() -> None:
    found = portrait_of(renewals(1.0))
    assert found.accounts == 150
    assert 0.2 < found.concentration["top20_share"] < 1.0
    assert found.order_noise == pytest.approx(0.5, abs=0.02)
    assert abs(found.frequency_value_correlation) < 0.3
    assert found.sellers == 0
