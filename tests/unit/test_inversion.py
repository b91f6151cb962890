"""Quick quantile functions give what the exact ones give, from the smallest draw to the largest."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special

from simulator.distributions import Beta, Constant, Distribution, Gamma, Lognormal
from simulator.inversion import LEAST_CV, LEAST_SHAPE, MOST_CV, quick_quantile

# Chances from 2e-9 to 1 - 2e-9, and the least and the most that a draw can be.
LEVELS = special.expit(np.linspace(-20.0, 20.0, 4_001))
ENDS = np.array([2.0**-53, 1.0 - 2.0**-53])
RELATIVE = 1e-8


def assert_chances(below: NDArray[Any], above: NDArray[Any]) -> None:
    """The chances to lie below and above are u and 1 - u, each judged where it is the smaller."""
    low = LEVELS < 0.5
    np.testing.assert_allclose(below[low], LEVELS[low], rtol=RELATIVE)
    np.testing.assert_allclose(above[~low], special.expit(-special.logit(LEVELS[~low])), rtol=RELATIVE)


@given(st.floats(0.01, 100.0), st.floats(LEAST_CV, MOST_CV))
def test_gamma(mean: float, cv: float) -> None:
    shape = 1.0 / cv**2
    x = quick_quantile(Gamma(mean, cv))(LEVELS) / mean * shape
    assert_chances(special.gammainc(shape, x), special.gammaincc(shape, x))


@given(st.floats(0.01, 0.99), st.floats(0.2, 1e4))
def test_beta(mean: float, concentration: float) -> None:
    a, b = mean * concentration, (1.0 - mean) * concentration
    assume(min(a, b) >= LEAST_SHAPE)
    x = quick_quantile(Beta(mean, concentration))(LEVELS)
    # Where nearly all accounts are at 1, the distance to 1 has too few digits left to judge by.
    assume(x.max() < 1.0 - 1e-6)
    assert_chances(special.betainc(a, b, x), special.betaincc(a, b, x))


@pytest.mark.parametrize("law", [Gamma(6.0, 1.0), Gamma(6.0, 0.2), Beta(0.03, 30.0), Beta(0.5, 2.0)])
def test_the_exact_function_gives_the_same_ten_digits_to_the_very_ends(law: Distribution) -> None:
    levels = np.concatenate([LEVELS, ENDS])
    np.testing.assert_allclose(quick_quantile(law)(levels), law.quantile(levels), rtol=1e-10)


@pytest.mark.parametrize(
    "law", [Gamma(6.0, 0.0), Gamma(6.0, 1e-200), Gamma(6.0, 30.0), Beta(0.5, 1e-3), Beta(0.5, 1e7)]
)
def test_where_the_polynomials_do_not_reach_the_exact_function_is_used(law: Distribution) -> None:
    assert quick_quantile(law)(LEVELS).tolist() == law.quantile(LEVELS).tolist()


@pytest.mark.parametrize("law", [Constant(3.0), Lognormal(2.0, 1.0)])
def test_what_is_quick_is_left_alone(law: Distribution) -> None:
    assert quick_quantile(law) == law.quantile


def test_the_polynomials_are_used_at_all() -> None:
    assert quick_quantile(Gamma(6.0, 1.0)) != Gamma(6.0, 1.0).quantile
    assert quick_quantile(Gamma(6.0, 1.0)) is quick_quantile(Gamma(6.0, 1.0))


def test_larger_draws_never_give_less() -> None:
    for law in (Gamma(6.0, 1.0), Beta(0.03, 30.0)):
        # Neighbours are further apart than the error.
        assert (np.diff(quick_quantile(law)(LEVELS[::4])) > 0.0).all()
