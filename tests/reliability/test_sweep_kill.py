"""A sweep survives anything: SIGKILL, a full disk, two writers, Ctrl-C; the end is the same, byte for byte."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from experiments.store import StoreError
from experiments.store_files import open_store
from tests.support.killed_sweep import contents
from tests.support.tiny_study import sampled_study, write_tiny_study

KEYSIM = [sys.executable, "-c", "from experiments.cli import main; main()"]
KILLS = 60
SMALL_DISK = 300_000

Contents = tuple[bytes, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def environment(repo_root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(repo_root)}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_study(tmp_path_factory.mktemp("study"), sampled_study(points=120, replications=8))


@pytest.fixture(scope="module")
def whole(study: Path, environment: dict[str, str]) -> Contents:
    """What an undisturbed sweep gives."""
    file = study.parent / "whole.db"
    keysim(environment, "sweep", study, "--store", file)
    return contents(file)


def keysim(
    environment: dict[str, str], *arguments: object, limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end; with a limit, no file may grow larger."""
    command = [*KEYSIM, *map(str, arguments)]
    limited = None if limit is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return subprocess.run(
        command, check=False, env=environment, capture_output=True, text=True, timeout=120, preexec_fn=limited
    )


def start(environment: dict[str, str], *arguments: object) -> "subprocess.Popen[str]":
    command = [*KEYSIM, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_blocks(file: Path, process: "subprocess.Popen[str]", least: int = 1) -> None:
    """Waits until a sweep has written something; it must not be at its end then."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(open_store(file)) as store:
                if len(store.have()) >= least:
                    return
        except StoreError:
            pass
        time.sleep(0.01)
    raise AssertionError("the sweep ended, or wrote nothing")


def test_killed_at_sixty_random_instants_it_ends_with_the_same_bytes(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    write_tiny_study(tmp_path, sampled_study(points=400, replications=4))
    command = [sys.executable, "-m", "tests.support.killed_sweep", str(tmp_path), str(KILLS), "20261123"]
    run = subprocess.run(
        command,
        check=False,
        cwd=environment["PYTHONPATH"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["same"]
    assert told["killed"] >= 50
    assert told["progress"] == sorted(told["progress"])
    assert 0 < told["progress"][-1] < told["blocks"] == 400


def test_a_disk_that_is_full_is_one_clear_line_and_loses_nothing(
    tmp_path: Path,
    study: Path,
    whole: Contents,
    environment: dict[str, str],
) -> None:
    """A limit on the size of files is what a full disk is: a write that does not succeed."""
    file = tmp_path / "x.db"

    run = keysim(environment, "sweep", study, "--store", file, limit=SMALL_DISK)
    assert_full(run, file)
    assert keysim(environment, "resume", file).returncode == 0
    assert contents(file) == whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of less than half a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no right to mount; the limit on the size of files is tested in its place")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_small_disk_that_fills_up_is_told_and_can_be_resumed(
    small_disk: Path,
    study: Path,
    whole: Contents,
    environment: dict[str, str],
) -> None:
    file = small_disk / "x.db"
    assert_full(keysim(environment, "sweep", study, "--store", file), file)
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    assert keysim(environment, "resume", file).returncode == 0
    assert contents(file) == whole


def assert_full(run: subprocess.CompletedProcess[str], file: Path) -> None:
    assert run.returncode == 1, run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert run.stderr.startswith(f"keysim: {file}: ")
    assert "full" in run.stderr
    assert "keysim resume" in run.stderr


def test_two_writers_at_once_are_safe(
    tmp_path: Path, study: Path, whole: Contents, environment: dict[str, str]
) -> None:
    file = tmp_path / "x.db"
    writers = [start(environment, "sweep", study, "--store", file) for _ in range(2)]
    for writer in writers:
        _, told = writer.communicate(timeout=120)
        assert writer.returncode == 0, told
    assert contents(file) == whole


def test_ctrl_c_leaves_a_store_that_can_be_resumed_and_says_so(
    tmp_path: Path, study: Path, whole: Contents, environment: dict[str, str]
) -> None:
    file = tmp_path / "x.db"
    process = start(environment, "sweep", study, "--store", file)
    wait_for_blocks(file, process)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert told.startswith("keysim: stopped; ")
    assert told.endswith(f"points are complete in {file}; go on with: keysim resume {file}\n")
    assert keysim(environment, "resume", file).returncode == 0
    assert contents(file) == whole


@pytest.mark.slow
def test_the_command_itself_killed_again_and_again(
    tmp_path: Path, repo_root: Path, environment: dict[str, str]
) -> None:
    """The bundled study as a user runs it: begun, killed, resumed."""
    arguments = ("sweep", repo_root / "scenarios/studies/chase_or_build.yaml", "--replications", 60, "--store")
    file, killed = tmp_path / "x.db", 0
    for life in range(400):
        process = start(environment, *arguments, file)
        time.sleep(0.3 + 0.07 * (life % 40))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        if killed >= 50 or process.returncode == 0:
            break
    assert killed >= 20
    assert keysim(environment, *arguments, file).returncode == 0
    assert keysim(environment, *arguments, tmp_path / "whole.db").returncode == 0
    assert contents(file) == contents(tmp_path / "whole.db")


def test_workers_end_with_a_command_that_is_killed(tmp_path: Path, environment: dict[str, str]) -> None:
    """Processes that nobody waits for would hold memory and cores for ever."""
    study = write_tiny_study(tmp_path, sampled_study(points=4000, replications=8))
    process = start(environment, "sweep", study, "--store", tmp_path / "x.db", "--workers", 2)
    wait_for_blocks(tmp_path / "x.db", process)
    workers = children(process.pid)
    assert len(workers) >= 2
    process.kill()
    process.communicate(timeout=60)
    deadline = time.monotonic() + 30
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, workers))


def children(parent: int) -> list[int]:
    """Processes that a process has started, by Linux's own list."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    if not path.exists():
        pytest.skip("this system has no list of children")
    return [int(number) for number in path.read_text(encoding="ascii").split()]


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
