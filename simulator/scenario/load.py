"""From a scenario file to a `Scenario`: read, lay over, check; every fault is told at once, with its line."""

import os
from collections.abc import Iterable
from typing import TypeVar

from simulator.errors import Fault, ScenarioError, in_order
from simulator.scenario.block import Block
from simulator.scenario.changes import laid_over
from simulator.scenario.node import Broken, Node, Path
from simulator.scenario.overlay import fill_phases
from simulator.scenario.quantities import told
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import FileKind, Sources, with_parts
from simulator.scenario.strategy import Strategy
from simulator.scenario.validate import kind_of, validate
from simulator.scenario.world import World

B = TypeVar("B", bound=Block)
FileName = str | os.PathLike[str]


def load_scenario(file: FileName, overrides: Iterable[str] = ()) -> Scenario:
    """A scenario, ready to run: all files read, all levers filled in, all quantities plain numbers.

    Args:
        file: A path, or the name of a bundled scenario such as `chase_or_build`.
        overrides: Texts such as `world.finance.opening_cash=2M`.

    Raises:
        ScenarioError: With all the faults of all the files.

    Examples:
        >>> scenario = load_scenario("chase_or_build", ["world.finance.opening_cash=2M", "run.replications=50"])
        >>> list(scenario.strategies), scenario.world.finance.opening_cash, scenario.run.replications
        (['chase_big', 'build_base'], 2000000.0, 50)
    """
    return _loaded(file, overrides, "scenario", Scenario)


def load_world(file: FileName, overrides: Iterable[str] = ()) -> World:
    """A world file, checked by itself.

    Raises:
        ScenarioError: With all its faults.

    Examples:
        >>> list(load_world("worlds/industrial_supplier").segments)
        ['machine_builders', 'packaging', 'medical_devices', 'dealers']
    """
    return _loaded(file, overrides, "world", World)


def load_strategy(file: FileName, overrides: Iterable[str] = ()) -> Strategy:
    """A strategy file, checked by itself.

    Raises:
        ScenarioError: With all its faults.

    Examples:
        >>> [phase.until for phase in load_strategy("strategies/build_base").phases]
        ['customers >= 40 and on_time >= 90 %', None]
    """
    return _loaded(file, overrides, "strategy", Strategy)


def check_file(file: FileName, overrides: Iterable[str] = ()) -> tuple[Fault, ...]:
    """All that is wrong with a scenario, world or strategy file; which of them it is, its content tells.

    Examples:
        >>> check_file("chase_or_build")
        ()
        >>> for fault in check_file("chase_or_build", ["world.finance.oppening_cash=2M", "run.horizon=5 yaers"]):
        ...     print(fault)
        --set: run.horizon: expected a duration such as '6 weeks', or a number of days, found '5 yaers'
        --set: world.finance.oppening_cash: unknown name 'oppening_cash'; did you mean 'opening_cash'?
    """
    faults, _ = _read(file, overrides, None)
    return in_order(faults)


def _loaded(file: FileName, overrides: Iterable[str], kind: FileKind, model: type[B]) -> B:
    faults, found = _read(file, overrides, kind)
    if faults or not isinstance(found, model):
        raise ScenarioError(faults)
    return found


def _read(file: FileName, overrides: Iterable[str], kind: FileKind | None) -> tuple[list[Fault], Block | None]:
    sources = Sources()
    root = sources.load(os.fspath(file), kind)
    kind = kind or kind_of(root)
    root = laid_over(root, overrides, sources)
    if isinstance(root.value, Broken) or (kind is None and sources.faults):
        return sources.faults, None
    if kind is None:
        return [root.fault((), _no_kind(root))], None
    faults, found = validate(_filled(root, kind), kind)
    return sources.faults + faults, found


def _filled(root: Node, kind: FileKind) -> Node:
    """A tree whose phases name every lever."""
    if kind == "scenario":
        return with_parts(root, _filled_part)
    return _filled_part(root, kind, ())


def _filled_part(node: Node, kind: FileKind, _path: Path) -> Node:
    return fill_phases(node) if kind == "strategy" else node


def _no_kind(root: Node) -> str:
    if not isinstance(root.value, dict):
        return f"expected a block of 'name: value' lines, found {told(root.plain())}"
    return "is no scenario ('strategies:'), no world ('segments:') and no strategy ('phases:')"
