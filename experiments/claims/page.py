"""The findings page: every claim with its tests, numbers, reading and evidence, generated whole."""

from collections.abc import Iterator, Sequence

from experiments.claims.verdicts import Finding, JudgedClaim
from experiments.claims.wording import (
    MEANINGS,
    claim_verdict_text,
    condition_text,
    effect_text,
    measure_text,
    notes,
    tests_text,
    worlds_of,
)
from experiments.report.tables import p_value_text

BUILT_IN = " \\*"
INTRODUCTION = """\
# The twelve claims, tested

<!-- This page is generated; edit the files in scenarios/claims and run the command below. -->

A practitioner's essay says that a small supplier should build its base first and let key accounts grow out of it, and
gives reasons. Each reason is a claim about a mechanism. Each test below runs two firms through the same lucks that
differ in one thing, and asks for the sign that the claim asserts. The tests are made so that they can come out the
other way; where the sign nearly follows from an assumption of the world, the test is marked *built in*.

```console
$ {command}
```

{settings}. Money in {currency}. ± is the half-width of a 95 % interval of the mean paired difference; (relative)
means arm - against as a part of the mean of the two. p-values are corrected over all {family} tests of the page
(Holm), so that at most 5 of 100 such pages hold a false sign; *negligible* rests on two one-sided tests, corrected
likewise. Many numbers of the worlds are guesses: a verdict here is a statement about the model with these numbers, not
about the world.

"""


def claims_page(judged: Sequence[JudgedClaim], *, command: str, settings: str, currency: str) -> str:
    """Writes the page as Markdown.

    Args:
        judged: All claims.
        command: What regenerates the page.
        settings: Replications, seed and engine in words.
        currency: Of the worlds.
    """
    family = sum(len(claim.findings) for claim in judged)
    introduction = INTRODUCTION.format(command=command, settings=settings, currency=currency, family=family)
    return introduction + "\n".join([*_overview(judged), *(line for claim in judged for line in _section(claim))])


def _overview(judged: Sequence[JudgedClaim]) -> Iterator[str]:
    worlds = worlds_of(judged)
    yield _row(["claim", *(f"{world} world" for world in worlds), "together"])
    yield _row(["---"] * (len(worlds) + 2))
    for claim in judged:
        own = claim.loaded.claim
        cells = [claim_verdict_text(claim, world) if world in own.worlds else "-" for world in worlds]
        yield _row([f"{own.claim} {own.title}", *cells, f"**{claim.verdict}**{BUILT_IN * claim.is_built_in}"])
    yield ""
    yield f"{BUILT_IN.strip()} every test that is for the claim is built in."
    yield ""
    for word, meaning in MEANINGS.items():
        yield f"- **{word}**: {meaning}."
    yield ""


def _section(judged: JudgedClaim) -> Iterator[str]:
    claim = judged.loaded.claim
    yield f"## {claim.claim} {claim.title}"
    yield ""
    yield f"> {_one_line(claim.says)}"
    yield ""
    yield f"Whose words: {_one_line(claim.whose)}. Mechanism: {_one_line(claim.mechanism)}."
    yield ""
    yield from _tests(judged)
    yield f"**Verdict: {claim_verdict_text(judged)}.** {tests_text(judged)}"
    yield ""
    for note in notes(judged):
        yield f"- Note: {note}"
        yield ""
    yield f"*Reading.* {_one_line(claim.reading)}"
    yield ""
    if claim.evidence:
        yield "*Published evidence.*"
        yield ""
        for evidence in claim.evidence:
            yield f"- {_one_line(evidence.finding)} ({_one_line(evidence.source)})"
        yield ""


def _tests(judged: JudgedClaim) -> Iterator[str]:
    yield _row(["test", "claimed", "world", "effect", "p", "verdict"])
    yield _row(["---"] * 6)
    told: set[str] = set()
    for finding in judged.findings:
        yield _row(_cells(finding, judged, is_first=finding.test not in told))
        told.add(finding.test)
    yield ""


def _cells(finding: Finding, judged: JudgedClaim, *, is_first: bool) -> list[str]:
    contrast = judged.loaded.claim.tests[finding.test]
    question = f"*{finding.test}*: {_one_line(contrast.question)}" + " *(built in)*" * contrast.built_in
    effect = effect_text(finding.effect, finding.unit)
    conditions = condition_text(finding)
    return [
        question if is_first else "",
        f"`{measure_text(contrast)}`" if is_first else "",
        finding.world,
        f"{effect} ({conditions})" if conditions else effect,
        p_value_text(finding.p_value_adjusted),
        finding.verdict,
    ]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _one_line(text: str) -> str:
    return " ".join(text.split())
