"""`keysim calibrate`: from an export to a printed page, JSON, and a world that runs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experiments import cli
from experiments.calibration import column_names, date_column, text_file
from experiments.calibration.amount_column import DECIMALS
from experiments.calibration.example import write_example
from experiments.calibration.table import DUPLICATES
from experiments.calibration.tuning import tune
from simulator.scenario.load import load_world


def keysim(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "orders.csv"
    write_example(file)
    return file


@pytest.fixture(scope="module")
def calibrated(export: Path) -> tuple[Result, Path, Path]:
    world, record, page = (export.with_name(name) for name in ("mine.yaml", "record.json", "page.md"))
    options = ["--pipeline", str(export.with_name("orders-deals.csv")), "--draws", "4", "--world", str(world)]
    options += ["--json", str(record), "--page", str(page), "--plot", str(export.with_name("plot.svg"))]
    return keysim("calibrate", str(export), *options), world, record


def test_the_page_says_what_was_read_fitted_and_not_known(calibrated: tuple[Result, Path, Path]) -> None:
    result = calibrated[0]
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    for part in (
        "orders.csv: encoding utf-8, separator semicolon, dates day-first, decimals comma",
        "account 'Customer no', date 'Order date', amount 'Net amount', segment 'Segment', seller 'Sales rep'",
        "same in every column as an earlier line (line 215,",
        "lines are negative: taken off earlier orders",
        "the largest fifth of accounts brings",
        "MBG/NBD",
        "is chosen:",
        "held out: the last",
        "What the data support",
        "What remains a guess",
        "the wallet: a file of orders shows what accounts buy from you",
        "731 deals: 323 won, 361 lost, 47 open",
        "days until it is won (median)",
        "log-odds of winning differ with sigma",
        "of the other sellers' accounts",
        "of the spread of order values",
    ):
        assert part in text


def test_the_json_holds_every_model(calibrated: tuple[Result, Path, Path]) -> None:
    record = json.loads(calibrated[2].read_text(encoding="utf-8"))
    assert set(record["models"]) == {"NBD", "BG/NBD", "MBG/NBD", "Pareto/NBD", "gamma-gamma"}
    for model in record["models"].values():
        assert {"parameters", "standard_errors", "log_likelihood", "boundary"} <= set(model)
        assert list(model["parameters"]) == list(model["standard_errors"])
    assert set(record["segments"]) >= {"machine_builders", "packaging"}
    assert record["reading"]["lines"] > 1000
    assert len(record["provenance"]["orders_sha256"]) == 64


def test_the_same_file_gives_the_same_bytes(export: Path, calibrated: tuple[Result, Path, Path]) -> None:
    again = export.with_name("again.json")
    deals = str(export.with_name("orders-deals.csv"))
    assert keysim("calibrate", str(export), "--pipeline", deals, "--json", str(again), "--quiet").stdout == ""
    assert again.read_bytes() == calibrated[2].read_bytes()


def test_the_world_is_sound_and_finds_the_world_that_made_the_file(calibrated: tuple[Result, Path, Path]) -> None:
    """The records come from the default world, so that its own numbers should come back about right."""
    world = calibrated[1]
    assert keysim("check", str(world)).output == f"{world}: ok\n"
    found, base = load_world(str(world)), load_world("worlds/industrial_supplier.yaml")
    for name in ("machine_builders", "packaging"):
        own, true = found.segments[name], base.segments[name]
        for field, tolerance in (("wallet", 0.35), ("orders_per_year", 0.35), ("dropout", 0.5)):
            mean = getattr(own, field).to_distribution().quantile(0.5)
            truth = getattr(true, field).to_distribution().quantile(0.5)
            assert float(mean) == pytest.approx(float(truth), rel=tolerance), (name, field)
        assert own.order_noise == pytest.approx(true.order_noise, abs=0.1)
    assert found.segments["dealers"] == base.segments["dealers"]


def test_every_number_of_the_world_has_its_source_beside_it(calibrated: tuple[Result, Path, Path]) -> None:
    lines = calibrated[1].read_text(encoding="utf-8").splitlines()
    text = "\n".join(lines)
    assert "# Tuned by simulation: records simulated here" in text
    assert "extends: worlds/industrial_supplier.yaml" in lines
    for place, line in enumerate(lines):
        if line.startswith("  ") and ": " in line and not line.lstrip().startswith("#") and "# from" not in line:
            assert lines[place - 1].lstrip().startswith("# ")
            assert any(word in lines[place - 1] for word in (" to ", " ± ", "taken as")), line
    assert "per order, all causes" in text


def test_the_page_is_what_was_printed(calibrated: tuple[Result, Path, Path]) -> None:
    page = calibrated[1].with_name("page.md").read_text(encoding="utf-8")
    assert page.startswith("# What orders.csv says\n")
    assert "| **Pareto/NBD** |" in page
    assert "](plot.svg)" in page
    printed = "".join(calibrated[0].stdout.split())
    told = [line for line in page.splitlines() if line.startswith("- ")]
    assert len(told) > 25
    assert all("".join(line[2:].replace("\\", "").split()) in printed for line in told)
    picture = calibrated[1].with_name("plot.svg").read_text(encoding="utf-8")
    assert "<svg" in picture
    assert "<dc:date>" not in picture


def test_the_world_takes_over_what_the_deals_say(calibrated: tuple[Result, Path, Path]) -> None:
    found = json.loads(calibrated[2].read_text(encoding="utf-8"))["pipeline"]
    selling = load_world(str(calibrated[1])).selling
    assert selling.cycle_size_exponent == pytest.approx(found["cycle"]["exponent"]["estimate"], rel=1e-3)
    assert selling.cycle_sigma == pytest.approx(found["cycle"]["sigma"], rel=1e-3)
    assert selling.skill_sigma == pytest.approx(found["win_rate"]["skill"], rel=1e-3)


def test_the_uncertainty_of_the_world_goes_into_a_verdict(calibrated: tuple[Result, Path, Path]) -> None:
    draws = json.loads(calibrated[1].with_name("mine.draws.json").read_text(encoding="utf-8"))
    assert len(draws["draws"]) == 4
    assert {"segments.packaging.wallet", "relationship.regularity", "selling.cycle"} <= set(draws["estimates"])
    options = ("--uncertain", "3", "--replications", "6", "--set", "run.horizon=1 year", "--quiet")
    result = keysim("compare", "chase_or_build", "--set", f"world={calibrated[1]}", *options)
    assert result.exit_code == 0, result.output
    assert "is luck and" in " ".join(result.stdout.split())


def test_the_world_can_be_compared_in(calibrated: tuple[Result, Path, Path]) -> None:
    result = keysim(
        "compare", "chase_or_build", "--set", f"world={calibrated[1]}", "--set", "run.horizon=1 year",
        "--replications", "4", "--workers", "1", "--quiet",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Verdict")


@pytest.mark.slow
def test_records_without_known_segments_go_to_all_direct_ones(export: Path) -> None:
    lines = export.read_text(encoding="utf-8").splitlines()
    plain = export.with_name("plain.csv")
    plain.write_text("\n".join(";".join(line.split(";")[i] for i in (1, 4, 5)) for line in lines), encoding="utf-8")
    world = export.with_name("plain.yaml")
    result = keysim(
        "calibrate", str(plain), "--world", str(world), "--base", "worlds/contrarian.yaml", "--quiet", "--draws", "2"
    )
    assert result.exit_code == 0, result.output
    text = world.read_text(encoding="utf-8")
    assert text.count("# from all accounts of the file") == 3
    assert "extends: worlds/contrarian.yaml" in text
    assert keysim("check", str(world)).exit_code == 0


def test_a_firm_that_wins_nobody_cannot_be_tuned() -> None:
    from experiments.calibration.overlay import Factors
    from experiments.calibration.tuning import Moments

    start = Factors(frequency=1.0, wallet=1.0, dropout=1.0)
    target = Moments(frequency=0.0, spend=0.0, leaving=0.0)
    assert tune("worlds/industrial_supplier.yaml", target, 700, start, lambda _: [], {}) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "ORDERS: is missing"),
        (("x.csv", "--cdnow"), "does not go with --example or --cdnow"),
        (("x.csv", "--base", "y.yaml"), "--base: is the world that --world extends"),
        (("x.csv", "--since", "soon"), "--since: 'soon' is no date such as 2021-07-01"),
        (("x.csv", "--world", "out.json"), "must end in .yaml"),
        (("x.csv",), "x.csv: no such file"),
        (("x.csv", "--page", "out.txt"), "--page: 'out.txt' must end in .md"),
        (("x.csv", "--pipeline-column", "stage=S"), "--pipeline-column: names a column of the file of deals"),
        (("x.csv", "--pipeline", "y.csv", "--pipeline-column", "stage"), "'stage' is not ROLE=COLUMN"),
        (("x.csv", "--pipeline", "y.csv", "--pipeline-column", "stge=S"), "unknown role 'stge'; did you mean 'stage'?"),
        (("--example", "out.txt"), "--example: 'out.txt' must end in .csv"),
    ],
)
def test_bad_input_is_told_in_one_line(arguments: tuple[str, ...], message: str) -> None:
    result = keysim("calibrate", *arguments)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_cdnow_prints_the_published_table() -> None:
    pytest.importorskip("lifetimes")
    result = keysim("calibrate", "--cdnow")
    assert result.exit_code == 0
    assert "| BG/NBD | r, alpha, a, b | 0.243, 4.414, 0.793, 2.426 | 0.243, 4.414, 0.793, 2.426 |" in result.stdout


def test_an_example_is_written_by_the_command(tmp_path: Path, export: Path) -> None:
    file = tmp_path / "example.csv"
    assert keysim("calibrate", "--example", str(file)).exit_code == 0
    assert file.read_bytes() == export.read_bytes()


def test_the_command_line_knows_all_choices() -> None:
    options = {option.name: option for option in cli.main.commands["calibrate"].params}
    choices = {name: tuple(getattr(options[name].type, "choices", ())) for name in options}
    assert choices["encoding"] == text_file.ENCODINGS
    assert choices["dates"] == date_column.ORDERS
    assert choices["decimal"] == DECIMALS
    assert choices["duplicates"] == DUPLICATES
    assert {*column_names.NEEDED, *column_names.OPTIONAL} <= set(options)
