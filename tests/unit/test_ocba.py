"""OCBA: the known ratios, the runs that follow them, and the probability of a correct selection."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from experiments import cli, decide, rerun
from experiments.commands import settings
from experiments.decide import FIRST_LOOK
from experiments.ocba import allocation, correct_selection, next_runs
from tests.unit import fake_firm


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "simulate", fake_firm.simulate)


def test_equal_spreads_share_by_the_inverse_square_of_the_gap() -> None:
    """Chen et al. (2000), theorem 1: N_i is proportional to (s_i / d_i)^2, N_b = s_b sqrt(sum (N_i / s_i)^2)."""
    shares = np.array(allocation([0.0, -1.0, -2.0, -4.0], [6.0, 6.0, 6.0, 6.0]))
    assert shares / shares[3] == pytest.approx([sqrt(16**2 + 4**2 + 1), 16, 4, 1])
    assert shares.sum() == pytest.approx(1)


def test_unequal_spreads() -> None:
    shares = np.array(allocation([5.0, 3.0, 4.0], [2.0, 4.0, 1.0]))
    ratios = np.array([(4 / 2) ** 2, (1 / 1) ** 2])
    assert shares[1:] / shares[2] == pytest.approx(ratios)
    assert shares[0] / shares[2] == pytest.approx(2 * sqrt((4 / 4) ** 2 + (1 / 1) ** 2))


def test_two_strategies_share_by_their_standard_deviations() -> None:
    shares = allocation([1.0, 0.0], [3.0, 1.0])
    assert shares[0] / shares[1] == pytest.approx(3)


def test_ties_and_constants_do_not_take_everything() -> None:
    assert sum(allocation([1.0, 1.0, 0.0], [1.0, 1.0, 1.0])) == pytest.approx(1)
    assert allocation([1.0, 1.0], [0.0, 0.0]) == pytest.approx([0.5, 0.5])
    assert allocation([2.0, 1.9, 0.0], [1.0, 1.0, 1.0], zone=2.0)[1:] == pytest.approx(
        allocation([2.0, 0.0, 0.0], [1.0, 1.0, 1.0])[1:]
    )


def test_step_by_step_the_runs_reach_the_known_ratios() -> None:
    """Independent normals; after 30,000 runs estimated means and spreads leave the shares within a fifth."""
    rng, means, stds = np.random.default_rng(5), [0.0, -0.5, -1.0, -1.5], [1.0, 1.0, 2.0, 1.0]
    values = [rng.normal(m, s, 60) for m, s in zip(means, stds, strict=True)]
    while sum(map(len, values)) < 30_000:
        more = next_runs(values, 600)
        assert sum(more) == 600
        values = [
            np.concatenate([each, rng.normal(m, s, n)]) for each, m, s, n in zip(values, means, stds, more, strict=True)
        ]
    shares = np.array([len(each) for each in values]) / sum(map(len, values))
    assert shares == pytest.approx(np.array(allocation(means, stds)), rel=0.2)


def test_the_probability_of_a_correct_selection_takes_common_luck_into_account() -> None:
    rng = np.random.default_rng(1)
    luck, own = rng.normal(size=400), rng.normal(size=(2, 400)) / 10
    paired = correct_selection([luck + own[0] + 0.05, luck + own[1]])[1]
    apart = correct_selection([luck + own[0] + 0.05, np.roll(luck, 7) + own[1]])[1]
    assert paired > 0.999
    assert apart < 0.95


def test_the_bound_is_kept_by_independent_normals() -> None:
    """Of 400 problems that stop at 90 %, at most 10 % may be wrong, and three standard errors: 14.5 %."""
    rng, wrong = np.random.default_rng(9), 0
    for _ in range(400):
        values = [rng.normal(m, 1.0, 20) for m in (0.4, 0.0, 0.0)]
        while 1 - sum(1 - each for each in correct_selection(values)) < 0.9 and sum(map(len, values)) < 3000:
            more = next_runs(values, 30)
            means = (0.4, 0.0, 0.0)
            values = [np.concatenate([v, rng.normal(m, 1.0, n)]) for v, m, n in zip(values, means, more, strict=True)]
        wrong += int(np.argmax([np.mean(each) for each in values])) != 0
    assert wrong / 400 <= 0.10 + 3 * sqrt(0.1 * 0.9 / 400)


def test_decide_names_the_best_and_what_each_strategy_met() -> None:
    scenario = fake_firm.scenario("chase", "same", "base")
    found = decide.decide(scenario, engine="reference", method="ocba")
    assert (found.answer, found.winner) == ("winner", "base")
    assert found.correct_selection is not None
    assert found.correct_selection >= 0.95
    assert min(found.lucks.values()) >= FIRST_LOOK


def test_no_difference_ends_at_the_budget() -> None:
    scenario = fake_firm.scenario("chase", "same")
    found = decide.decide(scenario, engine="reference", method="ocba", cap=150, alpha=1e-6)
    assert (found.answer, found.left) == ("undecided", ("chase", "same"))
    assert sum(found.lucks.values()) == 300


def test_the_command_says_how_sure_it_is_and_its_json_can_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = fake_firm.scenario("chase", "base", "same")
    monkeypatch.setattr(settings, "load_scenario", lambda file, overrides: scenario)
    file = tmp_path / "d.json"
    options = ("--method", "ocba", "--engine", "reference", "--workers", "1", "--json", str(file))
    result = CliRunner().invoke(cli.main, ["decide", "good.yaml", *options])
    assert result.exit_code == 0, result.output
    assert "right with a probability of" in result.stdout
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["winner"] == "base"
    assert record["correct_selection"] >= 0.95
    assert rerun.rerun_record(record).differences == ()
