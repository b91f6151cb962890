"""The recipes of the page on clusters: scripts and YAML are sound, and the commands in them do what the page says."""

import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from experiments import cli
from experiments.store_files import open_store
from tests.support.dask_cluster import dask_cluster
from tests.support.killed_sweep import contents
from tests.support.tiny_study import sampled_study, write_tiny_study

PARTS = 4
BASH = re.compile(r"```bash\n(.*?)```", re.DOTALL)
YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs/how-to/run-on-a-cluster.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a study, in which the tests run."""
    write_tiny_study(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shell(tmp_path: Path, repo_root: Path) -> dict[str, str]:
    """The environment of a job: keysim as in this tree, and an srun that runs its arguments."""
    tools = tmp_path / "tools"
    tools.mkdir()
    program = "from experiments.cli import main; main()"
    for name, line in (("keysim", f"{shlex.quote(sys.executable)} -c '{program}' \"$@\""), ("srun", '"$@"')):
        (tools / name).write_text(f"#!/bin/sh\nexec {line}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(repo_root), "TMPDIR": str(scratch)}


def keysim(command: str) -> None:
    words = shlex.split(command.removeprefix("$ "))
    assert words[0] == "keysim"
    result = CliRunner().invoke(cli.main, words[1:])
    assert result.exit_code == 0, (command, result.output)


def commands(page: str, heading: str) -> list[str]:
    """The commands of one part of the page."""
    part = page.split(f"## {heading}", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    return [line for block in CONSOLE.findall(part) for line in block.splitlines()]


def whole(folder: Path) -> object:
    """What one machine gives."""
    keysim("keysim sweep study.yaml --store whole.db")
    return contents(folder / "whole.db")


def run(script: str, environment: dict[str, str]) -> None:
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_parts_of_the_array_job_come_to_the_whole(page: str, folder: Path, shell: dict[str, str]) -> None:
    script = BASH.findall(page)[1]
    assert script.startswith("#!/bin/bash\n")
    assert f"#SBATCH --array=1-{PARTS}\n" in script
    assert f"\nparts={PARTS}\n" in script
    count = {"SLURM_CPUS_PER_TASK": "1"}
    for part in range(1, PARTS + 1):
        run(script, shell | count | {"SLURM_ARRAY_TASK_ID": str(part)})
    for command in commands(page, "SLURM"):
        keysim(command)
    assert (folder / "sweep.csv").is_file()
    assert contents(folder / "sweep.db") == whole(folder)


@pytest.mark.slow
def test_an_array_job_submitted_again_goes_on(page: str, folder: Path, shell: dict[str, str]) -> None:
    """A part that is there is not made again: a row that was marked by hand is still there afterwards."""
    script = BASH.findall(page)[1]
    job = shell | {"SLURM_CPUS_PER_TASK": "1", "SLURM_ARRAY_TASK_ID": "2"}
    run(script, job)
    store = open_store(folder / "part2.db")
    with store.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('marked', 'yes')")
    store.close()
    run(script, job)
    store = open_store(folder / "part2.db")
    assert store.connection.execute("SELECT value FROM meta WHERE name = 'marked'").fetchone() == ("yes",)
    store.close()


@pytest.mark.slow
def test_the_indexed_job_is_sound_and_its_pods_come_to_the_whole(
    page: str, folder: Path, shell: dict[str, str]
) -> None:
    (text,) = YAML.findall(page)
    job = yaml.safe_load(text)
    assert (job["apiVersion"], job["kind"], job["spec"]["completionMode"]) == ("batch/v1", "Job", "Indexed")
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert mounts == {volume["name"]: "/results" for volume in pod["volumes"]}
    (script,) = container["args"]
    assert f"/{job['spec']['completions']}" in script
    script = script.replace("/results/", f"{folder}/")
    for index in range(job["spec"]["completions"]):
        command = [*container["command"], script]
        done = subprocess.run(
            command, env=shell | {"JOB_COMPLETION_INDEX": str(index)}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    keysim(commands(page, "SLURM")[0])
    assert contents(folder / "sweep.db") == whole(folder)


def stop_in_the_middle(command: list[str], environment: dict[str, str], *, group: bool) -> int:
    """Sends SIGTERM once the part's store holds rows, to the shell alone or to all it started; returns its status."""
    scratch = Path(environment["TMPDIR"])
    job = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not any(map(holds_rows, scratch.glob("*/part1.db"))):
        assert job.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (os.killpg if group else os.kill)(job.pid, signal.SIGTERM)
    return job.wait(timeout=60)


def holds_rows(file: Path) -> bool:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("SELECT count(*) FROM blocks").fetchone()[0])
    return False


@pytest.mark.slow
@pytest.mark.parametrize("system", ["SLURM", "Kubernetes"])
def test_a_stopped_job_keeps_its_part_and_goes_on(page: str, folder: Path, shell: dict[str, str], system: str) -> None:
    """SLURM ends a job with SIGTERM to all its processes, Kubernetes a pod with SIGTERM to its shell alone."""
    write_tiny_study(folder, sampled_study(points=1200, replications=5))
    if system == "SLURM":
        command = ["bash", "-c", BASH.findall(page)[1]]
        index = {"SLURM_CPUS_PER_TASK": "1", "SLURM_ARRAY_TASK_ID": "1"}
    else:
        (container,) = yaml.safe_load(YAML.findall(page)[0])["spec"]["template"]["spec"]["containers"]
        command = [*container["command"], container["args"][0].replace("/results/", f"{folder}/")]
        index = {"JOB_COMPLETION_INDEX": "0"}
    assert stop_in_the_middle(command, shell | index, group=system == "SLURM") != 0
    with closing(open_store(folder / "part1.db")) as store:
        kept = store.done_points()
    assert 0 < kept < 300
    assert subprocess.run(command, env=shell | index, check=False).returncode == 0
    with closing(open_store(folder / "part1.db")) as store:
        assert store.done_points() == 300


@pytest.mark.slow
def test_the_commands_with_dask_run(page: str, folder: Path, repo_root: Path) -> None:
    with dask_cluster(folder, repo_root):
        for command in commands(page, "Dask"):
            keysim(command)
    keysim("keysim sweep study.yaml --store whole.db --replications 8")
    assert contents(folder / "sweep.db") == contents(folder / "whole.db")


def test_the_lines_that_start_dask_are_options_that_it_has(page: str) -> None:
    for line in BASH.findall(page)[0].splitlines():
        program, kind, *options = shlex.split(line)
        assert program == "dask"
        module = f"distributed.cli.dask_{kind}"
        told = subprocess.run([sys.executable, "-m", module, "--help"], capture_output=True, text=True, check=True)
        assert [each for each in options if each.startswith("--") and each not in told.stdout] == []
