"""PRIM: boxes of conditions in which something holds more often than elsewhere (Friedman and Fisher 1999).

From all points, thin slices are peeled off one side of one factor at a time, always the slice whose loss helps most.
The boxes on the way trade coverage for density; which one is taken is told in `chosen`. As in the EMA Workbench
(Kwakkel 2017), a slice is judged by its gain per point that it costs (Kwakkel and Jaxa-Rozen 2016), so that factors
with few levels have no advantage; there is no pasting. Which limits a box needs is asked by quasi-p-values (Bryant
and Lempert 2010).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from experiments.discovery.columns import Column, Limit, Mask, between, inside
from simulator.results import FloatArray

PEEL = 0.05
LEAST_SHARE = 0.05
LEAST_POINTS = 5
QUASI_P_LIMIT = 0.05


@dataclass(frozen=True, kw_only=True)
class Box:
    """Some limits, and what lies inside.

    Attributes:
        limits: At most one per column; a point is inside if all hold.
        points: How many points are inside.
        coverage: Share of all wins that are inside.
        density: Share of wins among the points inside.
    """

    limits: tuple[Limit, ...]
    points: int
    coverage: float
    density: float


def find_boxes(columns: Sequence[Column], chances: FloatArray, *, density: float, most: int) -> list[Box]:
    """Finds up to `most` boxes, each among the points that no box before it holds.

    Args:
        columns: The factors.
        chances: By point, the chance that it is a win.
        density: The share of wins that a box shall have.
        most: How many boxes at most.

    Returns:
        Boxes with more wins than the whole has; none if the whole is as dense as asked for, or nothing stands out.
    """
    boxes: list[Box] = []
    left = np.ones(len(chances), dtype=bool)
    overall = float(chances.mean()) if len(chances) else 0.0
    while len(boxes) < most and left.sum() >= 2 * LEAST_POINTS and overall < density:
        rest = [column.at(left) for column in columns]
        limits = needed(chosen(list(peeled(rest, chances[left])), density).limits, rest, chances[left])
        here = inside(limits, columns) & left
        if not limits or chances[here].mean() <= overall:
            break
        boxes.append(_box(limits, here, chances))
        left &= ~here
    return boxes


def peeled(columns: Sequence[Column], chances: FloatArray) -> Iterator[Box]:
    """The boxes on the way from all points to the fewest."""
    limits = {place: Limit(column=place) for place in range(len(columns))}
    mask = np.ones(len(chances), dtype=bool)
    least = max(LEAST_POINTS, ceil(LEAST_SHARE * len(chances)))
    yield _box((), mask, chances)
    while True:
        now = chances[mask].mean()
        best, best_gain = None, -np.inf
        for limit in _slices(columns, limits, mask):
            kept = mask & limit.holds(columns[limit.column].values)
            if kept.sum() >= least:
                gain = (chances[kept].mean() - now) / (mask.sum() - kept.sum())
                if gain > best_gain:
                    best, best_gain = limit, gain
        if best is None:
            return
        limits[best.column] = best
        mask &= best.holds(columns[best.column].values)
        yield _box(tuple(each for each in limits.values() if not each.is_free), mask, chances)


def chosen(trajectory: Sequence[Box], density: float) -> Box:
    """The box that stands out most among those that are dense enough; the densest if none is.

    How much a box stands out: the wins in it beyond those that as many points hold elsewhere, the weighted relative
    accuracy of Lavrac, Flach and Zupan (1999) times the number of all points.
    """
    overall = trajectory[0].density
    dense = [box for box in trajectory if box.density >= density]
    if dense:
        return max(dense, key=lambda box: box.points * (box.density - overall))
    return max(trajectory, key=lambda box: (box.density, box.coverage))


def needed(limits: tuple[Limit, ...], columns: Sequence[Column], chances: FloatArray) -> tuple[Limit, ...]:
    """The limits that a box needs: the least needed goes first, until all quasi-p-values are small."""
    while limits:
        values = quasi_p_values(limits, columns, chances)
        worst = max(limits, key=lambda limit: values[limit.column])
        if values[worst.column] <= QUASI_P_LIMIT:
            break
        limits = tuple(limit for limit in limits if limit is not worst)
    return limits


def quasi_p_values(limits: Sequence[Limit], columns: Sequence[Column], chances: FloatArray) -> Mapping[int, float]:
    """By column, the chance of so many wins in the box if its limit on that column did nothing (Bryant and Lempert).

    Binomial, with the density of the box without that limit; for a sum of chances, by the incomplete beta function.
    No p-value proper: the limits were chosen on the same points.
    """
    from scipy.special import betainc

    mask = inside(limits, columns)
    count, wins = int(mask.sum()), float(chances[mask].sum())
    values = {}
    for limit in limits:
        wider = inside([each for each in limits if each is not limit], columns)
        rate = float(chances[wider].mean())
        values[limit.column] = float(betainc(wins, count - wins + 1, rate)) if wins > 0 else 1.0
    return values


def _slices(columns: Sequence[Column], limits: Mapping[int, Limit], mask: Mask) -> Iterator[Limit]:
    """The limits that would peel one slice more: of each side of each number, of each name."""
    for place, column in enumerate(columns):
        values = np.sort(column.values[mask])
        if values[0] == values[-1]:
            continue
        limit = limits[place]
        if column.names:
            here = frozenset(int(code) for code in np.unique(values))
            yield from (replace(limit, kept=here - {code}) for code in sorted(here))
            continue
        size = max(1, int(PEEL * len(values)))
        above = values[values > values[size - 1]]
        if len(above):
            yield replace(limit, low=between(float(values[size - 1]), float(above[0])))
        below = values[values < values[-size]]
        if len(below):
            yield replace(limit, high=between(float(below[-1]), float(values[-size])))


def _box(limits: tuple[Limit, ...], mask: Mask, chances: FloatArray) -> Box:
    wins, total = float(chances[mask].sum()), float(chances.sum())
    count = int(mask.sum())
    return Box(limits=limits, points=count, coverage=wins / total if total else 0.0, density=wins / count)
