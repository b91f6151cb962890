"""Runs a sweep in children that are killed at random instants; a process of its own, as it forks.

    python -m tests.support.killed_sweep FOLDER KILLS SEED

It prints, as JSON, how many children died in the midst of their work, how far each came, and whether the end is the
same as that of a sweep that nobody disturbed.
"""

import json
import os
import random
import signal
import sys
import time
from contextlib import closing
from pathlib import Path

from experiments.export import export
from experiments.plan import Plan
from experiments.store_files import open_or_create, open_store
from experiments.study.load import load_study
from experiments.sweep import Shard, fill, run_study

LONGEST_LIFE_SECONDS = 0.08


def main(folder: Path, kills: int, seed: int) -> None:
    """Kills, resumes, compares."""
    plan = load_study(folder / "study.yaml")
    run_study(plan.with_replications(1), workers=1)  # the engine is ready before the first fork
    whole, killed = folder / "whole.db", folder / "killed.db"
    instants = random.Random(seed)
    lives = [instants.uniform(0, LONGEST_LIFE_SECONDS) for _ in range(kills)]
    progress = [blocks(killed) for life in lives if was_killed(killed, plan, life)]
    sweep(killed, plan, workers=2)
    sweep(whole, plan, workers=1)
    told = {"killed": len(progress), "progress": progress, "blocks": blocks(whole)}
    print(json.dumps(told | {"same": contents(killed) == contents(whole)}))


def was_killed(file: Path, plan: Plan, life: float) -> bool:
    """Lets a child work for some time; whether it was at work when it was killed."""
    child = os.fork()
    if child == 0:
        sweep(file, plan, workers=2)
        os._exit(0)
    time.sleep(life)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def sweep(file: Path, plan: Plan, workers: int) -> None:
    """Goes on with the sweep."""
    with closing(open_or_create(file, plan)) as store:
        fill(store, workers=workers, shard=Shard())


def blocks(file: Path) -> int:
    """How many blocks are stored; nothing may be there yet."""
    if not file.exists() or not file.stat().st_size:
        return 0
    with closing(open_store(file)) as store:
        return len(store.have())


def contents(file: Path) -> tuple[bytes, list[tuple[object, ...]]]:
    """What must be the same, byte for byte: the exported table, and the blobs with their keys."""
    with closing(open_store(file)) as store:
        table = file.with_suffix(".csv")
        export(store, table)
        query = "SELECT point, strategy, block, key, outcomes FROM blocks ORDER BY 1, 2, 3"
        return table.read_bytes(), list(store.connection.execute(query))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
