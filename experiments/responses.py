"""What an analysis of a sweep looks at: an outcome of one strategy, or by how much two strategies differ in it."""

from dataclasses import dataclass

from experiments.plan import Plan
from experiments.sweep import SweepResult
from simulator.catalogue import OUTCOMES, Unit
from simulator.errors import MisfitError, closest, printable
from simulator.results import FloatArray


@dataclass(frozen=True, kw_only=True)
class Response:
    """One number per run, or per pair of runs in the same luck.

    Attributes:
        outcome: Which outcome.
        strategy: Whose.
        baseline: The strategy whose outcome in the same luck is taken away; none for the outcome by itself.
    """

    outcome: str
    strategy: str
    baseline: str | None = None

    @property
    def title(self) -> str:
        """How a heading calls it.

        Examples:
            >>> Response(outcome="value", strategy="base", baseline="chase").title
            'value of the firm, base - chase'
        """
        return f"{OUTCOMES[self.outcome].title}, {self.name}"

    @property
    def name(self) -> str:
        """The strategy, or the difference of two."""
        return self.strategy if self.baseline is None else f"{self.strategy} - {self.baseline}"

    @property
    def unit(self) -> Unit:
        """Unit of its values."""
        return OUTCOMES[self.outcome].unit

    def values(self, result: SweepResult) -> FloatArray:
        """Its values, shape (points, replications); NaN where a run is missing or its outcome is not defined."""
        places = {name: place for place, name in enumerate(result.plan.strategies)}
        of = result.outcome(self.outcome)
        ours = of[:, places[self.strategy]]
        return ours if self.baseline is None else ours - of[:, places[self.baseline]]


def response_of(plan: Plan, *, outcome: str | None = None, of: str | None = None) -> Response:
    """What to look at in a study.

    Args:
        plan: The study.
        outcome: One that the study keeps; its first by default.
        of: A strategy whose outcome is looked at by itself; by default the last strategy less the baseline.

    Raises:
        MisfitError: The study has no such outcome or strategy, or no two strategies.

    Examples:
        >>> from experiments.study.load import load_study
        >>> response_of(load_study("studies/chase_or_build")).title
        'value of the firm, build_base - chase_big'
    """
    name = known_outcome(plan, outcome)
    if of is not None:
        return Response(outcome=name, strategy=known_strategy(plan, of))
    strategy, baseline = last_and_baseline(plan)
    return Response(outcome=name, strategy=strategy, baseline=baseline)


def known_outcome(plan: Plan, outcome: str | None) -> str:
    """An outcome that a study keeps; its first by default.

    Raises:
        MisfitError: It keeps no such outcome.
    """
    return _known("outcome", outcome or plan.outcomes[0], plan.outcomes)


def known_strategy(plan: Plan, strategy: str) -> str:
    """A strategy of a study.

    Raises:
        MisfitError: It has no such strategy.
    """
    return _known("strategy", strategy, plan.strategies)


def last_and_baseline(plan: Plan) -> tuple[str, str]:
    """The strategy that a study names last, and the one that it is measured against.

    The baseline is the scenario's, or the study's first strategy if the study leaves that out.

    Raises:
        MisfitError: The study has one strategy alone.
    """
    if len(plan.strategies) < 2:
        raise MisfitError(f"the study has one strategy alone, {plan.strategies[0]}: there is no difference to look at")
    named = plan.tree.get("baseline")
    baseline = named if named in plan.strategies else plan.strategies[0]
    others = [name for name in plan.strategies if name != baseline]
    return others[-1], str(baseline)


def _known(kind: str, name: str, known: tuple[str, ...]) -> str:
    if name not in known:
        hint = closest(name, known)
        listed = "" if hint else f"; there are {', '.join(known)}"
        raise MisfitError(f"unknown {kind} '{printable(name)}' in this study{listed}", hint)
    return name
