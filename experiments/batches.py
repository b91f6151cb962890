"""What happens inside a worker: a batch of tasks is run, timed, and answered, failures included."""

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any

from experiments.many import Together

SECONDS_PER_BATCH = 0.5
BATCHES_PER_WORKER = 2
SHRINKS_TO = 12


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A task that raised an exception, or that killed its worker, in words."""

    error: str
    trace: str


@dataclass(frozen=True, kw_only=True)
class BatchReport:
    """What a worker sends back: one result or failure per task, and the time all took."""

    results: list[Any]
    seconds: float


@dataclass
class BatchSize:
    """How many tasks travel together: as many as take about half a second by the latest measurement."""

    workers: int
    tasks: int = 1

    def learn(self, tasks: int, seconds: float) -> None:
        """Takes the time of the latest batch; the size at most quadruples at once."""
        fitting = SECONDS_PER_BATCH * tasks / max(seconds, 1e-9)
        self.tasks = int(min(max(1.0, fitting), 4.0 * self.tasks))

    def next(self, remaining: int) -> int:
        """Shrinks towards the end, so that all workers finish together; not to less than a twelfth, which is cheap."""
        fair_share = -(-remaining // (BATCHES_PER_WORKER * self.workers))
        return min(self.tasks, max(fair_share, self.tasks // SHRINKS_TO), remaining)


def run_batch(function: Callable[[Any, Any], Any], shared: Any, tasks: Sequence[Any]) -> BatchReport:
    """Runs the tasks one after the other, or all together where the function can; a failing one does not stop the rest.

    Examples:
        >>> run_batch(divmod, 7, [2, 0]).results[0]
        (3, 1)
    """
    start = perf_counter()
    results = _attempt_all(function, shared, tasks)
    return BatchReport(results=results, seconds=perf_counter() - start)


def _attempt_all(function: Callable[[Any, Any], Any], shared: Any, tasks: Sequence[Any]) -> list[Any]:
    """If one of many fails, each is tried alone: the others have their results, and the fault its task."""
    if isinstance(function, Together) and len(tasks) > 1:
        with suppress(Exception):
            return list(function.many(shared, tasks))
    return [_attempt(function, shared, task) for task in tasks]


def _attempt(function: Callable[[Any, Any], Any], shared: Any, task: Any) -> Any:
    try:
        return function(shared, task)
    except Exception as error:
        return Failure(error=f"{type(error).__name__}: {error}", trace=traceback.format_exc())


# What a worker process was given at its start: (function, shared).
_prepared: list[tuple[Callable[[Any, Any], Any], Any]] = []


def prepare_worker(function: Callable[[Any, Any], Any], shared: Any) -> None:
    """Keeps what all tasks share, leaves Ctrl-C to the parent, and ends with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _prepared[:] = [(function, shared)]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run_batch_in_worker(tasks: Sequence[Any]) -> BatchReport:
    """Runs the tasks with the function that this worker process was prepared with."""
    return run_batch(*_prepared[0], tasks)


def pack(function: Callable[[Any, Any], Any], shared: Any) -> bytes:
    """What all tasks share as bytes, for machines that cannot be prepared beforehand."""
    return pickle.dumps((function, shared))


def run_packed_batch(packed: bytes, tasks: Sequence[Any]) -> BatchReport:
    """Runs the tasks with what `pack` packed; a machine unpacks the same bytes once.

    Examples:
        >>> run_packed_batch(pack(divmod, 7), [2]).results
        [(3, 1)]
    """
    return run_batch(*_unpacked(packed), tasks)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> tuple[Callable[[Any, Any], Any], Any]:
    found: tuple[Callable[[Any, Any], Any], Any] = pickle.loads(packed)
    return found
