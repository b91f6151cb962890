"""What a report is made of: how runs end, effects on one scale, assumptions, studies, the checklist."""

import re
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from experiments import cli
from experiments.assumptions import SOURCES, premises
from experiments.closing import FATES, ORIGINS, PARTS, closing_measures
from experiments.comparison import compare
from experiments.effects import effects
from experiments.largest_loss import MOST_LUCKS, largest_loss, without_largest
from experiments.pairing import judge, paired_difference
from experiments.replication import replicate
from experiments.report.charts.histogram import edges_around_zero
from experiments.report.stress import stress_markdown, stress_parts, study_of
from experiments.report.terminal import interval_bar, sparkline
from experiments.store_files import open_store
from experiments.sweep_gains import study_gains
from simulator.catalogue import OUTCOMES
from simulator.errors import SimulatorError
from simulator.events import Cause
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from tests.support.tiny_study import SCENARIO, STUDY
from tests.unit import fake_firm

NAMES = ("chase_big", "build_base")
EVER_KEY = {
    Cause.LANDED_BIG: "key_landed",
    Cause.GROWN: "key_grown",
    Cause.LIGHTHOUSE: "key_lighthouse",
    Cause.EARLY_ADOPTER: "key_early_adopter",
    Cause.ALLY: "key_ally",
    Cause.DEALER: "key_dealer",
}


@pytest.fixture(scope="module")
def main_question() -> Scenario:
    return load_scenario("chase_or_build")


def test_how_runs_end_agrees_with_their_outcomes(main_question: Scenario) -> None:
    runs = replicate(main_question, NAMES, replications=30, seed=20261123, engine="compiled", measure=closing_measures)
    for name in NAMES:
        outcomes, measures = runs.outcomes[name], runs.measures[name]
        assert measures["key_fates"].shape == (30, len(ORIGINS), len(FATES))
        for row, origin in enumerate(ORIGINS):
            assert measures["key_fates"][:, row].sum(axis=1).tolist() == outcomes[EVER_KEY[origin]].tolist()
        assert measures["key_fates"][:, :, 0].sum(axis=1).tolist() == outcomes["key_accounts"].tolist()
        failed = outcomes["insolvent"] == 1
        assert 0 < failed.sum() < 30
        assert measures["key_fates"][~failed, :, 3].sum() == 0
        fifth = int(np.argmin(np.abs(PARTS - 0.2)))
        np.testing.assert_allclose(measures["customers_curve"][:, fifth], outcomes["top20_share"])
        np.testing.assert_allclose(measures["sellers_curve"][:, fifth], outcomes["seller_top20_share"])


def test_measures_travel_like_timelines(main_question: Scenario) -> None:
    one, two = (
        replicate(main_question, NAMES, replications=3, seed=1, engine="compiled", workers=n, measure=closing_measures)
        for n in (1, 2)
    )
    for name in NAMES:
        for key, values in one.measures[name].items():
            np.testing.assert_array_equal(values, two.measures[name][key])
    assert replicate(main_question, NAMES, replications=1, seed=1, engine="compiled").measures["chase_big"] == {}


def test_the_stress_test_changes_one_thing(main_question: Scenario) -> None:
    asked = main_question.model_copy(update={"run": main_question.run.model_copy(update={"replications": 24})})
    stress = without_largest(asked)
    assert stress.run.replications == 24
    assert without_largest(main_question).run.replications == MOST_LUCKS
    runs, stressed = (replicate(each, NAMES, replications=24, seed=1, engine="compiled") for each in (asked, stress))
    loss = largest_loss(asked, runs, stressed)
    assert (loss.month, loss.replications) == (30, 24)
    for name in NAMES:
        before, after = runs.outcomes[name], stressed.outcomes[name]
        assert set((after["lost_event"] - before["lost_event"]).tolist()) == {1.0}
        lost = np.array(after["value"] - before["value"])
        assert loss.changes[name]["value"].mean == pytest.approx(float(np.mean(lost)))
        flows = [each.timelines[name]["cash_flow"] for each in (runs, stressed)]
        np.testing.assert_array_equal(flows[0][:, :30], flows[1][:, :30])  # nothing changes before
        assert not np.array_equal(flows[0], flows[1])


def test_effects_point_to_the_better_side() -> None:
    luck = np.random.default_rng(2).normal(size=80)
    runs = fake_firm.made_up_runs(
        {
            "a": {"value": luck, "largest_share": 0.5 + 0.1 * luck, "top20_share": luck, "customers": np.ones(80)},
            "b": {
                "value": luck + 2,
                "largest_share": 0.7 + 0.1 * luck,
                "top20_share": luck - 1,
                "customers": np.ones(80),
            },
        }
    )
    outcomes = ("value", "largest_share", "top20_share", "customers")
    found = {
        each.difference.outcome: each
        for each in effects(compare(fake_firm.scenario("a", "b", outcomes=outcomes), runs), "b")
    }
    scale = float(np.std(luck, ddof=1))
    assert found["value"].mean == pytest.approx(2 / scale)
    assert found["largest_share"].mean == pytest.approx(-2 / scale)  # more of it is worse
    assert found["top20_share"].mean == pytest.approx(-1 / scale)  # no better side: less is to the left
    assert all(found[name].is_settled for name in ("value", "largest_share", "top20_share"))
    assert all(each.low <= each.mean <= each.high for each in found.values())
    assert "customers" not in found  # it never varies


def test_assumptions_have_the_sources_that_the_files_name() -> None:
    known = premises("chase_or_build", ["world.finance.opening_cash=2M"])
    by_path = {".".join(map(str, each.path)): each for each in known.world}
    assert by_path["selling.cold_success"].source == "V"
    assert by_path["selling.cycle"].remark == "at a deal of 5k USD a year; a first deal is a fifth of the wallet"
    assert by_path["bargaining.term_extra"].source == "G, S"
    assert by_path["finance.opening_cash"].source == "set"
    assert by_path["finance.opening_cash"].value == "2M"
    # Only the first segment says where its values come from; the others follow it.
    assert by_path["segments.machine_builders.wallet"].source == "S"
    assert by_path["segments.packaging.wallet"].source == "S"
    assert by_path["segments.packaging.wallet"].remark == "source as for machine_builders"
    assert {letter for each in known.world for letter in each.source.split(", ")} <= set(SOURCES)
    assert sum(known.count(letter) for letter in SOURCES) >= len(known.world)
    assert known.levers["build_base"]["phase 1: until"] == "customers >= 40 and on_time >= 90 %"
    assert known.levers["chase_big"]["phase 1: effort.hunt"] == "0.8"


def test_the_checklist_tells_of_the_study_at_hand(main_question: Scenario) -> None:
    study = study_of(main_question, premises("chase_or_build"), file="mine.yaml", command="keysim report mine.yaml")
    parts = list(stress_parts(study))
    assert [part.title[0] for part in parts] == list("123456")
    items = [row for part in parts for table in part.parts for row in table.rows]  # type: ignore[union-attr]
    assert len(items) == stress_markdown(study).count("\n| ") - len(parts)  # each table has one line of heads
    answers = " ".join(str(row[1]) for row in items)
    assert "400 independent replications" in answers
    assert "keysim report mine.yaml" in answers
    assert "](" not in answers
    assert "contrarian" not in answers


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    (folder / "tiny.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "two.yaml").write_text(SCENARIO.replace("  three: {phases: [{reps: 3}]}\n", ""), encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    arguments = ["sweep", str(folder / "study.yaml"), "--store", str(folder / "s.db"), "--workers", "1", "--quiet"]
    assert CliRunner().invoke(cli.main, arguments).exit_code == 0
    return folder / "s.db"


def test_gains_of_a_study_are_those_of_its_runs(store: Path) -> None:
    with closing(open_store(store)) as opened:
        gains = study_gains(opened, "two", "one", "value")
        place = opened.plan.outcomes.index("value")
        rows = {(row.point, row.strategy): row.outcomes[:, place] for row in opened.blocks()}
    expected = judge({k: paired_difference("value", rows[k, "two"], rows[k, "one"]) for k in range(12)}, {})
    assert [point.estimate.mean for point in gains.points] == [expected[k].estimate.mean for k in range(12)]
    assert [point.verdict for point in gains.points] == [expected[k].verdict for k in range(12)]
    assert sum(gains.count(word) for word in ("better", "worse", "undecided", "equal")) == 12


@pytest.mark.parametrize(
    ("asked", "message"),
    [(("four", "one", "value"), "no strategy four"), (("two", "one", "revenue"), "keeps no outcome revenue")],
)
def test_a_study_of_something_else_is_refused(store: Path, asked: tuple[str, str, str], message: str) -> None:
    with closing(open_store(store)) as opened, pytest.raises(SimulatorError, match=message):
        study_gains(opened, *asked)


def test_a_report_shows_where_the_verdict_flips(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    options = ["--study", str(store), "-o", str(target), "--quiet"]
    result = CliRunner().invoke(cli.main, ["report", str(store.parent / "two.yaml"), *options])
    assert result.exit_code == 0, result.output
    page = target.read_text(encoding="utf-8")
    assert "<h2>Where the verdict flips</h2>" in page
    assert "Of 12 points, two is better on value of the firm at " in page
    assert f"--study {store.as_posix()}" in page
    refused = CliRunner().invoke(cli.main, ["report", str(store.parent / "tiny.yaml"), *options])
    assert refused.exit_code == 2
    assert "the study has no strategy three" in refused.stderr


def test_a_store_has_a_report_of_its_own(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "store.html"
    arguments = ["report", str(store), "-o", str(target), "--quiet"]
    assert CliRunner().invoke(cli.main, arguments).exit_code == 0
    page = target.read_text(encoding="utf-8")
    assert CliRunner().invoke(cli.main, arguments).exit_code == 0
    assert target.read_text(encoding="utf-8") == page
    assert "<h1>A tiny study</h1>" in page
    with closing(open_store(store)) as opened:
        gains = {name: study_gains(opened, "two", "one", name) for name in opened.plan.outcomes}
    for found in gains.values():
        row = re.search(rf"{OUTCOMES[found.outcome].title}</td>(.*?)</tr>", page)
        assert row is not None
        assert sum(map(int, re.findall(r">(\d+)</td>", row[1]))) == len(found.points) == 12
    refused = CliRunner().invoke(cli.main, [*arguments, "--set", "run.seed=1"])
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "--set: does not go with a store" in refused.stderr


@pytest.mark.parametrize("values", [[-3.0, 5.0], [1.0, 2.0], [-2.0, -1.0], [0.0, 1.0, -1.0], [0.0], [1e9, 1e9]])
def test_no_bar_of_a_histogram_holds_both_sides(values: list[float]) -> None:
    edges = edges_around_zero(np.array(values))
    assert edges[0] <= min(values)
    assert max(values) <= edges[-1]
    straddling = [(low, high) for low, high in pairwise(edges.tolist()) if low < 0 < high]
    assert len(straddling) == (0.0 in values)


def test_small_charts_keep_their_width() -> None:
    for mean in (-1.0, -0.3, 0.0, 0.7, 1.0):
        bar = interval_bar(max(mean - 0.2, -1.0), mean, min(mean + 0.2, 1.0), reach=1.0, width=41)
        assert len(bar) == 41
        assert bar.count("●") == 1
        assert (bar.index("●") > 20) == (mean > 0)
    assert sparkline([1.0] * 5 + [2.0] * 5, 4) == "▁▁██"
    assert len(sparkline(list(range(61)), 49)) == 49
