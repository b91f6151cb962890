"""Where a verdict flips: the paired difference at every point of a sweep, against what varies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from experiments.export import tables
from experiments.pairing import judge, paired_difference
from experiments.plan import Factor, Shown
from experiments.statistics import Estimate
from experiments.store import Store
from simulator.errors import SimulatorError
from simulator.results import FloatArray


@dataclass(frozen=True, kw_only=True)
class StudyPoint:
    """One point: the values of the factors, and what a strategy gains there in the same luck.

    `verdict` is corrected over all points of the study (Holm), so that few points can be wrong by chance.
    """

    point: int
    factors: tuple[Shown, ...]
    estimate: Estimate
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Gains:
    """A study seen from one pair of strategies and one outcome."""

    title: str
    strategy: str
    baseline: str
    outcome: str
    factors: tuple[Factor, ...]
    replications: int
    points: tuple[StudyPoint, ...]

    def count(self, verdict: str) -> int:
        """At how many points the strategy is better, worse, undecided or equal."""
        return sum(point.verdict == verdict for point in self.points)


def study_gains(store: Store, strategy: str, baseline: str, outcome: str) -> Gains:
    """Compares two strategies at every point that has results.

    Raises:
        SimulatorError: The study has not this outcome or these strategies, or no point of it has been run.
    """
    plan = store.plan
    missing = [name for name in (strategy, baseline) if name not in plan.strategies]
    if missing:
        raise SimulatorError(f"{store.file}: the study has no strategy {' and no '.join(missing)}")
    if outcome not in plan.outcomes:
        raise SimulatorError(f"{store.file}: the study keeps no outcome {outcome}, only {', '.join(plan.outcomes)}")
    place = plan.outcomes.index(outcome)
    found = {
        point: paired_difference(outcome, values[strategy][:, place], values[baseline][:, place])
        for point, values in _by_point(store)
        if strategy in values and baseline in values
    }
    if not found:
        raise SimulatorError(f"{store.file}: no point of the study has been run")
    return Gains(
        title=plan.title,
        strategy=strategy,
        baseline=baseline,
        outcome=outcome,
        factors=plan.factors,
        replications=plan.replications,
        points=tuple(
            StudyPoint(
                point=point,
                factors=plan.columns(point),
                estimate=difference.estimate,
                verdict=difference.verdict or _sign(difference.estimate),
            )
            for point, difference in judge(found, {}).items()
        ),
    )


def _sign(estimate: Estimate) -> str:
    """What a difference comes to in an outcome without a better side."""
    if estimate.low > 0:
        return "more"
    return "less" if estimate.high < 0 else "undecided"


def _by_point(store: Store) -> Iterator[tuple[int, Mapping[str, FloatArray]]]:
    values: dict[int, dict[str, FloatArray]] = {}
    for (point, strategy), table in tables(store):
        values.setdefault(point, {})[strategy] = table
    yield from values.items()
