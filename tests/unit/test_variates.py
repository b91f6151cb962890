"""Scalar variates: the right quantile, rising with u, the same bits from CPython and from machine code.

The compiled forms are made here without a cache on disk: it would not notice an edit of variates.py.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray
from scipy import special, stats

from simulator.model import variates
from simulator.model.variates import (
    exponential,
    gamma,
    log_gamma,
    lognormal,
    lognormal_mean_one,
    poisson,
    standard_normal,
)

TINY = 2.0**-53
LAST = 1.0 - TINY
EDGES = [TINY, 3.0 * TINY, 1e-12, 0.075, 0.5 - TINY, 0.5, 0.5 + TINY, 0.925, 1.0 - 1e-12, LAST]

Floats = NDArray[np.float64]
Variate = Callable[[float, float], float]

UNIFORM = st.floats(TINY, LAST)


@njit()
def compiled_normal(u: float, _parameter: float) -> float:
    return standard_normal(u)


@njit()
def compiled_exponential(u: float, parameter: float) -> float:
    return exponential(u, parameter)


@njit()
def compiled_lognormal(u: float, parameter: float) -> float:
    return lognormal(u, parameter)


@njit()
def compiled_lognormal_mean_one(u: float, parameter: float) -> float:
    return lognormal_mean_one(u, parameter)


@njit()
def compiled_gamma(u: float, parameter: float) -> float:
    return gamma(u, parameter)


@njit()
def compiled_poisson(u: float, parameter: float) -> int:
    return poisson(u, parameter)


def plain_normal(u: float, _parameter: float) -> float:
    return standard_normal(u)


# Name: (plain form, compiled form, least and greatest parameter).
VARIATES: dict[str, tuple[Variate, Variate, float, float]] = {
    "standard_normal": (plain_normal, compiled_normal, 1.0, 2.0),
    "exponential": (exponential, compiled_exponential, 1e-6, 1e4),
    "lognormal": (lognormal, compiled_lognormal, 1e-3, 300.0),
    "lognormal_mean_one": (lognormal_mean_one, compiled_lognormal_mean_one, 1e-3, 300.0),
    "gamma": (gamma, compiled_gamma, 0.05, 1e4),
    "poisson": (poisson, compiled_poisson, 1e-3, 1e4),
}


def uniforms(count: int, seed: int) -> Floats:
    """Uniform numbers, a third of them deep in each tail, and the edges of every branch."""
    rng = np.random.default_rng(seed)
    deep = 10.0 ** -rng.uniform(0.0, 15.9, count)
    u = np.concatenate([EDGES, rng.random(count), deep, 1.0 - deep])
    return np.asarray(np.clip(u, TINY, LAST))


def parameters(count: int, least: float, greatest: float, seed: int) -> Floats:
    exponents = np.random.default_rng(seed).uniform(math.log(least), math.log(greatest), count)
    return np.asarray(np.exp(exponents), dtype=np.float64)


@pytest.mark.parametrize("name", VARIATES)
def test_same_bits_from_python_and_machine_code(name: str) -> None:
    plain, compiled, least, greatest = VARIATES[name]
    u = uniforms(1500, seed=1)
    values = parameters(len(u), least, greatest, seed=2)
    different = [
        (a, b)
        for a, b in zip(u.tolist(), values.tolist(), strict=True)
        if float(plain(a, b)).hex() != float(compiled(a, b)).hex()
    ]
    assert different == []


@pytest.mark.parametrize("name", VARIATES)
@given(one=UNIFORM, other=UNIFORM, place=st.floats(0.0, 1.0))
def test_rises_with_u(name: str, one: float, other: float, place: float) -> None:
    plain, _, least, greatest = VARIATES[name]
    parameter = least * (greatest / least) ** place
    low, high = plain(min(one, other), parameter), plain(max(one, other), parameter)
    assert low <= high + 1e-12 * abs(high)


def test_standard_normal_agrees_with_scipy() -> None:
    u = uniforms(5000, seed=3)
    z = np.array([standard_normal(v) for v in u.tolist()])
    np.testing.assert_allclose(z, special.ndtri(u), rtol=2e-15, atol=0.0)


@given(st.floats(0.0, 0.5).filter(lambda d: d * 2.0**53 == int(d * 2.0**53) and d < 0.5))
def test_standard_normal_is_symmetric(distance: float) -> None:
    assert standard_normal(0.5 + distance) == -standard_normal(0.5 - distance)


def test_exponential_agrees_with_scipy() -> None:
    u = uniforms(5000, seed=4)
    waits = np.array([exponential(v, 0.25) for v in u.tolist()])
    np.testing.assert_allclose(waits, stats.expon.ppf(u, scale=4.0), rtol=1e-15)


def test_what_has_no_rate_never_happens() -> None:
    assert exponential(0.3, 0.0) == compiled_exponential(0.3, 0.0) == math.inf
    assert exponential(0.3, 5e-324) == compiled_exponential(0.3, 5e-324) == math.inf


def test_lognormals_agree_with_scipy() -> None:
    u = uniforms(5000, seed=5)
    by_median = np.array([lognormal(v, 0.8) for v in u.tolist()])
    by_mean = np.array([lognormal_mean_one(v, 0.8) for v in u.tolist()])
    np.testing.assert_allclose(by_median, stats.lognorm.ppf(u, s=0.8), rtol=1e-14)
    np.testing.assert_allclose(by_mean, stats.lognorm.ppf(u, s=0.8, scale=math.exp(-0.32)), rtol=1e-14)


@pytest.mark.parametrize("sigma", [0.2, 0.8, 1.2])
def test_lognormal_mean_one_has_mean_one(sigma: float) -> None:
    """Midpoint rule over u; what lies beyond its first and last point is allowed for by the tolerance."""
    points = 20_000
    mean = math.fsum(lognormal_mean_one((i + 0.5) / points, sigma) for i in range(points)) / points
    assert mean == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("factor", [lognormal, lognormal_mean_one])
def test_no_spread_means_exactly_one(factor: Variate) -> None:
    assert {factor(u, 0.0) for u in EDGES} == {1.0}


def test_exponents_are_held_where_python_would_raise() -> None:
    assert lognormal(LAST, 1000.0) == compiled_lognormal(LAST, 1000.0) == variates.LARGEST_EXPONENTIAL
    assert pytest.approx(math.exp(709.0)) == variates.LARGEST_EXPONENTIAL
    assert lognormal(TINY, 1000.0) == compiled_lognormal(TINY, 1000.0) == 0.0


def scipy_gamma(u: Floats, shape: Floats) -> Floats:
    """SciPy's gamma quantile, from the smaller tail (its own digits are lost in 1 - u otherwise)."""
    lower, upper = special.gammaincinv(shape, u), special.gammainccinv(shape, 1.0 - u)
    return np.asarray(np.where(u > 0.5, upper, lower), dtype=np.float64)


def test_gamma_agrees_with_scipy() -> None:
    u = uniforms(4000, seed=6)
    shape = parameters(len(u), 0.05, 1e4, seed=7)
    x = np.array([compiled_gamma(a, b) for a, b in zip(u.tolist(), shape.tolist(), strict=True)])
    expected = scipy_gamma(u, shape)
    normal = expected > 1e-300  # below, doubles themselves have few digits
    np.testing.assert_allclose(x[normal], expected[normal], rtol=1e-11)
    assert (x[~normal] < 1e-299).all()


@pytest.mark.parametrize("u", EDGES)
@pytest.mark.parametrize("shape", [0.05, 0.5, 0.999, 1.0, 1.001, 2.0, 9.999, 10.0, 37.5, 1e3, 1e4])
def test_gamma_at_the_edges_of_its_branches(u: float, shape: float) -> None:
    expected = scipy_gamma(np.array([u]), np.array([shape]))[0]
    assert gamma(u, shape) == pytest.approx(expected, rel=1e-11, abs=1e-300)


def test_gamma_of_shape_one_is_exponential() -> None:
    for u in EDGES:
        assert gamma(u, 1.0) == pytest.approx(exponential(u, 1.0), rel=1e-13)


@pytest.mark.parametrize("shape", [1e-3, 1e-6])
def test_gamma_of_hardly_any_shape_is_nearly_zero_without_a_fault(shape: float) -> None:
    assert 0.0 <= gamma(0.4, shape) < 1e-100
    assert gamma(0.4, shape) == compiled_gamma(0.4, shape)


@given(st.floats(0.01, 1e6))
def test_log_gamma_agrees_with_the_library(z: float) -> None:
    assert log_gamma(z) == pytest.approx(math.lgamma(z), rel=1e-14, abs=5e-14)


def test_poisson_is_the_exact_quantile() -> None:
    """P(N < k) < u <= P(N <= k), but for 1e-13 of rounding (SciPy's own included)."""
    u = uniforms(4000, seed=8)
    mean = parameters(len(u), 1e-3, 1e4, seed=9)
    k = np.array([compiled_poisson(a, b) for a, b in zip(u.tolist(), mean.tolist(), strict=True)])
    assert (stats.poisson.cdf(k, mean) >= u - 1e-13).all()
    assert (stats.poisson.cdf(k - 1, mean) <= u + 1e-13).all()


@pytest.mark.parametrize("mean", [0.01, 1.0, 29.999, 30.0, 400.5, 1e4])
def test_poisson_has_the_right_mean_and_variance(mean: float) -> None:
    """Midpoint rule over 20 000 points of u: the sums miss only the outermost 1/40 000 on either side."""
    points = 20_000
    counts = np.array([compiled_poisson((i + 0.5) / points, mean) for i in range(points)])
    assert counts.mean() == pytest.approx(mean, rel=1e-3)
    assert counts.var() == pytest.approx(mean, rel=0.01)


def test_poisson_of_nothing_is_zero() -> None:
    assert {poisson(u, 0.0) for u in EDGES} == {0}
    assert poisson(LAST, 1e-30) == 0


def test_poisson_ends_at_the_last_u() -> None:
    for mean in (1e-3, 1.0, 29.0, 31.0, 1e4):
        assert mean < poisson(LAST, mean) < mean + 10.0 * math.sqrt(mean) + 20.0
        assert 0 <= poisson(TINY, mean) <= mean
