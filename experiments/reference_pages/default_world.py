"""What the default world sets, and where its author says that each number comes from."""

from pathlib import Path

from experiments.remarks import Remarks, written
from simulator.bundled import bundled_scenarios
from simulator.scenario.node import Node
from simulator.scenario.yaml_source import parse_yaml, read_source

WORLD = "worlds/industrial_supplier.yaml"


class DefaultWorld:
    """The default world as it is written, with the remark that stands behind or above each value."""

    def __init__(self) -> None:
        file = Path(bundled_scenarios() / WORLD)
        text = read_source(file)
        node, faults = parse_yaml(text, file.name)
        if node is None or faults:
            raise ValueError(f"{WORLD} cannot be read")
        self.root: Node = node
        self.remarks = Remarks(text)

    def value(self, *path: str | int) -> str:
        """What the world sets at a path, as a person would write it; empty if it does not name it."""
        node = self._at(path)
        return "" if node is None else written(node.plain())

    def origin(self, *path: str | int) -> str:
        """Where the value at a path comes from: letters S, V, G as its remark has them; empty if not said."""
        node = self._at(path)
        return "" if node is None else ", ".join(self.remarks.sources(node, self._at(path[:-1])))

    def _at(self, path: tuple[str | int, ...]) -> Node | None:
        node: Node | None = self.root
        for name in path:
            node = node.child(name) if node else None
        return node
