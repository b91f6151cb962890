"""The driver loses no work: dead workers, poison tasks, failures, Ctrl-C, any number of workers."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.batches import Failure
from experiments.execute import PoolKind, WorkersLostError, completed, pool_kind, run_tasks

KINDS: list[tuple[PoolKind, int]] = [("inline", 1), ("threads", 2), ("processes", 2)]


def square(offset: int, task: int) -> int:
    return offset + task * task


def fail_on_odd(_: None, task: int) -> int:
    if task % 2:
        raise ValueError(f"odd: {task}")
    return task


def kill_once(flag: Path, task: int) -> int:
    """Task 7 kills its own worker process the first time, as the kernel does when memory runs out."""
    if task == 7 and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(0, task)


def always_kill_on(poison: int, task: int) -> int:
    if poison in (task, -1):
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def slow(_: None, task: int) -> int:
    time.sleep(0.02)
    return task


@pytest.mark.parametrize(("kind", "workers"), KINDS)
def test_results_come_in_the_order_of_the_tasks(kind: PoolKind, workers: int) -> None:
    assert run_tasks(square, 1, range(50), kind=kind, workers=workers) == [1 + k * k for k in range(50)]


@pytest.mark.parametrize(("kind", "workers"), KINDS)
def test_a_failing_task_is_told_and_the_others_go_on(kind: PoolKind, workers: int) -> None:
    results = run_tasks(fail_on_odd, None, range(6), kind=kind, workers=workers)
    assert results[::2] == [0, 2, 4]
    failure = results[3]
    assert isinstance(failure, Failure)
    assert failure.error == "ValueError: odd: 3"
    assert "fail_on_odd" in failure.trace


def test_a_killed_worker_costs_no_result(tmp_path: Path) -> None:
    flag = tmp_path / "killed"
    results = run_tasks(kill_once, flag, range(40), kind="processes", workers=2)
    assert flag.exists()
    assert results == [k * k for k in range(40)]


def test_a_worker_killed_from_outside_costs_no_result() -> None:
    results: dict[int, object] = {}
    for done, (position, result) in enumerate(completed(slow, None, range(60), kind="processes", workers=2)):
        results[position] = result
        if done == 5:
            victim = multiprocessing.active_children()[0]
            os.kill(victim.pid or 0, signal.SIGKILL)
    assert [results[k] for k in range(60)] == list(range(60))


def test_a_task_that_always_kills_its_worker_is_given_up_alone() -> None:
    results = run_tasks(always_kill_on, 5, range(12), kind="processes", workers=2)
    assert [result for result in results if not isinstance(result, Failure)] == [k for k in range(12) if k != 5]
    failure = results[5]
    assert isinstance(failure, Failure)
    assert "died 2 times" in failure.error


def test_workers_that_never_give_a_result_end_the_work() -> None:
    with pytest.raises(WorkersLostError, match="in a row without giving a result"):
        run_tasks(always_kill_on, -1, range(12), kind="processes", workers=2)


def test_no_task_is_submitted_long_before_its_turn() -> None:
    """The iterator is lazy: a million tasks do not become a million futures."""
    started: list[int] = []

    def note(_: None, task: int) -> int:
        started.append(task)
        return task

    stream = completed(note, None, range(1_000_000))
    next(stream)
    stream.close()
    assert len(started) < 10


def test_closing_early_ends_the_workers() -> None:
    before = set(multiprocessing.active_children())
    stream = completed(slow, None, range(10_000), kind="processes", workers=2)
    next(stream)
    stream.close()
    deadline = time.monotonic() + 10
    while set(multiprocessing.active_children()) - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not set(multiprocessing.active_children()) - before


def test_progress_counts_to_the_end() -> None:
    steps: list[tuple[int, int]] = []
    run_tasks(square, 0, range(5), progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_no_tasks_give_no_results() -> None:
    assert run_tasks(square, 0, [], kind="threads", workers=4) == []


def test_the_engine_decides_what_the_workers_are() -> None:
    assert pool_kind("reference", 4) == "processes"
    assert pool_kind("anything that releases the lock", 4) == "threads"
    assert pool_kind("reference", 1) == "inline"


CTRL_C = """
import time
from experiments.execute import run_tasks

def slow(_, task):
    time.sleep(0.05)
    return task

if __name__ == "__main__":
    try:
        tell = lambda done, total: print(done, flush=True)
        run_tasks(slow, None, range(100000), kind="processes", workers=2, progress=tell)
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_ctrl_c_ends_all_and_is_quiet(tmp_path: Path, repo_root: Path) -> None:
    script = tmp_path / "long_work.py"
    script.write_text(CTRL_C, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(repo_root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to parent and workers alike
    out, err = process.communicate(timeout=20)
    assert out.splitlines()[-1] == "interrupted"
    assert err == ""
    assert process.returncode == 0
