"""Runs a study: every point, every strategy, every luck; resumable, and the same bytes however it is run."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.batches import Failure
from experiments.blocks import Block, BlockSettings, BlockTask, run_task, tasks_of
from experiments.execute import available_cores, completed, pool_kind
from experiments.plan import Plan
from experiments.store import Store, StoredFailure
from experiments.store_files import IN_MEMORY, check_model, open_or_create
from experiments.study.load import load_study
from simulator.errors import SimulatorError
from simulator.results import FloatArray
from simulator.simulate import Engine, simulate

if TYPE_CHECKING:
    import pandas

Progress = Callable[[int, int], None]
MOST_TOGETHER, SECONDS_BETWEEN_WRITES = 100, 0.05


class SweepFailedError(SimulatorError):
    """A design point failed, and the caller wanted no more results then."""


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One part of a sweep that is shared out: every `of`-th point, from the `number`-th on (both count from 1)."""

    number: int = 1
    of: int = 1

    def points(self, total: int) -> range:
        """The points of this part.

        Examples:
            >>> list(Shard(number=2, of=3).points(8))
            [1, 4, 7]
        """
        return range(self.number - 1, total, self.of)


@dataclass(frozen=True, kw_only=True)
class SweepResult:
    """All outcomes of a study, by point, strategy, luck and outcome; what is missing or undefined is NaN.

    Attributes:
        plan: What was run.
        values: Shape (points, strategies, replications, outcomes).
        failures: Blocks that gave no result.
    """

    plan: Plan
    values: FloatArray
    failures: tuple[StoredFailure, ...]

    @property
    def design(self) -> NDArray[Any]:
        """The points as a structured array: `point`, then one field per factor."""
        table = np.empty(len(self.plan), dtype=[("point", np.int64), *_factor_fields(self.plan)])
        for point in range(len(self.plan)):
            table[point] = (point, *self.plan.columns(point))
        return table

    def outcome(self, name: str) -> FloatArray:
        """One outcome, shape (points, strategies, replications).

        Raises:
            KeyError: The study did not keep it.
        """
        if name not in self.plan.outcomes:
            raise KeyError(f"the study kept no outcome '{name}', but {', '.join(self.plan.outcomes)}")
        return self.values[..., self.plan.outcomes.index(name)]

    @property
    def records(self) -> NDArray[Any]:
        """One row per run, as a structured array: point, factors, strategy, replication, outcomes."""
        points, strategies, replications, _ = self.values.shape
        width = max(map(len, self.plan.strategies))
        fields = [("strategy", f"U{width}"), ("replication", np.int64)]
        outcomes = [(name, np.float64) for name in self.plan.outcomes]
        table = np.empty(self.values.shape[:3], dtype=[*self.design.dtype.descr, *fields, *outcomes])
        for name in self.design.dtype.names or ():
            table[name] = self.design[name].reshape(points, 1, 1)
        table["strategy"] = np.array(self.plan.strategies).reshape(1, strategies, 1)
        table["replication"] = np.arange(replications).reshape(1, 1, replications)
        for place, name in enumerate(self.plan.outcomes):
            table[name] = self.values[..., place]
        return table.reshape(-1)

    def to_pandas(self) -> "pandas.DataFrame":
        """The records as a pandas DataFrame.

        Raises:
            SimulatorError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise SimulatorError("a DataFrame needs pandas: pip install pandas; or take the array 'records'") from error
        return pandas.DataFrame(self.records)


def run_study(
    study: Plan | str | os.PathLike[str],
    *,
    store: str | Path = IN_MEMORY,
    engine: Engine = "compiled",
    workers: int | None = None,
    cluster: str | None = None,
    fail_fast: bool = False,
    progress: Progress | None = None,
) -> SweepResult:
    """Runs a study, or what a store lacks of it, and reads all results.

    Args:
        study: A study file, the name of a bundled one, or a plan.
        store: File that keeps the results; without one they are kept in memory alone.
        engine: Which engine runs; both give the same numbers.
        workers: How many run side by side; one per core by default. The results do not depend on it.
        cluster: Address of a Dask scheduler, or the file that it writes it to: all runs on its workers instead.
        fail_fast: Whether the first failed design point ends everything.
        progress: Called as `progress(done, total)` with numbers of runs.

    Raises:
        ScenarioError: With all faults of the study.
        StoreError: The store belongs to another study or model, or cannot be written.
        SweepFailedError: A design point failed and `fail_fast` is set.
        ClusterError: The cluster cannot be reached, or went away; what is stored is safe.

    Examples:
        >>> result = run_study(load_study("studies/chase_or_build", replications=4), workers=1)
        >>> result.outcome("value").mean(axis=2).shape  # by point and strategy
        (32, 2)
        >>> len(result.records), result.records.dtype.names[:5]  # one row per run; result.to_pandas() on request
        (256, ('point', 'wallet_sigma', 'growth', 'brand_start', 'reference_gain'))
    """
    plan = study if isinstance(study, Plan) else load_study(study)
    with closing(open_or_create(store, plan)) as opened:
        fill(opened, engine=engine, workers=workers, cluster=cluster, fail_fast=fail_fast, progress=progress)
        return read_result(opened)


def fill(
    store: Store,
    *,
    engine: Engine = "compiled",
    workers: int | None = None,
    cluster: str | None = None,
    shard: Shard | None = None,
    fail_fast: bool = False,
    may_start_processes: bool = False,
    progress: Progress | None = None,
) -> None:
    """Runs what a store lacks, and writes each block soon after it is there; see `run_study`.

    A design point that fails is noted with its traceback, and tried again the next time. A command lets a long sweep
    start processes; a program of one's own can do so if its main module may be imported again.

    Examples:
        >>> with closing(open_or_create(IN_MEMORY, load_study("studies/chase_or_build", replications=1))) as store:
        ...     fill(store, shard=Shard(number=1, of=16), workers=1)
        ...     sorted({point for point, _ in store.have()})
        [0, 16]
    """
    plan = store.plan
    points = (shard or Shard()).points(len(plan))
    tasks = tasks_of(points, store.have(), plan.replications)
    run_into(
        store,
        tasks,
        engine=engine,
        workers=workers,
        cluster=cluster,
        fail_fast=fail_fast,
        may_start_processes=may_start_processes,
        progress=progress,
    )


def run_into(
    store: Store,
    tasks: Sequence[BlockTask],
    *,
    engine: Engine = "compiled",
    workers: int | None = None,
    cluster: str | None = None,
    fail_fast: bool = False,
    may_start_processes: bool = False,
    progress: Progress | None = None,
) -> None:
    """Runs these blocks of a store's study, and writes each soon after it is there; see `fill`."""
    check_model(store)
    plan = store.plan
    runs = sum(task.replications for task in tasks) * len(plan.strategies)
    count = workers or available_cores()
    settings = BlockSettings(plan, engine, simulate, store.model_sha256)
    done = 0
    kind = pool_kind(engine, count, runs if may_start_processes else 0)
    results = completed(run_task, settings, tasks, kind=kind, workers=count, cluster=cluster)
    with closing(results) as stream, closing(_Arrived(store)) as arrived:
        for position, result in stream:
            task = tasks[position]
            if isinstance(result, Failure):
                store.write_failure(task, result)
                if fail_fast:
                    raise SweepFailedError(f"point {task.point}: {result.error}\n{result.trace.rstrip()}")
            else:
                arrived.add(result)
            done += task.replications * len(plan.strategies)
            if progress is not None:
                progress(done, runs)


class _Arrived:
    """Blocks on their way into a store: those that come close together share a transaction, which takes its time.

    A kill loses those of the last moment, to be run again; an error or Ctrl-C loses none.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.blocks: list[Block] = []
        self.written = -inf

    def add(self, block: Block) -> None:
        self.blocks.append(block)
        if len(self.blocks) >= MOST_TOGETHER or monotonic() - self.written >= SECONDS_BETWEEN_WRITES:
            self.close()

    def close(self) -> None:
        """Writes what waits."""
        blocks, self.blocks = self.blocks, []
        if blocks:
            self.store.write(*blocks)
        self.written = monotonic()


def read_result(store: Store) -> SweepResult:
    """Reads all that a store holds into memory.

    Examples:
        >>> with closing(open_or_create(IN_MEMORY, load_study("studies/chase_or_build", replications=1))) as store:
        ...     fill(store, shard=Shard(number=1, of=16), workers=1)
        ...     result = read_result(store)
        >>> int((~np.isnan(result.outcome("value"))).any(axis=(1, 2)).sum())  # points that have been run
        2
    """
    plan = store.plan
    values = np.full((len(plan), len(plan.strategies), plan.replications, len(plan.outcomes)), nan)
    places = {name: place for place, name in enumerate(plan.strategies)}
    for row in store.blocks():
        values[row.point, places[row.strategy], row.block : row.block + len(row.outcomes)] = row.outcomes
    return SweepResult(plan=plan, values=values, failures=tuple(store.failures()))


def _factor_fields(plan: Plan) -> list[tuple[str, str]]:
    fields = []
    for factor in plan.factors:
        width = max((len(str(each)) for each in factor.shown), default=1)
        fields.append((factor.name, "f8" if factor.is_number else f"U{width}"))
    return fields
