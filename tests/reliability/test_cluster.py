"""On a real Dask cluster: the same bytes as at home, and a worker that is killed loses nothing."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experiments import cli
from experiments.blocks import BlockSettings, BlockTask, run_task
from experiments.execute import completed
from experiments.execute.cluster import ClusterError, ClusterExecutor
from experiments.invocation import installation_of
from experiments.provenance import model_hash
from experiments.store_files import create_store, open_store
from experiments.study.load import load_study
from experiments.sweep import fill
from simulator.simulate import simulate
from tests.support.dask_cluster import Cluster, dask_cluster
from tests.support.killed_sweep import contents
from tests.support.tiny_study import sampled_study, write_tiny_study

# Dask leaves sockets and loops to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def cluster(tmp_path: Path, repo_root: Path) -> Iterator[Cluster]:
    with dask_cluster(tmp_path, repo_root) as found:
        yield found


def keysim(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def wait(seconds: float, task: int) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_a_sweep_on_a_cluster_gives_the_bytes_of_a_sweep_at_home(tmp_path: Path, cluster: Cluster) -> None:
    study = write_tiny_study(tmp_path, sampled_study(points=30, replications=4))
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    assert keysim("sweep", study, "--store", here).exit_code == 0
    result = keysim("sweep", study, "--store", there, "--cluster", cluster.file)
    assert (result.exit_code, result.stderr) == (0, "")
    assert contents(there) == contents(here)


@pytest.mark.slow
def test_resume_goes_on_with_a_cluster(tmp_path: Path, cluster: Cluster) -> None:
    study = write_tiny_study(tmp_path, sampled_study(points=30, replications=4))
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    for file in (here, there):
        assert keysim("sweep", study, "--store", file).exit_code == 0
    assert keysim("resume", here, "--replications", 6).exit_code == 0
    assert keysim("resume", there, "--replications", 6, "--cluster", cluster.file).exit_code == 0
    assert contents(there) == contents(here)


@pytest.mark.slow
def test_a_worker_killed_in_mid_run_loses_nothing(tmp_path: Path, cluster: Cluster) -> None:
    """Both workers have work when one dies, and each task comes back once."""
    victim = cluster.workers[0]
    by_task: dict[int, object] = {}
    for position, worker in completed(wait, 0.05, range(80), cluster=str(cluster.file)):
        assert position not in by_task
        by_task[position] = worker
        if victim.poll() is None and {each.pid for each in cluster.workers} <= set(by_task.values()):
            victim.kill()
            victim.wait()
            after = len(by_task)
    assert sorted(by_task) == list(range(80))
    assert after < 70
    assert list(by_task.values())[-1] == cluster.workers[1].pid


def test_a_sweep_survives_the_death_of_a_worker(tmp_path: Path, cluster: Cluster) -> None:
    plan = load_study(write_tiny_study(tmp_path, sampled_study(points=40, replications=4)))
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    with closing(create_store(here, plan)) as store:
        fill(store, workers=1)
    with closing(create_store(there, plan)) as store:

        def kill_once(done: int, total: int) -> None:
            if cluster.workers[0].poll() is None:
                cluster.workers[0].kill()

        fill(store, cluster=str(cluster.file), progress=kill_once)
    assert cluster.workers[0].wait() < 0
    assert contents(there) == contents(here)


@pytest.mark.slow
def test_a_scheduler_that_dies_leaves_a_store_that_goes_on(tmp_path: Path, cluster: Cluster) -> None:
    plan = load_study(write_tiny_study(tmp_path, sampled_study(points=200, replications=40)))
    file = tmp_path / "there.db"
    with closing(create_store(file, plan)) as store:

        def kill(done: int, total: int) -> None:
            cluster.scheduler.kill()

        with pytest.raises(ClusterError, match="lost the connection to the scheduler"):
            fill(store, cluster=str(cluster.file), progress=kill)
    with closing(open_store(file)) as store:
        assert 0 < store.done_points() < 200


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("nowhere.json", "'nowhere.json' is neither a file that is there nor an address such as tcp://host:8786"),
        ("http://there:1", "'http://there:1' is neither a file that is there nor an address"),
        ("127.0.0.1:9", "no scheduler answers at '127.0.0.1:9'"),
    ],
)
def test_what_is_no_cluster_is_refused(
    where: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.execute.cluster.SECONDS_TO_CONNECT", 0.5)
    study = write_tiny_study(tmp_path)
    result = keysim("sweep", study, "--store", tmp_path / "x.db", "--cluster", where)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"--cluster: {message}")
    assert result.stderr.count("\n") == 1


def test_workers_do_not_go_with_a_cluster(tmp_path: Path) -> None:
    study = write_tiny_study(tmp_path)
    result = keysim("sweep", study, "--store", tmp_path / "x.db", "--cluster", "a:1", "--workers", 2)
    assert (result.exit_code, result.stderr.split(",")[0]) == (2, "--workers: does not go with --cluster")


def test_without_dask_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=re.escape(installation_of("cluster"))):
        ClusterExecutor("127.0.0.1:8786")


def test_a_worker_with_another_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = load_study(write_tiny_study(tmp_path))
    settings = BlockSettings(plan, "compiled", simulate, model_hash())
    monkeypatch.setattr("experiments.blocks.model_hash", lambda: "f" * 64)
    with pytest.raises(RuntimeError, match=r"another version of the model \(ffffffffffff\)"):
        run_task(settings, BlockTask(0, 0, 1))
