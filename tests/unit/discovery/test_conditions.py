"""Discovery on sweeps whose truth is known: the conditions come out, and what is only luck does not hold up."""

import numpy as np
import pytest

from experiments.design import latin_hypercube
from experiments.discovery.conditions import discover
from experiments.discovery.words import side_lines, tree_lines
from experiments.responses import Response
from experiments.sweep import SweepResult
from simulator.errors import SimulatorError
from simulator.results import FloatArray
from tests.support.made_up_sweep import made_up_sweep

TWO = Response(outcome="value", strategy="two", baseline="one")


def nothing(cube: FloatArray) -> FloatArray:
    return np.zeros(len(cube))


def corner(cube: FloatArray) -> FloatArray:
    """Strategy two is ahead where x > 0.5 and y < 0.6."""
    return np.where((cube[:, 0] > 0.5) & (cube[:, 1] < 0.6), 2.0, -2.0)


def swept(noise: float = 1.0, points: int = 200, replications: int = 8, seed: int = 1) -> SweepResult:
    cube = latin_hypercube(points, 3, seed=seed)
    return made_up_sweep(cube, {"one": nothing, "two": corner}, replications=replications, noise=noise, seed=seed)


def test_the_condition_comes_out_in_words_and_holds_up() -> None:
    found = discover(swept(), TWO, density=0.95)
    two, one = found.sides
    assert (two.strategy, two.against, one.strategy) == ("two", "one", "one")
    assert set(two.quasi_p[0]) == {"x", "y"}
    lines = list(side_lines(found, two))
    assert lines[0] == "two is ahead of one at 31 % of the points"
    x, y = two.boxes[0].limits
    assert (x.low, y.high) == pytest.approx((0.5, 0.6), abs=0.03)
    assert lines[1].startswith(f"  where x > {x.low:.3g} and y < {100 * y.high:.3g} %: at ")
    assert two.check.density > 0.85
    assert two.check.restricted["x"] == two.check.restricted["y"] == 5
    assert found.tree.depth >= 2
    assert found.tree_gain > 0.5
    (first, *_, last) = tree_lines(found)
    assert first.startswith(("x < ", "y < "))
    assert last.startswith("Check at points and in lucks not used: the tree takes away ")


def test_luck_alone_does_not_hold_up() -> None:
    """All points share a luck that favours nobody in truth; noise of a point's own is large."""
    held_up = 0
    for seed in range(5):
        cube = latin_hypercube(60, 3, seed)
        result = made_up_sweep(cube, {"one": nothing, "two": nothing}, replications=6, noise=1.0, seed=seed)
        for side in discover(result, TWO).sides:
            if side.check.points:
                held_up += side.check.density > side.check.overall + 0.25
    assert held_up <= 1


def test_points_that_nobody_settled_count_half() -> None:
    even = made_up_sweep(latin_hypercube(400, 2, 3), {"one": nothing, "two": nothing}, replications=6, noise=1.0)
    found = discover(even, TWO)
    assert found.sides[0].share == pytest.approx(0.5, abs=0.06)
    assert found.sides[0].share + found.sides[1].share == pytest.approx(1)


def test_an_outcome_to_be_kept_low_turns_the_sides() -> None:
    result = swept(points=60)
    result.values[..., 1] = result.values[..., 0]
    low = Response(outcome="insolvent", strategy="two", baseline="one")
    turned = discover(result, low).sides
    plain = discover(result, TWO).sides
    assert turned[0].share == pytest.approx(plain[1].share)
    assert turned[0].boxes == plain[1].boxes


def test_ahead_may_mean_by_an_amount() -> None:
    assert discover(swept(noise=0.1), TWO, by=1.9).sides[0].share == pytest.approx(0.3, abs=0.08)
    assert discover(swept(noise=0.1), TWO, by=3.0).sides[0].share == pytest.approx(0, abs=1e-3)


def test_a_winner_everywhere_needs_no_condition() -> None:
    result = made_up_sweep(
        latin_hypercube(40, 2, 1), {"one": nothing, "two": lambda cube: nothing(cube) + 5}, replications=6, noise=0.5
    )
    found = discover(result, TWO)
    assert found.sides[0].boxes == found.sides[1].boxes == ()
    assert list(side_lines(found, found.sides[0]))[1] == "  nearly everywhere: no condition is needed"
    assert list(side_lines(found, found.sides[1]))[1] == "  no condition found"


def test_incomplete_points_are_left_out() -> None:
    result = swept()
    result.values[3, 1, 2, 0] = np.nan
    assert len(discover(result, TWO).columns[0].values) == 199
    result.values[5:, 0] = np.nan
    with pytest.raises(SimulatorError, match="4 points have a value in every luck, and 20 are the least"):
        discover(result, TWO)


def test_too_little_to_tell_is_said() -> None:
    with pytest.raises(SimulatorError, match="needs 4 lucks per point"):
        discover(swept(replications=3), TWO)
    with pytest.raises(SimulatorError, match="nobody wins by value of the firm, two"):
        discover(swept(), Response(outcome="value", strategy="two"))


def test_the_same_sweep_gives_the_same_answer() -> None:
    first, second = (discover(swept(points=60), TWO) for _ in range(2))
    assert (first.sides, first.tree, first.tree_gain) == (second.sides, second.tree, second.tree_gain)
