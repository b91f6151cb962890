"""Sobol indices: the published ones of known functions, with luck on top, and SciPy's where there is none."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from experiments.sensitivity.designs import saltelli
from experiments.sensitivity.luck import product_without_luck
from experiments.sensitivity.sobol import sobol_indices
from simulator.errors import SimulatorError
from simulator.results import FloatArray

LUCKS = 8
G = np.array([0.0, 1.0, 4.5, 9.0])

Function = Callable[[FloatArray], FloatArray]


def ishigami(cube: FloatArray) -> FloatArray:
    x = np.pi * (2 * cube - 1)
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def ishigami_indices() -> tuple[FloatArray, FloatArray]:
    """Ishigami and Homma (1990), for a = 7 and b = 0.1."""
    a, b = 7.0, 0.1
    first, second = 0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8
    third = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = first + second + third
    return np.array([first, second, 0]) / variance, np.array([first + third, second, third]) / variance


def g_function(cube: FloatArray) -> FloatArray:
    return np.asarray(np.prod((np.abs(4 * cube - 2) + G) / (1 + G), axis=1))


def g_indices() -> tuple[FloatArray, FloatArray]:
    """Saltelli and Sobol (1995)."""
    parts = 1 / (3 * (1 + G) ** 2)
    variance = np.prod(1 + parts) - 1
    others = np.array([np.prod(np.delete(1 + parts, place)) for place in range(len(G))])
    return parts / variance, parts * others / variance


KNOWN = [(ishigami, 3, *ishigami_indices()), (g_function, 4, *g_indices())]


def with_luck(cube: FloatArray, function: Function, size: float, seed: int) -> FloatArray:
    """Luck that all points share, luck that goes with the first factor, and luck of each point, as large as `size`."""
    rng = np.random.default_rng(seed)
    scale = size * function(cube).std()
    shared, tied = 3 * rng.normal(size=LUCKS), rng.normal(size=LUCKS)
    own = rng.normal(size=(len(cube), LUCKS))
    luck = shared + tied * (cube[:, :1] - 0.5) + own
    return np.asarray(function(cube)[:, None] + scale * luck)


@pytest.mark.parametrize(("function", "factors", "first", "total"), KNOWN)
def test_the_published_indices_come_out_under_heavy_luck(
    function: Function, factors: int, first: FloatArray, total: FloatArray
) -> None:
    """14 comparisons at 4 standard errors: a sound estimator fails in fewer than 1 of 1,000 seeds."""
    cube = saltelli(1024, factors, seed=5)
    found = sobol_indices(with_luck(cube, function, 1.5, seed=6), factors)
    for estimates, truth in ((found.first, first), (found.total, total)):
        for estimate, value in zip(estimates, truth, strict=True):
            assert abs(estimate.mean - value) < 4 / 1.96 * estimate.half_width
            assert estimate.half_width < 0.35


def test_without_the_correction_luck_is_credited_to_the_factors() -> None:
    """What the correction takes away is no trifle: the third factor's total would be far off."""
    cube = saltelli(1024, 3, seed=5)
    values = with_luck(cube, ishigami, 1.5, seed=6)
    means = values.mean(axis=1)
    a, _, *mixed = means.reshape(5, -1)
    plain = ((a - mixed[2]) ** 2).mean() / 2 / means[:2048].var()
    truth = ishigami_indices()[1][2]
    found = sobol_indices(values, 3).total[2]
    assert plain > truth + 0.1
    assert abs(found.mean - truth) < abs(plain - truth) / 2


@pytest.mark.slow
def test_intervals_cover_the_truth() -> None:
    """60 designs, 6 indices each: intervals of 95 % must cover at least 90 % (they are rather too wide)."""
    truth = np.concatenate(ishigami_indices())
    covered = []
    for seed in range(60):
        cube = saltelli(128, 3, seed)
        found = sobol_indices(with_luck(cube, ishigami, 0.7, seed=1000 + seed), 3)
        covered += [abs(e.mean - t) <= e.half_width for e, t in zip((*found.first, *found.total), truth, strict=True)]
    assert np.mean(covered) > 0.9


def test_without_luck_they_are_those_of_scipy() -> None:
    cube = saltelli(256, 3, seed=2)
    f_a, f_b, *f_ab = ishigami(cube).reshape(5, 1, 256)
    theirs = stats.sobol_indices(func={"f_A": f_a, "f_B": f_b, "f_AB": np.array(f_ab)}, n=256)
    ours = sobol_indices(np.repeat(ishigami(cube)[:, None], 3, axis=1), 3)
    sample = 511 / 512  # ours has the variance of a sample, theirs that of a population
    assert [each.mean for each in ours.first] == pytest.approx(theirs.first_order * sample, abs=1e-12)
    assert [each.mean for each in ours.total] == pytest.approx(theirs.total_order * sample, abs=1e-12)
    assert ours.luck_variance == pytest.approx(0, abs=1e-20)


def test_the_variance_is_that_of_the_expected_values_and_luck_stands_apart() -> None:
    cube = saltelli(1024, 3, seed=3)
    found = sobol_indices(with_luck(cube, ishigami, 2.0, seed=4), 3)
    truth = ishigami(cube[:2048]).var()
    assert abs(found.variance.mean - truth) < 4 / 1.96 * found.variance.half_width
    # own luck at each point 4, tied luck 4 * var(uniform), each divided by 8 lucks
    expected = 4 * (1 + 1 / 12) / LUCKS * ishigami(cube).std() ** 2
    assert found.noise_variance == pytest.approx(expected, rel=0.25)


def test_products_of_means_lose_the_noise_that_they_share() -> None:
    """4,000 trials; 4 standard errors fail 1 in 16,000 times."""
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(4000, 4))
    found = product_without_luck(2 + noise, 3 + 2 * noise)
    assert abs(found.mean() - 6) < 4 * found.std() / 4000**0.5
    assert ((2 + noise).mean(axis=1) * (3 + 2 * noise).mean(axis=1)).mean() > 6.3


def test_a_base_point_with_a_missing_run_is_left_out_everywhere() -> None:
    cube = saltelli(64, 3, seed=3)
    values = with_luck(cube, ishigami, 0.1, seed=4)
    values[64 * 3 + 7, 2] = np.nan
    assert sobol_indices(values, 3).points == 63


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((5 * 8, 2)), "needs 3 lucks per point or more"),
        (np.full((5 * 8, 3), np.nan), "0 base points are complete"),
        (np.zeros((5 * 8, 3)), "the points do not differ beyond luck"),
    ],
)
def test_too_little_to_tell_is_said(values: FloatArray, message: str) -> None:
    with pytest.raises(SimulatorError, match=message):
        sobol_indices(values, 3)


def test_the_same_values_give_the_same_figures() -> None:
    values = with_luck(saltelli(16, 3, seed=3), ishigami, 0.1, seed=4)
    assert sobol_indices(values, 3) == sobol_indices(values, 3)
    assert sobol_indices(values, 3, seed=1) != sobol_indices(values, 3, seed=2)


def test_the_design_changes_one_column_at_a_time() -> None:
    a, b, *mixed = saltelli(8, 3, seed=1).reshape(5, 8, 3)
    for factor, table in enumerate(mixed):
        others = [place for place in range(3) if place != factor]
        assert (table[:, factor] == b[:, factor]).all()
        assert (table[:, others] == a[:, others]).all()
