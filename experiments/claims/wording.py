"""How findings are worded, alike in the terminal and on the page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from experiments.amounts import with_half_width
from experiments.claims.load import LoadedClaim
from experiments.claims.schema import Contrast
from experiments.claims.verdicts import (
    AGAINST,
    UNEQUAL_SPEND,
    ClaimVerdict,
    Finding,
    JudgedClaim,
    Verdict,
)
from experiments.statistics import Estimate
from simulator.catalogue import Unit

MOSTLY_DEFINED = 0.95
UNDECIDED = "Undecided"
MEANINGS: dict[str, str] = {
    "supported": "every test has the sign that the claim asserts, significantly",
    "contradicted": "one test or more is significantly against it (or surely too small to matter), none for it",
    "depends": "tests or worlds disagree: at least one is for it and one against it",
    "undecided": "nothing is against it, but not every test is for it",
}


def worlds_of(judged: Iterable[JudgedClaim]) -> list[str]:
    """The worlds of all claims, each once: the columns of the table of verdicts."""
    return list(dict.fromkeys(world for claim in judged for world in claim.loaded.claim.worlds))


def effect_text(estimate: Estimate, unit: Unit) -> str:
    """An effect with its sign and half-width.

    Examples:
        >>> effect_text(Estimate(mean=1.5e6, half_width=2e5, low=1.3e6, high=1.7e6), "money")
        '+1.50M ± 0.20M'
        >>> effect_text(Estimate(mean=0.0, half_width=0.0, low=0.0, high=0.0), "number")
        '0'
    """
    return with_half_width(estimate.mean, estimate.half_width, unit, signed=estimate.mean != 0.0)


def measure_text(contrast: Contrast) -> str:
    """What is measured, with the sign that the claim asserts.

    Examples:
        >>> contrast = Contrast(question="?", measure="revenue", expected="lower", against={})
        >>> measure_text(contrast)
        'revenue lower'
    """
    level = contrast.level if isinstance(contrast.level, str) else f"{contrast.threshold:g}"
    than = f" than {level}" if contrast.level is not None else ""
    return f"{contrast.measure} {contrast.expected}{than}{' (relative)' * contrast.relative}"


def condition_text(finding: Finding) -> str:
    """The two differences behind a difference of differences; nothing for other tests."""
    if not finding.simple:
        return ""
    first, second = (effect_text(each, finding.unit) for each in finding.simple)
    return f"{first} where, {second} elsewhere"


def claim_verdict_text(judged: JudgedClaim, world: str | None = None) -> str:
    """The verdict of a claim with the count of its tests, such as 'undecided (2 of 3 for, 0 against)'."""
    findings = [finding for finding in judged.findings if world in {None, finding.world}]
    kinds = Counter(finding.verdict for finding in findings)
    verdict: ClaimVerdict = judged.verdict if world is None else judged.verdict_in(world)
    against = sum(kinds[kind] for kind in AGAINST)
    return f"{verdict} ({kinds['supported']} for, {against} against, of {len(findings)})"


def tests_text(judged: JudgedClaim) -> str:
    """Which tests are for and against the claim, and whether the worlds agree, as one sentence."""
    by_kind: dict[str, list[str]] = {"For": [], "Against": []}
    for test in judged.loaded.claim.tests:
        verdicts = {each.verdict: each.world for each in judged.findings if each.test == test}
        by_kind.setdefault(_kind(verdicts), []).append(test)
    by_kind[UNDECIDED] = by_kind.pop(UNDECIDED, [])
    return " ".join(f"{kind}: {', '.join(tests)}." for kind, tests in by_kind.items() if tests)


def _kind(verdicts: Mapping[Verdict, str]) -> str:
    """What one test says in all worlds, each verdict with a world that gave it."""
    speaking = {"against" if verdict in AGAINST else "for": world for verdict, world in _decided(verdicts)}
    if len(speaking) == 2:
        return "For in one world and against in another"
    if not speaking:
        return UNDECIDED
    ((side, world),) = speaking.items()
    return (
        side.capitalize()
        if "undecided" not in verdicts
        else f"{side.capitalize()} in the {world} world, undecided else"
    )


def _decided(verdicts: Mapping[Verdict, str]) -> Iterator[tuple[Verdict, str]]:
    return ((verdict, world) for verdict, world in verdicts.items() if verdict != "undecided")


def notes(judged: JudgedClaim) -> list[str]:
    """What a reader must know before trusting the verdicts: unequal means, runs left out, signs built in."""
    tests = judged.loaded.claim.tests
    runs = max((finding.pairs for finding in judged.findings), default=0)
    found = []
    for finding in judged.findings:
        place, gap = f"{finding.test}, {finding.world} world", finding.excess_spend
        if tests[finding.test].equal_means and abs(gap) > UNEQUAL_SPEND:
            found.append(f"{place}: the arm spends {100 * gap:+.0f} % per month.")
        if finding.pairs < MOSTLY_DEFINED * runs:
            found.append(f"{place}: defined in {finding.pairs} of {runs} lucks; the others are left out.")
    if judged.is_built_in:
        found.append("All tests that support the claim are marked built in: their sign is nearly an assumption.")
    return found


def settings_text(replications: int, seed: int | None, claims: list[LoadedClaim]) -> str:
    """How often and with which luck everything ran."""
    seeds = sorted({claim.claim.run.seed for claim in claims}) if seed is None else [seed]
    return f"{replications} replications, seed {', '.join(map(str, seeds))}"
