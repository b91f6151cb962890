"""`keysim sensitivity`, `discover` and `regret`: on the model, resumed, as JSON, run again, and refusing bad input."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experiments import cli
from experiments.invocation import installation_of
from experiments.sensitivity.analysis import Sensitivity, sensitivity
from experiments.store_files import open_store
from tests.support.tiny_study import SCENARIO, sampled_study, write_tiny_study

# Nobody comes near insolvency, so that opening cash does nothing to the difference; the wallets and sellers do.
STUDY = """\
title: What matters
scenario: tiny.yaml
strategies: [one, two]
factors:
  wallet: {path: world.segments.makers.wallet.median, low: 5k, high: 500k, scale: log, steps: 3}
  cash: {path: world.finance.opening_cash, low: 5M, high: 50M, steps: 3}
  sellers: {path: strategies.two.phases.0.reps, values: [1, 4]}
design: full_factorial
replications: 5
seed: 11
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_tiny_study(tmp_path, STUDY, SCENARIO)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    study = write_tiny_study(folder, sampled_study(points=24, replications=6))
    assert keysim("sweep", study, "--store", folder / "x.db", "--workers", 1).exit_code == 0
    return folder / "x.db"


def keysim(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def by_name(found: Sensitivity) -> dict[str, tuple[float, float]]:
    assert found.sobol is not None
    names = [factor.name for factor in found.plan.factors]
    pairs = zip(found.sobol.first, found.sobol.total, strict=True)
    return {name: (first.mean, total.mean) for name, (first, total) in zip(names, pairs, strict=True)}


def test_on_the_model_a_factor_that_does_nothing_has_exactly_no_index(study: Path) -> None:
    found = by_name(sensitivity(study, points=16, workers=1))
    assert found["cash"] == pytest.approx((0, 0), abs=1e-9)
    assert found["wallet"][1] > 0.2
    morris = sensitivity(study, method="morris", points=6, workers=1)
    assert morris.morris is not None
    cash, wallet = morris.morris[1], morris.morris[0]
    assert (cash.size.mean, cash.luck, cash.effect) == pytest.approx((0, 0, 0), abs=1e-6)
    assert wallet.size.mean > 0


def test_the_factors_range_is_used_and_not_the_studys_own_design(study: Path) -> None:
    found = sensitivity(study, points=8, workers=1, of="two")
    assert len(found.plan) == 8 * 5
    assert len({row[0] for row in found.plan.rows}) == 16
    assert {row[2] for row in found.plan.rows} == {0.0, 1.0}
    assert found.response.name == "two"


def test_sensitivity_prints_goes_on_and_is_the_same_whatever_the_workers(study: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    options = ("sensitivity", study, "--points", 8)
    first = keysim(*options, "--workers", 1, "--json", one, "--store", tmp_path / "s.db")
    assert first.exit_code == 0, first.output
    assert "What matters: value of the firm, two - one" in first.stdout
    assert "8 base points, 40 points, 5 lucks at each, seed 11" in first.stdout
    assert max(map(len, first.stdout.splitlines())) <= 80
    assert keysim(*options, "--workers", 2, "--json", two).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    before = (tmp_path / "s.db").read_bytes()
    again = keysim(*options, "--store", tmp_path / "s.db", "--outcome", "customers", "--json", "-")
    assert json.loads(again.stdout)["outcome"] == "customers"
    assert (tmp_path / "s.db").read_bytes() == before
    other = keysim("sensitivity", study, "--points", 16, "--store", tmp_path / "s.db")
    assert (other.exit_code, other.stderr.split(",")[1]) == (1, " the points differ; use another file")


def test_morris_prints(study: Path) -> None:
    result = keysim("sensitivity", study, "--method", "morris", "--points", 4, "--workers", 1)
    assert result.exit_code == 0, result.output
    assert "4 walks, 16 points" in result.stdout
    assert "Not told from luck: " in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_discover_and_regret_print(store: Path) -> None:
    found = keysim("discover", store)
    assert found.exit_code == 0, found.output
    assert "24 of 24 points, 6 lucks at each" in found.stdout
    assert "two is ahead of one at " in found.stdout
    assert "one is ahead of two at " in found.stdout
    weighed = keysim("regret", store, "--outcome", "value")
    assert weighed.exit_code == 0, weighed.output
    assert "Minimax regret: " in weighed.stdout
    for result in (found, weighed):
        assert max(map(len, result.stdout.splitlines())) <= 80
        assert result.stderr == ""
    assert keysim("discover", store, "--quiet").stdout == ""


def test_discover_takes_its_sides_and_amount(store: Path) -> None:
    record = json.loads(keysim("discover", store, "--strategy", "one", "--by", "1k", "--json", "-").stdout)
    assert (record["strategy"], record["baseline"], record["by"]) == ("one", "two", 1000)
    assert list(record["sides"]) == ["one", "two"]
    assert record["sides"]["one"]["share"] + record["sides"]["two"]["share"] < 1
    assert record["provenance"]["inputs"]["analysis"]["command"] == "discover"
    assert record["tree"]["points"] == 24


@pytest.mark.parametrize("command", ["discover", "regret"])
def test_an_analysis_of_a_store_runs_again_from_its_json(command: str, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    assert keysim(command, store, "--json", file).exit_code == 0
    result = keysim("rerun", file, "--workers", 1)
    assert (result.exit_code, result.stdout) == (0, "the same numbers, to the last figure\n")
    record = json.loads(file.read_text(encoding="utf-8"))
    record["points"] = 23
    file.write_text(json.dumps(record), encoding="utf-8")
    result = keysim("rerun", file, "--workers", 1)
    assert (result.exit_code, result.stdout) == (1, "1 numbers differ: points\n")


def test_a_sensitivity_runs_again_from_its_json(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    assert keysim("sensitivity", study, "--points", 4, "--workers", 1, "--json", file).exit_code == 0
    assert keysim("rerun", file, "--workers", 1).stdout == "the same numbers, to the last figure\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--points", 12), "--points: must be a power of two, not 12; did you mean '8'?"),
        (("--outcome", "valu"), "--outcome: unknown outcome 'valu' in this study; did you mean 'value'?"),
        (("--of", "three"), "--of: unknown strategy 'three' in this study; there are one, two"),
        (("--set", "world.nothing=1"), "--set"),
        (("--json", "no/folder.json"), "--json: 'no/folder.json' lies in a folder that does not exist"),
    ],
)
def test_bad_input_of_sensitivity_is_told(study: Path, options: tuple[object, ...], message: str) -> None:
    result = keysim("sensitivity", study, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "options", "message"),
    [
        ("discover", ("--outcome", "nothing"), "--outcome: unknown outcome 'nothing' in this study"),
        ("discover", ("--strategy", "three"), "--strategy: unknown strategy 'three' in this study; there are one, two"),
        ("discover", ("--against", "two"), "--against: two cannot be ahead of itself"),
        ("discover", ("--by", "much"), "--by: expected an amount of money"),
        ("discover", ("--by", "-1M"), "--by: must be a finite amount of zero or more, found '-1M'"),
        ("regret", ("--outcome", "x"), "--outcome: unknown outcome 'x' in this study"),
    ],
)
def test_bad_input_of_discovery_is_told(command: str, options: tuple[str, ...], message: str, store: Path) -> None:
    result = keysim(command, store, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


def test_a_study_without_values_or_a_second_strategy_is_refused(tmp_path: Path) -> None:
    rows = (
        "scenario: tiny.yaml\nfactors: {cash: {path: world.finance.opening_cash}}\ndesign: list\nrows: [{cash: 5M}]\n"
    )
    result = keysim("sensitivity", write_tiny_study(tmp_path, rows))
    assert result.exit_code == 2
    assert "study.yaml:3: design: has no values to take points from" in result.stderr
    result = keysim("sensitivity", write_tiny_study(tmp_path, STUDY.replace("[one, two]", "[one]")))
    assert result.exit_code == 2
    assert result.stderr.startswith("--of: the study has one strategy alone, one: there is no difference to look at")


def test_morris_without_salib_says_what_to_do(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    result = keysim("sensitivity", study, "--method", "morris")
    assert result.exit_code == 1
    assert result.stderr == (
        f"keysim: the method morris needs SALib: {installation_of('analysis')}; the method sobol does not\n"
    )


def test_failed_points_are_left_out_and_told(store: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(store.read_bytes())
    opened = open_store(broken)
    with opened.writing() as connection:
        connection.execute("DELETE FROM blocks WHERE point = 3")
        connection.execute("INSERT INTO failures VALUES (3, 0, 'ArithmeticError: made up', 'the trace')")
    opened.close()
    result = keysim("discover", broken)
    assert result.exit_code == 1
    assert "23 of 24 points" in result.stdout
    assert "1 of 24 points are not complete" in result.stderr
    assert "1 of 24 points failed" in result.stderr
