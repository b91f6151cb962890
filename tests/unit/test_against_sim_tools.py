"""Ranking and selection against `sim-tools`, where that package is installed (extra `bench`)."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.ocba import allocation
from experiments.sequential import kim_nelson
from simulator.results import FloatArray

FIRST, ALPHA, ZONE, PAIRS = 10, 0.05, 0.4, 4_000
PROBLEMS = 200


class Replay:
    """A model for `sim-tools` that gives known numbers, one luck after the other."""

    def __init__(self, values: FloatArray) -> None:
        self.values, self.given = values, [0] * len(values)

    def register_observer(self, observer: Any) -> None:
        self.observer = observer

    def simulate(self, design: int) -> None:
        value = self.values[design, self.given[design]]
        self.given[design] += 1
        self.observer.feedback(self, design, value)


def test_two_strategies_are_told_apart_by_kn_alike() -> None:
    """That package runs the winner once more; with more strategies it looks up some variances of other pairs."""
    kn = pytest.importorskip("sim_tools.ovs.indifference_zone", reason="needs the extra bench").KN
    random = np.random.default_rng(20261124)
    for _ in range(PROBLEMS):
        values = random.normal(random.normal(0.0, 0.5, (2, 1)), random.uniform(0.5, 2.0, (2, 1)), (2, PAIRS))
        model = Replay(values)
        theirs = kn(model, 2, ZONE, alpha=ALPHA, n_0=FIRST).solve().tolist()
        ours, pairs = kim_nelson(values, FIRST, ALPHA, ZONE)
        assert (ours, pairs) == (theirs, min(model.given))


@pytest.mark.parametrize("strategies", [3, 5, 8])
def test_the_allocation_is_that_of_ocba(strategies: int) -> None:
    """Theirs names the design with the smallest mean best."""
    ocba = pytest.importorskip("sim_tools.ovs.fixed_budget", reason="needs the extra bench").OCBA
    random = np.random.default_rng(strategies)
    for _ in range(PROBLEMS):
        means, stds = random.normal(size=strategies), random.uniform(0.3, 3.0, strategies)
        theirs = ocba(SimpleNamespace(register_observer=lambda _: None), strategies, 10 * strategies, 5 * strategies)
        theirs._means, theirs._vars = -means, stds**2
        theirs._allocations[:] = 5
        theirs._allocate()
        assert allocation(means.tolist(), stds.tolist()) == pytest.approx(
            theirs._ratios / theirs._ratios.sum(), rel=1e-9
        )
