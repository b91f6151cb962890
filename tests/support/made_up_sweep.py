"""Sweeps with results that a test sets: what an analysis of them must find is known."""

from collections.abc import Callable

import numpy as np

from experiments.plan import Factor, Plan
from experiments.sweep import SweepResult
from simulator.results import FloatArray

Truth = Callable[[FloatArray], FloatArray]


def made_up_plan(cube: FloatArray, replications: int, strategies: tuple[str, ...] = ("one", "two")) -> Plan:
    """A plan whose factors x, y... are the columns of the cube; it cannot be run."""
    names = "xyzuvw"[: cube.shape[1]]
    paths = [("world", "finance", "opening_cash"), ("world", "relationship", "growth")]
    return Plan(
        title="Made up",
        tree={"baseline": strategies[0]},
        factors=tuple(Factor(name=name, paths=(paths[place % 2],)) for place, name in enumerate(names)),
        rows=tuple(map(tuple, cube.tolist())),
        strategies=strategies,
        outcomes=("value", "insolvent"),
        replications=replications,
        seed=7,
    )


def made_up_sweep(
    cube: FloatArray, truths: dict[str, Truth], *, replications: int, noise: float, seed: int = 1
) -> SweepResult:
    """Each strategy's expected value by the point, with luck that all share and noise of each run."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=replications)
    values = np.zeros((len(cube), len(truths), replications, 2))
    for place, truth in enumerate(truths.values()):
        own = rng.normal(size=(len(cube), replications))
        values[:, place, :, 0] = truth(cube)[:, None] + 10 * noise * shared + noise * own
    return SweepResult(plan=made_up_plan(cube, replications, tuple(truths)), values=values, failures=())
