"""The command line: what it prints and writes, and its exit statuses."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import simulator.simulate
from experiments import cli, replication
from experiments.commands import run as run_command
from experiments.commands import settings
from experiments.invocation import installation_of
from simulator.errors import Fault, ScenarioError
from tests.unit import fake_firm

STRATEGIES = ("chase", "base")


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(file: Path, overrides: tuple[str, ...]) -> object:
        if file.name != "good.yaml" or overrides:
            raise ScenarioError([Fault(file=str(file), line=3, message="is not good")])
        return fake_firm.scenario(*STRATEGIES)

    monkeypatch.setattr(settings, "load_scenario", load)
    monkeypatch.setattr(replication, "simulate", fake_firm.simulate)
    monkeypatch.setattr(run_command, "simulate", fake_firm.simulate)


def keysim(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def compare(*arguments: str) -> Result:
    return keysim("compare", "good.yaml", "--workers", "1", *arguments)


def run(*arguments: str) -> Result:
    return keysim("run", "good.yaml", "--strategy", "base", "--workers", "1", *arguments)


def test_compare_prints_tables_and_verdict() -> None:
    result = compare()
    assert result.exit_code == 0
    assert "base - chase, in the same luck" in result.stdout
    assert "base is better than chase" in result.stdout
    assert "20 replications, seed 7" in result.stdout
    assert result.stderr == ""


def test_quiet_leaves_the_verdict_alone() -> None:
    result = compare("--quiet")
    assert result.stdout.startswith("Verdict\n")


def test_seed_and_replications_come_from_the_options() -> None:
    assert "5 replications, seed 9" in compare("--seed", "9", "--replications", "5").stdout


def test_json_to_standard_output_is_nothing_but_json() -> None:
    record = json.loads(compare("--json", "-").stdout)
    assert record["replications"] == 20
    assert record["paired"]["base - chase"]["value"]["verdict"] == "better"


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    assert keysim("compare", "good.yaml", "--workers", "1", "--json", str(one)).exit_code == 0
    assert keysim("compare", "good.yaml", "--workers", "2", "--json", str(two)).exit_code == 0
    assert one.read_bytes() == two.read_bytes()


def test_compare_draws_a_picture(tmp_path: Path) -> None:
    assert compare("--plot", str(tmp_path / "out.svg")).exit_code == 0
    assert (tmp_path / "out.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_indifference_makes_a_small_gain_equal() -> None:
    assert "as good as equal" in compare("--indifference", "value=2M").stdout


def test_failed_runs_are_told_and_give_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "simulate", fake_firm.simulate_with_failures)
    result = compare()
    assert result.exit_code == 1
    assert "1 runs failed; the first: base, replication 3" in result.stderr
    assert "a made-up fault" in result.stderr
    assert "1 replications failed under some strategy and are left out" in " ".join(result.stdout.split())


def test_run_shows_one_luck() -> None:
    result = run("--replication", "4", "--seed", "3")
    assert result.exit_code == 0
    assert "base, replication 4, seed 3; 3 events" in result.stdout
    assert "Year by year" in result.stdout


def test_run_with_replications_is_a_summary() -> None:
    result = run("--replications", "6")
    assert result.exit_code == 0
    assert result.stdout.startswith("6 replications")


def test_run_writes_json() -> None:
    record = json.loads(run("--json", "-", "--replication", "2").stdout)
    scenario = fake_firm.scenario(*STRATEGIES)
    expected = fake_firm.simulate(scenario, "base", replication=2)
    assert record["outcomes"]["value"] == expected.outcomes["value"]
    assert record["outcomes"]["insolvent_month"] is None
    assert record["timeline"]["cash"] == expected.timeline["cash"].tolist()
    assert record["event_count"] == 3
    summary = json.loads(run("--json", "-", "--replications", "4").stdout)
    assert summary["strategies"]["base"]["value"]["defined"] == 1


def test_events_have_names_and_full_floats(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    assert run("--events", str(file), "--quiet").exit_code == 0
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert file.read_text(encoding="utf-8").splitlines()[0] == "time,event,account,seller,amount,cause"
    assert [row["event"] for row in rows] == ["won", "customer_lost", "ledger"]
    assert [row["cause"] for row in rows] == ["", "dropout", "sellers"]
    assert [row["account"] for row in rows] == ["5", "5", ""]
    assert float(rows[1]["time"]) == 1 / 3


def test_events_as_parquet_hold_the_same(tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    assert run("--events", str(file), "--quiet").exit_code == 0
    table = pq.read_table(file).to_pydict()
    assert table["event"] == ["won", "customer_lost", "ledger"]
    assert table["account"] == [5, 5, None]
    assert table["time"][1] == 1 / 3


def test_parquet_without_pyarrow_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    result = run("--events", str(tmp_path / "events.parquet"))
    assert result.exit_code == 1
    assert result.stderr == f"keysim: Parquet needs pyarrow: {installation_of('analysis')}, or ask for .csv\n"


def test_timeline_has_a_row_for_every_month(tmp_path: Path) -> None:
    file = tmp_path / "months.csv"
    assert run("--timeline", str(file), "--quiet").exit_code == 0
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [row["month"] for row in rows] == [str(month) for month in range(fake_firm.MONTHS + 1)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "bad.yaml"], "bad.yaml:3: is not good"),
        (["compare", "good.yaml", "--set", "a=b"], "good.yaml:3: is not good"),
        (
            ["run", "good.yaml", "--strategy", "bse"],
            "--strategy: unknown strategy 'bse'; did you mean 'base'?",
        ),
        (
            ["run", "good.yaml", "--strategy", "zzz"],
            "--strategy: unknown strategy 'zzz', known are chase, base",
        ),
        (["run", "good.yaml"], "--strategy: is missing, known are chase, base"),
        (["compare", "good.yaml", "--json", "no/such/x.json"], "lies in a folder that does not exist"),
        (["compare", "good.yaml", "--json", "."], "--json: '.' is a folder"),
        (["compare", "good.yaml", "--plot", "x.pdf"], "--plot: 'x.pdf' must end in .svg or .png"),
        (
            ["compare", "good.yaml", "--indifference", "value"],
            "--indifference: 'value' is not OUTCOME=AMOUNT",
        ),
        (
            ["compare", "good.yaml", "--indifference", "valu=1"],
            "unknown outcome 'valu'; did you mean 'value'?",
        ),
        (
            ["compare", "good.yaml", "--indifference", "value=x"],
            "--indifference: expected an amount of money",
        ),
        (
            ["run", "good.yaml", "--strategy", "base", "--replications", "2", "--replication", "1"],
            "--replications: does not go with --replication",
        ),
        (["run", "good.yaml", "--strategy", "base", "--events", "x.txt"], "must end in .csv or .parquet"),
        (["compare", "good.yaml", "--replications", "0"], "Invalid value for '--replications'"),
        (["compare", "good.yaml", "--engine", "steam"], "Invalid value for '--engine'"),
        (["compar"], "No such command 'compar'"),
        (["compare"], "Missing argument 'FILE'"),
    ],
)
def test_bad_input_is_one_clear_line_and_status_2(arguments: list[str], message: str) -> None:
    result = keysim(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    if "Usage" not in result.stderr:
        assert len(result.stderr.splitlines()) == 1


def test_an_unexpected_error_is_one_line_unless_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Iterator[object]:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(run_command, "simulate", broken)
    result = run()
    assert result.exit_code == 1
    assert result.stderr == "keysim: ZeroDivisionError: a bug (--debug shows where)\n"
    assert isinstance(run("--debug").exception, ZeroDivisionError)


def test_ctrl_c_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(replication, "simulate", interrupted)
    result = compare()
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")


def test_the_command_line_knows_all_engines() -> None:
    assert cli.options.ENGINES == simulator.simulate.ENGINES


def test_help_names_every_command_and_its_purpose() -> None:
    text = keysim("--help").stdout
    for name, command in cli.main.commands.items():
        assert name in text
        assert command.help
        assert keysim(name, "--help").exit_code == 0
    assert keysim("-h").stdout == text
    assert keysim("--version").stdout.startswith("keysim ")


def test_the_reference_page_names_every_command_and_option(repo_root: Path) -> None:
    page = (repo_root / "docs/reference/commands.md").read_text(encoding="utf-8")
    for name, command in cli.main.commands.items():
        assert f"## `keysim {name}" in page
        options = [option for parameter in command.params for option in parameter.opts if option[:2] == "--"]
        assert [option for option in options if f"`{option}" not in page] == []


def test_help_imports_nothing_heavy(repo_root: Path) -> None:
    """`--help` should take less than 0.3 s: it takes 0.05 s as long as none of these is imported."""
    code = (
        "import sys; from experiments.cli import main; main(['--help'], standalone_mode=False);"
        "heavy = {'numpy', 'numba', 'scipy', 'pydantic', 'rich', 'yaml', 'matplotlib'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    start = time.perf_counter()
    result = subprocess.run([sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True, check=True)
    assert result.stdout.endswith("[]\n")
    assert time.perf_counter() - start < 3  # ten times the promise: a loaded machine must not fail
