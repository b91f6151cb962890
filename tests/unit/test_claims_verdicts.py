"""What constructed runs say about a constructed claim: every verdict can come out."""

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

import numpy as np
import pytest

from experiments.claims.load import FIRM, Design, LoadedClaim
from experiments.claims.runs import Cell, ClaimRuns, content_of
from experiments.claims.schema import Claim, Contrast
from experiments.claims.verdicts import JudgedClaim, judge_claims, negligible_p_value, together
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray
from simulator.scenario.schema import Scenario

RUNS = 80
NOISE = np.random.default_rng(1).normal(size=(8, RUNS))
Values = Mapping[str, FloatArray]


def _scenario(sellers: int) -> Scenario:
    return Scenario.model_validate(
        {
            "world": {
                "segments": {
                    "makers": {"accounts": 1, "wallet": 1000.0, "orders_per_year": 4.0, "reviews_per_year": 1.0}
                },
                "finance": {"opening_cash": 1.0},
            },
            "baseline": FIRM,
            "strategies": {FIRM: {"phases": [{"reps": sellers}]}},
        }
    )


def _judge(worlds: Mapping[str, Sequence[Values]], **test: Any) -> JudgedClaim:
    """Judge one test whose cells, in each world, hold these outcomes; all others are 1."""
    contrast = {"question": "?", "measure": "value", "expected": "higher", "against": {}} | test
    claim = Claim.model_validate(
        {
            "claim": "X1",
            "title": "t",
            "says": "s",
            "mechanism": "m",
            "reading": "r",
            "worlds": dict.fromkeys(worlds, "w.yaml"),
            "tests": {"only": {name: value for name, value in contrast.items() if value is not None}},
        }
    )
    cells: dict[str, Cell] = {}
    designs = []
    for world, given in worlds.items():
        scenarios = [_scenario(len(cells) + 1 + place) for place in range(len(given))]
        for scenario, values in zip(scenarios, given, strict=True):
            length = len(next(iter(values.values())))
            outcomes = {name: np.ones(length) for name in OUTCOMES} | {"insolvent_month": np.full(length, nan)}
            cells[content_of(scenario)] = Cell(
                outcomes=outcomes | dict(values),
                timelines={"run_rate": np.outer(values.get("value", np.ones(length)), np.ones(61))},
                horizon_months=60.0,
            )
        designs.append(Design(test="only", contrast=claim.tests["only"], world=world, cells=tuple(scenarios)))
    loaded = LoadedClaim(claim=claim, file="x.yaml", designs=tuple(designs))
    (judged,) = judge_claims([loaded], ClaimRuns(cells=cells, failures=(), replications=RUNS))
    return judged


def _value(mean: float, luck: int = 0, own: int = 1) -> Values:
    return {"value": mean + 10.0 * NOISE[luck] + NOISE[own]}


def test_an_effect_of_the_claimed_sign_supports() -> None:
    judged = _judge({"w": [_value(101.0, own=1), _value(100.0, own=2)]})
    assert judged.verdict == "supported"
    finding = judged.findings[0]
    assert finding.effect.low < 1.0 < finding.effect.high
    assert finding.effect.half_width < 0.5, "the common luck is taken out"
    assert finding.pairs == RUNS


def test_the_same_effect_contradicts_the_opposite_claim() -> None:
    judged = _judge({"w": [_value(101.0, own=1), _value(100.0, own=2)]}, expected="lower")
    assert judged.verdict == "contradicted"
    assert judged.findings[0].agreeing < 0.5


def test_noise_alone_is_undecided() -> None:
    assert _judge({"w": [_value(100.0, own=1), _value(100.0, own=2)]}).verdict == "undecided"


def test_an_effect_surely_too_small_to_matter_counts_against() -> None:
    judged = _judge({"w": [_value(100.5, own=1), _value(100.0, own=2)]}, negligible=5)
    assert judged.findings[0].verdict == "negligible"
    assert judged.verdict == "contradicted"


def test_worlds_that_disagree_make_it_depend() -> None:
    judged = _judge(
        {
            "up": [_value(102.0, own=1), _value(100.0, own=2)],
            "down": [_value(98.0, own=3), _value(100.0, own=4)],
        }
    )
    assert judged.verdict == "depends"
    assert (judged.verdict_in("up"), judged.verdict_in("down")) == ("supported", "contradicted")


def test_under_two_conditions_the_difference_of_differences_decides() -> None:
    cells = [_value(105.0, own=1), _value(100.0, own=2), _value(102.0, own=3), _value(100.0, own=4)]
    judged = _judge({"w": cells}, where={}, elsewhere={})
    finding = judged.findings[0]
    assert abs(finding.effect.mean - 3.0) < 0.6
    assert [round(each.mean) for each in finding.simple] == [5, 2]
    assert judged.verdict == "supported"


def test_a_level_stands_in_for_another_firm() -> None:
    share = {"top20_share": 0.6 + 0.02 * NOISE[0]}
    judged = _judge({"w": [share]}, measure="top20_share", against=None, level="70 %")
    assert judged.verdict == "contradicted"
    assert abs(judged.findings[0].effect.mean + 0.1) < 0.01


def test_a_relative_effect_is_a_part_of_the_mean_of_the_two() -> None:
    revenue = [{"revenue": np.full(RUNS, 150.0)}, {"revenue": np.full(RUNS, 50.0)}]
    judged = _judge({"w": revenue}, measure="revenue", relative=True)
    assert judged.findings[0].effect.mean == 1.0
    assert judged.findings[0].unit == "fraction"


def test_what_happens_or_not_is_tested_by_signs() -> None:
    ruined = np.where(np.arange(RUNS) < 20, 1.0, 0.0)
    cells = [{"insolvent": ruined}, {"insolvent": np.zeros(RUNS)}]
    finding = _judge({"w": cells}, measure="insolvent").findings[0]
    assert finding.verdict == "supported"
    assert finding.p_value == pytest.approx(2 * 0.5**20)


def test_no_difference_at_all_is_negligible_only_after_many_lucks() -> None:
    def verdict(runs: int) -> str:
        cells = [{"value": np.arange(runs, dtype=float)}] * 2
        return _judge({"w": cells}).findings[0].verdict

    assert (verdict(RUNS), verdict(20)) == ("negligible", "undecided")


def test_runs_without_the_outcome_are_left_out_in_pairs() -> None:
    with_gaps = np.where(np.arange(RUNS) < 10, nan, 2.0 + NOISE[1] / 10)
    judged = _judge({"w": [{"win_rate": with_gaps}, {"win_rate": np.ones(RUNS)}]}, measure="win_rate")
    assert judged.findings[0].pairs == RUNS - 10


def test_the_more_tests_the_more_is_asked_of_each() -> None:
    weak = [_value(100.35, own=1), _value(100.0, own=2)]
    alone = _judge({"w": weak})
    among_others = _judge({"w": weak} | {f"noise{k}": [_value(100.0, own=3), _value(100.0, own=4)] for k in range(40)})
    assert alone.verdict == "supported"
    assert among_others.findings[0].verdict == "undecided"


def test_support_by_built_in_tests_alone_is_told() -> None:
    cells = [_value(105.0, own=1), _value(100.0, own=2)]
    assert _judge({"w": cells}, built_in=True).is_built_in
    assert not _judge({"w": cells}).is_built_in


def test_unequal_spending_is_seen_although_one_firm_died_early() -> None:
    dead = {"spend": np.full(RUNS, 50.0), "insolvent_month": np.full(RUNS, 30.0), "value": NOISE[0]}
    alive = {"spend": np.full(RUNS, 100.0), "value": NOISE[1]}
    assert _judge({"w": [dead, alive]}).findings[0].excess_spend == pytest.approx(0.0)


def test_one_test_against_is_enough_and_one_undecided_is_too_much() -> None:
    assert together(["supported", "undecided", "contradicted"]) == "depends"
    assert together(["undecided", "undecided"]) == "undecided"
    assert together([]) == "undecided"


def test_nothing_can_be_called_negligible_without_a_zone() -> None:
    assert np.isnan(negligible_p_value(NOISE[0], 0.0))
    assert negligible_p_value(NOISE[0], 0.01) > 0.05
    assert negligible_p_value(NOISE[0], 1.0) < 0.001


@pytest.mark.parametrize("true_effect", [5.0, -5.0])
def test_false_nothings_are_rare_at_the_edge_of_the_zone(true_effect: float) -> None:
    draws = np.random.default_rng(7).normal(true_effect, 10.0, size=(400, RUNS))
    false = sum(negligible_p_value(row, 5.0) < 0.05 for row in draws)
    assert false <= 35, "20 of 400 are expected; more than 35 come by chance in 1 of 1000 cases"


def test_a_contrast_reads_its_amounts_in_the_unit_of_its_measure() -> None:
    contrast = Contrast(question="?", measure="revenue", expected="higher", against={}, negligible="250k")
    assert contrast.zone == 250_000.0
