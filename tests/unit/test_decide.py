"""Decisions: the winner, equality, or neither; in words, as JSON, and again from the JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from experiments import cli, decide, rerun
from experiments.commands import settings
from experiments.decide import FIRST_LOOK, Decision
from experiments.replication import ReplicationError
from simulator.scenario.schema import Scenario
from tests.unit import fake_firm


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "simulate", fake_firm.simulate)
    monkeypatch.setattr(settings, "load_scenario", lambda file, overrides: fake_firm.scenario("chase", "base", "same"))


def decision(*names: str, **options: object) -> Decision:
    return decide.decide(fake_firm.scenario(*names), engine="reference", **options)  # type: ignore[arg-type]


def keysim(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def test_a_clear_winner_is_known_at_the_first_look() -> None:
    found = decision("chase", "base")
    assert (found.answer, found.winner, found.replications) == ("winner", "base", FIRST_LOOK)
    assert found.looks == (FIRST_LOOK,)
    duel = found.duels[0]
    assert (duel.first, duel.second) == ("chase", "base")
    assert duel.estimate.low < -400_000 < duel.estimate.high < 0


def test_no_difference_is_undecided_at_the_cap() -> None:
    scenario = fake_firm.scenario("chase", "same", run={"horizon": 730.0, "seed": 8})
    found = decide.decide(scenario, engine="reference", cap=300)
    assert (found.answer, found.winner, found.replications) == ("undecided", None, 300)
    assert found.left == ("chase", "same")


def test_no_difference_is_equality_within_a_zone() -> None:
    found = decision("chase", "same", indifference=100_000.0)
    assert (found.answer, found.left) == ("equal", ("chase", "same"))


def test_a_difference_within_the_zone_is_equality_too() -> None:
    assert decision("chase", "base", indifference=2e6).answer == "equal"


def test_of_three_the_best_wins_and_the_beaten_run_no_more() -> None:
    found = decision("chase", "same", "base", cap=200)
    assert found.winner == "base"
    assert {(duel.first, duel.second): duel.pairs for duel in found.duels} == {
        ("chase", "same"): FIRST_LOOK,
        ("chase", "base"): FIRST_LOOK,
        ("same", "base"): FIRST_LOOK,
    }


def test_less_is_better_where_the_catalogue_says_so() -> None:
    found = decision("chase", "base", outcome="insolvent", cap=2000)
    assert found.winner == "base"
    assert found.duels[0].estimate.mean < 0


def test_kn_decides_with_a_zone() -> None:
    found = decision("chase", "base", method="kn", indifference=50_000.0)
    assert (found.winner, found.method) == ("base", "kn")
    with pytest.raises(ValueError, match="needs an indifference zone"):
        decision("chase", "base", method="kn")


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_nothing(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "pool_kind", lambda engine, count: "threads")
    assert decision("chase", "same", cap=100, workers=workers) == decision("chase", "same", cap=100)


def test_an_outcome_that_some_run_does_not_have_cannot_decide() -> None:
    with pytest.raises(ReplicationError, match="first_key_month is not defined under"):
        decision("chase", "base", outcome="first_key_month")


def test_a_failed_run_ends_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "simulate", fake_firm.simulate_with_failures)
    with pytest.raises(ReplicationError, match="base, replication 3: ArithmeticError: a made-up fault"):
        decision("chase", "base")


def test_the_command_says_who_is_best() -> None:
    result = keysim("decide", "good.yaml", "--engine", "reference", "--workers", "1")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "base is best by value of the firm, after 60 lucks; at most 5 % of such answers are wrong."
    assert lines[1].startswith("  base is ahead of chase by +")
    assert len(lines) == 3


def test_the_command_says_what_is_undecided_or_equal() -> None:
    common = ("decide", "good.yaml", "--engine", "reference", "--workers", "1", "--outcome", "customers_won")
    result = keysim(*common, "--cap", "60")
    assert result.stdout.startswith("Not decided after 60 lucks: chase, base and same are left, by customers won.")
    assert "--indifference says which difference does not matter" in result.stdout
    result = keysim(*common, "--indifference", "1")
    assert result.stdout.startswith("chase, base and same differ by no more than 1 in customers won, after 60 lucks")


def test_the_json_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "d.json"
    options = ("--engine", "reference", "--workers", "1", "--seed", "5", "--alpha", "0.01", "--json", str(file))
    assert keysim("decide", "good.yaml", *options).exit_code == 0
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["winner"] == "base"
    assert record["seed"] == 5
    assert record["duels"]["chase - base"]["interval"][1] < 0
    assert Scenario.model_validate(record["provenance"]["inputs"]["scenario"]).baseline == "chase"
    again = rerun.rerun_record(record)
    assert again.differences == ()
    assert again.same_model
    record["duels"]["chase - base"]["mean"] += 1
    assert rerun.rerun_record(record).differences == ("duels.chase - base.mean",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--outcome", "valeu"], "unknown outcome with a better direction 'valeu'; did you mean 'value'?"),
        (["--outcome", "spend"], "unknown outcome with a better direction 'spend'"),
        (["--indifference", "much"], "--indifference: expected an amount of money"),
        (["--indifference", "-5"], "must be a finite amount above zero"),
        (["--method", "kn"], "--method: kn needs --indifference"),
        (["--alpha", "0"], "Invalid value for '--alpha'"),
        (["--cap", "10"], "Invalid value for '--cap'"),
    ],
)
def test_bad_input_is_one_clear_line(options: list[str], message: str) -> None:
    result = keysim("decide", "good.yaml", *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
