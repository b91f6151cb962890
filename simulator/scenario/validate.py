"""From a complete tree to the frozen form: each part by itself, so that one part's faults hide no other's."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError

from simulator.errors import Fault
from simulator.scenario.block import Block
from simulator.scenario.checks import Finding, check_scenario, check_strategy, check_world
from simulator.scenario.node import COMMAND_LINE, Broken, Node, Path, dotted
from simulator.scenario.schema import RunSettings, Scenario
from simulator.scenario.sources import FileKind
from simulator.scenario.strategy import Strategy
from simulator.scenario.translate import faults_of
from simulator.scenario.world import World

B = TypeVar("B", bound=Block)

MODELS: dict[FileKind, type[Block]] = {"scenario": Scenario, "world": World, "strategy": Strategy}


_KINDS: dict[type[Block], FileKind] = {model: kind for kind, model in MODELS.items()}
TITLES = {"title", "description"}


def kind_of(root: Node) -> FileKind | None:
    """Whether a tree is a scenario, a world or a strategy, told by the names that it holds.

    >>> kind_of(Node(value={"phases": Node(value=[], file="a.yaml")}, file="a.yaml"))
    'strategy'
    """
    names = set(root.block) - TITLES
    known = {kind: len(names & set(model.model_fields)) for kind, model in MODELS.items()}
    best = max(known, key=lambda kind: known[kind])
    return best if known[best] else None


def validate(root: Node, kind: FileKind) -> tuple[list[Fault], Block | None]:
    """The scenario, world or strategy that a tree describes; none if anything is wrong."""
    validation = _Validation(root)
    if kind == "scenario":
        found: Block | None = validation.scenario()
    elif kind == "world":
        found = validation.world(())
    else:
        found = validation.strategy((), {})
    return validation.faults, None if validation.faults else found


def without_inherited(faults: Iterable[Fault]) -> list[Fault]:
    """Faults of a strategy, each told for the first phase only of those that inherit the value."""
    first: dict[tuple[object, ...], Fault] = {}
    for fault in faults:
        lever = re.sub(r"phases\.\d+", "phases", fault.path)
        first.setdefault((fault.file, fault.line, lever, fault.message), fault)
    return list(first.values())


class _Validation:
    """Collects what is wrong with the parts of one tree."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.faults: list[Fault] = []

    def scenario(self) -> Scenario | None:
        if self._is_of_another_kind(self.root, Scenario, ()):
            return None
        world = self.world(("world",)) if "world" in self.root.block else None
        run = self.part(RunSettings, ("run",)) if "run" in self.root.block else RunSettings()
        names = list(self.root.at(("strategies",)).block) if "strategies" in self.root.block else []
        parts: dict[str, Any] = {"world": world, "run": run}
        known = self._limits(world, run)
        parts["strategies"] = {name: self.strategy(("strategies", name), known) for name in names}
        return self._joined(parts)

    def _limits(self, world: World | None, run: RunSettings | None) -> dict[str, Any]:
        """What a strategy is checked against; what `--set` changes is a trial, in which a trigger may well be idle."""
        known: dict[str, Any] = {}
        if run is not None and not self._was_set(("run", "horizon")):
            known["horizon"] = run.horizon
        if world is not None:
            known["segments"] = world.segments
            if not any(self._was_set(("world", "segments", name, "accounts")) for name in world.segments):
                known["accounts"] = sum(segment.accounts for segment in world.segments.values())
        return known

    def world(self, path: Path) -> World | None:
        world = self.part(World, path)
        if world is not None:
            self._tell(check_world(world), path)
        return world

    def strategy(self, path: Path, known: dict[str, Any]) -> Strategy | None:
        told = len(self.faults)
        strategy = self.part(Strategy, path)
        if strategy is not None:
            self._tell(check_strategy(strategy, **known), path)
        self.faults[told:] = without_inherited(self.faults[told:])
        return strategy

    def part(self, model: type[B], path: Path) -> B | None:
        """A part of the tree as its model; none if the model refuses it."""
        node = self.root.at(path)
        if isinstance(node.value, Broken):
            return None
        if self._is_of_another_kind(node, model, path):
            return None
        try:
            return model.model_validate(node.plain())
        except ValidationError as error:
            self.faults += faults_of(error, model, node, path)
            return None

    def _is_of_another_kind(self, node: Node, model: type[Block], path: Path) -> bool:
        """Whether a world stands where a strategy should, and the like."""
        other = kind_of(node)
        wrong = model in _KINDS and other is not None and not set(node.block) & set(model.model_fields) - TITLES
        if wrong:
            self.faults.append(node.fault(path, f"is a {other}; a {_KINDS[model]} is due here"))
        return wrong

    def _joined(self, parts: dict[str, Any]) -> Scenario | None:
        """The scenario around its parts; what the parts are at fault for is not told twice."""
        plain = self.root.plain()
        data = {**plain, **{k: v for k, v in parts.items() if k in plain and v}} if isinstance(plain, dict) else plain
        try:
            scenario = Scenario.model_validate(data)
        except ValidationError as error:
            faults = faults_of(error, Scenario, self.root, ())
            told: list[Path] = [("strategies", name) for name in parts["strategies"]]
            told += [(name,) for name in ("world", "run") if name in self.root.block]
            self.faults += [fault for fault in faults if not _is_within(fault.path, told)]
            scenario = None
        self._tell(self._cross_checks(data), ())
        return scenario

    def _cross_checks(self, data: object) -> Iterable[Finding]:
        """Checks of names, on whatever of them is there."""
        values: dict[str, Any] = data if isinstance(data, dict) else {}
        strategies, baseline, outcomes = (values.get(name) for name in ("strategies", "baseline", "outcomes"))
        if not isinstance(strategies, dict) or not strategies:
            return []
        listed = outcomes if isinstance(outcomes, list) else []
        return check_scenario(
            strategies,
            baseline if isinstance(baseline, str) else None,
            [name for name in listed if isinstance(name, str)],
        )

    def _tell(self, findings: Iterable[Finding], prefix: Path) -> None:
        for finding in findings:
            path = (*prefix, *finding.path)
            self.faults.append(self.root.at(path).fault(path, finding.message, finding.hint))

    def _was_set(self, path: Path) -> bool:
        return self.root.at(path).file == COMMAND_LINE


def _is_within(path: str, told: Iterable[Path]) -> bool:
    """Whether a fault of the whole lies inside a part that has told its own faults."""
    return any(path == dotted(part) or path.startswith(f"{dotted(part)}.") for part in told)
