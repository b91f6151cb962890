"""What the lab saves, the command line opens, and finds the same verdict."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments import cli
from experiments.lab.answer import answer
from experiments.lab.document import Document, open_file
from experiments.lab.presets import open_preset
from experiments.lab.runs import RunStore
from experiments.lab.saving import saved, write
from experiments.lab.view import View
from experiments.records import comparison_record, json_text
from simulator.errors import ScenarioError
from simulator.scenario.load import load_scenario
from simulator.scenario.node import Node
from simulator.scenario.yaml_source import parse_yaml

VALID = Path(__file__).parents[2] / "scenarios" / "valid"


def documents() -> list[Document]:
    found = []
    for file in sorted(VALID.glob("**/*.yaml")):
        try:
            found.append(open_file(file))
        except ScenarioError:  # a world, a strategy, a part of another file
            continue
    presets = ("chase_or_build", "chase_or_build_contrarian", "claim:c05_department:at_once:default:both")
    return [*found, *map(open_preset, presets)]


def test_a_saved_file_holds_the_same_scenario(tmp_path: Path) -> None:
    every = documents()
    assert len(every) > 5
    for number, document in enumerate(every):
        file = tmp_path / f"{number}.yaml"
        write(saved(document, View()), str(file))
        assert load_scenario(file) == document.scenario, document.name


def test_texts_that_look_like_something_else_stay_texts() -> None:
    opened = open_file("chase_or_build")
    for title in ["1e3", "0x1F", "no", "null", "", "a: b", "# c", "大客户", "'", "5 $", "1_000", "~", "on", "3"]:
        tree = opened.tree.with_child("title", Node(value=title, file="a"))
        text = saved(replace(opened, tree=tree), View())
        node, faults = parse_yaml(text, "a.yaml")
        assert not faults
        assert node is not None
        assert node.at(("title",)).value == title


def test_the_command_line_finds_the_same_verdict(tmp_path: Path) -> None:
    view = View(changes={"run.replications": "6", "world.finance.opening_cash": "3M", "baseline": "build_base"})
    document = open_file("chase_or_build").changed(view.overrides)
    found = answer(document, RunStore())
    file = write(saved(document, view), str(tmp_path / "mine"))
    assert file.name == "mine.yaml"
    result = CliRunner().invoke(cli.main, ["compare", str(file), "--json", str(tmp_path / "a.json"), "--quiet"])
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    ours = comparison_record(document.scenario, found.comparison, found.verdict)
    assert record == json.loads(json_text(ours))
    assert record["baseline"] == "build_base"


def test_the_file_says_where_it_comes_from() -> None:
    view = View(changes={"run.seed": "7"})
    lines = saved(open_file("chase_or_build").changed(view.overrides), view).splitlines()
    assert lines[:3] == [
        "# Saved by keysim lab from chase_or_build, with:",
        "#   run.seed=7",
        "title: Chase big accounts, or build the base first?",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (" ", "save: needs the name of a file"),
        ("a.txt", "must end in .yaml or .yml"),
        ("nowhere/a.yaml", "lies in a folder that does not exist"),
        ("there.yaml", "is there already; choose another name, or allow to write over it"),
    ],
)
def test_a_file_that_should_not_be_written(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        write("x", name)
    assert [file.name for file in tmp_path.iterdir()] == ["there.yaml"]
    assert Path("there.yaml").read_text(encoding="utf-8") == "mine"


def test_a_file_may_be_written_over_if_asked_for(tmp_path: Path) -> None:
    file = write("one", str(tmp_path / "a.yaml"))
    assert write("two", str(file), replace=True).read_text(encoding="utf-8") == "two"
