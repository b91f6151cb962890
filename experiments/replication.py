"""Many replications of several strategies, each replication with the same luck for all of them.

Replication k of every strategy draws the same random numbers for the same account and purpose (common random
numbers), so that results may be compared pair by pair. Results stand in design order: the same bytes for any
number of workers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.batches import Failure
from experiments.execute import TaskFailedError, pool_kind, run_tasks
from experiments.many import Simulate, Together, run_many
from experiments.worlds import BY_RECORDS, Uncertainty
from simulator.results import FloatArray, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, Run, simulate

# What makes further arrays of a run, by name.
Measure = Callable[[RunResult], Mapping[str, FloatArray]]
CURVES = ("cash", "cash_flow")


class ReplicationError(RuntimeError):
    """A replication failed, and the caller wanted no result then."""


@dataclass(frozen=True, kw_only=True)
class FailedReplication:
    """A replication that gave no result, and why."""

    strategy: str
    replication: int
    error: str
    trace: str


@dataclass(frozen=True, kw_only=True)
class Replications:
    """All outcomes of all replications of each strategy, in design order.

    `outcomes[strategy][name]` has shape (replications,), `timelines[strategy][column]` has shape
    (replications, months + 1), `event_counts[strategy]` has shape (replications,). A failed replication is
    NaN (0 events) and listed in `failures`; NaN elsewhere: the outcome is not defined in that run.
    `measures[strategy][name]` is what `measure` made of each run, its first axis the replications.
    Replications may lie in several worlds, one after the other, `lucks_per_world` in each.
    """

    seed: int
    engine: Engine
    replications: int
    outcomes: Mapping[str, Mapping[str, FloatArray]]
    timelines: Mapping[str, Mapping[str, FloatArray]]
    event_counts: Mapping[str, NDArray[np.int64]]
    failures: tuple[FailedReplication, ...]
    measures: Mapping[str, Mapping[str, FloatArray]] = field(default_factory=dict)
    lucks_per_world: int | None = None
    uncertainty: Uncertainty = BY_RECORDS

    @property
    def lucks(self) -> int:
        """Lucks that share something that is not known, so that they depend on each other; 1 in a known world."""
        return (self.lucks_per_world or 1) * self.uncertainty.per_draw

    @property
    def strategies(self) -> tuple[str, ...]:
        """The names of the strategies, in the order asked for."""
        return tuple(self.outcomes)

    def complete(self) -> "Replications":
        """Keeps the replications that every strategy finished, so that all pairs are whole, and only whole worlds.

        Returns:
            The same object if none failed; otherwise one with fewer replications and no failures.
        """
        if not self.failures:
            return self
        failed = {failure.replication // self.lucks for failure in self.failures}
        kept = [k for k in range(self.replications) if k // self.lucks not in failed]
        return replace(
            self,
            replications=len(kept),
            outcomes=_rows(self.outcomes, kept),
            timelines=_rows(self.timelines, kept),
            event_counts={name: counts[kept] for name, counts in self.event_counts.items()},
            failures=(),
            measures=_rows(self.measures, kept),
        )


def replicate(
    scenario: Scenario,
    strategies: Sequence[str],
    *,
    replications: int,
    seed: int,
    engine: Engine = "compiled",
    workers: int = 1,
    columns: Sequence[str] = CURVES,
    measure: Measure | None = None,
    fail_fast: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Replications:
    """Runs several strategies through the same lucks.

    Args:
        scenario: The world and its strategies.
        strategies: Names of strategies of the scenario.
        replications: How many lucks, numbered from 0.
        seed: Seed of all luck; it takes the place of the scenario's own.
        engine: Which engine runs.
        workers: How many run side by side; the result does not depend on it.
        columns: Columns of the timeline to keep.
        measure: Makes arrays of a run beyond its outcomes, always of the same names and shapes; a function of a
            module, as it may travel to other processes.
        fail_fast: Whether the first failed replication ends everything.
        progress: Called as `progress(done, total)` after each replication of a strategy.

    Returns:
        All outcomes, the chosen timelines and what was measured.

    Raises:
        ReplicationError: A replication failed and `fail_fast` is set.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> scenario = load_scenario("lessons/02_luck")
        >>> runs = replicate(scenario, ["plain", "service"], replications=20, seed=1)
        >>> runs.outcomes["plain"]["value"].shape
        (20,)

        Luck k is the same under both strategies, so that a difference scatters less than its two parts:

        >>> plain, service = (runs.outcomes[name]["value"] for name in runs.strategies)
        >>> bool(np.std(service - plain) < min(np.std(plain), np.std(service)))
        True
    """
    shared = _Shared((_with_seed(scenario, seed),), replications, engine, tuple(columns), measure, simulate)
    runs = _run(shared, strategies, workers=workers, fail_fast=fail_fast, progress=progress)
    return replace(runs, lucks_per_world=None)


def replicate_in_worlds(
    scenarios: Sequence[Scenario],
    strategies: Sequence[str],
    *,
    lucks: int,
    seed: int,
    engine: Engine = "compiled",
    workers: int = 1,
    columns: Sequence[str] = CURVES,
    measure: Measure | None = None,
    uncertainty: Uncertainty = BY_RECORDS,
    progress: Callable[[int, int], None] | None = None,
) -> Replications:
    """Runs several strategies through several worlds, each with lucks of its own that all strategies share.

    Args:
        scenarios: The same strategies, each time in another world.
        strategies: Names of strategies of the scenarios.
        lucks: How many lucks in each world; world i meets those numbered from i times this.
        seed: Seed of all luck.
        engine: Which engine runs.
        workers: How many run side by side; the result does not depend on it.
        columns: Columns of the timeline to keep.
        measure: Makes arrays of a run beyond its outcomes; see `replicate`.
        uncertainty: What differs between the worlds.
        progress: Called as `progress(done, total)` after each replication of a strategy.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> worlds = [load_scenario("lessons/02_luck", [f"world.choice.service={weight}"]) for weight in (0.5, 1, 2)]
        >>> runs = replicate_in_worlds(worlds, ["plain", "service"], lucks=4, seed=1)
        >>> runs.outcomes["plain"]["value"].reshape(3, 4).shape  # by world and luck
        (3, 4)
    """
    worlds = tuple(_with_seed(scenario, seed) for scenario in scenarios)
    shared = _Shared(worlds, lucks, engine, tuple(columns), measure, simulate)
    runs = _run(shared, strategies, workers=workers, fail_fast=False, progress=progress)
    return replace(runs, uncertainty=uncertainty)


def _run(
    shared: "_Shared",
    strategies: Sequence[str],
    *,
    workers: int,
    fail_fast: bool,
    progress: Callable[[int, int], None] | None,
) -> Replications:
    replications = len(shared.scenarios) * shared.lucks
    design = [(strategy, k) for k in range(replications) for strategy in strategies]
    try:
        results = run_tasks(
            Together(_replicate),
            shared,
            design,
            kind=pool_kind(shared.engine, workers),
            workers=workers,
            fail_fast=fail_fast,
            progress=progress,
        )
    except TaskFailedError as error:
        strategy, k = design[error.position]
        raise ReplicationError(f"{strategy}, replication {k}: {error}\n{error.failure.trace}") from error
    by_strategy = {name: results[place :: len(strategies)] for place, name in enumerate(strategies)}
    return Replications(
        seed=shared.scenarios[0].run.seed,
        engine=shared.engine,
        replications=replications,
        outcomes={name: _outcome_arrays(kept) for name, kept in by_strategy.items()},
        timelines={name: _arrays(_parts(kept, "timeline")) for name, kept in by_strategy.items()},
        event_counts={name: _event_counts(kept) for name, kept in by_strategy.items()},
        failures=tuple(_failures(design, results)),
        measures={name: _arrays(_parts(kept, "measured")) for name, kept in by_strategy.items()},
        lucks_per_world=shared.lucks,
    )


def _with_seed(scenario: Scenario, seed: int) -> Scenario:
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"seed": seed})})


class _Shared(NamedTuple):
    scenarios: tuple[Scenario, ...]
    lucks: int
    engine: Engine
    columns: tuple[str, ...]
    measure: Measure | None
    simulate: Simulate


class _Kept(NamedTuple):
    """What travels back from a worker: a run without its event log and account table."""

    outcomes: dict[str, float]
    timeline: Mapping[str, FloatArray]
    measured: Mapping[str, FloatArray]
    event_count: int


def _replicate(shared: _Shared, tasks: Sequence[tuple[str, int]]) -> list[_Kept]:
    runs = [Run(shared.scenarios[k // shared.lucks], strategy, k) for strategy, k in tasks]
    return [_kept(shared, run) for run in _results(shared, runs)]


def _results(shared: _Shared, runs: Sequence[Run]) -> Iterator[RunResult]:
    measured = shared.measure is not None
    return run_many(runs, engine=shared.engine, simulate=shared.simulate, tables=measured)


def _kept(shared: _Shared, run: RunResult) -> _Kept:
    timeline = {column: np.asarray(run.timeline[column], dtype=float) for column in shared.columns}
    measured = shared.measure(run) if shared.measure is not None else {}
    return _Kept(dict(run.outcomes), timeline, measured, run.event_count)


def _outcome_arrays(results: Sequence[_Kept | Failure]) -> dict[str, FloatArray]:
    names = next((list(kept.outcomes) for kept in results if isinstance(kept, _Kept)), [])
    return {
        name: np.array([kept.outcomes[name] if isinstance(kept, _Kept) else nan for kept in results], float)
        for name in names
    }


def _parts(
    results: Sequence[_Kept | Failure], part: Literal["timeline", "measured"]
) -> list[Mapping[str, FloatArray] | Failure]:
    return [each if isinstance(each, Failure) else getattr(each, part) for each in results]


def _arrays(results: Sequence[Mapping[str, FloatArray] | Failure]) -> dict[str, FloatArray]:
    """Lays named arrays of all replications together; those of a failed one are NaN."""
    example = next((named for named in results if not isinstance(named, Failure)), {})
    return {
        name: np.array([np.full_like(row, nan) if isinstance(named, Failure) else named[name] for named in results])
        for name, row in example.items()
    }


def _event_counts(results: Sequence[_Kept | Failure]) -> NDArray[np.int64]:
    return np.array([kept.event_count if isinstance(kept, _Kept) else 0 for kept in results], dtype=np.int64)


def _failures(design: Sequence[tuple[str, int]], results: Sequence[_Kept | Failure]) -> Iterator[FailedReplication]:
    for (strategy, k), result in zip(design, results, strict=True):
        if isinstance(result, Failure):
            yield FailedReplication(strategy=strategy, replication=k, error=result.error, trace=result.trace)


def _rows(arrays: Mapping[str, Mapping[str, FloatArray]], kept: Sequence[int]) -> dict[str, dict[str, FloatArray]]:
    return {
        strategy: {name: values[list(kept)] for name, values in named.items()} for strategy, named in arrays.items()
    }
