"""The factors of a study as columns that can be cut: numbers by a limit, names one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isinf

import numpy as np
from numpy.typing import NDArray

from experiments.plan import Plan
from simulator.results import FloatArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One factor at every point.

    Attributes:
        name: The factor.
        values: Its numbers; where it has names, their positions in `names`.
        names: Its names, if its values are no numbers.
    """

    name: str
    values: FloatArray
    names: tuple[str, ...] = ()

    def at(self, points: Mask) -> "Column":
        """The same factor at some of the points."""
        return replace(self, values=self.values[points])


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Which values of one column are inside: above `low` and up to `high`, or the positions `kept` of names."""

    column: int
    low: float = -inf
    high: float = inf
    kept: frozenset[int] | None = None

    def holds(self, values: FloatArray) -> Mask:
        """Where values are inside."""
        if self.kept is not None:
            return np.isin(values, sorted(self.kept))
        return (values > self.low) & (values <= self.high)

    @property
    def is_free(self) -> bool:
        """Whether every value is inside."""
        return self.kept is None and isinf(self.low) and isinf(self.high)


def columns_of(plan: Plan, points: Mask) -> list[Column]:
    """The factors of a plan at some of its points."""
    columns = []
    for place, factor in enumerate(plan.factors):
        shown = [factor.column(row[place]) for row in plan.rows]
        if factor.is_number:
            columns.append(Column(name=factor.name, values=np.array(shown, dtype=float)[points]))
            continue
        names = tuple(dict.fromkeys(map(str, factor.shown)))
        codes = np.array([names.index(str(each)) for each in shown], dtype=float)
        columns.append(Column(name=factor.name, values=codes[points], names=names))
    return columns


def inside(limits: Sequence[Limit], columns: Sequence[Column]) -> Mask:
    """Which points are inside all limits; all if there are none."""
    mask = np.ones(len(columns[0].values), dtype=bool)
    for limit in limits:
        mask &= limit.holds(columns[limit.column].values)
    return mask


def between(below: float, above: float) -> float:
    """The cut between two neighbouring values: half way, and never at the upper one.

    Examples:
        >>> between(1.0, 2.0)
        1.5
    """
    middle = below + (above - below) / 2
    return middle if middle < above else below
