"""The recipes of the page on clusters: scripts and YAML are sound, and the commands in them do what the page says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from experiments import cli
from experiments.store_files import open_store
from tests.support.dask_cluster import dask_cluster
from tests.support.killed_sweep import contents
from tests.support.tiny_study import write_tiny_study

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
    count = {"SLURM_ARRAY_TASK_COUNT": str(PARTS), "SLURM_CPUS_PER_TASK": "1"}
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
    job = shell | {"SLURM_ARRAY_TASK_COUNT": "4", "SLURM_CPUS_PER_TASK": "1", "SLURM_ARRAY_TASK_ID": "2"}
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
    script = script.replace("/results/", f"{folder}/").replace("/tmp/$part", f"{shell['TMPDIR']}/$part")
    for index in range(job["spec"]["completions"]):
        command = [*container["command"], script]
        done = subprocess.run(
            command, env=shell | {"JOB_COMPLETION_INDEX": str(index)}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    keysim(commands(page, "SLURM")[0])
    assert contents(folder / "sweep.db") == whole(folder)


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
