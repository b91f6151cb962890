"""Two strategies met the same lucks: by how much do they differ, how often is one ahead, is it settled?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isnan, nan, sqrt
from typing import Literal, TypeVar

import numpy as np

from experiments.statistics import (
    CONFIDENCE,
    Estimate,
    defined,
    holm,
    paired_t_p_value,
    share_difference_estimate,
    sign_test_p_value,
    variance,
    variance_reduction,
    wilson,
)
from experiments.worlds import design_effect, mean_over_worlds, widened, world_means
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray

Verdict = Literal["better", "worse", "undecided", "equal"]

# Outcomes that are 0 or 1 in every run: their mean is a share of runs.
YES_OR_NO = frozenset({"insolvent"})
SIGNIFICANT = 1 - CONFIDENCE
# If n lucks show no difference, at most 1 - 0.05 ** (1 / n) of all lucks differ (with 95 % confidence): under
# 5 % from 59 lucks on.
TIES_TO_BE_EQUAL = 59

Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True)
class PairedDifference:
    """What one outcome gains by a strategy, compared to the baseline in the same luck.

    `wins`, `ties` and `losses` count lucks by the outcome's better direction (upwards, if it has none). A
    month that never comes counts as the latest of all: then, and for outcomes that are yes or no, the test is
    the sign test (`by_sign_test`), else Student's. `p_value_adjusted` and `verdict` come from `judge`; an
    outcome without a better direction has neither. Where lucks share worlds, `design_effect` tells how many of
    them weigh as much as one independent luck in the count of wins.
    """

    outcome: str
    estimate: Estimate
    spread: float
    pairs: int
    wins: int
    ties: int
    losses: int
    by_sign_test: bool
    p_value: float
    p_value_sign_test: float
    variance_reduction: float
    p_value_adjusted: float = nan
    verdict: Verdict | None = None
    design_effect: float = 1.0

    @property
    def counted(self) -> int:
        """Lucks in which it can be said which is ahead."""
        return self.wins + self.ties + self.losses

    @property
    def is_always_tied(self) -> bool:
        """Whether no luck told the two apart."""
        return self.ties == self.counted

    @property
    def p_better(self) -> float:
        """Share of the lucks in which the strategy is better, ties by half."""
        return (self.wins + self.ties / 2) / self.counted if self.counted else nan

    @property
    def p_better_interval(self) -> tuple[float, float]:
        """Wilson's interval of `p_better`."""
        return wilson((self.wins + self.ties / 2) / self.design_effect, self.counted / self.design_effect)

    @property
    def replications_saved(self) -> float:
        """How many times more replications independent lucks would need for the same half-width."""
        return 1 / (1 - self.variance_reduction) if self.variance_reduction < 1 else inf


def paired_difference(outcome: str, strategy: FloatArray, baseline: FloatArray, lucks: int = 1) -> PairedDifference:
    """Compares one outcome of two strategies, replication by replication.

    Args:
        outcome: Its name in the catalogue.
        strategy: Its values under the strategy, shape (replications,).
        baseline: Its values under the baseline, in the same lucks.
        lucks: Successive lucks that share a world (`experiments.worlds`).

    Returns:
        The difference strategy - baseline, not yet judged.

    Examples:
        >>> difference = paired_difference("value", np.array([3.0, 5.0, 4.0]), np.array([1.0, 2.0, 3.0]))
        >>> difference.estimate.mean, difference.p_better
        (2.0, 1.0)
    """
    differences = strategy - baseline
    signs = _signs(outcome, strategy, baseline)
    wins, ties, losses = (int(np.sum(signs == side)) for side in (1.0, 0.0, -1.0))
    pairs = len(defined(differences))
    by_sign_test = outcome in YES_OR_NO or wins + ties + losses > pairs
    sign_test = _sign_test(signs, wins, losses, lucks) if wins + ties + losses > 1 else nan
    return PairedDifference(
        outcome=outcome,
        estimate=_estimate(outcome, differences, lucks),
        spread=sqrt(variance(differences)),
        pairs=pairs,
        wins=wins,
        ties=ties,
        losses=losses,
        by_sign_test=by_sign_test,
        p_value=sign_test if by_sign_test else paired_t_p_value(world_means(differences, lucks)),
        p_value_sign_test=sign_test,
        variance_reduction=variance_reduction(strategy, baseline),
        design_effect=design_effect(signs, lucks),
    )


def _estimate(outcome: str, differences: FloatArray, lucks: int) -> Estimate:
    if outcome in YES_OR_NO:
        return widened(share_difference_estimate(differences), design_effect(differences, lucks))
    return mean_over_worlds(differences, lucks)


def _sign_test(signs: FloatArray, wins: int, losses: int, lucks: int) -> float:
    """The exact test of independent lucks; where they share worlds, Student's on the worlds' mean signs."""
    return sign_test_p_value(wins, losses) if lucks == 1 else paired_t_p_value(world_means(signs, lucks))


def _signs(outcome: str, strategy: FloatArray, baseline: FloatArray) -> FloatArray:
    """1 for a win, 0 for a tie, -1 for a loss; undefined runs count nowhere, except that a month may be never."""
    ours, theirs = (_never_is_latest(outcome, values) for values in (strategy, baseline))
    signs = np.where(np.isnan(ours) | np.isnan(theirs), nan, (ours > theirs) * 1.0 - (ours < theirs) * 1.0)
    return np.asarray(signs if OUTCOMES[outcome].better >= 0 else -signs)


def _never_is_latest(outcome: str, values: FloatArray) -> FloatArray:
    if OUTCOMES[outcome].unit == "months" and OUTCOMES[outcome].better:
        return np.where(np.isnan(values), inf, values)
    return values


def judge(
    differences: Mapping[Key, PairedDifference], indifference: Mapping[str, float]
) -> dict[Key, PairedDifference]:
    """Says which differences are settled, all comparisons taken together.

    Args:
        differences: Those with a better direction form one family for Holm's correction.
        indifference: By outcome, the largest difference that does not matter; outcomes without one have none.

    Returns:
        The same differences with adjusted p-value and verdict.

    Examples:
        >>> always = paired_difference("value", np.array([3.0, 5.0, 4.0]), np.array([2.0, 4.0, 3.0]))
        >>> judge({"a": always}, {})["a"].verdict, judge({"a": always}, {"value": 1.0})["a"].verdict
        ('better', 'equal')
    """
    family = [key for key, difference in differences.items() if OUTCOMES[difference.outcome].better]
    adjusted = holm([differences[key].p_value for key in family])
    judged = dict(differences)
    for key, p in zip(family, adjusted, strict=True):
        difference = replace(differences[key], p_value_adjusted=p)
        judged[key] = replace(difference, verdict=_verdict(difference, indifference.get(difference.outcome)))
    return judged


def _verdict(difference: PairedDifference, zone: float | None) -> Verdict:
    estimate = difference.estimate
    if isnan(difference.p_value):
        return "undecided"
    if difference.is_always_tied and difference.ties >= TIES_TO_BE_EQUAL:
        return "equal"
    if zone is not None and max(-estimate.low, estimate.high) <= zone:
        return "equal"
    if difference.p_value_adjusted >= SIGNIFICANT:
        return "undecided"
    if difference.by_sign_test:
        return "better" if difference.wins > difference.losses else "worse"
    return "better" if estimate.mean * OUTCOMES[difference.outcome].better > 0 else "worse"
