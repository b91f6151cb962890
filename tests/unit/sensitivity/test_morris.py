"""Elementary effects: exact on a line, SALib's own figures, and luck told apart."""

import re
import sys

import numpy as np
import pytest
from SALib.analyze.morris import analyze

from experiments.invocation import installation_of
from experiments.sensitivity.designs import problem, trajectories
from experiments.sensitivity.morris import elementary_effects
from simulator.errors import SimulatorError
from simulator.results import FloatArray

SLOPES = np.array([5.0, -2.0, 0.0])


def lucky(cube: FloatArray, size: float, lucks: int = 6) -> FloatArray:
    """A line and a product of two factors, with shared luck and luck of each point."""
    rng = np.random.default_rng(9)
    line = cube @ SLOPES
    return np.asarray(line[:, None] + size * (rng.normal(size=(len(cube), lucks)) + 5 * rng.normal(size=lucks)))


def test_on_a_line_every_effect_is_its_slope() -> None:
    cube = trajectories(6, 3, seed=1)
    for found, slope in zip(elementary_effects(cube, lucky(cube, 0)), SLOPES, strict=True):
        assert found.mean == pytest.approx(slope)
        assert (found.size.mean, found.effect) == pytest.approx((abs(slope), abs(slope)))
        assert (found.spread, found.luck) == pytest.approx((0, 0), abs=1e-6)


def test_interactions_show_as_spread() -> None:
    cube = trajectories(40, 3, seed=2)
    values = np.repeat((10 * cube[:, 0] * cube[:, 1])[:, None], 3, axis=1)
    first, second, third = elementary_effects(cube, values)
    assert min(first.spread, second.spread) > 2
    assert third.spread == pytest.approx(0, abs=1e-6)


def test_means_and_intervals_are_those_of_salib() -> None:
    cube = trajectories(10, 3, seed=3)
    values = lucky(cube, 1.0)
    theirs = analyze(problem(3), cube, values.mean(axis=1), seed=4)
    ours = elementary_effects(cube, values, seed=4)
    assert [each.mean for each in ours] == pytest.approx(list(theirs["mu"]))
    assert [each.size.mean for each in ours] == pytest.approx(list(theirs["mu_star"]))
    assert [each.size.half_width for each in ours] == pytest.approx(list(theirs["mu_star_conf"]))


def test_a_factor_that_does_nothing_shows_the_size_of_luck_and_no_effect() -> None:
    """200 walks: the standard error of each figure is 4 % of it; tolerances of 4 fail 1 seed in 5,000."""
    cube = trajectories(200, 3, seed=5)
    idle = elementary_effects(cube, lucky(cube, 3.0))[2]
    assert idle.size.mean == pytest.approx(idle.luck, rel=0.16)
    assert idle.effect < 0.45 * idle.luck
    busy = elementary_effects(cube, lucky(cube, 3.0))[0]
    assert busy.effect == pytest.approx(5, rel=0.15)


def test_an_incomplete_walk_is_left_out() -> None:
    cube = trajectories(6, 3, seed=1)
    values = lucky(cube, 0)
    values[1, 0] = np.nan
    assert elementary_effects(cube, values)[0].mean == pytest.approx(5)
    with pytest.raises(SimulatorError, match="needs 2 lucks per point"):
        elementary_effects(cube, values[:, :1])
    values[:20] = np.nan
    with pytest.raises(SimulatorError, match="1 walks are complete"):
        elementary_effects(cube, values)


def test_without_salib_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(SimulatorError, match=re.escape(installation_of("analysis"))):
        trajectories(6, 3, seed=1)
