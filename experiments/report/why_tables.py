"""The difference between two strategies, line by line, for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from experiments.amounts import short, with_half_width
from experiments.report.terminal import columns_table, heading
from experiments.stories.lines import BECAME, GROUPS, LINES
from experiments.stories.why import Explanation, Share
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
    yield Text(
        f"{explanation.replications} replications, seed {scenario.run.seed}; money in {scenario.world.currency}, "
        "discounted to the start; ± is the half-width of a 95 % interval of the difference in the same luck",
        style="dim",
    )
    yield _in_words(explanation, scenario.world.currency)
    yield _mechanisms(explanation)
    yield _becoming(explanation)
    if explanation.accounts:
        yield _accounts(explanation)
        yield Text(f"Follow the first of them: {follow}")


def _in_words(explanation: Explanation, currency: str) -> Text:
    """The difference and its strongest lines, in sentences."""
    total = explanation.total.difference
    worth = with_half_width(abs(total.mean), total.half_width, "money")
    more = "more" if total.mean >= 0 else "less"
    text = Text(f"{explanation.strategy} is worth {worth} {currency} {more} than {explanation.baseline}.")
    if abs(total.mean) <= total.half_width:
        text.append(" The interval holds zero: so many lucks do not tell which is worth more.")
    ordered = sorted(explanation.lines, key=lambda line: -explanation.lines[line].difference.mean)
    for word, lines in (("for it", ordered[:STRONGEST]), ("against it", ordered[: -STRONGEST - 1 : -1])):
        sign = 1 if word == "for it" else -1
        told = [line for line in lines if sign * explanation.lines[line].difference.mean > 0]
        if told:
            text.append(f" Most {word}: ")
            text.append(
                "; ".join(f"{LINES[line].phrase} {_difference(explanation.lines[line])}" for line in told) + "."
            )
    return text


def _mechanisms(explanation: Explanation) -> Table:
    table = _table("The difference by mechanism", explanation)
    for group, title in GROUPS.items():
        lines = {line: share for line, share in explanation.lines.items() if LINES[line].group == group}
        if all(share.is_empty for share in lines.values()):
            continue
        if len(lines) > 1:
            _add(table, title, explanation.groups[group], bold=True)
        for line, share in lines.items():
            if not share.is_empty:
                _add(table, f"  {LINES[line].title}" if len(lines) > 1 else LINES[line].title, share)
    table.add_section()
    _add(table, "value: all lines together", explanation.total, bold=True)
    _add(table, "of which expected after the end", explanation.closing)
    return table


def _becoming(explanation: Explanation) -> Table:
    table = _table("Customers' list margin by what they became", explanation)
    for origin, share in explanation.became.items():
        if not share.is_empty:
            _add(table, BECAME[origin], share)
    return table


def _table(title: str, explanation: Explanation) -> Table:
    return columns_table(title, [""], [explanation.strategy, explanation.baseline, "difference"])


def _add(table: Table, title: str, share: Share, *, bold: bool = False) -> None:
    style = "bold" if bold else ""
    cells = (title, short(share.strategy, "money"), short(share.baseline, "money"), _difference(share))
    table.add_row(*(Text(cell, style=style) for cell in cells))


def _difference(share: Share) -> str:
    return with_half_width(share.difference.mean, share.difference.half_width, "money", signed=True)


def _accounts(explanation: Explanation) -> Table:
    """One block for each account: how much it differs, and what became of it under each strategy."""
    amount = short(explanation.luck_difference, "money", signed=True)
    title = f"The accounts that differ most in replication {explanation.luck}, whose difference is {amount}"
    table = Table.grid(padding=(0, 2, 0, 0))
    table.title, table.title_justify = heading(title), "left"
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for share in explanation.accounts:
        text = Text(f"account {share.account}", style="bold")
        text.append(f" ({share.segment}, wallet {short(share.wallet, 'money')})", style="not bold")
        table.add_row(Text(short(share.difference, "money", signed=True), style="bold"), text)
        for name, fate in zip((explanation.strategy, explanation.baseline), share.fates, strict=True):
            table.add_row("", Text(f"{name}: {fate}", style="dim"))
    return table
