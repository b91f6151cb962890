"""Laying one tree over another: `extends`, phases that keep what the phase before set, and `--set`."""

from dataclasses import replace

from simulator.errors import Fault, closest, printable
from simulator.scenario.node import COMMAND_LINE, Broken, Node, Path
from simulator.scenario.yaml_source import core_scalar, parse_yaml

OPEN_BLOCKS = ("strategies", "segments")  # their names are the user's own
OWN_OF_EACH_PHASE = ("name", "until")


def merge(base: Node, over: Node) -> Node:
    """One tree laid over another: blocks merge, lists and values replace, null takes an entry away.

    A distribution replaces one of another law, as the parameters of the two have nothing in common.
    """
    if isinstance(base.value, Broken):
        return over if over.whole else replace(over, incomplete=True)
    if not isinstance(base.value, dict) or not isinstance(over.value, dict) or over.whole or _other_law(base, over):
        return over
    merged = dict(base.value)
    for name, node in over.value.items():
        if name in merged and node.value is None:
            del merged[name]
        else:
            merged[name] = merge(merged[name], node) if name in merged else node
    return replace(over, value=merged, incomplete=base.incomplete or over.incomplete)


def _other_law(base: Node, over: Node) -> bool:
    old, new = base.child("distribution"), over.child("distribution")
    return new is not None and (old is None or old.value != new.value)


def fill_phases(strategy: Node) -> Node:
    """A strategy in which each phase names every lever: its own, or that of the phase before."""
    phases = strategy.child("phases")
    if phases is None or not phases.items:
        return strategy
    filled = phases.items[:1]
    for phase in phases.items[1:]:
        filled.append(merge(filled[-1].without(*OWN_OF_EACH_PHASE), phase))
    return strategy.with_child("phases", replace(phases, value=filled))


def read_override(text: str) -> tuple[Path, Node | None, list[Fault]]:
    """The path and the value of `--set path=value`, and what is wrong with them.

    >>> path, node, faults = read_override("world.finance.opening_cash=2M")
    >>> path, node.value, node.file, faults
    (('world', 'finance', 'opening_cash'), '2M', '--set', [])
    """
    dotted, equals, written = text.partition("=")
    names = tuple(name.strip() for name in dotted.split("."))
    if not equals or not all(names):
        message = f"expected path=value such as run.seed=7, found '{printable(text)}'"
        return (), None, [Fault(file=COMMAND_LINE, message=message)]
    if not written.strip():
        return (), None, [Fault(file=COMMAND_LINE, path=dotted.strip(), message="has no value after '='")]
    node, faults = parse_yaml(written, COMMAND_LINE)
    if core_scalar(written.strip()) is None:
        node, faults = Node(value=None, file=COMMAND_LINE), []
    faults = [replace(fault, line=0, path=dotted.strip()) for fault in faults]
    return tuple(map(_position, names)), node and _without_lines(node), faults


def override(root: Node, path: Path, value: Node, faults: list[Fault]) -> Node:
    """A tree in which the value at a path is another; notes a path that leads nowhere.

    Null takes away a segment or a strategy.
    """

    def put(node: Node, depth: int) -> Node:
        if depth == len(path):
            return value
        if isinstance(node.value, Broken):
            return node
        child = _step(node, path, depth, faults)
        if child is None:
            return node
        if value.value is None and depth and depth + 1 == len(path) and path[depth - 1] in OPEN_BLOCKS:
            return node.without(str(path[depth]))
        return node.with_child(path[depth], put(child, depth + 1))

    return put(root, 0)


def _step(node: Node, path: Path, depth: int, faults: list[Fault]) -> Node | None:
    """The part that a path names next, made where the schema may know it; none if it cannot exist."""

    def refuse(message: str, hint: str = "") -> None:
        where = ".".join(map(str, path[: depth + 1]))
        faults.append(Fault(file=COMMAND_LINE, path=where, message=message, hint=hint))

    name = path[depth]
    child = node.child(name)
    if child is not None and (child.value is not None or depth + 1 == len(path)):
        return child
    if isinstance(node.value, list):
        refuse(f"there is no entry {name}; the list has {len(node.value)}, counted from 0")
        return None
    if not isinstance(node.value, dict):
        refuse(f"'{path[depth - 1] if depth else ''}' is a single value and has no part '{name}'")
        return None
    if depth and path[depth - 1] in OPEN_BLOCKS and depth + 1 < len(path):
        refuse(f"unknown name '{printable(str(name))}'", closest(str(name), node.value))
        return None
    return Node(value={}, file=COMMAND_LINE)


def _position(name: str) -> str | int:
    return int(name) if name.isascii() and name.isdigit() and len(name) < 10 else name


def _without_lines(node: Node) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {name: _without_lines(child) for name, child in value.items()}
    elif isinstance(value, list):
        value = [_without_lines(item) for item in value]
    return replace(node, value=value, line=0)
