"""`keysim sweep`, `resume`, `export`, `merge` and `rerun`: what they say, and their exit statuses."""

import csv
import json
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experiments import cli, rerun, sweep
from experiments.commands import rerun as rerun_command
from experiments.invocation import installation_of
from experiments.store_files import open_store
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate
from tests.support.tiny_study import STUDY, write_tiny_study
from tests.unit import fake_firm


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "simulate", fake_firm.simulate)
    monkeypatch.setattr(rerun, "simulate", fake_firm.simulate)
    monkeypatch.setattr(rerun_command, "prepare", lambda engine, quiet: None)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_tiny_study(tmp_path)


def keysim(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def run(study: Path, store: Path, *options: object) -> Result:
    return keysim("sweep", study, "--store", store, "--engine", "reference", "--workers", 1, *options)


def with_a_fault(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
    if scenario.world.finance.opening_cash == 50_000:
        raise ArithmeticError("a made-up fault")
    return fake_firm.simulate(scenario, strategy, replication=replication, engine=engine)


def test_sweep_export_and_again(study: Path, tmp_path: Path) -> None:
    store, table = tmp_path / "x.db", tmp_path / "x.csv"
    result = run(study, store)
    assert (result.exit_code, result.stdout) == (0, f"{store}: 12 of 12 points complete\n")
    assert keysim("export", store, table).exit_code == 0
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 12 * 2 * 6
    assert list(rows[0]) == [
        "point", "sigma", "cash", "strategy", "replication", "value", "customers", "insolvent", "cash_trough",
    ]  # fmt: skip
    assert (rows[0]["point"], rows[0]["sigma"], rows[0]["cash"], rows[0]["strategy"]) == ("0", "0.5", "50000.0", "one")
    before = table.read_bytes()
    assert run(study, store).exit_code == 0
    assert keysim("export", store, table).exit_code == 0
    assert table.read_bytes() == before


def test_a_summary_has_one_row_per_point_and_strategy(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "x.db")
    assert keysim("export", tmp_path / "x.db", tmp_path / "x.csv", "--summary").exit_code == 0
    rows = list(csv.DictReader((tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 24
    assert {"runs", "value_mean", "value_half_width", "value_std"} < set(rows[0])


def test_resume_needs_nothing_but_the_store(study: Path, tmp_path: Path) -> None:
    store = tmp_path / "x.db"
    run(study, store, "--shard", "1/3")
    study.unlink()
    (tmp_path / "tiny.yaml").unlink()
    result = keysim("resume", store, "--engine", "reference", "--workers", 1, "--replications", 8)
    assert (result.exit_code, result.stdout) == (0, f"{store}: 12 of 12 points complete\n")
    with closing(open_store(store)) as opened:
        assert set(opened.have().values()) == {8}


def test_shards_are_shared_out_and_merged(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "whole.db")
    for number in (1, 2):
        result = run(study, tmp_path / f"{number}.db", "--shard", f"{number}/2")
        assert "6 of 12 points complete" in result.stdout
    result = keysim("merge", tmp_path / "m.db", tmp_path / "1.db", tmp_path / "2.db")
    assert result.stdout == f"{tmp_path / 'm.db'}: 12 of 12 points complete\n"
    for name in ("m", "whole"):
        keysim("export", tmp_path / f"{name}.db", tmp_path / f"{name}.csv")
    assert (tmp_path / "m.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_failed_points_are_told_with_a_traceback_and_give_status_1(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "simulate", with_a_fault)
    result = run(study, tmp_path / "x.db")
    assert result.exit_code == 1
    assert result.stderr.startswith("keysim: 3 of 12 points failed and are left out; the first: point 0\nTraceback")
    assert "a made-up fault" in result.stderr
    assert "9 of 12 points complete" in result.stdout
    exported = keysim("export", tmp_path / "x.db", tmp_path / "x.csv")
    assert exported.exit_code == 1
    assert "3 of 12 points are not complete" in exported.stderr
    fast = run(study, tmp_path / "y.db", "--fail-fast")
    assert fast.exit_code == 1
    assert fast.stderr.startswith("keysim: point 0: RuntimeError: one, replication 0: ArithmeticError")


def test_ctrl_c_says_how_to_go_on(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "simulate", interrupted)
    store = tmp_path / "x.db"
    result = run(study, store, "--shard", "2/4")
    assert result.exit_code == 130
    told = f"keysim: stopped; 0 of 12 points are complete in {store}; go on with: keysim resume {store} --shard 2/4\n"
    assert result.stderr == told


def test_json_sums_up_and_can_be_run_again(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    assert run(study, tmp_path / "x.db", "--json", file).exit_code == 0
    record = json.loads(file.read_text(encoding="utf-8"))
    assert len(record["points"]) == 12
    assert record["points"][3]["factors"] == {"sigma": 0.5, "cash": 200_000.0}
    assert record["points"][3]["strategies"]["two"]["value"]["runs"] == 6
    result = keysim("rerun", file, "--workers", 1)
    assert (result.exit_code, result.stdout) == (0, "the same numbers, to the last figure\n")
    only = run(study, tmp_path / "x.db", "--json", "-")
    assert json.loads(only.stdout) == record


def test_a_point_of_a_store_can_be_run_again(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "x.db"
    run(study, store)
    assert keysim("rerun", store, "--point", 5).stdout == "the same numbers, to the last figure\n"
    written = json.loads(keysim("rerun", store, "--point", 5, "--json", "-").stdout)
    assert len(written["strategies"]["one"]["value"]) == 6
    monkeypatch.setattr(fake_firm, "EFFECTS", {"two": 1.0})
    result = keysim("rerun", store, "--point", 5)
    assert result.exit_code == 1
    assert result.stdout.startswith("6 numbers differ: two, replication 0; two, replication 1;")


def test_what_compare_and_run_wrote_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerun, "simulate", simulate)
    common = ("starter/scenario.yaml", "--engine", "reference", "--set", "run.horizon=60 days", "--workers", 1)
    for name, arguments in {
        "compare": ("compare", *common, "--replications", 2, "--indifference", "value=1k"),
        "run": ("run", *common, "--strategy", "build", "--replication", 1),
        "summary": ("run", *common, "--strategy", "build", "--replications", 2),
    }.items():
        file = tmp_path / f"{name}.json"
        assert keysim(*arguments, "--json", file, "--quiet").exit_code == 0
        result = keysim("rerun", file, "--workers", 1)
        assert (result.exit_code, result.stdout) == (0, "the same numbers, to the last figure\n"), name


def test_check_knows_studies(study: Path, tmp_path: Path) -> None:
    assert keysim("check", study).stdout == f"{study}: ok\n"
    study.write_text(STUDY.replace("seed: 11", "sead: 11"), encoding="utf-8")
    result = keysim("check", study)
    assert result.exit_code == 2
    assert result.stderr == f"{study}:15: sead: unknown name 'sead'; did you mean 'seed'?\n"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["sweep", "STUDY"], 2, "Missing option '--store'"),
        (["sweep", "nothing.yaml", "--store", "TMP/x.db"], 2, "nothing.yaml: no such file"),
        (["sweep", "STUDY", "--store", "no/such/x.db"], 2, "lies in a folder that does not exist"),
        (["sweep", "STUDY", "--store", "TMP/x.db", "--shard", "3/2"], 2, "--shard: '3/2' is no part such as 1/4"),
        (["sweep", "BROKEN", "--store", "TMP/x.db"], 2, "broken.yaml:7: world.segments.makers.wallet.sgima: unknown"),
        (["sweep", "STUDY", "--store", "STUDY"], 1, "is no store, or is damaged"),
        (["resume", "TMP/none.db"], 1, "none.db: no such store"),
        (["export", "TMP/none.db", "TMP/x.txt"], 2, "must end in .csv or .parquet"),
        (["export", "TMP/none.db", "TMP/x.csv"], 1, "none.db: no such store"),
        (["merge", "TMP/m.db", "TMP/none.db"], 1, "none.db: no such store"),
        (["rerun", "TMP/none.json"], 2, "no such file"),
        (["rerun", "STUDY"], 1, "is neither a store nor a result in JSON"),
    ],
)
def test_bad_input_is_one_clear_line(
    arguments: list[str], status: int, message: str, study: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(STUDY.replace("wallet.sigma", "wallet.sgima"), encoding="utf-8")
    named = {"STUDY": str(study), "BROKEN": str(broken)}
    result = keysim(*(named.get(each, each.replace("TMP", str(tmp_path))) for each in arguments))
    assert result.exit_code == status
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_parquet_without_pyarrow_says_what_to_do(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(study, tmp_path / "x.db")
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    result = keysim("export", tmp_path / "x.db", tmp_path / "x.parquet")
    assert result.exit_code == 1
    assert result.stderr == f"keysim: Parquet needs pyarrow: {installation_of('analysis')}, or ask for .csv\n"
