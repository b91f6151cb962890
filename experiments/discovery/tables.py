"""Discovery and regret as tables for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from experiments.amounts import short, with_half_width
from experiments.discovery.conditions import Discovery, Side
from experiments.discovery.folds import FOLDS
from experiments.discovery.regret import Regret
from experiments.discovery.words import ConditionText, side_lines, tree_lines
from experiments.factor_text import FactorText
from experiments.report.tables import p_value_text
from experiments.report.terminal import columns_table, heading
from simulator.catalogue import OUTCOMES


def discovery_tables(found: Discovery) -> Iterator[RenderableType]:
    """Lays out where each strategy is ahead, then the tree."""
    points, plan = len(found.columns[0].values), found.plan
    yield heading(f"{plan.title}: who is ahead by {OUTCOMES[found.response.outcome].title}, and where")
    yield Text(
        f"{points} of {len(plan)} points, {plan.replications} lucks at each; a point counts with the chance that "
        "the strategy is ahead there on average, given its lucks",
        style="dim",
    )
    for side in found.sides:
        first, *rest = side_lines(found, side)
        yield Text()
        yield heading(first)
        yield from (Padding(Text(line.strip()), (0, 0, 0, 2)) for line in rest)
        if side.boxes:
            yield _limits_table(found, side)
    yield Text()
    yield heading(f"Tree: how often {found.sides[0].strategy} is ahead")
    yield Text("\n".join(tree_lines(found)))


def _limits_table(found: Discovery, side: Side) -> Table:
    text = ConditionText(found.plan, found.columns)
    table = columns_table("", ["condition"], ["quasi-p", f"found in, of {FOLDS} searches"])
    for box, values in zip(side.boxes, side.quasi_p, strict=True):
        for limit in box.limits:
            name = found.columns[limit.column].name
            table.add_row(f"  {text.one(limit)}", p_value_text(values[name]), str(side.check.restricted[name]))
    return table


def regret_tables(found: Regret) -> Iterator[RenderableType]:
    """Lays out the regret of every strategy, and who has the least."""
    plan, outcome = found.plan, OUTCOMES[found.outcome]
    yield heading(f"{plan.title}: regret in {outcome.title}")
    yield Text(
        f"{found.points} of {len(plan)} points, {plan.replications} lucks at each; money in {plan.currency}; "
        "regret: how much better the best strategy would have been at a point",
        style="dim",
    )
    heads = ["best at", "mean regret", "largest", "largest, plain"]
    table = columns_table("", ["strategy"], heads)
    for each in found.strategies:
        amounts = (short(amount, outcome.unit) for amount in (each.mean, each.largest, each.largest_plain))
        table.add_row(each.strategy, f"{100 * each.best_at:.0f} %", *amounts)
    yield table
    yield Text()
    for line in regret_lines(found):
        yield Text(line)


def regret_lines(found: Regret) -> Iterator[str]:
    """Who has the least regret, and where each strategy's is largest."""
    unit, words = OUTCOMES[found.outcome].unit, FactorText(found.plan)
    yield f"Minimax regret: {found.minimax}."
    if found.minimax != found.minimax_plain:
        yield f"By the plain figures it is {found.minimax_plain}: the lucks do not settle it; more --replications may."
    for each in found.strategies:
        values = zip(found.plan.factors, found.plan.columns(each.worst_point), strict=True)
        where = ", ".join(f"{factor.name} {words.value(factor, value)}" for factor, value in values)
        amount = with_half_width(each.at_worst.mean, each.at_worst.half_width, unit)
        yield f"{each.strategy} costs most at point {each.worst_point} ({where}): {amount} in the same luck."
    yield (
        "Mean and largest regret: one half of the lucks chooses, the other values (too low on average, if anything); "
        "plain: all lucks do both (too high on average)."
    )
    if found.levers:
        yield f"Taken as worlds too, though they change the strategies: {', '.join(found.levers)}."
