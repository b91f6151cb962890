"""Scenarios with some of their numbers changed, by path."""

from collections.abc import Iterable, Iterator, Mapping
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


def without(scenario: Scenario, paths: Iterable[str]) -> Scenario:
    """A scenario whose files do not mention some paths: what stands there is the default.

    Args:
        scenario: The scenario to start from.
        paths: As for `changed`.
    """
    tree = scenario.model_dump()
    for path in paths:
        for parent, key in _places(tree, path.split(".")):
            parent.pop(key, None)
    return Scenario.model_validate(tree)


def _set(tree: Any, path: list[str], value: Any) -> None:
    for parent, key in _places(tree, path):
        parent[key] = value


def _places(tree: Any, path: list[str]) -> Iterator[tuple[Any, Any]]:
    """Every parent and key that a path leads to."""
    name, *rest = path
    if isinstance(tree, list | tuple):
        keys: Any = range(len(tree)) if name == EVERY else [int(name)]
    else:
        keys = list(tree) if name == EVERY else [name]
    for key in keys:
        if rest:
            yield from _places(tree[key], rest)
        else:
            yield tree, key
