"""The tree splits where the squared error falls most, as an exhaustive search says, and is no deeper than it helps."""

import numpy as np
import pytest

from experiments.discovery.columns import Column
from experiments.discovery.folds import Chances, checked_tree, folds
from experiments.discovery.tree import foretell, grow
from simulator.results import FloatArray
from tests.unit.discovery.test_prim import columns


def same(chances: FloatArray) -> Chances:
    return Chances(whole=chances, finding=chances, checking=chances)


def test_the_first_split_is_the_best_of_all() -> None:
    table = columns(80)[:2]
    chances = np.random.default_rng(5).uniform(size=80)
    tree = grow(table, chances, 1, least=3)
    best = np.inf
    for column in table:
        for cut in np.sort(column.values)[2:-3]:
            yes = column.values <= cut
            best = min(
                best,
                ((chances[yes] - chances[yes].mean()) ** 2).sum() + ((chances[~yes] - chances[~yes].mean()) ** 2).sum(),
            )
    assert ((foretell(tree, table) - chances) ** 2).sum() == pytest.approx(best)


def test_names_are_split_into_the_best_two_groups() -> None:
    kind = Column(name="kind", values=np.repeat([0.0, 1.0, 2.0], 20), names=("a", "b", "c"))
    tree = grow([kind], np.repeat([0.9, 0.1, 0.8], 20), 1)
    assert tree.limit is not None
    assert tree.limit.kept == frozenset({1})
    assert tree.yes is not None
    assert tree.yes.chance == pytest.approx(0.1)


def test_depth_is_what_the_conditions_need() -> None:
    table = columns(400)
    corner = ((table[0].values > 0.5) & (table[1].values > 0.5)).astype(float)
    tree, saved = checked_tree(table, same(corner), seed=1)
    assert tree.depth >= 2
    assert saved > 0.8


def test_noise_grows_no_tree_that_foretells_anything() -> None:
    """20 tables of noise: what trees take away at held-out points is next to nothing, and most are no trees."""
    saved, bare = [], 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        noise = Chances(whole=rng.uniform(size=60), finding=rng.uniform(size=60), checking=rng.uniform(size=60))
        tree, gain = checked_tree(columns(60, seed), noise, seed)
        bare += tree.depth == 0
        saved.append(gain)
    assert bare >= 12
    assert max(saved) < 0.15


def test_leaves_are_not_too_small() -> None:
    table = columns(100)
    tree = grow(table, np.random.default_rng(1).uniform(size=100), 3)
    _, counts = np.unique(foretell(tree, table), return_counts=True)
    assert tree.depth == 3
    assert counts.min() >= 5


def test_every_point_is_in_one_fold() -> None:
    found = np.array(list(folds(23, seed=4)))
    assert found.shape == (5, 23)
    assert (found.sum(axis=0) == 1).all()
    assert sorted(found.sum(axis=1)) == [4, 4, 5, 5, 5]
