"""Scenarios that differ from a checked one in a few values: only what differs is checked anew.

A design point changes a handful of several hundred values. Laying a value into a tree leaves all other nodes the
same objects, so that a block whose node is still the same need not be read and checked again. Whatever is at fault
takes the long way, which tells all faults as usual.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from simulator.scenario.checks import Finding, check_strategy, check_world
from simulator.scenario.node import Node
from simulator.scenario.overlay import fill_phases
from simulator.scenario.schema import Scenario
from simulator.scenario.strategy import Strategy
from simulator.scenario.world import Segment, World


class Variations:
    """A tree and the scenario that it describes, from which others are made.

    Args:
        root: The composed tree.
        base: The scenario that it describes.
    """

    def __init__(self, root: Node, base: Scenario) -> None:
        self.root = root
        self.base = base

    def scenario(self, changed: Node) -> Scenario | None:
        """The scenario of a tree that came from `root` by laying values into it.

        Returns:
            None if the tree must be checked as a whole: something is at fault, or more than values changed.
        """
        if not self._differs_in_values_alone(changed):
            return None
        try:
            world = self._world(changed.at(("world",)))
            strategies = {name: self._strategy(name, node, world) for name, node in _parts(changed, "strategies")}
        except (ValidationError, _FindingError):
            return None
        return self.base.model_copy(update={"world": world, "strategies": strategies})

    def _differs_in_values_alone(self, changed: Node) -> bool:
        """Whether nothing but the insides of segments, blocks of the world and strategies differ."""
        free = {"world", "strategies"}
        same = all(changed.child(name) is node for name, node in self.root.block.items() if name not in free)
        places = (("strategies",), ("world", "segments"))
        return (
            same
            and changed.block.keys() == self.root.block.keys()
            and isinstance(changed.at(("world",)).value, dict)
            and all(list(changed.at(place).block) == list(self.root.at(place).block) for place in places)
        )

    def _world(self, node: Node) -> World:
        before = self.root.at(("world",))
        if node is before:
            return self.base.world
        data: dict[str, Any] = {name: self._block(name, each, before) for name, each in node.block.items()}
        world = World.model_validate(data)
        _refuse(check_world(world))
        return world

    def _block(self, name: str, node: Node, before: Node) -> Any:
        """A block of the world: the one that was checked before, or its plain values."""
        if node is before.child(name):
            return getattr(self.base.world, name)
        if name != "segments":
            return node.plain()
        known = before.at(("segments",))
        return {
            segment: _segment(self.base.world.segments[segment], known.at((segment,)), each)
            for segment, each in node.block.items()
        }

    def _strategy(self, name: str, node: Node, world: World) -> Strategy:
        if node is self.root.at(("strategies", name)):
            return self.base.strategies[name]
        strategy = Strategy.model_validate(fill_phases(node).plain())
        _refuse(check_strategy(strategy, segments=world.segments, horizon=self.base.run.horizon))
        return strategy


def _segment(checked: Segment, before: Node, node: Node) -> Any:
    """A segment that was checked, or plain values, in which laws and blocks that did not change stand as checked."""
    if node is before:
        return checked
    data: dict[str, Any] = {}
    for name, each in node.block.items():
        kept = getattr(checked, name, None) if each is before.child(name) else None
        data[name] = kept if isinstance(kept, BaseModel) else each.plain()
    return data


class _FindingError(Exception):
    """The parts contradict each other."""


def _refuse(findings: Iterable[Finding]) -> None:
    if next(iter(findings), None) is not None:
        raise _FindingError


def _parts(root: Node, name: str) -> list[tuple[str, Node]]:
    return list(root.at((name,)).block.items())
