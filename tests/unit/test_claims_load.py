"""A faulty claim file is refused with the file, the line and what was probably meant."""

import shutil
from pathlib import Path

import pytest

from experiments.claims.load import FIRM, load_claim, load_claims
from experiments.claims.measures import read_measure
from simulator.errors import MisfitError, ScenarioError

HEAD = """\
claim: X1
title: A claim of one's own
says: More sellers spend more.
mechanism: sellers
worlds: {small: world.yaml}
strategy: build.yaml
run: {horizon: 1 year, replications: 6, seed: 5}
reading: Nothing to add.
tests:
  only:
    question: Does one more seller cost more?
"""
TEST = """\
    measure: spend
    expected: higher
    arm: {levers: {reps: 3}}
    against: {levers: {reps: 2}}
"""


@pytest.fixture
def folder(tmp_path: Path, repo_root: Path) -> Path:
    """A folder with the starter's world and strategy."""
    for name in ("world.yaml", "build.yaml"):
        shutil.copy(repo_root / "scenarios" / "starter" / name, tmp_path)
    return tmp_path


def _write(folder: Path, text: str) -> Path:
    file = folder / "own.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_claim_of_ones_own_is_read(folder: Path) -> None:
    loaded = load_claim(_write(folder, HEAD + TEST))
    (design,) = loaded.designs
    sellers = [{phase.reps for phase in cell.strategies[FIRM].phases} for cell in design.cells]
    assert sellers == [{3}, {2}], "levers are laid over every phase"
    assert {(cell.run.seed, cell.run.horizon) for cell in design.cells} == {(5, 365.0)}
    assert design.cells[0].world == design.cells[1].world


def test_conditions_lie_between_everywhere_and_arm(folder: Path) -> None:
    text = (
        HEAD
        + TEST
        + """\
    everywhere: {world: {selling: {cold_success: 0.2, cooling: 10}}, levers: {reps: 9, desks: 7}}
    where: {world: {selling: {cold_success: 0.3}}}
    elsewhere: {}
"""
    )
    cells = load_claim(_write(folder, text)).designs[0].cells
    assert [cell.world.selling.cold_success for cell in cells] == [0.3, 0.3, 0.2, 0.2]
    assert {cell.world.selling.cooling for cell in cells} == {10.0}
    assert [cell.strategies[FIRM].phases[0].reps for cell in cells] == [3, 2, 3, 2]
    assert {cell.strategies[FIRM].phases[0].desks for cell in cells} == {7}


def test_every_segment_is_changed_and_null_takes_away(folder: Path) -> None:
    text = HEAD + TEST.replace(
        "arm: {levers: {reps: 3}}",
        "arm: {every_segment: {risk_aversion: 0.7, entry_gate: null}, world: {screening: null}}",
    )
    world = load_claim(_write(folder, text)).designs[0].cells[0].world
    assert {segment.risk_aversion for segment in world.segments.values()} == {0.7}


@pytest.mark.parametrize(
    ("test", "line", "said"),
    [
        (TEST.replace("spend", "spent"), 12, "unknown outcome 'spent'; did you mean 'spend'?"),
        (TEST.replace("spend", "spend * 2"), 12, "expected a measure such as"),
        (TEST.replace("spend", "run_rat at 3 years"), 12, "did you mean 'run_rate'?"),
        (TEST.replace("higher", "more"), 13, "expected 'higher' or 'lower', found 'more'"),
        (TEST.replace("reps: 3", "resp: 3"), 14, "did you mean 'reps'?"),
        (TEST.replace("reps: 3", "reps: many"), 14, "expected a whole number"),
        (TEST.replace("levers: {reps: 3}", "world: {sellin: {cycle: 3}}"), 14, "did you mean 'selling'?"),
        (TEST.replace("levers: {reps: 3}", "lever: {reps: 3}"), 14, "did you mean 'levers'?"),
        (TEST.replace("levers: {reps: 3}", "strategy: biuld.yaml"), 0, "did you mean 'build.yaml'?"),
        (TEST.split("    against", maxsplit=1)[0], 10, "needs either 'against' (another firm) or 'level' (a number)"),
        (TEST + "    level: 3M\n", 10, "and not both"),
        (TEST + "    where: {}\n", 10, "needs 'where' and 'elsewhere' together"),
        (TEST + "    negligible: 3 years\n", 10, "expected"),
        (TEST + "    negligible: -3\n", 10, "must be finite, and 'negligible' not negative"),
    ],
)
def test_a_fault_is_told_with_its_line(folder: Path, test: str, line: int, said: str) -> None:
    file = _write(folder, HEAD + test)
    with pytest.raises(ScenarioError) as caught:
        load_claim(file)
    fault = next(fault for fault in caught.value.faults if said in str(fault))
    assert Path(fault.file) == file
    assert fault.line == line or not line


def test_a_missing_world_is_told_once(folder: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_claim(_write(folder, HEAD.replace("world.yaml", "wrld.yaml") + TEST))
    assert [str(fault) for fault in caught.value.faults if "did you mean 'world.yaml'" in str(fault)]
    assert len(caught.value.faults) == 1


def test_the_faults_of_all_files_are_told_together(folder: Path) -> None:
    faulty = _write(folder, "claim: X1\n")
    with pytest.raises(ScenarioError) as caught:
        load_claims([faulty, folder / "nowhere.yaml"])
    files = {fault.file for fault in caught.value.faults}
    assert files == {str(faulty), str(folder / "nowhere.yaml")}


def test_a_list_is_no_claim(folder: Path) -> None:
    with pytest.raises(ScenarioError, match="expected a claim"):
        load_claim(_write(folder, "- claim\n"))


@pytest.mark.parametrize("text", ["", "revenue /", "revenue / orders / orders", "run_rate at", "run_rate at 3 CNY"])
def test_what_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(MisfitError):
        read_measure(text)
