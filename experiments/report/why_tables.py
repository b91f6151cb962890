"""The difference between two strategies, line by line, for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from experiments.amounts import short, with_currency, with_half_width
from experiments.report.terminal import columns_table, heading
from experiments.stories.lines import BECAME, GROUPS, LINES
from experiments.stories.why import Explanation, Share
from simulator.catalogue import OUTCOMES, Unit
from simulator.scenario.schema import Scenario

STRONGEST = 3


def why_tables(explanation: Explanation, scenario: Scenario, follow: str) -> Iterator[RenderableType]:
    """Lays out an explanation: in words, by mechanism, by what customers became, by account.

    Args:
        explanation: What to show.
        scenario: The scenario.
        follow: The command that follows the first of the accounts.
    """
    yield heading(scenario.title or "Why")
    discounted = ", discounted to the start" if explanation.split.is_discounted else ""
    money = f"money in {scenario.world.currency}{discounted}; "
    yield Text(
        f"{explanation.replications} replications, seed {scenario.run.seed}; {money}"
        "± is the half-width of a 95 % interval of the difference in the same luck",
        style="dim",
    )
    yield _in_words(explanation, scenario.world.currency)
    yield _mechanisms(explanation)
    if explanation.split.became:
        yield _becoming(explanation)
    if explanation.accounts:
        yield _accounts(explanation)
        yield Text(f"Follow the first of them: {follow}")


def _in_words(explanation: Explanation, currency: str) -> Text:
    """The difference and its strongest lines, in sentences."""
    total = explanation.total.difference
    text = Text(_whole(explanation, currency))
    if abs(total.mean) <= total.half_width:
        more = "is worth more" if explanation.outcome == "value" else "has more"
        text.append(f" The interval holds zero: so many lucks do not tell which {more}.")
    ordered = sorted(explanation.lines, key=lambda line: -explanation.lines[line].difference.mean)
    up, down = ("for it", "against it") if OUTCOMES[explanation.outcome].better else ("upwards", "downwards")
    for word, sign, lines in ((up, 1, ordered[:STRONGEST]), (down, -1, ordered[: -STRONGEST - 1 : -1])):
        told = [line for line in lines if sign * explanation.lines[line].difference.mean > 0]
        if told:
            text.append(f" Most {word}: ")
            text.append("; ".join(f"{LINES[line].phrase} {_difference(explanation, line)}" for line in told) + ".")
    return text


def _whole(explanation: Explanation, currency: str) -> str:
    """How much the strategies differ, in a sentence."""
    outcome, total = OUTCOMES[explanation.outcome], explanation.total.difference
    if explanation.outcome == "value":
        worth = with_half_width(abs(total.mean), total.half_width, "money")
        more = "more" if total.mean >= 0 else "less"
        return f"{explanation.strategy} is worth {worth} {currency} {more} than {explanation.baseline}."
    amount = with_half_width(total.mean, total.half_width, outcome.unit, signed=True)
    told = with_currency(amount, outcome.unit, currency)
    return f"{explanation.strategy} compared to {explanation.baseline}: {outcome.title} {told}."


def _mechanisms(explanation: Explanation) -> Table:
    table = _table("The difference by mechanism", explanation)
    for group, title in GROUPS.items():
        lines = {line: share for line, share in explanation.lines.items() if LINES[line].group == group}
        if all(share.is_empty for share in lines.values()):
            continue
        if len(lines) > 1:
            heading_of_group = explanation.split.heading_of(group, title)
            _add(table, explanation, heading_of_group, explanation.groups[group], bold=True)
        for line, share in lines.items():
            if not share.is_empty:
                _add(table, explanation, f"  {LINES[line].title}" if len(lines) > 1 else LINES[line].title, share)
    table.add_section()
    name = "value: all lines together" if explanation.outcome == "value" else "all lines together"
    _add(table, explanation, name, explanation.total, bold=True)
    if explanation.closing is not None:
        _add(table, explanation, "of which expected after the end", explanation.closing)
    return table


def _becoming(explanation: Explanation) -> Table:
    table = _table(explanation.split.became, explanation)
    for origin, share in explanation.became.items():
        if not share.is_empty:
            _add(table, explanation, BECAME[origin], share)
    return table


def _table(title: str, explanation: Explanation) -> Table:
    return columns_table(title, [""], [explanation.strategy, explanation.baseline, "difference"])


def _add(table: Table, explanation: Explanation, title: str, share: Share, *, bold: bool = False) -> None:
    style, unit = "bold" if bold else "", OUTCOMES[explanation.outcome].unit
    cells = (title, short(share.strategy, unit), short(share.baseline, unit), _apart(share, unit))
    table.add_row(*(Text(cell, style=style) for cell in cells))


def _difference(explanation: Explanation, line: str) -> str:
    return _apart(explanation.lines[line], OUTCOMES[explanation.outcome].unit)


def _apart(share: Share, unit: Unit) -> str:
    return with_half_width(share.difference.mean, share.difference.half_width, unit, signed=True)


def _accounts(explanation: Explanation) -> Table:
    """One block for each account: how much it differs, and what became of it under each strategy."""
    unit = OUTCOMES[explanation.outcome].unit
    amount = short(explanation.luck_difference, unit, signed=True)
    title = f"The accounts that differ most in replication {explanation.luck}, whose difference is {amount}"
    table = Table.grid(padding=(0, 2, 0, 0))
    table.title, table.title_justify = heading(title), "left"
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for share in explanation.accounts:
        text = Text(f"account {share.account}", style="bold")
        text.append(f" ({share.segment}, wallet {short(share.wallet, 'money')})", style="not bold")
        table.add_row(Text(short(share.difference, unit, signed=True), style="bold"), text)
        for name, fate in zip((explanation.strategy, explanation.baseline), share.fates, strict=True):
            table.add_row("", Text(f"{name}: {fate}", style="dim"))
    return table
