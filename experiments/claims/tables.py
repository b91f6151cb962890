"""Judged claims for a terminal: one table of all, then one block per claim."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from experiments.claims.verdicts import JudgedClaim
from experiments.claims.wording import (
    MEANINGS,
    claim_verdict_text,
    effect_text,
    measure_text,
    notes,
    tests_text,
    worlds_of,
)
from experiments.report.tables import p_value_text
from experiments.report.terminal import columns_table

# Where the two differences behind a difference of differences were taken.
PLACES = ("where it holds", "elsewhere")
STYLES = {
    "supported": "green",
    "contradicted": "red",
    "negligible": "red",
    "depends": "yellow",
    "undecided": "dim",
}


def claims_tables(judged: Sequence[JudgedClaim], settings: str, currency: str) -> Iterator[RenderableType]:
    """Lays out everything that the claims came to."""
    yield Text(
        f"{settings}; money in {currency}; ± is the half-width of a 95 % interval; p after Holm over all tests",
        style="dim",
    )
    for claim in judged:
        yield _claim_table(claim)
        yield Text(tests_text(claim))
        for note in notes(claim):
            yield Text(f"note: {note}", style="yellow")
    yield _overview(judged)
    for word, meaning in MEANINGS.items():
        yield Text(f"{word}: {meaning}", style="dim")


def _overview(judged: Sequence[JudgedClaim]) -> Table:
    worlds = worlds_of(judged)
    table = columns_table("All claims", ["claim"], [*worlds, "together"])
    for claim in judged:
        own = claim.loaded.claim.worlds
        cells = [claim.verdict_in(world) if world in own else "-" for world in worlds]
        styled = [Text(cell, style=STYLES.get(cell, "")) for cell in (*cells, claim.verdict)]
        table.add_row(f"{claim.loaded.claim.claim} {claim.loaded.claim.title}", *styled)
    return table


def _claim_table(judged: JudgedClaim) -> Table:
    claim = judged.loaded.claim
    title = f"{claim.claim} {claim.title}: {claim_verdict_text(judged)}"
    table = columns_table(title, ["test, measure", "world"], ["effect", "p", "verdict"])
    for test, contrast in claim.tests.items():
        label = f"{test}: {measure_text(contrast)}"
        for finding in (each for each in judged.findings if each.test == test):
            effect = effect_text(finding.effect, finding.unit)
            verdict = Text(finding.verdict, style=STYLES[finding.verdict])
            table.add_row(Text(label), finding.world, effect, p_value_text(finding.p_value_adjusted), verdict)
            label = ""
            for place, simple in zip(PLACES, finding.simple, strict=False):
                table.add_row("", Text(f"  {place}", style="dim"), Text(effect_text(simple, finding.unit), style="dim"))
    return table
