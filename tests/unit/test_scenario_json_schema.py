"""The JSON Schema that editors use takes every file that the loader takes, and refuses what it can see."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.bundled import bundled_scenarios
from simulator.scenario.json_schema import scenario_json_schema
from simulator.scenario.yaml_source import parse_yaml, read_source

jsonschema = pytest.importorskip("jsonschema")

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
BUNDLED = [bundled_scenarios(), *(bundled_scenarios() / name for name in ("worlds", "strategies", "starter"))]
FILES = sorted(file for folder in (VALID, *BUNDLED) for file in folder.glob("*.yaml"))


def is_valid(content: object) -> bool:
    return bool(jsonschema.Draft202012Validator(scenario_json_schema()).is_valid(content))


def test_schema_is_plain_json_and_well_formed() -> None:
    schema = scenario_json_schema()
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_good_file_passes(file: Path) -> None:
    node, faults = parse_yaml(read_source(file), str(file))
    assert node is not None
    assert not faults
    assert is_valid(node.plain())


@pytest.mark.parametrize(
    "content",
    [
        {"run": {"replicatons": 5}},
        {"run": {"horizon": 0}},
        {"outcomes": ["valu"]},
        {"phases": [{"reps": -1}]},
        {"phases": [{"price": True}]},
        {"segments": {"a": {"wallet": {"distribution": "normal", "mean": 1, "sd": 1}}}},
        {"segments": {"a": {"wallet": {"distribution": "gamma", "mean": 1, "cv": 11}}}},
        {"finance": {"gross_margin": 1.5}},
        [],
    ],
)
def test_visible_faults_are_refused(content: Any) -> None:
    assert not is_valid(content)


def test_every_name_is_described_once() -> None:
    laws = [name for name in scenario_json_schema()["$defs"] if name.endswith("Distribution")]
    assert len(laws) == len(set(laws)) == 8
