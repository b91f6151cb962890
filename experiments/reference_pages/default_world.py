"""What the default world sets, and where its author says that each number comes from."""

import re
from pathlib import Path

from simulator.bundled import bundled_scenarios
from simulator.scenario.node import Node
from simulator.scenario.yaml_source import parse_yaml, read_source

WORLD = "worlds/industrial_supplier.yaml"
LETTER = re.compile(r"(?<![A-Za-z])([SVG])(?![A-Za-z])")


class DefaultWorld:
    """The default world as it is written, with the remark that stands behind or above each value."""

    def __init__(self) -> None:
        file = Path(bundled_scenarios() / WORLD)
        text = read_source(file)
        node, faults = parse_yaml(text, file.name)
        if node is None or faults:
            raise ValueError(f"{WORLD} cannot be read")
        self.root: Node = node
        self.lines = text.splitlines()

    def value(self, *path: str | int) -> str:
        """What the world sets at a path, as a person would write it; empty if it does not name it."""
        node = self._at(path)
        return "" if node is None else _written(node.plain())

    def origin(self, *path: str | int) -> str:
        """Where the value at a path comes from: letters S, V, G as its remark has them; empty if not said."""
        node = self._at(path)
        if node is None:
            return ""
        letters = LETTER.findall(self._remark(node))
        if not letters:
            parent = self._at(path[:-1])
            letters = LETTER.findall(self._own_remark(parent.line)) if parent else []
        return ", ".join(dict.fromkeys(letters))

    def _at(self, path: tuple[str | int, ...]) -> Node | None:
        node: Node | None = self.root
        for name in path:
            node = node.child(name) if node else None
        return node

    def _remark(self, node: Node) -> str:
        """The remark on the value's own line, else the lines of remarks right above it."""
        own = self._own_remark(node.line)
        if own:
            return own
        above, line = "", node.line - 1
        while line >= 1 and self.lines[line - 1].lstrip().startswith("#"):
            above = f"{self.lines[line - 1].strip()} {above}"
            line -= 1
        return above

    def _own_remark(self, line: int) -> str:
        return self.lines[line - 1].partition(" #")[2]


def _written(value: object) -> str:
    """A value in one line: `lognormal (median 400k, sigma 1.3)`."""
    if isinstance(value, dict):
        law = value.get("distribution")
        rest = ", ".join(f"{name} {_written(each)}" for name, each in value.items() if name != "distribution")
        return f"{law} ({rest})" if law else rest
    if isinstance(value, list):
        return ", ".join(map(_written, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
