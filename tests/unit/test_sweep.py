"""Sweeps: the same luck everywhere, arrays of the right shape, failures that stop nothing."""

import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from experiments import execute, sweep
from experiments.blocks import tasks_of
from experiments.plan import Plan
from experiments.store_files import create_store
from experiments.study.load import load_study
from experiments.sweep import Shard, SweepFailedError, run_study
from simulator.errors import SimulatorError
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate
from tests.support.tiny_study import write_tiny_study
from tests.unit import fake_firm


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return load_study(write_tiny_study(tmp_path))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "simulate", fake_firm.simulate)


def with_a_fault(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
    if scenario.world.finance.opening_cash == 100_000 and strategy == "two" and replication == 2:
        raise ArithmeticError("a made-up fault")
    return fake_firm.simulate(scenario, strategy, replication=replication, engine=engine)


def test_a_long_sweep_may_have_processes_which_change_nothing(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run_study(plan, workers=1).values
    monkeypatch.setattr(execute, "RUNS_WORTH_PROCESSES", len(plan) * 2 * 6)
    assert execute.pool_kind("compiled", 2, len(plan) * 2 * 6) == "processes"
    with closing(create_store(tmp_path / "x.db", plan)) as store:
        sweep.fill(store, workers=2, may_start_processes=True)
        assert sweep.read_result(store).values.tobytes() == alone.tobytes()


def test_a_result_is_what_single_runs_give(plan: Plan) -> None:
    result = run_study(plan, engine="reference", workers=1)
    assert result.values.shape == (12, 2, 6, 4)
    run = simulate(plan.scenario(5), "two", replication=3, engine="reference")
    assert result.outcome("value")[5, 1, 3] == run.outcomes["value"]
    assert result.failures == ()


def test_all_points_and_strategies_meet_the_same_lucks(plan: Plan, fake: None) -> None:
    customers = run_study(plan, workers=1).outcome("customers")
    assert (customers == customers[:1, :1]).all()
    assert len(set(customers[0, 0])) > 1


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_number_of_workers_changes_nothing(plan: Plan, fake: None, workers: int) -> None:
    assert np.array_equal(run_study(plan, workers=workers).values, run_study(plan, workers=1).values, equal_nan=True)


def test_records_have_one_row_per_run(plan: Plan, fake: None) -> None:
    result = run_study(plan, workers=1)
    records = result.records
    assert records.shape == (12 * 2 * 6,)
    assert records.dtype.names == (
        "point", "sigma", "cash", "strategy", "replication", "value", "customers", "insolvent", "cash_trough",
    )  # fmt: skip
    row = records[(records["point"] == 7) & (records["strategy"] == "two") & (records["replication"] == 5)]
    assert row["value"] == result.outcome("value")[7, 1, 5]
    assert (row["sigma"], row["cash"]) == result.plan.columns(7)
    assert result.design["cash"].tolist() == [50e3, 100e3, 150e3, 200e3] * 3
    with pytest.raises(KeyError, match="kept no outcome 'equity'"):
        result.outcome("equity")


def test_pandas_comes_on_request(plan: Plan, fake: None, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = pytest.importorskip("pandas")
    result = run_study(plan, workers=1)
    frame = result.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.groupby("strategy").value.count().to_dict() == {"one": 72, "two": 72}
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(SimulatorError, match="needs pandas: pip install pandas"):
        result.to_pandas()


def test_a_failed_point_is_noted_and_the_rest_goes_on(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sweep, "simulate", with_a_fault)
    result = run_study(plan, store=tmp_path / "x.db", workers=2)
    assert [failure.point for failure in result.failures] == [1, 5, 9]
    assert result.failures[0].error == "RuntimeError: two, replication 2: ArithmeticError: a made-up fault"
    assert "with_a_fault" in result.failures[0].trace
    assert np.isnan(result.outcome("value")[[1, 5, 9]]).all()
    assert np.isfinite(np.delete(result.outcome("value"), [1, 5, 9], axis=0)).all()
    monkeypatch.setattr(sweep, "simulate", fake_firm.simulate)
    assert run_study(plan, store=tmp_path / "x.db", workers=1).failures == ()


def test_values_that_contradict_each_other_fail_at_their_point_alone(tmp_path: Path, fake: None) -> None:
    text = (
        "scenario: tiny.yaml\nfactors:\n"
        "  first: {path: world.relationship.first_share, values: [20 %, 60 %]}\n"
        "  most: {path: world.relationship.share_max, values: [50 %, 100 %]}\n"
    )
    result = run_study(write_tiny_study(tmp_path, text), workers=1)
    assert [failure.point for failure in result.failures] == [2]
    assert "must not be above share_max" in result.failures[0].error


def test_fail_fast_ends_at_the_first_failure(plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sweep, "simulate", with_a_fault)
    with pytest.raises(SweepFailedError, match=r"point 1: RuntimeError: two, replication 2.*\n(.*\n)*.*with_a_fault"):
        run_study(plan, store=tmp_path / "x.db", workers=1, fail_fast=True)


def test_progress_counts_runs_to_the_end(plan: Plan, fake: None) -> None:
    steps: list[tuple[int, int]] = []
    run_study(plan, workers=1, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (144, 144)


def test_shards_share_all_points_out() -> None:
    parts = [list(Shard(number=number, of=3).points(10)) for number in (1, 2, 3)]
    assert sorted(point for part in parts for point in part) == list(range(10))


def test_tasks_are_what_is_missing() -> None:
    assert tasks_of([0, 1], {(0, 0): 50, (0, 50): 10}, 60) == [(1, 0, 50), (1, 50, 10)]
    assert tasks_of([0], {(0, 0): 20}, 60) == [(0, 20, 30), (0, 50, 10)]
    assert tasks_of([0], {(0, 0): 50}, 20) == []
