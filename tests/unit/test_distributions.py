"""Declared distributions: quantiles, means and variances against SciPy's own laws."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate, stats

from simulator.distributions import (
    Beta,
    Constant,
    Distribution,
    Exponential,
    Gamma,
    GammaGamma,
    Lognormal,
    LognormalParetoTail,
    Normal,
)
from simulator.model.variates import gamma, lognormal, standard_normal
from simulator.randomness import Stream, draws

TINY = 2.0**-53
LEVELS = np.array([TINY, 1e-9, 0.01, 0.3, 0.5, 0.77, 0.99, 1.0 - 1e-9, 1.0 - TINY])
GIANTS = LognormalParetoTail(median=50.0, sigma=1.1, tail_probability=0.02, tail_exponent=2.6)

# Each of ours beside the same law in SciPy.
TWINS: dict[str, tuple[Distribution, Any]] = {
    "normal": (Normal(mean=-1.5, sd=0.7), stats.norm(-1.5, 0.7)),
    "exponential": (Exponential(mean=46.0), stats.expon(scale=46.0)),
    "gamma": (Gamma(mean=9.0, cv=1.5), stats.gamma(1 / 2.25, scale=9.0 * 2.25)),
    "gamma by shape": (Gamma.from_shape_and_rate(0.243, 4.414), stats.gamma(0.243, scale=1 / 4.414)),
    "beta": (Beta(mean=0.2, concentration=6.0), stats.beta(1.2, 4.8)),
    "beta by shapes": (Beta.from_shapes(0.793, 2.426), stats.beta(0.793, 2.426)),
    "lognormal": (Lognormal(median=120.0, sigma=1.3), stats.lognorm(1.3, scale=120.0)),
    "gamma-gamma": (GammaGamma(p=6.25, q=3.74, gamma=15.44), stats.invgamma(3.74, scale=6.25 * 15.44)),
}
EVERY: list[Distribution] = [
    *(ours for ours, _ in TWINS.values()),
    GIANTS,
    Constant(3.0),
    Gamma(mean=9.0, cv=0.0),
    Lognormal(median=7.0, sigma=0.0),
]


@pytest.mark.parametrize("name", TWINS)
def test_quantiles_agree_with_scipy(name: str) -> None:
    ours, scipys = TWINS[name]
    np.testing.assert_allclose(ours.quantile(LEVELS), scipys.ppf(LEVELS), rtol=1e-9)


@pytest.mark.parametrize("name", TWINS)
def test_mean_and_variance_agree_with_scipy(name: str) -> None:
    ours, scipys = TWINS[name]
    assert ours.mean == pytest.approx(scipys.mean(), rel=1e-12)
    assert ours.variance == pytest.approx(scipys.var(), rel=1e-12)


@pytest.mark.parametrize("law", EVERY, ids=repr)
@given(one=st.floats(TINY, 1.0 - TINY), other=st.floats(TINY, 1.0 - TINY))
def test_quantiles_rise_with_u(law: Distribution, one: float, other: float) -> None:
    low, high = law.quantile([min(one, other), max(one, other)]).tolist()
    assert low <= high + 1e-12 * abs(high)


@pytest.mark.parametrize("law", EVERY, ids=repr)
def test_quantiles_keep_the_shape_and_are_floats(law: Distribution) -> None:
    values = law.quantile(np.full((2, 3), 0.4))
    assert values.shape == (2, 3)
    assert values.dtype == np.float64
    assert values[1, 2] == law.quantile(0.4)


@pytest.mark.parametrize("sigma", [0.0, 0.6, 1.4])
def test_moments_with_a_pareto_tail_are_the_integrals_of_the_quantile_function(sigma: float) -> None:
    """The tail is integrated over t, 1 - u = share exp(-t); beyond t = 25 lie 6e-8 of its second moment."""
    share = 0.05
    law = LognormalParetoTail(median=50.0, sigma=sigma, tail_probability=share, tail_exponent=6.0)

    def raw_moment(order: int) -> float:
        body, _ = integrate.quad(lambda u: float(law.quantile(u)) ** order, 0.0, 1.0 - share, limit=200)

        def beyond(t: float) -> float:
            remainder = share * math.exp(-t)
            return float(law.quantile(1.0 - remainder)) ** order * remainder

        return float(body + integrate.quad(beyond, 0.0, 25.0, limit=200)[0])

    assert law.mean == pytest.approx(raw_moment(1), rel=1e-6)
    assert law.variance == pytest.approx(raw_moment(2) - raw_moment(1) ** 2, rel=1e-5)


def test_no_spread_means_all_alike() -> None:
    for law in (
        Constant(7.0),
        Gamma(mean=7.0, cv=0.0),
        Gamma(mean=7.0, cv=1e-200),
        Lognormal(median=7.0, sigma=0.0),
        Normal(7.0, 0.0),
    ):
        assert law.quantile(LEVELS).tolist() == [7.0] * len(LEVELS)
        assert law.variance == 0.0


def survival(law: Distribution, level: NDArray[np.float64]) -> NDArray[np.float64]:
    return law.quantile(1.0 - level)


def test_the_body_below_the_joint_is_lognormal() -> None:
    below = np.array([0.001, 0.5, 0.97, 0.98])
    assert GIANTS.quantile(below).tolist() == Lognormal(50.0, 1.1).quantile(below).tolist()


def test_the_tail_beyond_the_joint_is_pareto() -> None:
    shares = np.array([0.02, 0.01, 0.002, 1e-4])
    pareto = GIANTS.joint * (shares / 0.02) ** (-1.0 / 2.6)
    np.testing.assert_allclose(survival(GIANTS, shares), pareto, rtol=1e-12)


def test_the_tail_joins_the_body_without_a_gap() -> None:
    around = GIANTS.quantile([0.98 - 1e-12, 0.98, 0.98 + 1e-12])
    np.testing.assert_allclose(around, GIANTS.joint, rtol=1e-9)


@pytest.mark.parametrize(("exponent", "mean", "variance"), [(1.0, True, True), (2.0, False, True), (2.1, False, False)])
def test_heavy_tails_have_infinite_moments(exponent: float, mean: bool, variance: bool) -> None:
    law = LognormalParetoTail(median=1.0, sigma=1.0, tail_probability=0.1, tail_exponent=exponent)
    assert (math.isinf(law.mean), math.isinf(law.variance)) == (mean, variance)


@pytest.mark.parametrize(("q", "mean", "variance"), [(1.0, True, True), (2.0, False, True), (2.1, False, False)])
def test_gamma_gamma_has_infinite_moments_for_small_q(q: float, mean: bool, variance: bool) -> None:
    law = GammaGamma(p=6.0, q=q, gamma=15.0)
    assert (math.isinf(law.mean), math.isinf(law.variance)) == (mean, variance)


def test_gamma_gamma_orders_vary_around_the_account_as_the_model_says() -> None:
    """Spend per order is Gamma(p, rate nu): its variance within accounts is mean^2 / p.

    40 000 accounts with one order each, fixed seed; tolerance five standard errors of the mean.
    """
    law, accounts = GammaGamma(p=6.25, q=5.0, gamma=15.0), np.arange(40_000)
    level = law.quantile(draws(1, 0, Stream.ORDER_SIZE, accounts))
    noise = np.array([gamma(u, law.p) / law.p for u in draws(1, 0, Stream.ORDER_VALUE, accounts).tolist()])
    orders = level * noise
    total_variance = law.variance * (1 + 1 / law.p) + law.mean**2 / law.p
    assert orders.mean() == pytest.approx(law.mean, abs=5 * math.sqrt(total_variance / len(accounts)))
    assert noise.var() == pytest.approx(1 / law.p, rel=0.05)


def test_population_and_engine_variates_tell_the_same_story() -> None:
    """The two homes of a law agree, though not to the last bit: arrays use other routines."""
    for u in LEVELS.tolist():
        assert float(Normal(0.0, 1.0).quantile(u)) == pytest.approx(standard_normal(u), rel=1e-14)
        assert float(Lognormal(1.0, 0.9).quantile(u)) == pytest.approx(lognormal(u, 0.9), rel=1e-13)
        assert float(Gamma.from_shape_and_rate(2.5, 1.0).quantile(u)) == pytest.approx(gamma(u, 2.5), rel=1e-9)


@pytest.mark.parametrize(
    ("construct", "fault"),
    [
        (lambda: Constant(math.nan), "value: expected a finite number, got nan"),
        (lambda: Normal(math.inf, 1.0), "mean: expected a finite number, got inf"),
        (lambda: Normal(0.0, -1.0), "sd: expected zero or more, and finite, got -1.0"),
        (lambda: Exponential(0.0), "mean: expected positive and finite, got 0.0"),
        (lambda: Gamma(1.0, -0.1), "cv: expected zero or more"),
        (lambda: Gamma.from_shape_and_rate(0.0, 1.0), "shape: expected positive"),
        (lambda: Beta(1.0, 2.0), "mean: expected between 0 and 1, both excluded, got 1.0"),
        (lambda: Beta.from_shapes(1.0, 0.0), "b: expected positive"),
        (lambda: Lognormal(-1.0, 1.0), "median: expected positive"),
        (lambda: LognormalParetoTail(1.0, 1.0, 0.0, 1.0), "tail_probability: expected between 0 and 1"),
        (lambda: LognormalParetoTail(1.0, 1.0, 0.1, 0.0), "tail_exponent: expected positive"),
        (lambda: GammaGamma(1.0, math.nan, 1.0), "q: expected positive and finite, got nan"),
    ],
)
def test_parameters_without_a_law_are_refused(construct: type, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        construct()
