"""A study made ready: the composed scenario, the factors with their levels, and the points, as plain data.

A plan reads no file: the scenario of a point is the composed tree with the point's values laid in, checked like any
other. It goes into a store as text, so that a sweep can be resumed without the files that it came from.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from experiments.variation import Variations
from simulator.errors import Fault, ScenarioError
from simulator.scenario.node import COMMAND_LINE, Node, Path
from simulator.scenario.overlay import fill_phases, override
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import with_parts
from simulator.scenario.validate import validate

Shown = float | str

# What makes two studies different, and how a person calls it; the number of replications is none of it.
IDENTITY = {
    "tree": "the scenario",
    "factors": "the factors",
    "rows": "the points",
    "strategies": "the strategies",
    "outcomes": "the outcomes",
    "seed": "the seed",
}


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One thing that varies.

    Attributes:
        name: The user's own name for it.
        paths: The places that take its value.
        levels: Its values as a scenario file has them; none if the points hold the number itself.
        shown: The same as numbers in base units where they are numbers, otherwise as text.
    """

    name: str
    paths: tuple[Path, ...]
    levels: tuple[Any, ...] = ()
    shown: tuple[Shown, ...] = ()
    whole: bool = False

    def value(self, coordinate: float) -> Any:
        """What a coordinate of a point puts into the scenario."""
        if self.levels:
            return self.levels[int(coordinate)]
        return int(coordinate) if self.whole else coordinate

    def column(self, coordinate: float) -> Shown:
        """What a coordinate of a point shows in a table."""
        return self.shown[int(coordinate)] if self.levels else coordinate

    @property
    def is_number(self) -> bool:
        """Whether all its values are numbers."""
        return all(isinstance(each, float) for each in self.shown)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that a sweep does, point by point.

    Attributes:
        title: For people.
        tree: The composed scenario as plain data, before its phases are filled.
        factors: What varies.
        rows: By point, one coordinate per factor: the position of a level, or the number itself.
        strategies: Who meets the same lucks at each point.
        outcomes: What is kept of each run.
        replications: Lucks per point, numbered from 0.
        seed: Seed of all luck.
    """

    title: str
    tree: Mapping[str, Any]
    factors: tuple[Factor, ...]
    rows: tuple[tuple[float, ...], ...]
    strategies: tuple[str, ...]
    outcomes: tuple[str, ...]
    replications: int
    seed: int

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def root(self) -> Node:
        """The composed scenario as a tree."""
        return node_of(self.tree, "the study's scenario")

    def scenario(self, point: int) -> Scenario:
        """The scenario of one point, with the study's seed.

        Raises:
            ScenarioError: The values of this point contradict each other.
        """
        faults: list[Fault] = []
        root = self.root
        for factor, coordinate in zip(self.factors, self.rows[point], strict=True):
            node = node_of(factor.value(coordinate), COMMAND_LINE)
            for path in factor.paths:
                root = override(root, path, node, faults)
        quick = self._variations.scenario(root) if self._variations is not None and not faults else None
        return quick or checked(root, faults)

    @cached_property
    def _variations(self) -> Variations | None:
        """The scenario as the study found it; a plan that came from a store may not be sound in itself."""
        try:
            return Variations(self.root, checked(self.root, []))
        except ScenarioError:
            return None

    @cached_property
    def currency(self) -> str:
        """The currency of the scenario."""
        return checked(self.root, []).world.currency

    def columns(self, point: int) -> tuple[Shown, ...]:
        """The values of the factors at a point, as a table shows them."""
        return tuple(factor.column(each) for factor, each in zip(self.factors, self.rows[point], strict=True))

    def with_replications(self, replications: int) -> "Plan":
        """The same study with another number of lucks per point."""
        return replace(self, replications=replications)

    @cached_property
    def sha256(self) -> str:
        """Hash of all that decides the results, but for the number of replications."""
        data = self._data()
        text = json.dumps({name: data[name] for name in IDENTITY}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def differences(self, other: "Plan") -> list[str]:
        """In what two studies differ, in words."""
        ours, theirs = self._data(), other._data()
        return [words for name, words in IDENTITY.items() if json.dumps(ours[name]) != json.dumps(theirs[name])]

    def to_json(self) -> str:
        """The plan as text; `plan_from_json` reads it."""
        return json.dumps(self._data(), ensure_ascii=False)

    def _data(self) -> dict[str, Any]:
        factors = [
            {
                "name": factor.name,
                "paths": [list(path) for path in factor.paths],
                "levels": list(factor.levels),
                "shown": list(factor.shown),
                "whole": factor.whole,
            }
            for factor in self.factors
        ]
        return {
            "title": self.title,
            "tree": self.tree,
            "factors": factors,
            "rows": [list(row) for row in self.rows],
            "strategies": list(self.strategies),
            "outcomes": list(self.outcomes),
            "replications": self.replications,
            "seed": self.seed,
        }


def plan_from_json(text: str) -> Plan:
    """Reads a plan that `Plan.to_json` wrote."""
    data = json.loads(text)
    factors = tuple(
        Factor(
            name=each["name"],
            paths=tuple(map(tuple, each["paths"])),
            levels=tuple(each["levels"]),
            shown=tuple(each["shown"]),
            whole=each["whole"],
        )
        for each in data["factors"]
    )
    return Plan(
        title=data["title"],
        tree=data["tree"],
        factors=factors,
        rows=tuple(map(tuple, data["rows"])),
        strategies=tuple(data["strategies"]),
        outcomes=tuple(data["outcomes"]),
        replications=data["replications"],
        seed=data["seed"],
    )


def checked(root: Node, faults: list[Fault]) -> Scenario:
    """The scenario that a composed tree describes.

    Raises:
        ScenarioError: With the faults given and all those of the tree.
    """
    found, scenario = validate(filled(root), "scenario")
    if faults or not isinstance(scenario, Scenario):
        raise ScenarioError([*faults, *found])
    return scenario


def filled(root: Node) -> Node:
    """A scenario's tree whose phases name every lever."""
    return with_parts(root, lambda node, kind, _: fill_phases(node) if kind == "strategy" else node)


def node_of(plain: Any, file: str) -> Node:
    """A tree of plain values, as if it had been read from a file.

    Examples:
        >>> node_of({"run": {"seed": 7}}, "a.yaml").plain()
        {'run': {'seed': 7}}
    """
    if isinstance(plain, Mapping):
        return Node(value={str(name): node_of(each, file) for name, each in plain.items()}, file=file)
    if isinstance(plain, list | tuple):
        return Node(value=[node_of(each, file) for each in plain], file=file)
    return Node(value=plain, file=file)
