"""The honest check: what was found, at points and in lucks that it was not found with.

The points are dealt into folds. What the others say with one half of the lucks is held against the fold with the
other half. Both count: all points share their lucks, so that points alone would be no news about luck.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.discovery.columns import Column, Mask, inside
from experiments.discovery.prim import find_boxes
from experiments.discovery.tree import DEEPEST, Node, foretell, grow
from simulator.results import FloatArray

FOLDS = 5


@dataclass(frozen=True, kw_only=True)
class Chances:
    """By point, the chance that a strategy is ahead: by all lucks, and by either half of them."""

    whole: FloatArray
    finding: FloatArray
    checking: FloatArray


@dataclass(frozen=True, kw_only=True)
class BoxCheck:
    """How boxes do at points and in lucks that they were not found with, all folds together.

    Attributes:
        overall: Share of wins among all points.
        density: Share of wins inside; NaN if no held-out point was inside.
        coverage: Share of the wins that are inside.
        points: Held-out points that were inside.
        restricted: By factor, in how many of the folds a box limits it.
    """

    overall: float
    density: float
    coverage: float
    points: int
    restricted: dict[str, int]


def check_boxes(columns: Sequence[Column], chances: Chances, *, density: float, most: int, seed: int) -> BoxCheck:
    """Finds boxes without each fold, and counts what is inside of them there."""
    held = np.zeros(len(chances.whole), dtype=bool)
    restricted: Counter[str] = Counter()
    for fold in folds(len(held), seed):
        known = [column.at(~fold) for column in columns]
        boxes = find_boxes(known, chances.finding[~fold], density=density, most=most)
        names = {columns[limit.column].name for box in boxes for limit in box.limits}
        restricted.update(sorted(names))
        for box in boxes:
            held |= inside(box.limits, columns) & fold
    wins = float(chances.checking[held].sum())
    return BoxCheck(
        overall=float(chances.checking.mean()),
        density=wins / int(held.sum()) if held.any() else float("nan"),
        coverage=wins / float(chances.checking.sum()) if chances.checking.any() else 0.0,
        points=int(held.sum()),
        restricted={column.name: restricted[column.name] for column in columns},
    )


def checked_tree(columns: Sequence[Column], chances: Chances, seed: int) -> tuple[Node, float]:
    """A tree of the depth that foretells held-out points best; the shallowest of equals.

    Returns:
        The tree, and the part of the squared error that trees of its depth take away at held-out points.
    """
    errors = []
    for depth in range(DEEPEST + 1):
        guess = np.empty(len(chances.whole))
        for fold in folds(len(guess), seed):
            known = [column.at(~fold) for column in columns]
            tree = grow(known, chances.finding[~fold], depth)
            guess[fold] = foretell(tree, [column.at(fold) for column in columns])
        errors.append(float(np.mean((guess - chances.checking) ** 2)))
    depth = int(np.argmin(errors))
    saved = 1 - errors[depth] / errors[0] if errors[0] else 0.0
    return grow(columns, chances.whole, depth), saved


def folds(points: int, seed: int) -> Iterator[Mask]:
    """Deals the points into five parts.

    Examples:
        >>> sum(fold.astype(int) for fold in folds(7, seed=1)).tolist()
        [1, 1, 1, 1, 1, 1, 1]
    """
    deal = np.random.default_rng(seed).permutation(points) % FOLDS
    for number in range(min(FOLDS, points)):
        yield deal == number
