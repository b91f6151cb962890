"""The commented starter scenario."""

import re
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.load import load_scenario
from simulator.scenario.starter import write_starter

NAMES = {"scenario.yaml", "world.yaml", "chase.yaml", "build.yaml"}


def test_starter_is_a_scenario_at_once(tmp_path: Path) -> None:
    main = write_starter(tmp_path / "new" / "folder")
    assert {file.name for file in main.parent.iterdir()} == NAMES
    scenario = load_scenario(main)
    assert set(scenario.strategies) == {"chase", "build"}
    assert scenario.world.title == "Our market"
    assert len(scenario.world.segments) > 1


def test_commented_lines_of_the_world_are_sound(tmp_path: Path) -> None:
    main = write_starter(tmp_path)
    world = tmp_path / "world.yaml"
    lines = world.read_text(encoding="utf-8").splitlines()
    opened = [re.sub(r"^( *)#(?=[a-z_]+:)", r"\1", line) for line in lines]
    world.write_text("\n".join(opened), encoding="utf-8")
    changed = load_scenario(main).world
    assert changed.finance.credit_limit == 2_000_000.0
    assert changed.delivery.promise == 21.0
    assert changed.segments["machine_builders"].accounts == 150


def test_starter_never_writes_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text("mine")
    with pytest.raises(ScenarioError, match=r"world\.yaml: exists already; nothing was written"):
        write_starter(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["world.yaml"]
    assert (tmp_path / "world.yaml").read_text() == "mine"


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ScenarioError, match="cannot be written to"):
        write_starter(tmp_path / "file")
