"""Designs: every combination, every slice, the same points for the same seed."""

from collections import Counter

import numpy as np
import pytest

from experiments.design import (
    Scale,
    between,
    full_factorial,
    latin_hypercube,
    nearest_power_of_two,
    sobol,
    steps_between,
)


def test_a_full_factorial_has_every_combination_once() -> None:
    points = full_factorial([2, 3, 4])
    assert len(set(points)) == len(points) == 24


def test_a_latin_hypercube_uses_every_slice_of_every_factor_once() -> None:
    sample = latin_hypercube(50, 3, seed=7)
    for column in sample.T:
        assert sorted((column * 50).astype(int)) == list(range(50))


def test_a_sobol_sequence_is_balanced_in_every_half_and_quarter() -> None:
    sample = sobol(64, 2, seed=7)
    cells = Counter(map(tuple, (sample * 4).astype(int).tolist()))
    assert set(cells.values()) == {4}
    assert len(cells) == 16


def test_a_sobol_sequence_takes_powers_of_two_alone() -> None:
    with pytest.raises(ValueError, match="power of two, not 100"):
        sobol(100, 2, seed=1)
    assert [nearest_power_of_two(n) for n in (1, 3, 6, 7, 90, 100)] == [1, 2, 4, 8, 64, 128]


@pytest.mark.parametrize("sampler", [latin_hypercube, sobol])
def test_the_same_seed_gives_the_same_points(sampler) -> None:  # type: ignore[no-untyped-def]
    assert (sampler(16, 3, 5) == sampler(16, 3, 5)).all()
    assert (sampler(16, 3, 5) != sampler(16, 3, 6)).any()
    assert ((sampler(16, 3, 5) >= 0) & (sampler(16, 3, 5) < 1)).all()


def test_values_keep_to_their_range_on_both_scales() -> None:
    parts = np.linspace(0, np.nextafter(1, 0), 101)
    scales: tuple[Scale, ...] = ("linear", "log")
    for scale in scales:
        values = [between(0.002, 0.05, part, scale=scale) for part in parts]
        assert values[0] == 0.002
        assert max(values) <= 0.05
        assert values == sorted(values)


def test_whole_numbers_are_equally_likely() -> None:
    parts = (np.arange(3000) + 0.5) / 3000
    values = [between(2, 4, part, whole=True) for part in parts]
    assert [values.count(n) for n in (2, 3, 4)] == [1000, 1000, 1000]


def test_steps_include_both_ends() -> None:
    assert steps_between(2.0, 32.0, 5, scale="log") == [2, 4, 8, 16, 32]
    assert steps_between(1, 10, 4, whole=True) == [1, 4, 7, 10]
