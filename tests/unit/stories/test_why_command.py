"""`keysim why`: the lines are the difference that `keysim compare` finds, and they add up."""

import json
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from experiments import cli
from experiments.replication import replicate
from experiments.report.why_plot import steps_of
from experiments.rerun import rerun_record
from experiments.stories import why as why_module
from experiments.stories.splits import SPLITS
from experiments.stories.why import explain
from simulator.scenario.load import load_scenario
from simulator.simulate import simulate

REPLICATIONS = 8
SHORT = ("--set", "run.horizon=2 years", "--replications", "2", "--workers", "1")
Json = dict[str, Any]


def why(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["why", "chase_or_build", *map(str, arguments)])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    file = tmp_path_factory.mktemp("why") / "why.json"
    result = why("--replications", REPLICATIONS, "--workers", 1, "--json", file)
    assert result.exit_code == 0, result.output
    return result.output, json.loads(file.read_text(encoding="utf-8"))


def test_the_total_is_the_paired_difference_of_a_comparison(told: tuple[str, dict[str, Any]]) -> None:
    scenario = load_scenario("chase_or_build")
    seed = scenario.run.seed
    runs = replicate(
        scenario, tuple(scenario.strategies), replications=REPLICATIONS, seed=seed, engine="compiled", columns=()
    )
    own, other = (runs.outcomes[name]["value"] for name in ("build_base", "chase_big"))
    assert told[1]["value"]["mean"] == pytest.approx(float((own - other).mean()))
    assert told[1]["value"]["strategy"] == pytest.approx(float(own.mean()))


@pytest.mark.parametrize("column", ["strategy", "baseline", "mean"])
def test_lines_and_groups_add_up_to_the_value(told: tuple[str, dict[str, Any]], column: str) -> None:
    record = told[1]
    value = record["value"][column]
    assert fsum(line[column] for line in record["lines"].values()) == pytest.approx(value, rel=1e-6)
    assert fsum(group[column] for group in record["groups"].values()) == pytest.approx(value, rel=1e-6)
    assert record["largest_residual"] < 1e-6 * abs(value)


@pytest.mark.parametrize("outcome", list(SPLITS))
def test_every_outcome_that_is_a_sum_adds_up_to_what_a_comparison_finds(
    outcome: str, compared: Json, tmp_path: Path
) -> None:
    file = tmp_path / "why.json"
    result = why(*SHORT, "--outcome", outcome, "--json", file)
    assert result.exit_code == 0, result.output
    assert max(map(len, result.output.splitlines())) <= 80
    assert "all lines together" in result.output
    record = json.loads(file.read_text(encoding="utf-8"))
    found = compared["paired"]["build_base - chase_big"][outcome]
    expected = pytest.approx(found["mean"], rel=1e-6, abs=1e-9 * abs(record[outcome]["strategy"]))
    assert record[outcome]["mean"] == expected
    assert fsum(line["mean"] for line in record["lines"].values()) == expected
    assert rerun_record(record).differences == ()


@pytest.fixture(scope="module")
def compared() -> Json:
    outcomes = f"outcomes=[{', '.join(SPLITS)}]"
    result = CliRunner().invoke(cli.main, ["compare", "chase_or_build", "--set", outcomes, *SHORT, "--json", "-"])
    assert result.exit_code == 0, result.output
    found: Json = json.loads(result.stdout)
    return found


def test_each_line_is_the_difference_of_its_two_sides(told: tuple[str, dict[str, Any]]) -> None:
    for line in told[1]["lines"].values():
        assert line["mean"] == pytest.approx(line["strategy"] - line["baseline"], abs=1e-3)
        assert line["interval"][0] <= line["mean"] <= line["interval"][1]


def test_it_is_readable_in_eighty_columns(told: tuple[str, dict[str, Any]]) -> None:
    text = told[0]
    assert max(map(len, text.splitlines())) <= 80
    assert "value: all lines together" in text
    assert "Most for it: " in text
    assert "Follow the first of them: keysim trace chase_or_build --replication" in " ".join(text.split())


def test_few_lucks_do_not_settle_it_and_it_says_so(told: tuple[str, dict[str, Any]]) -> None:
    low, high = told[1]["value"]["interval"]
    assert low < 0 < high
    assert "The interval holds zero" in " ".join(told[0].split())


def test_the_listed_accounts_are_of_the_luck_nearest_to_the_mean(told: tuple[str, dict[str, Any]]) -> None:
    record = told[1]
    scenario = load_scenario("chase_or_build")
    apart = []
    for luck in range(REPLICATIONS):
        own, other = (
            simulate(scenario, name, replication=luck).outcomes["value"] for name in ("build_base", "chase_big")
        )
        apart.append(abs(own - other - record["value"]["mean"]))
    assert record["replication"] == apart.index(min(apart))
    another = (record["replication"] + 1) % REPLICATIONS
    chosen = json.loads(why("--replications", REPLICATIONS, "--replication", another, "--json", "-").output)
    assert (chosen["value"], chosen["replication"]) == (record["value"], another)
    assert chosen["accounts"] != record["accounts"]
    sizes = [abs(account["difference"]) for account in record["accounts"]]
    assert sizes == sorted(sizes, reverse=True)


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why_module, "LUCKS_WORTH_PROCESSES", 2)
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for workers, file in enumerate(files, start=1):
        options = ("--set", "run.horizon=1 year", "--replications", 6, "--quiet")
        assert why(*options, "--workers", workers, "--json", file).exit_code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_record_can_be_made_again(told: tuple[str, dict[str, Any]]) -> None:
    assert rerun_record(told[1]).differences == ()


def test_the_baseline_can_be_explained_against_the_other(told: tuple[str, dict[str, Any]]) -> None:
    turned = json.loads(why("--replications", REPLICATIONS, "--strategy", "chase_big", "--json", "-").output)
    assert (turned["strategy"], turned["baseline"]) == ("chase_big", "build_base")
    assert turned["value"]["mean"] == pytest.approx(-told[1]["value"]["mean"])


def test_the_steps_of_the_picture_lead_from_one_value_to_the_other() -> None:
    scenario = load_scenario("chase_or_build", ["run.horizon=2 years", "run.replications=3"])
    explanation = explain(scenario, "build_base", "chase_big")
    first, *steps, last = steps_of(explanation)
    assert (first.change, last.change) == (explanation.total.baseline, explanation.total.strategy)
    level = first.change
    for step in steps:
        assert step.start == pytest.approx(level)
        level += step.change
    assert level == pytest.approx(last.change)
    assert len(steps) > 5


def test_the_picture_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    files = [tmp_path / "one.svg", tmp_path / "two.svg"]
    for file in files:
        options = ("--set", "run.horizon=1 year", "--replications", 3, "--quiet", "--plot", file)
        assert why(*options).exit_code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--plot", "steps.pdf"), "--plot: 'steps.pdf' must end in .svg or .png"),
        (("--outcome", "revenu"), "--outcome: unknown outcome 'revenu'; did you mean 'revenue'?"),
        (
            ("--outcome", "win_rate"),
            "--outcome: 'win_rate' is no sum that could be split; outcomes that can be split: " + ", ".join(SPLITS),
        ),
        (("--strategy", "bild_base"), "--strategy: unknown strategy 'bild_base'; did you mean 'build_base'?"),
        (
            ("--strategy", "chase_big", "--baseline", "chase_big"),
            "--strategy: 'chase_big' is the baseline itself",
        ),
    ],
)
def test_bad_input_is_one_clear_message(arguments: tuple[object, ...], message: str) -> None:
    result = why(*arguments)
    assert (result.exit_code, result.stderr) == (2, message + "\n")


def test_one_strategy_alone_has_no_difference(tmp_path: Path) -> None:
    file = tmp_path / "lone.yaml"
    file.write_text(
        "world: worlds/industrial_supplier.yaml\nrun: {horizon: 1 year, seed: 1}\n"
        "baseline: only\nstrategies: {only: {phases: [{reps: 1}]}}\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(cli.main, ["why", str(file)])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
