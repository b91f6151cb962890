"""The models' formulas against other ways to compute them, and what a fit says of limits."""

import numpy as np
import pytest
from scipy import integrate, special

from experiments.calibration import bgnbd, gammagamma, mbgnbd, nbd, paretonbd, sbg
from experiments.calibration.customers import Customers
from experiments.calibration.likelihood import Fit, fit
from tests.oracles.leaving import bgnbd_transactions, pareto_likelihood_ratio
from tests.unit.calibration.generators import customers, spends

HARD = [  # r, alpha, s, beta; x, t_x, T
    (0.55, 10.6, 0.61, 11.7, 2, 30.4, 38.9),
    (0.55, 10.6, 0.61, 11.7, 0, 0.0, 38.9),
    (0.02, 0.1, 0.05, 50.0, 0, 0.0, 500.0),
    (20.0, 300.0, 0.05, 0.01, 0, 0.0, 300.0),
    (2.0, 1.0, 3.0, 900.0, 800, 290.0, 300.0),
    (1.0, 0.01, 0.3, 5.0, 40, 1.0, 400.0),
    (0.3, 80.0, 8.0, 2.0, 1, 0.5, 200.0),
    (1.0, 7.0, 1.0, 7.0, 3, 10.0, 20.0),
]


def one(x: int, last: float, age: float) -> Customers:
    return Customers(repeats=np.array([x]), last=np.array([last]), age=np.array([age]), weights=np.ones(1))


@pytest.mark.parametrize("case", HARD)
def test_the_integral_of_paretonbd_is_right_where_it_is_hard(case: tuple[float, ...]) -> None:
    r, alpha, s, beta, x, last, age = case

    def log_integrand(time: float) -> float:
        return float(-(r + x) * np.log1p(time / alpha) - (s + 1.0) * np.log1p(time / beta))

    top = log_integrand(last)

    def integrand(log_time: float) -> float:
        return float(np.exp(log_integrand(last + np.exp(log_time)) - top + log_time))

    whole = integrate.quad(integrand, -40.0, np.log(age - last), epsabs=0.0, epsrel=1e-12, limit=500)[0]
    own = paretonbd.log_left(np.array([r, alpha, s, beta]), one(int(x), last, age))[0]
    assert own - top == pytest.approx(np.log(whole), abs=1e-8)


def test_the_integral_of_paretonbd_is_the_difference_of_hypergeometric_functions() -> None:
    r, alpha, s, beta, x, last, age = 0.55, 10.6, 0.61, 8.2, 2, 30.4, 38.9

    def part(time: float) -> float:
        z = (alpha - beta) / (alpha + time)
        return float(special.hyp2f1(r + s + x, s + 1, r + s + x + 1, z) / (alpha + time) ** (r + s + x))

    theirs = (part(last) - part(age)) / (r + s + x)
    own = paretonbd.log_left(np.array([r, alpha, s, beta]), one(x, last, age))[0]
    factor = alpha ** (r + x) * beta ** (s + 1.0)
    assert np.exp(own) == pytest.approx(factor * theirs, rel=1e-9)


def test_paretonbd_alive_is_that_of_the_oracle() -> None:
    values = np.array([1.1, 0.25, 2.5, 2.0])
    x, last = np.array([0, 2, 9]), np.array([0.0, 0.7, 1.9])
    rows = Customers(repeats=x, last=last, age=np.full(3, 2.0), weights=np.ones(3))
    oracle = pareto_likelihood_ratio(1.1, 0.25, 2.5, 2.0, x, last, 2.0)
    np.testing.assert_allclose(paretonbd.alive(values, rows), oracle, rtol=1e-9)


def test_bgnbd_orders_ahead_of_a_new_customer_are_those_of_the_oracle() -> None:
    values, weeks = np.array([0.24, 4.4, 0.79, 2.43]), 39.0
    own = bgnbd.expected(values, one(0, 0.0, 0.0), weeks)
    assert own[0] == pytest.approx(bgnbd_transactions(0.24, 4.4, 0.79, 2.43, weeks), rel=1e-9)


def test_orders_ahead_go_over_smoothly_to_large_parameters() -> None:
    near = bgnbd.orders_ahead(np.array([400.0]), np.array([4000.0]), 2.0, np.array([30.0]), 20.0)
    far = bgnbd.orders_ahead(np.array([600.0]), np.array([6000.0]), 2.0, np.array([30.0]), 20.0)
    assert far[0] == pytest.approx(near[0], rel=2e-3)
    assert np.isfinite(bgnbd.orders_ahead(np.array([1e6]), np.array([1e7]), 1e-6, np.array([1e5]), 20.0))[0]


@pytest.mark.parametrize("module", [nbd, bgnbd, mbgnbd, paretonbd])
def test_likelihoods_are_densities(module: object) -> None:
    """P(no repeat) plus the density of the first order's time, integrated, is at most 1 and 1 with P(two or more)."""
    count = len(module.MODEL.parameters)  # type: ignore[attr-defined]
    values = np.array([0.8, 6.0, 0.7, 3.0])[:count]
    log_likelihood = module.MODEL.log_likelihood  # type: ignore[attr-defined]
    none = np.exp(log_likelihood(values, one(0, 0.0, 10.0)))[0]
    single = integrate.quad(lambda t: np.exp(log_likelihood(values, one(1, t, 10.0)))[0], 0.0, 10.0)[0]
    double = integrate.quad(lambda t: t * np.exp(log_likelihood(values, one(2, t, 10.0)))[0], 0.0, 10.0)[0]
    triple = integrate.quad(lambda t: t**2 / 2 * np.exp(log_likelihood(values, one(3, t, 10.0)))[0], 0.0, 10.0)[0]
    more = [
        integrate.quad(
            lambda t, n=n: np.exp(
                (n - 1) * np.log(t) - special.gammaln(n) + log_likelihood(values, one(n, t, 10.0))[0]
            ),
            0.0,
            10.0,
        )[0]
        for n in range(4, 60)
    ]
    assert none + single + double + triple + sum(more) == pytest.approx(1.0, abs=2e-4)


@pytest.mark.parametrize("module", [bgnbd, mbgnbd, paretonbd])
def test_a_base_that_nobody_leaves_lies_on_the_boundary(module: object) -> None:
    base = customers(np.random.default_rng(3), 600, 1.5, 10.0)
    found: Fit = fit(module.MODEL, base)  # type: ignore[attr-defined]
    plain = fit(nbd.MODEL, base)
    assert found.log_likelihood >= plain.log_likelihood - 0.01
    assert found.log_likelihood - plain.log_likelihood < 4.0
    assert found.boundary
    last = list(found.parameters.values())[-1]
    assert np.isnan([last.standard_error, last.low, last.high]).all()
    np.testing.assert_allclose(found.values[:2], plain.values, rtol=0.1)


def test_equal_customers_are_told_as_such() -> None:
    random = np.random.default_rng(4)
    age = np.full(400, 50.0)
    even = Customers.grouped(np.full(400, 5), random.uniform(30.0, 50.0, 400), age)
    found = fit(nbd.MODEL, even)
    assert found.boundary == (nbd.SAME_FREQUENCY,)
    assert found.derived["orders_per_week"].estimate == pytest.approx(0.1, rel=1e-4)


def test_equal_spenders_are_told_as_such() -> None:
    spend = spends(np.random.default_rng(5), 300, 3.0, 1e6, 1e8)
    assert fit(gammagamma.MODEL, spend).boundary == (gammagamma.SAME_ACCOUNTS,)


def test_sbg_survivors_fall_and_retention_rises() -> None:
    values = fit(sbg.MODEL, sbg.renewals_from_survivors([1.0, 0.631, 0.468, 0.382])).values
    assert (np.diff(sbg.retention(values, 8)) > 0.0).all()
    np.testing.assert_allclose(sbg.survivors(values, 3), [0.631, 0.468, 0.382], atol=0.01)


def test_the_time_unit_does_not_matter() -> None:
    base = customers(np.random.default_rng(6), 300, 1.0, 8.0, a=0.8, b=4.0)
    days = Customers(repeats=base.repeats, last=base.last * 7.0, age=base.age * 7.0, weights=base.weights)
    weeks, other = fit(bgnbd.MODEL, base), fit(bgnbd.MODEL, days)
    np.testing.assert_allclose(other.values / weeks.values, [1.0, 7.0, 1.0, 1.0], rtol=1e-3)


def test_draws_scatter_as_the_covariance_says() -> None:
    found = fit(nbd.MODEL, customers(np.random.default_rng(7), 400, 1.0, 8.0))
    drawn = np.log(found.draws(4000, np.random.default_rng(1)))
    np.testing.assert_allclose(np.cov(drawn.T), found.covariance, rtol=0.15)
