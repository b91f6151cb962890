"""Fills a map: first some lucks for every cell, then more for the cells of which the sign is not known.

Bounds are those of a confidence sequence (`experiments.sequential`), shared out over the cells by Bonferroni: all
cells together, at whatever look one stops, are wrong with a chance of at most alpha. Cells that are decided get no more
lucks. Of the others, that half gets larger steps, and goes first where the budget ends, whose bounds reach farthest
over zero: `margin - |mean|`, the straddle of Bryan, Schneider, Nichol, Miller, Genovese and Wasserman (Active learning
for identifying function threshold boundaries, NIPS 2005). It is large beside the break-even line, and where little is
known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from experiments.bank import Bank
from experiments.breakeven.axes import MapDesign
from experiments.decide import FIRST_LOOK
from experiments.pairing import TIES_TO_BE_EQUAL, YES_OR_NO
from experiments.sequential import counts, cushioned, sequence_estimate
from experiments.statistics import Estimate, variance
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray

State = Literal["ahead", "behind", "undecided", "level", "failed"]

ALPHA = 0.05
BUDGET = 20_000
NEAR_STEP, FAR_STEP = 0.3, 0.15  # of a cell's lucks so far
LEAST_STEP = 15


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is known at one point of the grid.

    Attributes:
        row: Which level of y.
        column: Which level of x.
        lucks: How many both strategies met.
        state: Whether the strategy is ahead of the baseline, behind, or not known; `level` if no luck told the two
            apart, and so many lucks (see `experiments.pairing`) that few can.
        estimate: The difference, positive where the strategy is better, with its simultaneous bounds; none if the
            cell failed.
        std: Of the difference, from luck to luck.
        error: Why it failed.
    """

    row: int
    column: int
    lucks: int
    state: State
    estimate: Estimate | None = None
    std: float = 0.0
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Exploration:
    """All cells of a map, row by row, and what they took.

    Attributes:
        cells: By point.
        differences: By point, in each luck, positive where the strategy is better; none of cells that failed.
        runs: Runs that were asked for.
        looks: How often one looked.
    """

    cells: tuple[Cell, ...]
    differences: dict[int, FloatArray]
    runs: int
    looks: int

    def count(self, state: State) -> int:
        """How many cells are in a state."""
        return sum(cell.state == state for cell in self.cells)


def least_budget(design: MapDesign) -> int:
    """Runs that the first look takes: no cell is decided sooner.

    Examples:
        >>> from experiments.breakeven.axes import map_design
        >>> slots, cash = "world.sponsors.executive_slots=2:6", "world.finance.opening_cash=6M:20M"
        >>> least_budget(map_design("chase_or_build", slots, cash, grid=2))  # 4 cells, 2 strategies, 60 lucks
        480
    """
    return len(design.plan) * 2 * FIRST_LOOK


def explore(design: MapDesign, bank: Bank, *, budget: int = BUDGET, alpha: float = ALPHA) -> Exploration:
    """Runs a map until every cell is decided or the budget is used.

    Args:
        design: The grid, the two strategies and the outcome.
        bank: Where runs come from.
        budget: The most runs; at least `least_budget`.
        alpha: Chance that any cell gets a wrong sign, all cells and looks together.

    Examples:
        >>> from contextlib import closing
        >>> from experiments.breakeven.axes import map_design
        >>> from experiments.breakeven.words import sentence
        >>> from experiments.store_files import IN_MEMORY, open_or_create
        >>> slots, cash = "world.sponsors.executive_slots=2:6", "world.finance.opening_cash=6M:20M"
        >>> design = map_design("chase_or_build", slots, cash, grid=2)
        >>> with closing(open_or_create(IN_MEMORY, design.plan)) as store:
        ...     print(sentence(design, explore(design, Bank(store, workers=1), budget=least_budget(design))))
        build_base wins in 0 of 4 cells; chase_big wins in 2, all with executive slots 6; 2 undecided.
    """
    wanted, looks = dict.fromkeys(range(len(design.plan)), FIRST_LOOK), 0
    while True:
        bank.ask(wanted, budget)
        looks += 1
        found = {point: _differences(design, bank, point) for point in range(len(design.plan)) if bank.lucks(point)}
        cells = tuple(_cell(design, bank, found, point, alpha) for point in range(len(design.plan)))
        wanted = _next(cells, (budget - bank.runs()) // 2)
        if not wanted:
            return Exploration(cells=cells, differences=found, runs=bank.runs(), looks=looks)


def _next(cells: Sequence[Cell], affordable: int) -> dict[int, int]:
    """Lucks that each undecided cell shall have; none if nothing is left to do or to spend."""
    order = sorted(
        (point for point, cell in enumerate(cells) if cell.state == "undecided"),
        key=lambda point: (-_straddle(cells[point]), point),
    )
    wanted: dict[int, int] = {}
    for rank, point in enumerate(order):
        part = NEAR_STEP if 2 * rank < len(order) else FAR_STEP
        step = min(max(LEAST_STEP, int(part * cells[point].lucks)), affordable)
        if step > 0:
            wanted[point] = cells[point].lucks + step
            affordable -= step
    return wanted


def _straddle(cell: Cell) -> float:
    return cell.estimate.half_width - abs(cell.estimate.mean) if cell.estimate else 0.0


def _differences(design: MapDesign, bank: Bank, point: int) -> FloatArray:
    ours, theirs = bank.values(point, design.outcome)
    differences: FloatArray = OUTCOMES[design.outcome].better * (ours - theirs)
    return differences


def _cell(design: MapDesign, bank: Bank, found: dict[int, FloatArray], point: int, alpha: float) -> Cell:
    row, column = divmod(point, design.shape[1])
    if point not in found:
        return Cell(row=row, column=column, lucks=0, state="failed", error=bank.failed[point])
    differences = cushioned(found[point]) if design.outcome in YES_OR_NO else found[point]
    estimate = sequence_estimate(differences, alpha / len(design.plan))
    known = counts(differences) and (estimate.low > 0 or estimate.high < 0)
    level = not found[point].any() and len(found[point]) >= TIES_TO_BE_EQUAL
    return Cell(
        row=row,
        column=column,
        lucks=len(found[point]),
        state="level" if level else ("ahead" if estimate.low > 0 else "behind") if known else "undecided",
        estimate=estimate,
        std=variance(differences) ** 0.5,
    )
