"""Replicates until it is known which strategy is best, or that it does not matter, or that the cap is reached."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np

from experiments.blocks import run_replications
from experiments.execute import TaskFailedError, pool_kind, run_tasks
from experiments.many import Simulate, Together
from experiments.ocba import correct_selection, next_runs
from experiments.pairing import YES_OR_NO
from experiments.replication import ReplicationError
from experiments.sequential import (
    counts,
    cushioned,
    is_within,
    kim_nelson,
    looks,
    pair_alpha,
    sequence_estimate,
    survivors,
)
from experiments.statistics import Estimate, mean, variance
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate

Progress = Callable[[int, int], None]
Answer = Literal["winner", "equal", "undecided"]
Method = Literal["sequence", "kn", "ocba"]

# As many pairs without a difference as `compare` asks for before it calls two strategies equal.
FIRST_LOOK = 60
CAP = 10_000


@dataclass(frozen=True, kw_only=True)
class Duel:
    """One strategy against another in the same lucks; positive is better for the first.

    `counts` says whether the differences are too skewed for the bounds to be believed yet.
    """

    first: str
    second: str
    pairs: int
    estimate: Estimate
    std: float
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is known, and from how many lucks.

    Attributes:
        answer: A winner; or those left differ by less than the indifference zone; or neither is known yet.
        left: The strategies that no other one has beaten: one if there is a winner.
        replications: Lucks that were looked at; the most of any strategy.
        looks: At how many lucks one looked.
        lucks: By strategy, how many it met.
        correct_selection: With `ocba`, a lower bound of the probability that the answer is right.
        duels: Every pair, each over the lucks that both met.
        means: By strategy, over the lucks that it met.
    """

    outcome: str
    method: Method
    alpha: float
    indifference: float | None
    cap: int
    seed: int
    engine: Engine
    answer: Answer
    left: tuple[str, ...]
    replications: int
    looks: tuple[int, ...]
    duels: tuple[Duel, ...]
    means: dict[str, float]
    lucks: dict[str, int]
    correct_selection: float | None = None

    @property
    def winner(self) -> str | None:
        """The best strategy, if it is known."""
        return self.left[0] if self.answer == "winner" else None


class _Shared(NamedTuple):
    scenario: Scenario
    outcome: str
    engine: Engine
    simulate: Simulate


def decide(
    scenario: Scenario,
    *,
    outcome: str = "value",
    alpha: float = 0.05,
    indifference: float | None = None,
    method: Method = "sequence",
    cap: int = CAP,
    engine: Engine = "compiled",
    workers: int = 1,
    progress: Progress | None = None,
) -> Decision:
    """Decides between the strategies of a scenario by one outcome.

    A strategy that is beaten is run no more; the others go on in the same lucks. The answer does not depend on the
    number of workers.

    Args:
        scenario: Two strategies or more, and the seed.
        outcome: Decides; it must have a better direction, and be defined in every run.
        alpha: Chance of a wrong answer, all looks and all strategies together.
        indifference: The largest difference that does not matter.
        method: `sequence`, `kn` (needs an indifference zone), or `ocba`.
        cap: Lucks after which the answer is `undecided`; with `ocba`, lucks per strategy on average.
        engine: Which engine runs.
        workers: How many run side by side.
        progress: Called as `progress(lucks done, cap)`.

    Raises:
        ReplicationError: A run failed, or the outcome is not defined in it.
        ValueError: KN is asked for without an indifference zone.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> found = decide(load_scenario("chase_or_build", ["world.sponsors.executive_slots=6"]), cap=400)
        >>> found.answer, found.winner, found.replications
        ('winner', 'chase_big', 60)

        A cap that is too low is told as what it is:

        >>> decide(load_scenario("lessons/02_luck"), cap=60).answer
        'undecided'
    """
    if method == "kn" and not indifference:
        raise ValueError("KN needs an indifference zone")
    shared = _Shared(scenario, outcome, engine, simulate)
    if method == "ocba":
        found = _by_allocation(shared, alpha, indifference or 0.0, cap, workers, progress)
    else:
        found = _by_elimination(shared, alpha, indifference, method, cap, workers, progress)
    return Decision(
        outcome=outcome,
        method=method,
        alpha=alpha,
        indifference=indifference,
        cap=cap,
        seed=scenario.run.seed,
        engine=engine,
        answer=found.answer,
        left=found.left,
        replications=found.used,
        looks=tuple(found.looks),
        duels=tuple(_duels(found.values, outcome, alpha)),
        means={name: mean(each) for name, each in found.values.items()},
        lucks={name: len(each) for name, each in found.values.items()},
        correct_selection=found.correct_selection,
    )


class _Found(NamedTuple):
    values: dict[str, FloatArray]
    left: tuple[str, ...]
    answer: Answer
    used: int
    looks: list[int]
    correct_selection: float | None = None


def _by_elimination(
    shared: _Shared,
    alpha: float,
    zone: float | None,
    method: Method,
    cap: int,
    workers: int,
    progress: Progress | None,
) -> _Found:
    """All that are left meet the same lucks; who is beaten drops out."""
    values = {name: np.empty(0) for name in shared.scenario.strategies}
    left, seen, used = tuple(values), [], 0
    for look in looks(FIRST_LOOK, cap):
        new = _run(shared, left, range(used, look), workers)
        values |= {name: np.concatenate([values[name], new[name]]) for name in left}
        used = look
        seen.append(look)
        if progress is not None:
            progress(look, cap)
        left, answer, used = _look(values, left, shared.outcome, alpha, zone, method, used)
        if answer != "undecided":
            break
    return _Found(values, left, answer, used, seen)


def _by_allocation(
    shared: _Shared, alpha: float, zone: float, cap: int, workers: int, progress: Progress | None
) -> _Found:
    """After a first stage each step's runs are shared out by `experiments.ocba`, until the best is probable enough."""
    names = tuple(shared.scenario.strategies)
    values, budget, seen = _run(shared, names, range(FIRST_LOOK), workers), cap * len(names), []
    better = OUTCOMES[shared.outcome].better
    while True:
        table = [better * each for each in values.values()]
        runs = sum(map(len, table))
        seen.append(max(map(len, table)))
        if progress is not None:
            progress(runs // len(names), cap)
        chances = correct_selection(table, zone)
        known = 1 - sum(1 - chance for chance in chances)
        best = names[int(np.argmax([mean(each) for each in table]))]
        if known >= 1 - alpha:
            return _Found(values, (best,), "winner", seen[-1], seen, known)
        if runs >= budget:
            close = [1 - chance > pair_alpha(alpha, len(names)) for chance in chances]
            left = tuple(name for name, near in zip(names, close, strict=True) if near or name == best)
            return _Found(values, left, "undecided", seen[-1], seen, max(0.0, known))
        step = min(max(10 * len(names), runs // 10), budget - runs)
        for name, more in zip(names, next_runs(table, step, zone), strict=True):
            if more:
                new = _run(shared, (name,), range(len(values[name]), len(values[name]) + more), workers)
                values[name] = np.concatenate([values[name], new[name]])


def _run(shared: _Shared, strategies: Sequence[str], lucks: range, workers: int) -> dict[str, FloatArray]:
    """The outcome of each strategy in each luck."""
    tasks = [(strategies, k) for k in lucks]
    try:
        kind = pool_kind(shared.engine, workers)
        results = run_tasks(Together(_run_lucks), shared, tasks, kind=kind, workers=workers, fail_fast=True)
    except TaskFailedError as error:
        raise ReplicationError(f"{error}\n{error.failure.trace.rstrip()}") from error
    table = np.array(results)
    for place, name in enumerate(strategies):
        undefined = np.flatnonzero(np.isnan(table[:, place]))
        if len(undefined):
            message = f"{shared.outcome} is not defined under {name} in replication {lucks[undefined[0]]}"
            raise ReplicationError(f"{message}; decide by an outcome that every run has")
    return {name: table[:, place] for place, name in enumerate(strategies)}


def _run_lucks(shared: _Shared, tasks: Sequence[tuple[Sequence[str], int]]) -> list[FloatArray]:
    """One array for each luck, an entry for each strategy; all tasks name the same strategies."""
    strategies, lucks = tasks[0][0], [k for _, k in tasks]
    values = run_replications(
        shared.scenario, strategies, (shared.outcome,), lucks, engine=shared.engine, simulate=shared.simulate
    )
    return list(values[:, :, 0].T)


def _look(
    values: dict[str, FloatArray],
    left: tuple[str, ...],
    outcome: str,
    alpha: float,
    zone: float | None,
    method: Method,
    used: int,
) -> tuple[tuple[str, ...], Answer, int]:
    """Who is left after this look, what is known, and how many lucks it took."""
    if method == "kn" and zone:
        table = OUTCOMES[outcome].better * np.array([values[name] for name in left])
        kept, used = kim_nelson(table, FIRST_LOOK, alpha, zone)
        return ((left[kept[0]],), "winner", used) if len(kept) == 1 else (left, "undecided", used)
    each = pair_alpha(alpha, len(values))
    pairs = {pair: _differences(values, pair, outcome) for pair in combinations(left, 2)}
    if zone is not None and all(is_within(differences, each, zone) for differences in pairs.values()):
        return left, "equal", used
    names = tuple(survivors(pairs, each))
    return names, "winner" if len(names) == 1 else "undecided", used


def _differences(values: dict[str, FloatArray], pair: tuple[str, str], outcome: str) -> FloatArray:
    """By how much the first of a pair is better, in each luck that both met."""
    first, second = (values[name] for name in pair)
    met = min(len(first), len(second))
    differences = OUTCOMES[outcome].better * (first[:met] - second[:met])
    return cushioned(differences) if outcome in YES_OR_NO else differences


def _duels(values: dict[str, FloatArray], outcome: str, alpha: float) -> Iterator[Duel]:
    each = pair_alpha(alpha, len(values))
    for first, second in combinations(values, 2):
        differences = _differences(values, (first, second), outcome)
        yield Duel(
            first=first,
            second=second,
            pairs=min(len(values[first]), len(values[second])),
            estimate=sequence_estimate(differences, each),
            std=variance(differences) ** 0.5,
            counts=counts(differences),
        )
