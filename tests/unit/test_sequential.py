"""Looking again and again: the confidence sequence keeps its error, a repeated t-test does not; KN selects the best."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import stdtrit

from experiments.sequential import (
    PAIRS_PER_SQUARED_SKEWNESS,
    counts,
    cushioned,
    kim_nelson,
    looks,
    mixture_parameter,
    sequence_estimate,
    skewness,
    standard_margin,
    survivors,
)

ALPHA = 0.05
CASES = 2000
FIRST, CAP = 60, 3000
# Three standard errors of a share of 5 % among so many cases.
TOLERANCE = 3 * (ALPHA * (1 - ALPHA) / CASES) ** 0.5

Sampler = Callable[[np.random.Generator, tuple[int, int]], NDArray[Any]]

NULL_CASES: dict[str, Sampler] = {
    "normal": lambda rng, size: rng.standard_normal(size),
    "skewed (exponential)": lambda rng, size: rng.standard_exponential(size) - 1,
    "very skewed (lognormal, sigma 1)": lambda rng, size: rng.lognormal(0, 1, size) - np.exp(0.5),
    "heavy tails (t, 3 degrees)": lambda rng, size: rng.standard_t(3, size),
    "rare (1 of 50)": lambda rng, size: (rng.random(size) < 0.02) - 0.02,
    "mostly ties": lambda rng, size: rng.integers(-1, 2, size) * (rng.random(size) < 0.2),
}


def ever_wrong(sampler: Sampler) -> tuple[float, float]:
    """Shares of null cases in which the sequence, and a repeated t-test, ever find a difference."""
    rng = np.random.default_rng(20261123)
    n = np.array(looks(FIRST, CAP))
    rho2 = mixture_parameter(ALPHA)
    margin = np.array([standard_margin(int(each), ALPHA, rho2) for each in n])
    student = stdtrit(n - 1, 1 - ALPHA / 2) / np.sqrt(n)
    wrong = np.zeros(2)
    for _ in range(CASES // 100):
        x = sampler(rng, (100, CAP)).astype(float)
        first, second, third = (np.cumsum(x**power, axis=1)[:, n - 1] / n for power in (1, 2, 3))
        spread = np.maximum(second - first**2, 1e-12)
        skew = (third - 3 * first * second + 2 * first**3) / spread**1.5
        distance = np.abs(first) / np.sqrt(spread * n / (n - 1))
        believed = (n >= PAIRS_PER_SQUARED_SKEWNESS * skew**2) & (spread > 1e-9)
        wrong += ((distance > margin) & believed).any(axis=1).sum(), (distance > student).any(axis=1).sum()
    return wrong[0] / CASES, wrong[1] / CASES


@pytest.mark.parametrize("name", NULL_CASES)
def test_the_error_stays_under_alpha_where_a_repeated_t_test_fails(name: str) -> None:
    sequence, repeated_t = ever_wrong(NULL_CASES[name])
    assert sequence < ALPHA + TOLERANCE
    assert repeated_t > 5 * ALPHA


def test_the_arrays_above_are_the_function_itself() -> None:
    x = np.random.default_rng(1).lognormal(0, 1, 500)
    estimate = sequence_estimate(x, ALPHA)
    expected = np.std(x, ddof=1) * standard_margin(500, ALPHA, mixture_parameter(ALPHA))
    assert estimate.half_width == pytest.approx(expected)
    assert skewness(x) == pytest.approx(np.mean((x - x.mean()) ** 3) / np.var(x) ** 1.5)
    assert not counts(x)
    assert counts(np.random.default_rng(1).normal(size=100))


def test_the_margin_is_the_published_one() -> None:
    """Figures worked out by hand from the formula: n = 100, alpha = 0.05, rho^2 = 0.1."""
    inside = 2 * 11 / (100**2 * 0.1) * np.log(np.sqrt(11) / 0.05)
    assert standard_margin(100, 0.05, 0.1) == pytest.approx(inside**0.5)


def test_the_parameter_makes_the_margin_narrowest_where_it_says() -> None:
    best = mixture_parameter(0.01, 500)
    around = [standard_margin(500, 0.01, best * factor) for factor in (0.8, 0.9, 1.0, 1.1, 1.2)]
    assert min(around) == around[2]


def test_what_never_varies_settles_nothing_but_equality() -> None:
    assert not counts(np.full(1000, 0.5))
    assert counts(np.zeros(1000))
    certain = sequence_estimate(cushioned(np.ones(60)), ALPHA)
    assert certain.low > 0
    assert sequence_estimate(cushioned(np.zeros(60)), ALPHA).high > 0.02


def test_power_is_not_given_away() -> None:
    """A difference of half a standard deviation is found within 200 pairs in nearly all cases."""
    rng = np.random.default_rng(3)
    found = [sequence_estimate(rng.normal(0.5, 1, 200), ALPHA).low > 0 for _ in range(200)]
    assert np.mean(found) > 0.95


def test_the_best_of_five_is_rarely_lost() -> None:
    """Four equal ones and one that is a little better, in common luck; looked at again and again."""
    rng = np.random.default_rng(4)
    lost = 0
    for _ in range(150):
        luck = rng.normal(size=600)
        values = luck + rng.normal(0, 0.5, (5, 600)) + np.array([[0.02], [0], [0], [0], [0]])
        pairs = {(i, j): values[i] - values[j] for i, j in combinations(range(5), 2)}
        seen = ({pair: each[:n] for pair, each in pairs.items()} for n in looks(FIRST, 600)[::3])
        lost += any(0 not in survivors(each, ALPHA / 4) for each in seen)
    assert lost / 150 < ALPHA


def test_kn_selects_the_best_as_often_as_it_promises() -> None:
    """The least favourable case: all others are behind by exactly the indifference zone."""
    rng = np.random.default_rng(5)
    cases, right, used = 300, 0, []
    for _ in range(cases):
        luck = rng.normal(size=1500)
        values = luck + rng.normal(0, 0.7, (4, 1500))
        values[2] += 0.2
        kept, pairs = kim_nelson(values, first=30, alpha=0.1, zone=0.2)
        right += kept == [2]
        used.append(pairs)
    assert right / cases > 0.9 - 3 * (0.1 * 0.9 / cases) ** 0.5
    assert 30 < np.mean(used) < 500


def test_kn_follows_its_formula() -> None:
    """Two strategies, first stage of 10: eta, h2 and W worked out by hand."""
    difference = np.array([1.0, -1.0] * 5 + [1.0] * 50)
    values = np.array([difference, np.zeros(60)])
    eta = 0.5 * ((2 * 0.05 / 1) ** (-2 / 9) - 1)
    h2, s2, zone = 2 * eta * 9, 10 / 9, 0.5
    ahead = np.cumsum(difference) / np.arange(1, 61)
    reach = [max(0.0, zone / (2 * r) * (h2 * s2 / zone**2 - r)) for r in range(1, 61)]
    first = next(r for r in range(10, 61) if ahead[r - 1] > reach[r - 1])
    assert kim_nelson(values, first=10, alpha=0.05, zone=zone) == ([0], first)
    assert first > 10


def test_one_looks_at_fixed_numbers_up_to_the_cap() -> None:
    assert looks(60, 60) == [60]
    assert looks(60, 40) == [40]
    found = looks(60, 10_000)
    assert found[0] == 60
    assert found[-1] == 10_000
    assert len(found) < 70
