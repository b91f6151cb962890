"""A search for the best levers: Optuna asks, paired lucks answer.

Every trial meets the same lucks. Optuna's multi-objective tree-structured Parzen estimator (Ozaki and others, Journal
of Artificial Intelligence Research 73, 2022) is asked for eight trials at a time, whatever the number of workers, and
told in order. All runs come from a `Bank`: a search that was killed asks the same questions again, finds the answers
in its store, and goes on; a larger budget goes on where a smaller one ended.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from experiments.bank import Bank
from experiments.invocation import installation_of
from experiments.optimisation.levers import Lever
from experiments.statistics import Estimate, mean, mean_estimate
from simulator.catalogue import OUTCOMES
from simulator.errors import SimulatorError

BATCH = 8
RUIN = "insolvent"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a search is for.

    Attributes:
        outcome: To be as good as can be on average.
        risk: The second objective, which spans the frontier.
        max_ruin: Largest share of lucks in which the firm may become insolvent; none for no bound.
    """

    outcome: str
    risk: str
    max_ruin: float | None


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One setting of the levers, and what the search saw of it.

    Attributes:
        row: A coordinate for each lever.
        estimate: Mean of the outcome with its interval, as if it had been chosen without looking.
        risk: Mean of the risk.
        ruin: Share of lucks that end in insolvency.
    """

    row: tuple[float, ...]
    estimate: Estimate
    risk: float
    ruin: float

    def keeps(self, goal: Goal) -> bool:
        """Whether what was seen keeps the bound on ruin."""
        return goal.max_ruin is None or self.ruin <= goal.max_ruin


def optuna_module() -> ModuleType:
    """Optuna, which is loaded only when a search begins.

    Raises:
        SimulatorError: It is not installed.
    """
    try:
        import optuna
    except ImportError as error:
        raise SimulatorError(f"optimise needs Optuna: {installation_of('analysis')}") from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    module: ModuleType = optuna
    return module


def search(bank: Bank, levers: Sequence[Lever], goal: Goal, *, trials: int, lucks: int, budget: int) -> list[Trial]:
    """Looks for good settings.

    Args:
        bank: Where runs come from; its store grows by every new setting.
        levers: What may move.
        goal: What for.
        trials: How many settings, the file's own first.
        lucks: Lucks of each, the same for all.
        budget: Runs of the whole work, for the progress bar.

    Returns:
        The settings that gave a result, in the order of asking.
    """
    optuna = optuna_module()
    study = _study(optuna, bank.store.plan.seed, goal)
    space = {lever.factor.name: _distribution(optuna, lever) for lever in levers}
    study.enqueue_trial({lever.factor.name: _as_parameter(lever, lever.start()) for lever in levers})
    found: list[Trial] = []
    while trials > 0:
        batch = [study.ask(space) for _ in range(min(BATCH, trials))]
        trials -= len(batch)
        rows = [tuple(float(asked.params[lever.factor.name]) for lever in levers) for asked in batch]
        for asked, trial in zip(batch, evaluated(bank, rows, goal, lucks, budget), strict=True):
            _tell(optuna, study, asked, trial, goal)
            found += [] if trial is None else [trial]
    return found


def evaluated(
    bank: Bank, rows: Sequence[tuple[float, ...]], goal: Goal, lucks: int, budget: int
) -> Iterator[Trial | None]:
    """What the first lucks say of each setting; none of a setting that contradicts itself."""
    bank.store.grow(rows)
    places = {row: point for point, row in enumerate(bank.store.plan.rows)}
    points = [places[row] for row in rows]
    bank.ask(dict.fromkeys(points, lucks), budget)
    for row, point in zip(rows, points, strict=True):
        if point in bank.failed:
            yield None
            continue
        outcome, risk, ruin = (bank.values(point, name)[0] for name in (goal.outcome, goal.risk, RUIN))
        yield Trial(row=row, estimate=mean_estimate(outcome), risk=mean(risk), ruin=mean(ruin))


def best(trials: Sequence[Trial], goal: Goal) -> Trial:
    """The best trial that keeps the bound on ruin by what was seen; if none does, the one nearest to it.

    Raises:
        SimulatorError: No setting gave a result.
    """
    if not trials:
        raise SimulatorError("no setting of the levers gave a result")
    sound = [trial for trial in trials if trial.keeps(goal)]
    if not sound:
        return min(trials, key=lambda trial: trial.ruin)
    return max(sound, key=lambda trial: OUTCOMES[goal.outcome].better * trial.estimate.mean)


def frontier(trials: Sequence[Trial], goal: Goal) -> list[Trial]:
    """The trials that no other one beats in both objectives, the best outcome first."""
    points = {trial.row: trial for trial in trials}
    value, risk = OUTCOMES[goal.outcome].better, OUTCOMES[goal.risk].better
    order = sorted(points.values(), key=lambda trial: (-value * trial.estimate.mean, -risk * trial.risk, trial.row))
    found: list[Trial] = []
    for trial in order:
        if not found or risk * trial.risk > risk * found[-1].risk:
            found.append(trial)
    return found


def _study(optuna: ModuleType, seed: int, goal: Goal) -> Any:
    directions = ["maximize" if OUTCOMES[name].better > 0 else "minimize" for name in (goal.outcome, goal.risk)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # new in one version of Optuna, deprecated in the next
        sampler = optuna.samplers.TPESampler(
            seed=int(np.random.default_rng(seed).integers(2**31)),
            multivariate=True,
            constant_liar=True,
            constraints_func=lambda trial: trial.user_attrs["over"],
        )
    return optuna.create_study(directions=directions, sampler=sampler)


def _tell(optuna: ModuleType, study: Any, asked: Any, trial: Trial | None, goal: Goal) -> None:
    asked.set_user_attr("over", [0.0 if trial is None or goal.max_ruin is None else trial.ruin - goal.max_ruin])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if trial is None:
            study.tell(asked, state=optuna.trial.TrialState.FAIL)
        else:
            study.tell(asked, [trial.estimate.mean, trial.risk])


def _distribution(optuna: ModuleType, lever: Lever) -> Any:
    if lever.is_listed:
        return optuna.distributions.CategoricalDistribution(list(range(len(lever.factor.levels))))
    if lever.factor.whole:
        return optuna.distributions.IntDistribution(int(lever.low), int(lever.high), log=lever.scale == "log")
    return optuna.distributions.FloatDistribution(lever.low, lever.high, log=lever.scale == "log")


def _as_parameter(lever: Lever, coordinate: float) -> float | int:
    return int(coordinate) if lever.is_listed or lever.factor.whole else coordinate
