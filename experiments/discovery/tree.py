"""A small regression tree on chances (CART: Breiman, Friedman, Olshen and Stone 1984), grown to a given depth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from experiments.discovery.columns import Column, Limit, Mask, between
from simulator.results import FloatArray

DEEPEST = 3
LEAST_SHARE = 0.05
LEAST_POINTS = 5
LEAST_GAIN = 1e-12


@dataclass(frozen=True, kw_only=True)
class Node:
    """Some points: their mean chance, and how they are split; a leaf is not.

    Attributes:
        chance: Mean chance.
        points: How many points.
        limit: Holds for the points that go to `yes`.
    """

    chance: float
    points: int
    limit: Limit | None = None
    yes: "Node | None" = None
    no: "Node | None" = None

    @property
    def depth(self) -> int:
        """Splits one above the other."""
        return 0 if self.yes is None or self.no is None else 1 + max(self.yes.depth, self.no.depth)


def grow(columns: Sequence[Column], chances: FloatArray, depth: int, least: int | None = None) -> Node:
    """Splits where the squared error falls most; for chances of 0 and 1 that is Gini's rule.

    Args:
        columns: The factors.
        chances: By point.
        depth: Splits one above the other, at most.
        least: Points that a leaf has at least; one twentieth of all, or 5, by default.
    """
    least = least or max(LEAST_POINTS, ceil(LEAST_SHARE * len(chances)))
    leaf = Node(chance=float(chances.mean()), points=len(chances))
    limit = _best_split(columns, chances, least) if depth else None
    if limit is None:
        return leaf
    goes = limit.holds(columns[limit.column].values)
    yes, no = (grow([column.at(part) for column in columns], chances[part], depth - 1, least) for part in (goes, ~goes))
    return Node(chance=leaf.chance, points=leaf.points, limit=limit, yes=yes, no=no)


def foretell(node: Node, columns: Sequence[Column]) -> FloatArray:
    """The chance that a tree gives each point."""
    if node.limit is None or node.yes is None or node.no is None:
        return np.full(len(columns[0].values), node.chance)
    goes = node.limit.holds(columns[node.limit.column].values)
    return np.where(goes, foretell(node.yes, columns), foretell(node.no, columns))


def _best_split(columns: Sequence[Column], chances: FloatArray, least: int) -> Limit | None:
    best, best_gain = None, LEAST_GAIN
    for place, column in enumerate(columns):
        ranks, cuts = _ordered(column, chances)
        order = np.argsort(ranks, kind="stable")
        sums = np.cumsum(chances[order])
        for cut in cuts:
            count = int(np.searchsorted(ranks[order], cut, side="right"))
            if least <= count <= len(chances) - least:
                gain = _gain(sums[count - 1], count, sums[-1], len(chances))
                if gain > best_gain:
                    best, best_gain = _limit(place, column, ranks, cut), gain
    return best


def _gain(wins: float, count: int, all_wins: float, all_count: int) -> float:
    """Fall of the squared error if `count` points with so many wins are split off."""
    rest = all_count - count
    return float(wins**2 / count + (all_wins - wins) ** 2 / rest - all_wins**2 / all_count)


def _ordered(column: Column, chances: FloatArray) -> tuple[FloatArray, Iterator[float]]:
    """What the column is cut by, and the cuts: names stand in the order of their mean chance."""
    ranks = column.values
    if column.names:
        means = {code: float(chances[ranks == code].mean()) for code in np.unique(ranks)}
        places = {code: place for place, code in enumerate(sorted(means, key=lambda code: (means[code], code)))}
        ranks = np.array([places[code] for code in ranks], dtype=float)
    found = np.unique(ranks).tolist()
    return ranks, (between(low, high) for low, high in pairwise(found))


def _limit(place: int, column: Column, ranks: FloatArray, cut: float) -> Limit:
    if not column.names:
        return Limit(column=place, high=cut)
    goes: Mask = ranks <= cut
    return Limit(column=place, kept=frozenset(int(code) for code in np.unique(column.values[goes])))
