"""What the runs say about each test and each claim: effects with intervals, Holm over all, verdicts.

A test counts *for* its claim (supported) if its effect has the asserted sign and is significant after Holm's
correction over all tests and worlds of the run; it counts *against* it if the effect is significant the other way
(contradicted), or if it is surely too small to matter (negligible). Everything else is undecided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Literal

import numpy as np

from experiments.claims.load import Design, LoadedClaim
from experiments.claims.runs import Cell, ClaimRuns
from experiments.claims.schema import Direction
from experiments.pairing import SIGNIFICANT, TIES_TO_BE_EQUAL, YES_OR_NO
from experiments.statistics import (
    Estimate,
    defined,
    holm,
    mean,
    mean_estimate,
    paired_t_p_value,
    share_difference_estimate,
    sign_test_p_value,
)
from simulator.catalogue import Unit
from simulator.results import FloatArray

Verdict = Literal["supported", "contradicted", "negligible", "undecided"]
ClaimVerdict = Literal["supported", "contradicted", "depends", "undecided"]
UNEQUAL_SPEND = 0.05


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One test in one world.

    Attributes:
        effect: Mean of arm - against (or arm - level), or the difference of two such differences.
        simple: With conditions, the two differences by themselves.
        means: The measure's mean in each cell.
        pairs: Lucks in which the measure is defined in every cell.
        agreeing: Share of those in which the sign is the asserted one, ties by half.
        excess_spend: How much more per month the arm spends than the other firm, the farthest of the conditions.
    """

    test: str
    world: str
    unit: Unit
    expected: Direction
    effect: Estimate
    simple: tuple[Estimate, ...]
    means: tuple[float, ...]
    pairs: int
    agreeing: float
    excess_spend: float
    zone: float
    p_value: float
    is_always_tied: bool
    p_value_adjusted: float = nan
    verdict: Verdict = "undecided"


@dataclass(frozen=True, kw_only=True)
class JudgedClaim:
    """A claim with all its findings, and what they come to in each world and together."""

    loaded: LoadedClaim
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> ClaimVerdict:
        """What all tests in all worlds come to."""
        return together(finding.verdict for finding in self.findings)

    def verdict_in(self, world: str) -> ClaimVerdict:
        """What the tests come to in one world."""
        return together(finding.verdict for finding in self.findings if finding.world == world)

    @property
    def is_built_in(self) -> bool:
        """Whether all that supports it are tests whose sign nearly follows from the switch itself."""
        tests = self.loaded.claim.tests
        supporting = [finding.test for finding in self.findings if finding.verdict == "supported"]
        return bool(supporting) and all(tests[test].built_in for test in supporting)


def judge_claims(claims: Sequence[LoadedClaim], runs: ClaimRuns) -> list[JudgedClaim]:
    """Weighs all claims as one family: at most 5 of 100 such runs hold a false finding (Holm 1979)."""
    found = [[_finding(design, runs) for design in claim.designs] for claim in claims]
    adjusted = iter(holm([finding.p_value for findings in found for finding in findings]))
    return [
        JudgedClaim(loaded=claim, findings=tuple(_judged(finding, next(adjusted)) for finding in findings))
        for claim, findings in zip(claims, found, strict=True)
    ]


def together(verdicts: Iterable[Verdict]) -> ClaimVerdict:
    """What several tests come to: all must support a claim, and one against it is enough to contradict it.

    Examples:
        >>> together(["supported", "supported"]), together(["supported", "undecided"])
        ('supported', 'undecided')
        >>> together(["contradicted", "undecided"]), together(["supported", "negligible"])
        ('contradicted', 'depends')
    """
    kinds = set(verdicts)
    speaks_for, speaks_against = "supported" in kinds, bool(kinds & {"contradicted", "negligible"})
    if speaks_for and speaks_against:
        return "depends"
    if speaks_against:
        return "contradicted"
    return "supported" if kinds == {"supported"} else "undecided"


def verdict_of(
    effect: Estimate, p_value_adjusted: float, expected: Direction, zone: float, *, is_always_tied: bool, pairs: int
) -> Verdict:
    """What one test says.

    Examples:
        >>> effect = Estimate(mean=2.0, half_width=1.0, low=1.0, high=3.0)
        >>> verdict_of(effect, 0.01, "higher", 0.0, is_always_tied=False, pairs=20)
        'supported'
        >>> verdict_of(effect, 0.01, "lower", 0.0, is_always_tied=False, pairs=20)
        'contradicted'
        >>> verdict_of(effect, 0.01, "higher", 5.0, is_always_tied=False, pairs=20)
        'negligible'
    """
    if isnan(p_value_adjusted) or isnan(effect.half_width):
        return "undecided"
    if is_always_tied:
        return "negligible" if pairs >= TIES_TO_BE_EQUAL else "undecided"
    if max(-effect.low, effect.high) <= zone:
        return "negligible"
    if p_value_adjusted >= SIGNIFICANT:
        return "undecided"
    return "supported" if (effect.mean > 0) == (expected == "higher") else "contradicted"


def _judged(finding: Finding, p_value_adjusted: float) -> Finding:
    verdict = verdict_of(
        finding.effect,
        p_value_adjusted,
        finding.expected,
        finding.zone,
        is_always_tied=finding.is_always_tied,
        pairs=finding.pairs,
    )
    return replace(finding, p_value_adjusted=p_value_adjusted, verdict=verdict)


def _finding(design: Design, runs: ClaimRuns) -> Finding:
    contrast = design.contrast
    measure = contrast.what
    cells = [runs.cell(scenario) for scenario in design.cells]
    values = [cell.measured(measure) for cell in cells]
    simple = _differences(values, contrast.threshold)
    effects = simple[0] - simple[1] if len(simple) == 2 else simple[0]
    kept = defined(effects)
    ups, downs = int(np.sum(kept > 0)), int(np.sum(kept < 0))
    agreeing = (ups if contrast.expected == "higher" else downs) + (len(kept) - ups - downs) / 2
    by_signs = measure.first in YES_OR_NO and not measure.operator
    return Finding(
        test=design.test,
        world=design.world,
        unit=measure.unit,
        expected=contrast.expected,
        effect=_estimate(effects, by_signs=by_signs),
        simple=tuple(_estimate(each, by_signs=by_signs) for each in simple) if len(simple) == 2 else (),
        means=tuple(map(mean, values)),
        pairs=len(kept),
        agreeing=agreeing / len(kept) if len(kept) else nan,
        excess_spend=_excess_spend(cells),
        zone=contrast.zone,
        p_value=_p_value(effects, ups, downs, by_signs=by_signs),
        is_always_tied=ups + downs == 0,
    )


def _differences(values: Sequence[FloatArray], threshold: float) -> list[FloatArray]:
    """Arm - against under each condition, or arm - level."""
    if len(values) == 1:
        return [values[0] - threshold]
    return [arm - against for arm, against in zip(values[::2], values[1::2], strict=True)]


def _estimate(differences: FloatArray, *, by_signs: bool) -> Estimate:
    if by_signs and not np.any(np.abs(defined(differences)) > 1):
        return share_difference_estimate(differences)
    return mean_estimate(differences)


def _p_value(differences: FloatArray, ups: int, downs: int, *, by_signs: bool) -> float:
    """Student's test; the sign test for what happens or does not."""
    if by_signs:
        return sign_test_p_value(ups, downs) if len(defined(differences)) > 1 else nan
    return paired_t_p_value(differences)


def _excess_spend(cells: Sequence[Cell]) -> float:
    """How much more per month lived the arm spends than the other firm; NaN where there is no other firm."""
    spend = [_spend_per_month(cell) for cell in cells]
    excesses = [arm / other - 1 if other else nan for arm, other in zip(spend[::2], spend[1::2], strict=False)]
    return max(excesses, key=abs, default=nan)


def _spend_per_month(cell: Cell) -> float:
    ended = cell.outcomes["insolvent_month"]
    lived = np.where(np.isnan(ended), cell.horizon_months, ended)
    months = mean(lived)
    return mean(cell.outcomes["spend"]) / months if months else nan
