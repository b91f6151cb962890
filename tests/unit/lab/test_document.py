"""What the lab opens, it opens as the command line does: the same scenario, the same faults in the same words."""

from pathlib import Path

import pytest

from experiments.lab.document import Document, from_scenario, open_bytes, open_file
from simulator.errors import ScenarioError
from simulator.scenario.load import load_scenario

FOLDER = Path(__file__).parents[2] / "scenarios" / "invalid"
# One takes seconds to be refused, by whatever reads it.
INVALID = sorted(file for file in FOLDER.glob("*.yaml") if file.stem != "billion_laughs")


def told(error: pytest.ExceptionInfo[ScenarioError]) -> str:
    return str(error.value)


@pytest.fixture(scope="module")
def question() -> Document:
    return open_file("chase_or_build")


def test_there_are_faulty_files_to_try() -> None:
    assert len(INVALID) > 100


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_faults_are_told_as_on_the_command_line(file: Path) -> None:
    with pytest.raises(ScenarioError) as command_line:
        load_scenario(file)
    with pytest.raises(ScenarioError) as lab:
        open_file(file)
    assert told(lab) == told(command_line)


@pytest.mark.parametrize(
    "override",
    [
        "world.finance.opening_cash=-5",
        "world.finance.openning_cash=5",
        "strategies.chase_big.phases.0.reps=many",
        "strategies.chase_bigg.phases.0.reps=3",
        "strategies.chase_big=no_such_file",
        "nonsense",
        "run.seed=",
        "baseline=nobody",
    ],
)
def test_a_bad_change_is_told_as_set_tells_it(question: Document, override: str) -> None:
    with pytest.raises(ScenarioError) as command_line:
        load_scenario("chase_or_build", [override])
    with pytest.raises(ScenarioError) as lab:
        question.changed([override])
    assert told(lab) == told(command_line)


def test_changes_are_those_of_set(question: Document) -> None:
    overrides = [
        "world.finance.opening_cash=9M",
        "strategies.build_base.phases.0.reps=7",
        "strategies.chase_big=strategies/build_base",
        "outcomes=[customers]",
    ]
    changed = question.changed(overrides).scenario
    assert changed == load_scenario("chase_or_build", overrides)
    assert changed != question.scenario


def test_a_lever_moves_in_later_phases_that_inherit_it(question: Document) -> None:
    changed = question.changed(["strategies.build_base.phases.0.reps=7"]).scenario
    assert [phase.reps for phase in changed.strategies["build_base"].phases] == [7, 7]


def test_a_file_without_its_folder_keeps_its_name_in_what_is_told() -> None:
    with pytest.raises(ScenarioError) as error:
        open_bytes("firm.yaml", b"title: A\nworld: worlds/nowhere\nstrategies: {}\n")
    lines = told(error).splitlines()
    assert "firm.yaml:2: world: 'worlds/nowhere' does not exist" in lines
    assert all(line.startswith("firm.yaml") for line in lines)


def test_a_file_without_its_folder_may_name_what_comes_with_keysim(question: Document) -> None:
    opened = open_bytes("../firm.yaml", b"extends: chase_or_build\ntitle: Mine\n")
    assert opened.name == "firm.yaml"
    assert opened.scenario == question.scenario.model_copy(update={"title": "Mine"})


def test_a_built_scenario_keeps_its_meaning_and_its_inheritance(question: Document) -> None:
    again = from_scenario("again", question.scenario)
    assert again.scenario == question.scenario
    changed = again.changed(["strategies.build_base.phases.0.reps=7"]).scenario
    assert [phase.reps for phase in changed.strategies["build_base"].phases] == [7, 7]
    assert [phase.targeting.size_exponent for phase in changed.strategies["build_base"].phases] == [0.5, 1.0]
