"""A real Dask cluster on the loopback: a scheduler and two workers, each a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

SCHEDULER = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
WORKER = ["distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard"]
SECONDS_TO_START = 30


class Cluster(NamedTuple):
    """Its processes, and the file in which the scheduler tells its address."""

    file: Path
    scheduler: "subprocess.Popen[bytes]"
    workers: "list[subprocess.Popen[bytes]]"


@contextmanager
def dask_cluster(folder: Path, root: Path, workers: int = 2) -> Iterator[Cluster]:
    """Starts the processes in a folder and ends them."""
    file = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(root)}

    def start(command: list[str]) -> "subprocess.Popen[bytes]":
        whole = [sys.executable, "-m", *command, "--scheduler-file", str(file)]
        with (folder / "log.txt").open("ab") as log:
            return subprocess.Popen(whole, cwd=folder, env=environment, stdout=log, stderr=log)

    processes = [start(SCHEDULER)]
    try:
        _wait_for(file)
        local = ["--local-directory", str(folder)]
        processes += [start([*WORKER, *local]) for _ in range(workers)]
        yield Cluster(file, processes[0], processes[1:])
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


def _wait_for(file: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not file.is_file():
        assert time.monotonic() < deadline, "the scheduler did not start"
        time.sleep(0.05)
