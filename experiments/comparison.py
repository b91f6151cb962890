"""Strategies side by side: each by itself, and each against the baseline in the same luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from experiments.cashflow import Crossover, crossover
from experiments.ignorance import Ignorance, ignorance
from experiments.pairing import YES_OR_NO, PairedDifference, judge, paired_difference
from experiments.replication import FailedReplication, ReplicationError, Replications
from experiments.statistics import Estimate, defined, mean, quantiles, variance
from experiments.worlds import Uncertainty, mean_over_worlds, share_over_worlds, world_means
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray
from simulator.scenario.schema import Scenario
from simulator.units import DAYS_PER_MONTH

LEVELS = (0.05, 0.5, 0.95)
# Always compared, whatever else a scenario asks for: an average says nothing about ruin.
RISKS = ("insolvent", "cash_trough")
UNEQUAL_SPEND = 0.05


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One outcome of one strategy over all replications; `defined_share` of them define it at all."""

    estimate: Estimate
    std: float
    quantiles: Mapping[float, float]
    defined_share: float


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What a strategy spends per month in which the firm lives, and how far that is from the baseline's."""

    per_month: float
    excess: float

    @property
    def is_unequal(self) -> bool:
        """Whether the means differ by so much that the comparison is not fair."""
        return abs(self.excess) > UNEQUAL_SPEND


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What all replications together say about the strategies.

    `summaries` and `spending` are by strategy; `paired` and `crossovers` by strategy other than the baseline.
    `best` is a strategy that is separated from all others on the main outcome, if there is one.
    `replications` are those that all strategies finished. If they lie in several worlds, with `lucks_per_world` in
    each, `unknown` takes the variance of every paired difference apart (otherwise there is no such thing), and
    `uncertainty` says what differs between them.
    """

    title: str
    currency: str
    baseline: str
    outcomes: tuple[str, ...]
    seed: int
    engine: str
    replications: int
    months: int
    summaries: Mapping[str, Mapping[str, Summary]]
    paired: Mapping[str, Mapping[str, PairedDifference]]
    crossovers: Mapping[str, Crossover]
    spending: Mapping[str, Spending]
    indifference: Mapping[str, float]
    best: str | None
    failures: tuple[FailedReplication, ...]
    lucks_per_world: int | None
    unknown: Mapping[str, Mapping[str, Ignorance]]
    uncertainty: Uncertainty

    @property
    def worlds(self) -> int:
        """How many worlds the replications lie in."""
        return self.replications // self.lucks_per_world if self.lucks_per_world else 1

    @property
    def main(self) -> str:
        """The outcome that decides: the first that the scenario names."""
        return self.outcomes[0]

    @property
    def strategies(self) -> tuple[str, ...]:
        """All strategies, the baseline included, in the order of the scenario."""
        return tuple(self.summaries)

    @property
    def family_size(self) -> int:
        """How many comparisons share the risk of one false claim."""
        return sum(difference.verdict is not None for named in self.paired.values() for difference in named.values())


def compare(
    scenario: Scenario, replications: Replications, indifference: Mapping[str, float] | None = None
) -> Comparison:
    """Weighs strategies that met the same lucks.

    Args:
        scenario: Names the baseline, the outcomes that count (the first decides) and the currency.
        replications: Runs of two or more strategies, the baseline among them; lucks that one of them failed
            in are left out for all.
        indifference: By outcome, the largest difference that does not matter.

    Returns:
        Means, quantiles, paired differences, verdicts.

    Raises:
        ReplicationError: No replication was finished by all strategies.

    Examples:
        >>> from experiments.replication import replicate
        >>> from simulator.scenario.load import load_scenario
        >>> scenario = load_scenario("chase_or_build", ["world.finance.opening_cash=10M"])
        >>> comparison = compare(scenario, replicate(scenario, list(scenario.strategies), replications=60, seed=1))
        >>> gain = comparison.paired["build_base"]["value"]  # build_base less the baseline, chase_big
        >>> f"{gain.estimate.mean / 1e6:.1f}M ± {gain.estimate.half_width / 1e6:.1f}M: {gain.verdict}"
        '2.8M ± 1.9M: better'
        >>> comparison.paired["build_base"]["key_accounts"].verdict
        'worse'
    """
    whole = replications.complete()
    if whole.replications == 0:
        raise ReplicationError("no replication was finished by all strategies: nothing to compare")
    outcomes = tuple(dict.fromkeys((*scenario.outcomes, *RISKS)))
    zones = dict(indifference or {})
    flows = {name: curves["cash_flow"] for name, curves in whole.timelines.items()}
    others = [name for name in whole.strategies if name != scenario.baseline]
    paired = _paired(whole, scenario.baseline, others, outcomes, zones)
    return Comparison(
        title=scenario.title or " or ".join(whole.strategies),
        currency=scenario.world.currency,
        baseline=scenario.baseline,
        outcomes=outcomes,
        seed=whole.seed,
        engine=whole.engine,
        replications=whole.replications,
        months=flows[scenario.baseline].shape[1] - 1,
        summaries={name: summarise(values, whole.lucks) for name, values in whole.outcomes.items()},
        paired=paired,
        crossovers={
            name: crossover(*(world_means(flows[each], whole.lucks) for each in (name, scenario.baseline)))
            for name in others
        },
        spending=_spending(whole, scenario),
        indifference=zones,
        best=_best(whole, paired, outcomes[0], zones),
        failures=replications.failures,
        lucks_per_world=whole.lucks_per_world,
        unknown=_unknown(whole, scenario.baseline, others, outcomes) if whole.lucks_per_world else {},
        uncertainty=whole.uncertainty,
    )


def _unknown(
    whole: Replications, baseline: str, others: Sequence[str], outcomes: Sequence[str]
) -> dict[str, dict[str, Ignorance]]:
    values = whole.outcomes
    return {
        name: {
            outcome: ignorance(
                values[name][outcome] - values[baseline][outcome],
                whole.lucks_per_world or 1,
                whole.uncertainty.per_draw,
            )
            for outcome in outcomes
        }
        for name in others
    }


def summarise(outcomes: Mapping[str, FloatArray], lucks: int = 1) -> dict[str, Summary]:
    """Sums up each outcome of one strategy; `lucks` successive runs share a world.

    Examples:
        >>> summarise({"value": np.array([1.0, 2.0, 3.0])})["value"].quantiles[0.5]
        2.0
    """
    return {name: _summary(name, values, lucks) for name, values in outcomes.items()}


def _summary(outcome: str, values: FloatArray, lucks: int) -> Summary:
    return Summary(
        estimate=(share_over_worlds if outcome in YES_OR_NO else mean_over_worlds)(values, lucks),
        std=variance(values) ** 0.5,
        quantiles=dict(zip(LEVELS, quantiles(values, LEVELS), strict=True)),
        defined_share=len(defined(values)) / len(values),
    )


def _paired(
    whole: Replications,
    baseline: str,
    others: Sequence[str],
    outcomes: Sequence[str],
    zones: Mapping[str, float],
) -> dict[str, dict[str, PairedDifference]]:
    values = whole.outcomes
    differences = {
        (name, outcome): paired_difference(outcome, values[name][outcome], values[baseline][outcome], whole.lucks)
        for name in others
        for outcome in outcomes
    }
    judged = judge(differences, zones)
    return {name: {outcome: judged[name, outcome] for outcome in outcomes} for name in others}


def _spending(whole: Replications, scenario: Scenario) -> dict[str, Spending]:
    horizon = scenario.run.horizon / DAYS_PER_MONTH
    per_month = {name: spend_per_month(values, horizon) for name, values in whole.outcomes.items()}
    usual = per_month[scenario.baseline]
    return {
        name: Spending(per_month=spend, excess=spend / usual - 1 if usual else float(spend != 0))
        for name, spend in per_month.items()
    }


def spend_per_month(outcomes: Mapping[str, FloatArray], horizon: float) -> float:
    """Mean spend per month lived: an insolvent firm spends no more, which must not pass for thrift.

    Args:
        outcomes: Arrays of `spend` and `insolvent_month`, shape (replications,).
        horizon: Months of a run that does not end early.
    """
    ended = outcomes["insolvent_month"]
    lived = np.where(np.isnan(ended), horizon, ended)
    return mean(outcomes["spend"]) / mean(lived) if mean(lived) else 0.0


def _best(
    whole: Replications,
    paired: Mapping[str, Mapping[str, PairedDifference]],
    main: str,
    zones: Mapping[str, float],
) -> str | None:
    """Names the strategy that beats every other one, corrected for all pairs and by its verdict alike."""
    if not OUTCOMES[main].better:
        return None
    values = whole.outcomes
    duels = judge(
        {
            (first, second): paired_difference(main, values[first][main], values[second][main], whole.lucks)
            for first, second in permutations(values, 2)
        },
        zones,
    )
    for name in values:
        beats_all = all(duels[name, other].verdict == "better" for other in values if other != name)
        if beats_all and _agrees(name, paired, main):
            return name
    return None


def _agrees(best: str, paired: Mapping[str, Mapping[str, PairedDifference]], main: str) -> bool:
    if best in paired:
        return paired[best][main].verdict == "better"
    return all(differences[main].verdict == "worse" for differences in paired.values())
