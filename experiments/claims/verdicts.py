"""What the runs say about each test and each claim: effects with intervals, Holm over all, verdicts.

A test counts *for* its claim (supported) if its effect has the asserted sign and is significant after Holm's
correction over all tests and worlds of the run; it counts *against* it if the effect is significant the other way
(contradicted), or if it is surely too small to matter (negligible: two one-sided tests, Holm-corrected among
themselves). Everything else is undecided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import nan, sqrt
from typing import Literal

import numpy as np

from experiments.claims.load import Design, LoadedClaim
from experiments.claims.runs import Cell, ClaimRuns
from experiments.claims.schema import Contrast, Direction
from experiments.comparison import spend_per_month
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
    variance,
)
from simulator.catalogue import Unit
from simulator.results import FloatArray

Verdict = Literal["supported", "contradicted", "negligible", "undecided"]
ClaimVerdict = Literal["supported", "contradicted", "depends", "undecided"]
AGAINST: frozenset[Verdict] = frozenset({"contradicted", "negligible"})
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
    p_value: float
    p_value_negligible: float
    p_value_adjusted: float = nan
    p_value_negligible_adjusted: float = nan
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
    """Weighs all claims as one family: at most 5 of 100 such runs hold a false sign (Holm 1979)."""
    found = [_finding(design, runs) for claim in claims for design in claim.designs]
    effects = holm([finding.p_value for finding in found])
    nothings = holm([finding.p_value_negligible for finding in found])
    judged = iter(map(_judged, found, effects, nothings))
    return [JudgedClaim(loaded=claim, findings=tuple(next(judged) for _ in claim.designs)) for claim in claims]


def together(verdicts: Iterable[Verdict]) -> ClaimVerdict:
    """What several tests come to: all must support a claim, and one against it is enough to contradict it.

    Examples:
        >>> together(["supported", "supported"]), together(["supported", "undecided"])
        ('supported', 'undecided')
        >>> together(["contradicted", "undecided"]), together(["supported", "negligible"])
        ('contradicted', 'depends')
    """
    kinds = set(verdicts)
    speaks_for, speaks_against = "supported" in kinds, bool(kinds & AGAINST)
    if speaks_for and speaks_against:
        return "depends"
    if speaks_against:
        return "contradicted"
    return "supported" if kinds == {"supported"} else "undecided"


def verdict_of(effect: float, expected: Direction, p_value: float, p_value_negligible: float) -> Verdict:
    """What one test says, from its p-values after correction; NaN where nothing could be tested.

    Examples:
        >>> verdict_of(2.0, "higher", 0.01, 1.0), verdict_of(2.0, "lower", 0.01, 1.0)
        ('supported', 'contradicted')
        >>> verdict_of(2.0, "higher", 0.01, 0.01), verdict_of(2.0, "higher", 0.2, float("nan"))
        ('negligible', 'undecided')
    """
    if p_value_negligible < SIGNIFICANT:
        return "negligible"
    if not p_value < SIGNIFICANT:
        return "undecided"
    return "supported" if (effect > 0) == (expected == "higher") else "contradicted"


def negligible_p_value(differences: FloatArray, zone: float) -> float:
    """Chance of effects at least this close to 0 if the true one lay outside of +-zone (two one-sided tests).

    NaN where no zone is given or where there are too few lucks to speak of nothing. Differences that are always
    0 are negligible in any zone.

    Source: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987).

    Examples:
        >>> negligible_p_value(np.tile([1.0, -1.0], 50), zone=1.0) < 1e-9
        True
        >>> negligible_p_value(np.array([1.0, -1.0]), zone=100.0)
        nan
    """
    kept = defined(differences)
    if len(kept) < TIES_TO_BE_EQUAL:
        return nan
    error = sqrt(variance(kept) / len(kept))
    if error == 0.0:
        return 0.0 if abs(mean(kept)) <= zone else 1.0
    if zone == 0.0:
        return nan
    from scipy.special import stdtr

    return float(stdtr(len(kept) - 1, -(zone - abs(mean(kept))) / error))


def _judged(finding: Finding, p_value: float, p_value_negligible: float) -> Finding:
    return replace(
        finding,
        p_value_adjusted=p_value,
        p_value_negligible_adjusted=p_value_negligible,
        verdict=verdict_of(finding.effect.mean, finding.expected, p_value, p_value_negligible),
    )


def _finding(design: Design, runs: ClaimRuns) -> Finding:
    contrast = design.contrast
    cells = [runs.cell(scenario) for scenario in design.cells]
    values = [cell.measured(contrast.what) for cell in cells]
    simple = _differences(values, contrast)
    effects = simple[0] - simple[1] if len(simple) == 2 else simple[0]
    kept = defined(effects)
    ups, downs = int(np.sum(kept > 0)), int(np.sum(kept < 0))
    agreeing = (ups if contrast.expected == "higher" else downs) + (len(kept) - ups - downs) / 2
    by_signs = contrast.measure in YES_OR_NO
    return Finding(
        test=design.test,
        world=design.world,
        unit=contrast.unit,
        expected=contrast.expected,
        effect=_estimate(effects, by_signs=by_signs),
        simple=tuple(_estimate(each, by_signs=by_signs) for each in simple) if len(simple) == 2 else (),
        means=tuple(map(mean, values)),
        pairs=len(kept),
        agreeing=agreeing / len(kept) if len(kept) else nan,
        excess_spend=_excess_spend(cells),
        p_value=_p_value(effects, ups, downs, by_signs=by_signs),
        p_value_negligible=negligible_p_value(effects, contrast.zone),
    )


def _differences(values: Sequence[FloatArray], contrast: Contrast) -> list[FloatArray]:
    """Arm - against under each condition, or arm - level."""
    if len(values) == 1:
        return [values[0] - contrast.threshold]
    pairs = zip(values[::2], values[1::2], strict=True)
    return [_part(arm, against) if contrast.relative else arm - against for arm, against in pairs]


def _part(arm: FloatArray, against: FloatArray) -> FloatArray:
    """The difference as a part of the mean of the two; 0 where both are 0."""
    middle = (arm + against) / 2
    return np.divide(arm - against, middle, out=np.zeros_like(arm), where=middle != 0.0)


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
    spend = [spend_per_month(cell.outcomes, cell.horizon_months) for cell in cells]
    excesses = [arm / other - 1 if other else nan for arm, other in zip(spend[::2], spend[1::2], strict=False)]
    return max(excesses, key=abs, default=nan)
