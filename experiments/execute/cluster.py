"""A Dask cluster as an executor: the one place that knows Dask.

Dask itself runs a task again when its worker dies; one that has cost several workers comes back as a broken
executor, which the driver knows how to deal with.
"""

import logging
import re
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from experiments.invocation import installation_of
from simulator.errors import SimulatorError, printable

ADDRESS = re.compile(r"((tcp|tls)://)?[^/:]+:[0-9]{1,5}")
SECONDS_TO_CONNECT = 10
SECONDS_FOR_A_WORKER = 120
RETRIES = 3


class ClusterError(SimulatorError):
    """A cluster that cannot be reached, has no workers, or went away."""


class ClusterExecutor(Executor):
    """Runs calls on the workers of a Dask scheduler.

    Args:
        where: Address of the scheduler, such as `tcp://10.0.0.5:8786`, or the file that it writes it to.

    Raises:
        ClusterError: Dask is not installed, nothing answers there, or no worker joins.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._client = _connected(where)
        self._executor = self._client.get_executor(retries=RETRIES, pure=False)

    def slots(self) -> int:
        """Tasks that the workers can run side by side now; workers may come and go.

        Raises:
            ClusterError: The scheduler is gone.
        """
        try:
            threads: dict[str, int] = self._client.nthreads()
        except OSError as error:
            raise self._lost() from error
        return max(1, sum(threads.values()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Sends a call to some worker."""
        outer: Future[Any] = Future()
        inner = self._executor.submit(fn, *args, **kwargs)
        inner.add_done_callback(partial(self._hand_over, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leaves the cluster, after the work or at once; the workers stay."""
        with suppress(OSError):  # a scheduler that is gone has nothing left to cancel
            self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def _lost(self) -> ClusterError:
        return ClusterError(f"lost the connection to the scheduler at {self._where}")

    def _hand_over(self, outer: "Future[Any]", inner: "Future[Any]") -> None:
        from distributed import KilledWorker

        error = None if inner.cancelled() else inner.exception()
        if inner.cancelled():
            outer.set_exception(self._lost())
        elif isinstance(error, KilledWorker):
            outer.set_exception(BrokenExecutor(str(error)))
        elif error is not None:
            outer.set_exception(error)
        else:
            outer.set_result(inner.result())


def _connected(where: str) -> Any:
    """A client of the scheduler, once it has a worker."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(f"a cluster needs Dask: {installation_of('cluster')}") from error
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is told once, by us
    target = {"scheduler_file": where} if Path(where).is_file() else {"address": where}
    shown = printable(where)
    if "address" in target and not ADDRESS.fullmatch(where):
        raise ClusterError(f"'{shown}' is neither a file that is there nor an address such as tcp://host:8786")
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            **target, timeout=SECONDS_TO_CONNECT, set_as_default=False, name="keysim"
        )
    except (OSError, ValueError, KeyError) as error:
        raise ClusterError(f"no scheduler answers at '{shown}'") from error
    try:
        client.wait_for_workers(1, timeout=SECONDS_FOR_A_WORKER)
    except TimeoutError as error:
        client.close()
        message = f"the scheduler at '{shown}' has had no worker for {SECONDS_FOR_A_WORKER} s"
        raise ClusterError(message) from error
    return client
