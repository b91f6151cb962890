"""Regret: exact without noise, between the two figures with it, and minimax where it should be."""

import numpy as np
import pytest

from experiments.design import latin_hypercube
from experiments.discovery.regret import regret
from experiments.discovery.tables import regret_lines
from simulator.errors import SimulatorError
from simulator.results import FloatArray
from tests.support.made_up_sweep import Truth, made_up_sweep

CUBE = latin_hypercube(40, 2, seed=5)
# one is safe, two is best nearly everywhere and terrible in a corner, three is never best
TRUTHS: dict[str, Truth] = {
    "one": lambda cube: np.full(len(cube), 3.0),
    "two": lambda cube: np.where(cube[:, 0] > 0.9, -20.0, 4.0),
    "three": lambda cube: 2.0 - cube[:, 1],
}


def true_regrets() -> FloatArray:
    values = np.array([truth(CUBE) for truth in TRUTHS.values()])
    return np.asarray(values.max(axis=0) - values)


def test_without_noise_it_is_exact() -> None:
    found = regret(made_up_sweep(CUBE, TRUTHS, replications=4, noise=0), "value")
    for each, truth in zip(found.strategies, true_regrets(), strict=True):
        assert (each.mean, each.mean_plain) == pytest.approx((truth.mean(), truth.mean()))
        assert (each.largest, each.largest_plain, each.at_worst.mean) == pytest.approx((truth.max(),) * 3)
        assert truth[each.worst_point] == pytest.approx(truth.max())
    assert (found.minimax, found.minimax_plain) == ("one", "one")
    assert found.strategies[1].best_at == pytest.approx((true_regrets()[1] == 0).mean())


def test_the_truth_lies_between_the_fair_and_the_plain_figure_on_average() -> None:
    """60 sweeps; each mean is held against the truth with 3 of its standard errors (12 comparisons: 1.6 % in all)."""
    found = [
        regret(made_up_sweep(CUBE, TRUTHS, replications=6, noise=3.0, seed=seed), "value").strategies
        for seed in range(60)
    ]
    for place, truth in enumerate(true_regrets()):
        for fair, plain, true in (("mean", "mean_plain", truth.mean()), ("largest", "largest_plain", truth.max())):
            low, high = (np.array([getattr(each[place], name) for each in found]) for name in (fair, plain))
            assert low.mean() <= true + 3 * low.std() / 60**0.5
            assert high.mean() >= true - 3 * high.std() / 60**0.5
    # the bias that the fair figure takes away is no trifle
    best = [each[0].largest_plain - true_regrets()[0].max() for each in found]
    assert np.mean(best) > 2


def test_two_points_that_disagree_are_told() -> None:
    result = made_up_sweep(CUBE, TRUTHS, replications=4, noise=0)
    found = regret(result, "value")
    lines = list(regret_lines(found))
    assert lines[0] == "Minimax regret: one."
    assert lines[1].startswith("one costs most at point ")
    result.values[..., 1] = -result.values[..., 0]
    assert regret(result, "insolvent").strategies == found.strategies


def test_what_cannot_be_weighed_is_refused() -> None:
    alone = made_up_sweep(CUBE, {"one": TRUTHS["one"]}, replications=4, noise=0)
    with pytest.raises(SimulatorError, match="the study has one strategy alone, one"):
        regret(alone, "value")
    with pytest.raises(SimulatorError, match="needs 4 lucks"):
        regret(made_up_sweep(CUBE, TRUTHS, replications=2, noise=0), "value")
