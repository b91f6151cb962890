"""The whole of an optimisation: search, choose, and estimate what was chosen on luck that the search never saw.

The best of many noisy estimates is too good: it was chosen for its luck too. So the chosen setting, the file's own and
some of the frontier meet fresh luck (the next seed), and only that is believed.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path

from experiments.bank import Bank
from experiments.optimisation.levers import LeverSpace
from experiments.optimisation.search import RUIN, Goal, Trial, best, frontier, search
from experiments.plan import Plan
from experiments.statistics import Estimate, mean_estimate, share_estimate
from experiments.store_files import IN_MEMORY, check_model, check_same, create_store
from simulator.catalogue import OUTCOMES
from simulator.errors import SimulatorError
from simulator.results import FloatArray
from simulator.simulate import Engine

BUDGET, LUCKS, FRESH = 20_000, 60, 400
FRONTIER_POINTS = 5
FEWEST_TRIALS = 10


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What an optimisation may take.

    Attributes:
        budget: Runs in all.
        lucks: Lucks of each trial.
        fresh: Fresh lucks of each setting that is estimated honestly.
    """

    budget: int = BUDGET
    lucks: int = LUCKS
    fresh: int = FRESH

    @property
    def trials(self) -> int:
        """Settings that the search may try: the budget without what the file's own and the fresh estimates take."""
        return (self.budget - (FRONTIER_POINTS + 2) * self.fresh) // self.lucks - 1

    @property
    def least(self) -> int:
        """The smallest budget that makes sense."""
        return (FRONTIER_POINTS + 2) * self.fresh + (FEWEST_TRIALS + 1) * self.lucks


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """One setting on fresh luck.

    Attributes:
        trial: The setting, with what the search saw of it; none for the strategy as the file has it.
        outcome: Mean of the outcome.
        risk: Mean of the risk.
        ruin: Share of insolvent lucks.
        gain: The outcome less that of the file's own strategy in the same fresh luck; positive is better.
    """

    trial: Trial | None
    outcome: Estimate
    risk: Estimate
    ruin: Estimate
    gain: Estimate


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """What an optimisation came to.

    Attributes:
        trials: All settings, in the order of trying.
        chosen: The best one, on fresh luck.
        own: The strategy as the file has it.
        frontier: Some of the settings that no other beat in the search, on fresh luck; the best outcome first.
        search_gain: What the search saw the chosen one gain over the file's own, in its own lucks.
        runs: Runs that were asked for.
    """

    goal: Goal
    effort: Effort
    trials: tuple[Trial, ...]
    chosen: Fresh
    own: Fresh
    frontier: tuple[Fresh, ...]
    search_gain: Estimate
    runs: int

    @property
    def optimism(self) -> Estimate:
        """Gain in the search less gain on fresh luck: what the choice owes to luck, with its 95 % interval."""
        seen, fresh = self.search_gain, self.chosen.gain
        difference, reach = seen.mean - fresh.mean, hypot(seen.half_width, fresh.half_width)
        return Estimate(mean=difference, half_width=reach, low=difference - reach, high=difference + reach)


def optimise(
    space: LeverSpace,
    goal: Goal,
    effort: Effort,
    *,
    store: str | Path = IN_MEMORY,
    engine: Engine = "compiled",
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Optimum:
    """Searches, chooses and estimates anew; the same result whatever the workers, and after a kill.

    Args:
        space: The levers.
        goal: What for.
        effort: How much may be run.
        store: File that keeps the runs of the search, to go on with; without one they are kept in memory alone.
        engine: Which engine runs.
        workers: How many run side by side.
        progress: Called as `progress(runs done, budget)`.

    Raises:
        StoreError: The store belongs to another study or model.
        SimulatorError: Optuna is missing, or no setting gave a result.

    Examples:
        >>> from experiments.optimisation.levers import lever_space
        >>> from experiments.optimisation.words import answer
        >>> space = lever_space("studies/levers")
        >>> goal, effort = Goal(outcome="value", risk="cash_trough", max_ruin=0.5), Effort(budget=160, lucks=4, fresh=8)
        >>> found = optimise(space, goal, effort, workers=1)
        >>> len(found.trials), found.runs <= effort.budget
        (25, True)

        The search saw each setting in four lucks; what it chose is told by lucks that it never saw:

        >>> print(answer(space, found))
        The chosen levers beat build_base as the file has it by +8.5M ± 2.6M CNY in value of the firm, in the same
        8 fresh lucks.
    """
    outcomes = tuple(dict.fromkeys((*space.plan.outcomes, goal.outcome, goal.risk, RUIN)))
    plan = replace(space.plan, outcomes=outcomes, replications=effort.lucks)
    with closing(create_store(store, plan)) as opened:
        check_same(opened, replace(plan, rows=opened.plan.rows))
        check_model(opened)
        bank = Bank(opened, engine=engine, workers=workers, progress=progress)
        trials = search(bank, space.levers, goal, trials=effort.trials, lucks=effort.lucks, budget=effort.budget)
        searched = bank.runs() + effort.lucks
        picked = [best(trials, goal), *_spread(frontier(trials, goal), FRONTIER_POINTS)]
        seen = bank.table(opened.plan.rows.index(picked[0].row))[0]
    own_seen = _run_all(_as_filed(plan, plan.seed), effort.lucks, effort.budget, engine, workers, None)[0]
    rest = (lambda done, total: progress(searched + done, total)) if progress is not None else None
    tables = _fresh_tables(plan, [trial.row for trial in picked], effort, engine, workers, rest)
    own = _fresh(None, tables[0], tables[0], goal, plan)
    chosen, *edge = (
        _fresh(trial, table, tables[0], goal, plan) for trial, table in zip(picked, tables[1:], strict=True)
    )
    return Optimum(
        goal=goal,
        effort=effort,
        trials=tuple(trials),
        chosen=chosen,
        own=own,
        frontier=tuple(edge),
        search_gain=_gain(seen, own_seen, goal, plan),
        runs=searched + (1 + len({trial.row for trial in picked})) * effort.fresh,
    )


def _spread(trials: Sequence[Trial], most: int) -> list[Trial]:
    """A few of a list, evenly, both ends included."""
    if len(trials) <= most:
        return list(trials)
    return [trials[round(place * (len(trials) - 1) / (most - 1))] for place in range(most)]


def _fresh_tables(
    plan: Plan,
    rows: Sequence[tuple[float, ...]],
    effort: Effort,
    engine: Engine,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> list[FloatArray]:
    """Outcomes on fresh luck, shape (lucks, outcomes): of the file's own strategy, then of every setting."""
    own = _as_filed(plan, plan.seed + 1)
    settings = replace(plan, tree=own.tree, seed=own.seed, rows=tuple(dict.fromkeys(rows)))
    places = {row: point for point, row in enumerate(settings.rows)}
    found = _run_all(own, effort.fresh, effort.budget, engine, workers, progress)
    found += _run_all(settings, effort.fresh, effort.budget, engine, workers, progress)
    return [found[0], *(found[1 + places[row]] for row in rows)]


def _as_filed(plan: Plan, seed: int) -> Plan:
    """One point: the strategy as the file has it."""
    tree = {**plan.tree, "run": {**plan.tree["run"], "seed": seed}}
    return replace(plan, tree=tree, seed=seed, factors=(), rows=((),))


def _run_all(
    plan: Plan,
    lucks: int,
    budget: int,
    engine: Engine,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> list[FloatArray]:
    """All outcomes of every point of a plan, each of shape (lucks, outcomes)."""
    with closing(create_store(IN_MEMORY, plan)) as store:
        bank = Bank(store, engine=engine, workers=workers, progress=progress)
        bank.ask(dict.fromkeys(range(len(plan)), lucks), budget)
        if bank.failed:
            raise SimulatorError(f"a setting failed: {next(iter(bank.failed.values()))}")
        return [bank.table(point)[0] for point in range(len(plan))]


def _fresh(trial: Trial | None, table: FloatArray, own: FloatArray, goal: Goal, plan: Plan) -> Fresh:
    outcome, risk, ruin = (table[:, plan.outcomes.index(name)] for name in (goal.outcome, goal.risk, RUIN))
    return Fresh(
        trial=trial,
        outcome=mean_estimate(outcome),
        risk=share_estimate(risk) if goal.risk == RUIN else mean_estimate(risk),
        ruin=share_estimate(ruin),
        gain=_gain(table, own, goal, plan),
    )


def _gain(table: FloatArray, own: FloatArray, goal: Goal, plan: Plan) -> Estimate:
    place = plan.outcomes.index(goal.outcome)
    return mean_estimate(OUTCOMES[goal.outcome].better * (table[:, place] - own[:, place]))
