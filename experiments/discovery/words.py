"""Conditions in words: `wallet_sigma > 1.5 and brand_start < 0.3`."""

from collections.abc import Iterator, Sequence
from math import isinf

from experiments.amounts import short, with_currency
from experiments.discovery.columns import Column, Limit
from experiments.discovery.conditions import Discovery, Side
from experiments.discovery.tree import Node
from experiments.factor_text import FactorText
from experiments.plan import Plan


class ConditionText:
    """Writes limits with the names and units of a study's factors.

    Args:
        plan: The study.
        columns: Its factors.
    """

    def __init__(self, plan: Plan, columns: Sequence[Column]) -> None:
        self._plan = plan
        self._columns = columns
        self._words = FactorText(plan)

    def all_of(self, limits: Sequence[Limit]) -> str:
        """Several limits that hold together."""
        return " and ".join(map(self.one, limits))

    def one(self, limit: Limit) -> str:
        """One limit."""
        column = self._columns[limit.column]
        if limit.kept is not None:
            return f"{column.name} is {' or '.join(column.names[code] for code in sorted(limit.kept))}"
        low, high = (self._words.value(self._plan.factors[limit.column], end) for end in (limit.low, limit.high))
        if isinf(limit.low):
            return f"{column.name} < {high}"
        return f"{column.name} > {low}" if isinf(limit.high) else f"{low} < {column.name} < {high}"

    def not_one(self, limit: Limit) -> str:
        """The other side of one limit of a tree."""
        column = self._columns[limit.column]
        if limit.kept is not None:
            others = [name for code, name in enumerate(column.names) if code not in limit.kept]
            return f"{column.name} is {' or '.join(others)}"
        return f"{column.name} > {self._words.value(self._plan.factors[limit.column], limit.high)}"


def side_lines(found: Discovery, side: Side) -> Iterator[str]:
    """What was found about one strategy."""
    unit = found.response.unit
    ahead = f"{side.strategy} is ahead of {side.against}"
    if found.by:
        ahead += f" by more than {with_currency(short(found.by, unit), unit, found.plan.currency)}"
    yield f"{ahead} at {100 * side.share:.0f} % of the points"
    if not side.boxes:
        yield "  nearly everywhere: no condition is needed" if side.share >= found.density else "  no condition found"
        return
    text = ConditionText(found.plan, found.columns)
    if side.boxes[0].density < found.density:
        yield f"  no condition holds at {100 * found.density:.0f} % of its points; the nearest:"
    for number, box in enumerate(side.boxes):
        where = "where" if not number else "or where"
        yield f"  {where} {text.all_of(box.limits)}: at {100 * box.density:.0f} % of {box.points} points there"
    yield f"  That is {100 * sum(box.coverage for box in side.boxes):.0f} % of the points at which it is ahead."
    yield f"  {check_line(side)}"


def check_line(side: Side) -> str:
    """How the same search does at points and in lucks that it did not see."""
    check = side.check
    if not check.points:
        return "Check: without the points that it was found with, the search found no condition."
    text = f"Check at points and in lucks not used: ahead at {100 * check.density:.0f} % of {check.points} points"
    lift = check.density - check.overall
    verdict = "" if lift > 0 else "; so the condition did not hold up"
    return f"{text}, {100 * check.overall:.0f} % of all{verdict}."


def tree_lines(found: Discovery) -> Iterator[str]:
    """The tree, indented."""
    if not found.tree.depth:
        yield "No split foretells points and lucks that it has not seen."
        return
    yield from _branch(found.tree, ConditionText(found.plan, found.columns), 0)
    saved = f"{100 * found.tree_gain:.0f} %"
    yield f"Check at points and in lucks not used: the tree takes away {saved} of the squared error."


def _branch(node: Node, text: ConditionText, level: int) -> Iterator[str]:
    if node.limit is None or node.yes is None or node.no is None:
        return
    for says, child in ((text.one(node.limit), node.yes), (text.not_one(node.limit), node.no)):
        end = ":" if child.limit is not None else f": {100 * child.chance:.0f} % of {child.points} points"
        yield f"{'  ' * level}{says}{end}"
        yield from _branch(child, text, level + 1)
