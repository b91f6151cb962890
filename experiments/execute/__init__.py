"""The one driver for many independent tasks: bounded, restartable, with results in design order.

It works over `concurrent.futures.Executor`, so that threads, processes and a cluster differ in one place alone.
Tasks travel in batches of about half a second, measured while the work runs; a task never sees with which others it
travelled, so results do not depend on batching, on the number of workers or on the order of completion.

A worker that dies (killed, out of memory) breaks its whole pool. The driver then builds a new pool and tries
the interrupted tasks one by one: a task that kills its worker twice while it is alone is given up as a
failure, all others go on.
"""

import os
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any, Generic, Literal, TypeVar

from experiments.batches import (
    BATCHES_PER_WORKER,
    BatchReport,
    BatchSize,
    Failure,
    pack,
    prepare_worker,
    run_batch,
    run_batch_in_worker,
    run_packed_batch,
)
from experiments.execute.cluster import ClusterExecutor

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

PoolKind = Literal["inline", "threads", "processes", "cluster"]

# Engines of pure Python hold the interpreter's lock: only processes run them side by side.
ENGINES_IN_PURE_PYTHON = frozenset({"reference"})

# Between two calls of machine code Python holds the lock, for which threads wait; processes take seconds to start.
RUNS_WORTH_PROCESSES = 20_000

DEATHS_UNTIL_GIVEN_UP = 2
REBUILDS_WITHOUT_RESULT = 5
WINDOWS_WORKER_LIMIT = 61


class WorkersLostError(RuntimeError):
    """Workers die again and again before they give a single result."""


class TaskFailedError(RuntimeError):
    """A task failed, and the caller wanted no more results then."""

    def __init__(self, position: int, failure: Failure) -> None:
        super().__init__(failure.error)
        self.position = position
        self.failure = failure


def available_cores() -> int:
    """Counts the cores that this process may use, the default number of workers.

    Examples:
        >>> available_cores() >= 1
        True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pool_kind(engine: str, workers: int, runs: int = 0) -> PoolKind:
    """Chooses what runs an engine side by side: one worker needs no pool at all.

    Args:
        engine: The engine.
        workers: How many run side by side.
        runs: How many runs they share, if that is known: starting processes takes seconds.

    Examples:
        >>> pool_kind("reference", 1), pool_kind("reference", 2)
        ('inline', 'processes')
        >>> pool_kind("compiled", 2, 800), pool_kind("compiled", 2, 200_000)
        ('threads', 'processes')
    """
    if workers == 1:
        return "inline"
    is_long = runs >= RUNS_WORTH_PROCESSES
    return "processes" if is_long or engine in ENGINES_IN_PURE_PYTHON else "threads"


def run_tasks(
    function: Callable[[Shared, Task], Result],
    shared: Shared,
    tasks: Sequence[Task],
    *,
    kind: PoolKind = "inline",
    workers: int = 1,
    fail_fast: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result | Failure]:
    """Runs `function(shared, task)` for every task and returns the results in the order of the tasks.

    Args:
        function: What to do; with processes, a function of a module, since it is sent by name.
        shared: What all tasks need; it is sent to each worker once.
        tasks: One item per call.
        kind: What the workers are.
        workers: How many there are.
        fail_fast: Whether the first failure ends everything.
        progress: Called as `progress(done, total)` after each task.

    Returns:
        One result per task, or the `Failure` that stands for it.

    Raises:
        TaskFailedError: A task failed and `fail_fast` is set.
        WorkersLostError: Pools break again and again without a single result.

    Examples:
        >>> run_tasks(pow, 2, [1, 2, 10])
        [2, 4, 1024]
    """
    results: list[Result | Failure | None] = [None] * len(tasks)
    with closing(completed(function, shared, tasks, kind=kind, workers=workers)) as stream:
        for done, (position, result) in enumerate(stream, start=1):
            if fail_fast and isinstance(result, Failure):
                raise TaskFailedError(position, result)
            results[position] = result
            if progress is not None:
                progress(done, len(tasks))
    return results  # type: ignore[return-value]  # every position is filled by now


def completed(
    function: Callable[[Shared, Task], Result],
    shared: Shared,
    tasks: Sequence[Task],
    *,
    kind: PoolKind = "inline",
    workers: int = 1,
    cluster: str | None = None,
) -> Generator[tuple[int, Result | Failure], None, None]:
    """Yields (position in `tasks`, result) as tasks complete, in any order; see `run_tasks`.

    With `cluster`, the address of a Dask scheduler or the file that holds it, all runs on its workers instead.

    Closing the iterator early, an exception or Ctrl-C cancels what has not begun and ends the workers.

    Examples:
        >>> sorted(completed(pow, 2, [1, 2, 10]))
        [(0, 2), (1, 4), (2, 1024)]
    """
    if not tasks:
        return
    useful = min(workers, len(tasks))
    driver: _Driver[Shared, Task, Result] = _Driver(
        function, shared, tasks, "cluster" if cluster else kind, useful, cluster
    )
    finished = False
    try:
        yield from driver.results()
        finished = True
    finally:
        driver.pool.stop(at_once=not finished)


class _InlineExecutor(Executor):
    """Runs each call at once in this thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class _Pool(Generic[Shared, Task]):
    """An executor whose workers already hold the function and what all tasks share."""

    def __init__(
        self,
        function: Callable[[Shared, Task], Any],
        shared: Shared,
        kind: PoolKind,
        workers: int,
        cluster: str | None = None,
    ) -> None:
        self.function = function
        self.shared = shared
        self.kind = kind
        self.cluster = cluster
        self.workers = workers
        self.packed = pack(function, shared) if kind == "cluster" else b""
        self.executor = self._executor(workers)

    @property
    def slots(self) -> int:
        """How many batches can run side by side now."""
        return self.executor.slots() if isinstance(self.executor, ClusterExecutor) else self.workers

    def _executor(self, workers: int) -> Executor:
        if self.kind == "inline":
            return _InlineExecutor()
        if self.cluster is not None:
            return ClusterExecutor(self.cluster)
        if self.kind == "threads":
            return ThreadPoolExecutor(workers)
        if sys.platform == "win32":
            workers = min(workers, WINDOWS_WORKER_LIMIT)
        return ProcessPoolExecutor(
            workers,
            mp_context=get_context("spawn"),
            initializer=prepare_worker,
            initargs=(self.function, self.shared),
        )

    def submit(self, tasks: Sequence[Task]) -> "Future[BatchReport]":
        if self.kind == "processes":
            return self.executor.submit(run_batch_in_worker, tasks)
        if self.kind == "cluster":
            return self.executor.submit(run_packed_batch, self.packed, tasks)
        return self.executor.submit(run_batch, self.function, self.shared, tasks)

    def stop(self, *, at_once: bool) -> None:
        """Ends the workers, after their work or at once, and waits until they are gone."""
        if at_once:
            for process in list((getattr(self.executor, "_processes", None) or {}).values()):
                process.terminate()
        self.executor.shutdown(cancel_futures=at_once)


@dataclass
class _Driver(Generic[Shared, Task, Result]):
    """Keeps the workers busy with a bounded number of batches, and survives the death of workers."""

    function: Callable[[Shared, Task], Result]
    shared: Shared
    tasks: Sequence[Task]
    kind: PoolKind
    workers: int
    cluster: str | None = None
    waiting: deque[int] = field(init=False)
    batch: BatchSize = field(init=False)
    pool: _Pool[Shared, Task] = field(init=False)
    suspects: list[int] = field(init=False, default_factory=list)
    flying: "dict[Future[BatchReport], list[int]]" = field(init=False, default_factory=dict)
    deaths: Counter[int] = field(init=False, default_factory=Counter)
    rebuilds: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.waiting = deque(range(len(self.tasks)))
        self.batch = BatchSize(self.workers)
        self.pool = self._new_pool()

    def _new_pool(self) -> _Pool[Shared, Task]:
        return _Pool(self.function, self.shared, self.kind, self.workers, self.cluster)

    def results(self) -> Iterator[tuple[int, Result | Failure]]:
        while self.waiting or self.suspects or self.flying:
            try:
                self._fill()
            except BrokenExecutor:
                yield from self._recover()
                continue
            done, _ = wait(self.flying, return_when=FIRST_COMPLETED)
            for future in done:
                yield from self._collect(future)

    def _fill(self) -> None:
        """Submits batches up to the bound; after a break, one suspect alone at a time."""
        self.batch.workers = self.pool.slots
        bound = 1 if self.kind == "inline" else BATCHES_PER_WORKER * self.batch.workers
        while (self.suspects or self.waiting) and len(self.flying) < (1 if self.suspects else bound):
            positions = self.suspects[:1] or self._take_batch()
            try:
                future = self.pool.submit([self.tasks[position] for position in positions])
            except BrokenExecutor:
                self.suspects = sorted({*self.suspects, *positions})
                raise
            self.flying[future] = positions

    def _take_batch(self) -> list[int]:
        return [self.waiting.popleft() for _ in range(self.batch.next(len(self.waiting)))]

    def _collect(self, future: "Future[BatchReport]") -> Iterator[tuple[int, Result | Failure]]:
        if future not in self.flying:  # its pool broke, and its tasks are under way again
            return
        try:
            report = future.result()
        except BrokenExecutor:
            yield from self._recover()
            return
        positions = self.flying.pop(future)
        self.rebuilds = 0
        self.suspects = [position for position in self.suspects if position not in positions]
        self.batch.learn(len(positions), report.seconds)
        yield from zip(positions, report.results, strict=True)

    def _recover(self) -> Iterator[tuple[int, Failure]]:
        """Builds a new pool and puts the interrupted tasks under suspicion."""
        self.rebuilds += 1
        self.pool.stop(at_once=True)
        if self.rebuilds > REBUILDS_WITHOUT_RESULT:
            raise WorkersLostError(f"the workers died {self.rebuilds} times in a row without giving a result")
        lost = {future: positions for future, positions in self.flying.items() if not _has_result(future)}
        self.flying = {future: positions for future, positions in self.flying.items() if future not in lost}
        interrupted = [position for positions in lost.values() for position in positions]
        self.suspects = sorted({*self.suspects, *interrupted})
        self.pool = self._new_pool()
        if len(interrupted) == 1:
            yield from self._blame(interrupted[0])

    def _blame(self, position: int) -> Iterator[tuple[int, Failure]]:
        """Gives a task up that was alone each time its worker died."""
        self.deaths[position] += 1
        if self.deaths[position] >= DEATHS_UNTIL_GIVEN_UP:
            self.suspects.remove(position)
            message = f"the worker process died {self.deaths[position]} times while it ran this task alone"
            yield position, Failure(error=message, trace=message)


def _has_result(future: "Future[BatchReport]") -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
