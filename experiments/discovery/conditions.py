"""Discovery on a sweep: where is which of two strategies ahead?

found = discover(read_result(store))
found.sides[0].boxes        # where the first named strategy wins
"""

from dataclasses import dataclass

import numpy as np

from experiments.discovery.columns import Column, Mask, columns_of
from experiments.discovery.folds import BoxCheck, Chances, check_boxes, checked_tree
from experiments.discovery.labels import FEWEST_LUCKS, chance_ahead
from experiments.discovery.prim import Box, find_boxes, peeled, quasi_p_values
from experiments.discovery.tree import Node
from experiments.plan import Plan
from experiments.responses import Response
from experiments.sweep import SweepResult
from simulator.catalogue import OUTCOMES
from simulator.errors import SimulatorError
from simulator.results import FloatArray

FEWEST_POINTS = 20
DENSITY = 0.8
MOST_BOXES = 2


@dataclass(frozen=True, kw_only=True)
class Side:
    """Where one strategy is ahead of the other.

    Attributes:
        strategy: Who.
        against: Of whom.
        share: Share of the points at which it is ahead: the mean chance.
        boxes: The conditions; none if nothing stands out or it is ahead nearly everywhere.
        quasi_p: By box, the quasi-p-value of each limited factor.
        trajectory: All boxes on the way to the first one, before limits that are not needed were taken off.
        check: The same search, judged by points and lucks that it did not see.
    """

    strategy: str
    against: str
    share: float
    boxes: tuple[Box, ...]
    quasi_p: tuple[dict[str, float], ...]
    trajectory: tuple[Box, ...]
    check: BoxCheck


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """What a sweep says about the conditions of winning.

    Attributes:
        plan: The study.
        response: The difference that decides.
        by: What counts as ahead.
        density: Share of wins that a box should have.
        most_boxes: How many boxes each side may have.
        columns: The factors at the points that are complete.
        sides: The response's strategy, then its baseline.
        tree: Chance that the response's strategy is ahead.
        tree_gain: Part of the squared error that such trees take away at points and lucks that they did not see.
    """

    plan: Plan
    response: Response
    by: float
    density: float
    most_boxes: int
    columns: tuple[Column, ...]
    sides: tuple[Side, Side]
    tree: Node
    tree_gain: float


def discover(
    result: SweepResult,
    response: Response,
    *,
    by: float = 0.0,
    density: float = DENSITY,
    most_boxes: int = MOST_BOXES,
) -> Discovery:
    """Looks for the conditions under which each of two strategies is ahead.

    Args:
        result: A sweep.
        response: A difference of two strategies in an outcome with a better direction.
        by: A strategy is ahead if it is better by more than this.
        density: Share of wins that a box should have.
        most_boxes: How many boxes each side may have.

    Raises:
        SimulatorError: Too few complete points or lucks, or no difference.

    Examples:
        >>> from experiments.discovery.words import tree_lines
        >>> from experiments.responses import response_of
        >>> from experiments.study.load import load_study
        >>> from experiments.sweep import run_study
        >>> result = run_study(load_study("studies/chase_or_build", replications=4), workers=1)
        >>> found = discover(result, response_of(result.plan))
        >>> for line in tree_lines(found):
        ...     print(line)
        wallet_sigma < 1.27: 35 % of 15 points
        wallet_sigma > 1.27: 91 % of 17 points
        Check at points and in lucks not used: the tree takes away 5 % of the squared error.
    """
    better = OUTCOMES[response.outcome].better
    if response.baseline is None or not better:
        raise SimulatorError(f"nobody wins by {response.title}: it needs two strategies and a better direction")
    values = better * response.values(result)
    whole = complete(values)
    values, columns = values[whole], columns_of(result.plan, whole)
    seed = result.plan.seed
    ours, theirs = _chances(values, by), _chances(-values, by)
    tree, gain = checked_tree(columns, ours, seed)
    names = response.strategy, response.baseline
    sides = (
        _side(names, columns, ours, density, most_boxes, seed),
        _side(names[::-1], columns, theirs, density, most_boxes, seed),
    )
    return Discovery(
        plan=result.plan,
        response=response,
        by=by,
        density=density,
        most_boxes=most_boxes,
        columns=tuple(columns),
        sides=sides,
        tree=tree,
        tree_gain=gain,
    )


def complete(values: FloatArray) -> Mask:
    """Which points have a value in every luck; shape of the values (points, lucks).

    Raises:
        SimulatorError: Too few to say anything.
    """
    whole: Mask = np.asarray(~np.isnan(values).any(axis=1))
    if values.shape[1] < 2 * FEWEST_LUCKS:
        raise SimulatorError(f"needs {2 * FEWEST_LUCKS} lucks per point or more, not {values.shape[1]}")
    if whole.sum() < FEWEST_POINTS:
        raise SimulatorError(f"{whole.sum()} points have a value in every luck, and {FEWEST_POINTS} are the least")
    return whole


def _chances(values: FloatArray, by: float) -> Chances:
    return Chances(
        whole=chance_ahead(values, by),
        finding=chance_ahead(values[:, 0::2], by),
        checking=chance_ahead(values[:, 1::2], by),
    )


def _side(
    names: tuple[str, ...], columns: list[Column], chances: Chances, density: float, most: int, seed: int
) -> Side:
    boxes = find_boxes(columns, chances.whole, density=density, most=most)
    return Side(
        strategy=names[0],
        against=names[1],
        share=float(chances.whole.mean()),
        boxes=tuple(boxes),
        quasi_p=tuple(_named(columns, box, chances.whole) for box in boxes),
        trajectory=tuple(peeled(columns, chances.whole)),
        check=check_boxes(columns, chances, density=density, most=most, seed=seed),
    )


def _named(columns: list[Column], box: Box, chances: FloatArray) -> dict[str, float]:
    values = quasi_p_values(box.limits, columns, chances)
    return {columns[place].name: value for place, value in values.items()}
