"""Scenarios with some of their numbers changed, by path."""

from collections.abc import Mapping
from typing import Any

from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario

EVERY = "*"


def default_scenario(years: float) -> Scenario:
    """The main question over fewer years."""
    return load_scenario("chase_or_build.yaml", (f"run.horizon={years} years",))


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A scenario with values set at paths such as `world.segments.*.dropout` or `strategies.*.phases.*.reps`.

    Args:
        scenario: The scenario to start from.
        changes: New values by path; `*` stands for every entry.
    """
    tree = scenario.model_dump()
    for path, value in changes.items():
        _set(tree, path.split("."), value)
    return Scenario.model_validate(tree)


def _set(tree: Any, path: list[str], value: Any) -> None:
    name, *rest = path
    if isinstance(tree, list | tuple):
        keys: Any = range(len(tree)) if name == EVERY else [int(name)]
    else:
        keys = list(tree) if name == EVERY else [name]
    for key in keys:
        if rest:
            _set(tree[key], rest, value)
        else:
            tree[key] = value
