"""`keysim optimise`: a known optimum is found, ruin bounds it, luck is told from gain, and a kill changes nothing."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from experiments import cli, rerun, sweep
from experiments.commands import rerun as rerun_command
from experiments.invocation import installation_of
from experiments.optimisation.levers import LeverSpace, lever_space, tuned
from experiments.optimisation.optimise import Effort, Optimum, optimise
from experiments.optimisation.search import Goal, Trial, best, frontier
from experiments.statistics import mean_estimate
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.scenario.strategy import Strategy
from simulator.simulate import Engine
from tests.support.tiny_study import SCENARIO
from tests.unit import fake_firm

LEVERS = """\
title: Levers of two
scenario: tiny.yaml
factors:
  size:
    path: strategies.two.phases.0.targeting.size_exponent
    low: 0
    high: 1
  reps:
    path: strategies.two.phases.0.reps
    low: 1
    high: 4
  care:
    path: strategies.two.phases.0.effort
    values: [{hunt: 0.5, grow: 0.5}, {hunt: 0.9, grow: 0.1}]
  growth:
    path: world.relationship.growth
    values: [1 %, 5 %]
design: latin_hypercube
points: 2
seed: 11
"""
GOAL = Goal(outcome="value", risk="insolvent", max_ruin=None)
SMALL = Effort(budget=7 * 60 + 65 * 20, lucks=20, fresh=60)


def known_optimum(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
    """Value is highest at size 0.7 with 3 sellers and little growing; ruin rises with size: 50 % at size 0.5."""
    run = fake_firm.simulate(scenario, "same", replication=replication, engine=engine)
    phase = scenario.strategies[strategy].phases[0]
    size = phase.targeting.size_exponent
    gain = -((size - 0.7) ** 2) - 0.05 * (phase.reps - 3) ** 2 + 0.1 * (phase.effort.hunt > 0.8)
    luck = np.random.default_rng([scenario.run.seed, replication]).uniform()
    return fake_firm.replace_outcomes(run, value=run.outcomes["value"] / 1e6 + gain, insolvent=float(luck < size))


def pure_noise(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
    """No setting is better than another; each has luck of its own."""
    run = fake_firm.simulate(scenario, "same", replication=replication, engine=engine)
    phase = scenario.strategies[strategy].phases[0]
    own = int(phase.targeting.size_exponent * 2**40) * 10 + phase.reps
    noise = np.random.default_rng([scenario.run.seed, replication, own, int(10 * phase.effort.hunt)]).normal()
    return fake_firm.replace_outcomes(run, value=noise, insolvent=0.0)


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "simulate", known_optimum)
    monkeypatch.setattr(rerun_command, "prepare", lambda engine, quiet: None)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "tiny.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "levers.yaml").write_text(LEVERS, encoding="utf-8")
    return tmp_path / "levers.yaml"


@pytest.fixture
def space(study: Path) -> LeverSpace:
    return lever_space(str(study))


def found(space: LeverSpace, goal: Goal = GOAL, effort: Effort = SMALL, **options: object) -> Optimum:
    return optimise(space, goal, effort, engine="reference", **{"workers": 1, **options})  # type: ignore[arg-type]


def chosen(optimum: Optimum) -> tuple[float, ...]:
    assert optimum.chosen.trial is not None
    return optimum.chosen.trial.row


def keysim(study: Path, *options: object) -> Result:
    fixed = ("--engine", "reference", "--workers", 1, "--budget", SMALL.budget, "--lucks", 20, "--fresh", 60)
    return CliRunner().invoke(cli.main, [str(each) for each in ("optimise", study, *fixed, *options)])


def test_the_levers_are_the_factors_of_one_strategy(space: LeverSpace) -> None:
    assert space.strategy == "two"
    assert [lever.factor.name for lever in space.levers] == ["size", "reps", "care"]
    assert space.left_out == ("growth",)
    assert space.plan.rows == ((1.0, 2.0, 0.0),)


def test_a_known_optimum_is_found(space: LeverSpace) -> None:
    size, reps, care = chosen(found(space))
    assert abs(size - 0.7) < 0.1
    assert (reps, care) == (3, 1)


def test_the_bound_on_ruin_is_kept_in_the_search(space: LeverSpace) -> None:
    optimum = found(space, Goal(outcome="value", risk="insolvent", max_ruin=0.3))
    assert optimum.chosen.trial is not None
    assert optimum.chosen.trial.ruin <= 0.3
    assert 0.1 < chosen(optimum)[0] < 0.5


def test_the_frontier_holds_what_nothing_beats() -> None:
    def trial(value: float, risk: float) -> Trial:
        return Trial(row=(value, risk), estimate=mean_estimate(np.array([value, value])), risk=risk, ruin=risk)

    trials = [trial(1, 0.1), trial(3, 0.4), trial(2, 0.4), trial(2.5, 0.2), trial(0, 0.1), trial(3, 0.5)]
    assert [each.row for each in frontier(trials, GOAL)] == [(3, 0.4), (2.5, 0.2), (1, 0.1)]
    assert best(trials, Goal(outcome="value", risk="insolvent", max_ruin=0.25)).row == (2.5, 0.2)
    assert best(trials, Goal(outcome="value", risk="insolvent", max_ruin=0.05)).row == (1, 0.1)


def test_what_is_only_luck_is_told_as_luck(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The best of 60 settings that are all alike looks better by far; on fresh luck the gain is nought.

    Over five searches the fresh gain (60 pairs, standard error 0.18 each) is held to three standard errors (0.3 %
    alarms). The best of 60 means of 20 lucks (standard error 0.22) is expected 2.3 of them above the middle: 0.5; five
    searches have a standard error of 0.12.
    """
    monkeypatch.setattr(sweep, "simulate", pure_noise)
    optima = [found(lever_space(str(study), seed=seed)) for seed in range(20, 25)]
    assert abs(np.mean([each.chosen.gain.mean for each in optima])) < 3 * np.sqrt(2 / 60 / 5)
    assert np.mean([each.search_gain.mean for each in optima]) > 0.5 - 3 * 0.12
    assert np.mean([each.optimism.mean for each in optima]) > 0


def test_fresh_luck_is_luck_that_the_search_did_not_see(space: LeverSpace, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: dict[int, int] = {}

    def watched(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
        seeds[scenario.run.seed] = max(replication, seeds.get(scenario.run.seed, 0))
        return known_optimum(scenario, strategy, replication=replication, engine=engine)

    monkeypatch.setattr(sweep, "simulate", watched)
    found(space)
    assert seeds == {11: 19, 12: 59}


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_nothing(
    workers: int, space: LeverSpace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "pool_kind", lambda engine, count, _: "threads" if count > 1 else "inline")
    assert found(space, workers=workers) == found(space)


def test_a_larger_budget_goes_on_where_a_smaller_one_ended(space: LeverSpace) -> None:
    small = found(space, effort=Effort(budget=7 * 60 + 21 * 20, lucks=20, fresh=60))
    large = found(space, effort=Effort(budget=7 * 60 + 33 * 20, lucks=20, fresh=60))
    assert len(small.trials) == 20
    assert large.trials[:16] == small.trials[:16]


def test_a_search_that_was_stopped_goes_on_to_the_same_bytes(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keysim(study, "--json", tmp_path / "whole.json").exit_code == 0
    interrupted = fake_firm.Interrupted(known_optimum, after=700)
    monkeypatch.setattr(sweep, "simulate", interrupted)
    options = ("--store", tmp_path / "o.db", "--json", tmp_path / "part.json")
    stopped = keysim(study, *options)
    assert stopped.exit_code == 130
    assert stopped.stderr == "keysim: stopped; the same command with the same --store goes on\n"
    interrupted.left = 1_100
    assert keysim(study, *options).exit_code == 0
    assert (tmp_path / "part.json").read_bytes() == (tmp_path / "whole.json").read_bytes()
    exported = CliRunner().invoke(cli.main, ["export", str(tmp_path / "o.db"), str(tmp_path / "o.csv")])
    assert (exported.exit_code, "not complete" in exported.stderr) == (0, False)
    other = keysim(study, *options, "--seed", 5)
    assert other.exit_code == 1
    assert "holds another study" in other.stderr


def test_the_strategy_that_is_written_is_the_one_that_was_run(study: Path, tmp_path: Path, space: LeverSpace) -> None:
    file = tmp_path / "best.yaml"
    assert keysim(study, "--write", file).exit_code == 0
    assert CliRunner().invoke(cli.main, ["check", str(file)]).exit_code == 0
    row = chosen(found(space))
    run = replace(space.plan, rows=(row,)).scenario(0).strategies["two"]
    assert Strategy.model_validate(tuned(space, row)) == run


def test_the_command_says_what_it_found(study: Path, tmp_path: Path, repo_root: Path) -> None:
    result = keysim(study, "--max-ruin", "60 %", "--plot", tmp_path / "o.svg", "--json", tmp_path / "o.json")
    assert result.exit_code == 0, result.output
    assert "The chosen levers beat two as the file has it by +" in result.stdout
    assert "Left out  growth: no levers of two; they stay as the scenario has them." in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    assert (tmp_path / "o.svg").stat().st_size > 1000
    record = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert len(record["trials"]) == 64
    assert record["chosen"]["search"]["levers"]["reps"] == 3
    page = (repo_root / "docs/how-to/optimise-a-strategy.md").read_text(encoding="utf-8")
    keys = {*record, *record["chosen"], *record["trials"][0]}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []
    again = rerun.rerun_record(record)
    assert again.differences == ()


def test_a_setting_that_fails_is_left_out(space: LeverSpace, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
        if scenario.strategies[strategy].phases[0].reps == 4:
            raise ArithmeticError("a made-up fault")
        return known_optimum(scenario, strategy, replication=replication, engine=engine)

    monkeypatch.setattr(sweep, "simulate", faulty)
    optimum = found(space)
    assert 0 < len(optimum.trials) < 64
    assert all(trial.row[1] != 4 for trial in optimum.trials)


def test_without_optuna_it_says_what_to_do(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    result = keysim(study)
    assert result.exit_code == 1
    assert result.stderr == f"keysim: optimise needs Optuna: {installation_of('analysis')}\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--strategy", "one"], "--strategy: the study has no lever of one"),
        (["--strategy", "tow"], "--strategy: unknown strategy 'tow'; did you mean 'two'?"),
        (["--outcome", "valeu"], "unknown outcome with a better direction 'valeu'; did you mean 'value'?"),
        (["--risk", "value"], "--risk: is the same as --outcome"),
        (["--max-ruin", "often"], "--max-ruin: expected a fraction"),
        (["--max-ruin", "120 %"], "--max-ruin: must be a share from 0 to 100 %"),
        (["--budget", 100], "--budget: 100 runs are too few for trials of 20 lucks and 60 fresh ones, needs 640"),
        (["--write", "x.txt"], "--write: 'x.txt' must end in .yaml or .yml"),
    ],
)
def test_bad_input_is_one_clear_line(options: list[object], message: str, study: Path) -> None:
    result = keysim(study, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
