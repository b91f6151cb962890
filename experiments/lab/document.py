"""A scenario as the lab has opened it: the composed tree beside the checked scenario, so that values can be changed.

Every change of the page is a text such as `world.finance.opening_cash=2M`, as `--set` takes it. What the page shows
can therefore be had from the command line too, with the same faults told in the same words.
"""

import itertools
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments.plan import checked, filled, node_of
from simulator.errors import Fault, ScenarioError
from simulator.scenario.changes import laid_over
from simulator.scenario.node import Broken, Node
from simulator.scenario.overlay import OWN_OF_EACH_PHASE
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import Sources


@dataclass(frozen=True, kw_only=True)
class Document:
    """An opened scenario.

    Attributes:
        name: What the user calls it: a path, or the name of what comes with keysim.
        tree: All its files as one tree, as they are written.
        scenario: What the tree describes, checked.
    """

    name: str
    tree: Node
    scenario: Scenario

    @cached_property
    def filled(self) -> Node:
        """The tree whose phases name every lever."""
        return filled(self.tree)

    def changed(self, overrides: Iterable[str]) -> "Document":
        """The same scenario with other values.

        Args:
            overrides: Texts as `--set` takes them, the later over the earlier.

        Raises:
            ScenarioError: With all the faults of the values, as the command line tells them.

        Examples:
            >>> richer = open_file("chase_or_build").changed(["world.finance.opening_cash=9M"])
            >>> richer.scenario.world.finance.opening_cash
            9000000.0
        """
        sources = Sources()
        return _checked(laid_over(self.tree, overrides, sources), sources.faults, self.name)


def open_file(name: str | os.PathLike[str]) -> Document:
    """Opens a scenario file, or a scenario that comes with keysim.

    Raises:
        ScenarioError: With all the faults of all its files.
    """
    sources = Sources()
    tree = sources.load(os.fspath(name), "scenario")
    return _checked(tree, sources.faults, os.fspath(name))


def open_bytes(name: str, content: bytes) -> Document:
    """Opens a file that was handed over without its folder; files that it names must come with keysim.

    Args:
        name: What the user calls it; faults are told under this name.
        content: What it holds.

    Raises:
        ScenarioError: With all its faults.
    """
    shown = Path(name).name or "scenario.yaml"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.yaml"
        file.write_bytes(content)
        try:
            return replace(open_file(file), name=shown)
        except ScenarioError as error:
            raise ScenarioError(_told_of(fault, file, shown) for fault in error.faults) from None


def from_scenario(name: str, scenario: Scenario) -> Document:
    """Makes a document of a scenario that was built by a program.

    Each phase keeps only what it changes, so that a lever moved in one phase moves in those that inherit it.

    Examples:
        >>> opened = open_file("chase_or_build")
        >>> from_scenario("again", opened.scenario).scenario == opened.scenario
        True
    """
    plain: dict[str, Any] = json.loads(scenario.model_dump_json())
    for strategy in plain["strategies"].values():
        strategy["phases"] = _as_changes(strategy["phases"])
    return _checked(node_of(plain, name), [], name)


def _checked(tree: Node, faults: list[Fault], name: str) -> Document:
    if isinstance(tree.value, Broken):
        raise ScenarioError(faults)
    return Document(name=name, tree=tree, scenario=checked(tree, faults))


def _told_of(fault: Fault, file: Path, shown: str) -> Fault:
    return replace(fault, file=shown if fault.file == str(file) else fault.file)


def _as_changes(phases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Phases of which each names only what differs from the one before."""
    pairs = itertools.pairwise(phases)
    return phases[:1] + [_difference(before, phase, OWN_OF_EACH_PHASE) for before, phase in pairs]


def _difference(before: Mapping[str, Any], after: Mapping[str, Any], own: Iterable[str] = ()) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(value, dict) and isinstance(old, dict):
            inner = _difference(old, value)
            if inner:
                changes[name] = inner
        elif value != old or name in own:
            changes[name] = value
    return changes
