"""A map in one sentence: who wins in how many cells, and where these lie."""

from collections.abc import Sequence
from math import isfinite

from experiments.amounts import short, with_currency
from experiments.breakeven.axes import Axis, MapDesign
from experiments.breakeven.explore import Cell, Exploration, State
from experiments.breakeven.line import Crossing
from simulator.catalogue import OUTCOMES

SIGNS: dict[State, str] = {"undecided": "·", "level": "=", "failed": "x"}


def sentence(design: MapDesign, exploration: Exploration) -> str:
    """The answer of a map.

    The side that wins fewer cells comes first, with the bounds that all of its cells keep, where there are any.
    """
    total = len(exploration.cells)
    sides: list[tuple[State, str]] = [("ahead", design.strategy), ("behind", design.baseline)]
    sides.sort(key=lambda side: exploration.count(side[0]))
    parts = []
    for place, (state, name) in enumerate(sides):
        won = exploration.count(state)
        number = f"{won} of {total} cells" if place == 0 else str(won)
        parts.append(f"{name} wins in {number}{_where(design, exploration, state)}")
    parts.append(f"{exploration.count('undecided')} undecided")
    if exploration.count("level"):
        parts.append(f"{exploration.count('level')} level")
    if exploration.count("failed"):
        parts.append(f"{exploration.count('failed')} failed")
    return f"{'; '.join(parts)}."


def _where(design: MapDesign, exploration: Exploration, state: State) -> str:
    """The bounds of the cells in a state, if the rest of the map reaches beyond them."""
    cells = [cell for cell in exploration.cells if cell.state == state]
    if not cells or len(cells) == len(exploration.cells):
        return ""
    bounds = [
        text
        for axis, places in ((design.x, [cell.column for cell in cells]), (design.y, [cell.row for cell in cells]))
        if (text := _bounds(axis, places))
    ]
    every = "all with " if len(cells) > 1 else "with "
    return f", {every}{' and '.join(bounds)}" if bounds else ""


def _bounds(axis: Axis, places: Sequence[int]) -> str:
    """What all of these levels have in common.

    Examples:
        >>> axis = Axis(name="cash", path="", kind="money", scale="linear", levels=(1e6, 2e6, 3e6))
        >>> _bounds(axis, [1, 2]), _bounds(axis, [0, 2]), _bounds(axis, [1])
        ('cash 2M or more', '', 'cash 2M')
    """
    low, high = min(places), max(places)
    least, most = axis.text(axis.levels[low]), axis.text(axis.levels[high])
    if low == high:
        return f"{axis.title} {least}"
    if low > 0 and high < len(axis.levels) - 1:
        return f"{axis.title} from {least} to {most}"
    if low > 0:
        return f"{axis.title} {least} or more"
    return f"{axis.title} {most} or less" if high < len(axis.levels) - 1 else ""


def spent(design: MapDesign, exploration: Exploration, budget: int) -> str:
    """What the map took."""
    lucks = [cell.lucks for cell in exploration.cells if cell.state != "failed"]
    spread = f"{min(lucks):,} to {max(lucks):,} lucks per cell" if lucks else "no cell gave a result"
    return f"{exploration.runs:,} runs of a budget of {budget:,}; {spread}; seed {design.plan.seed}"


def cell_text(design: MapDesign, cell: Cell) -> str:
    """The difference of a decided cell; otherwise a sign: = level, a dot for undecided, x failed."""
    if cell.estimate is None or cell.state in SIGNS:
        return SIGNS.get(cell.state, "")
    return short(cell.estimate.mean, OUTCOMES[design.outcome].unit, signed=True)


def crossing_text(axis: Axis, crossing: Crossing) -> str:
    """Where the line crosses, and the band around it.

    Examples:
        >>> axis = Axis(name="cash", path="", kind="money", scale="linear", levels=(1e6, 3e6))
        >>> crossing_text(axis, Crossing(at=2e6, low=1.8e6, high=float("inf")))
        '2M (1.8M to off)'
    """
    low, high = (axis.text(each) if isfinite(each) else "off" for each in (crossing.low, crossing.high))
    return f"{axis.text(crossing.at)} ({low} to {high})"


def difference_title(design: MapDesign) -> str:
    """What the numbers of a map are."""
    outcome = OUTCOMES[design.outcome]
    worse = "" if outcome.better > 0 else ", turned so that + is better"
    unit = with_currency("", outcome.unit, design.currency).strip()
    return f"{outcome.title}, {design.strategy} - {design.baseline}{worse}" + (f" ({unit})" if unit else "")
