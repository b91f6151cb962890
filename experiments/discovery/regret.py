"""Regret over the swept worlds: what a strategy costs compared with the one that would have been best there.

Savage (1951): at each point the regret of a strategy is how much its expected outcome falls short of the best one's;
minimax regret takes the strategy whose largest regret is smallest. From a finite number of lucks the best of several
means is too high on average, and so is the largest of several regrets. The fair figure here chooses, with one half of
the lucks, the best strategy at each point and each strategy's worst point, and takes the amounts from the other
half, both ways round: it is too low on average, if anything, since the choice may be wrong. The truth lies between
the two on average.
"""

from dataclasses import dataclass

import numpy as np

from experiments.discovery.conditions import complete
from experiments.plan import Plan
from experiments.responses import last_and_baseline
from experiments.statistics import Estimate, mean_estimate
from experiments.sweep import SweepResult
from simulator.catalogue import OUTCOMES
from simulator.errors import SimulatorError
from simulator.results import FloatArray


@dataclass(frozen=True, kw_only=True)
class StrategyRegret:
    """What one strategy costs.

    Attributes:
        strategy: Which.
        best_at: Share of the points at which it is the best by all lucks.
        mean: Mean regret over the points, chosen and valued with different lucks.
        mean_plain: The same with all lucks for both: too high on average.
        largest: Largest regret, chosen and valued with different lucks.
        largest_plain: The same with all lucks for both: too high on average.
        worst_point: Where it is largest, by all lucks.
        at_worst: What the best strategy there (by all lucks) is ahead by, in the same luck.
    """

    strategy: str
    best_at: float
    mean: float
    mean_plain: float
    largest: float
    largest_plain: float
    worst_point: int
    at_worst: Estimate


@dataclass(frozen=True, kw_only=True)
class Regret:
    """The regret of every strategy.

    Attributes:
        plan: The study.
        outcome: What decides.
        points: Points that are complete.
        strategies: In the order of the study.
        minimax: Whose largest regret is smallest, by the fair figure.
        minimax_plain: The same by the plain figure.
        levers: Factors that change a strategy itself, and no world.
    """

    plan: Plan
    outcome: str
    points: int
    strategies: tuple[StrategyRegret, ...]
    minimax: str
    minimax_plain: str
    levers: tuple[str, ...]


def regret(result: SweepResult, outcome: str) -> Regret:
    """Weighs the strategies of a sweep by their regret over its points.

    Raises:
        SimulatorError: Too few complete points or lucks, one strategy alone, or an outcome without a better direction.

    Examples:
        >>> from experiments.study.load import load_study
        >>> from experiments.sweep import run_study
        >>> found = regret(run_study(load_study("studies/chase_or_build", replications=4), workers=1), "value")
        >>> {each.strategy: f"best at {each.best_at:.0%} of {found.points} points" for each in found.strategies}
        {'chase_big': 'best at 38% of 32 points', 'build_base': 'best at 62% of 32 points'}
    """
    plan, better = result.plan, OUTCOMES[outcome].better
    last_and_baseline(plan)
    if not better:
        raise SimulatorError(f"{OUTCOMES[outcome].title} has no better direction: no strategy is best by it")
    values = better * result.outcome(outcome)
    whole = complete(values.sum(axis=1))
    places, values = np.flatnonzero(whole), values[whole]
    halves = values[..., 0::2], values[..., 1::2]
    fair = [_chosen_and_valued(*pair) for pair in (halves, halves[::-1])]
    mean, largest = (np.mean([each[part] for each in fair], axis=0) for part in (0, 1))
    means = values.mean(axis=-1)
    plain = means.max(axis=1, keepdims=True) - means
    strategies = tuple(
        StrategyRegret(
            strategy=name,
            best_at=float((plain[:, place] == 0).mean()),
            mean=float(mean[place]),
            mean_plain=float(plain[:, place].mean()),
            largest=float(largest[place]),
            largest_plain=float(plain[:, place].max()),
            worst_point=int(places[plain[:, place].argmax()]),
            at_worst=_at_worst(values, means, plain, place),
        )
        for place, name in enumerate(plan.strategies)
    )
    return Regret(
        plan=plan,
        outcome=outcome,
        points=len(places),
        strategies=strategies,
        minimax=min(strategies, key=lambda each: each.largest).strategy,
        minimax_plain=min(strategies, key=lambda each: each.largest_plain).strategy,
        levers=tuple(factor.name for factor in plan.factors if any(path[0] == "strategies" for path in factor.paths)),
    )


def _chosen_and_valued(choosing: FloatArray, valuing: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and largest regret by strategy: one half of the lucks says who and where, the other how much."""
    first, second = choosing.mean(axis=-1), valuing.mean(axis=-1)
    best = first.argmax(axis=1)
    amounts = np.take_along_axis(second, best[:, None], axis=1) - second
    worst = (first.max(axis=1, keepdims=True) - first).argmax(axis=0)
    return amounts.mean(axis=0), amounts[worst, np.arange(amounts.shape[1])]


def _at_worst(values: FloatArray, means: FloatArray, plain: FloatArray, place: int) -> Estimate:
    worst = plain[:, place].argmax()
    return mean_estimate(values[worst, means[worst].argmax()] - values[worst, place])
