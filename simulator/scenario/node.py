"""The tree of a scenario file before it is checked: every value still knows its file and line."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from simulator.errors import Fault

Scalar = str | int | float | bool | None
Path = tuple[str | int, ...]
COMMAND_LINE = "--set"


class Broken(Enum):
    """Stands where a file or a value could not be read; its fault has been told already."""

    TOLD = "broken"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A value, a block or a list, and where it stands.

    Attributes:
        value: What it holds.
        file: Name of the file as the user can open it.
        line: Line in the file, from 1.
        whole: It stands for itself (it names a file), so it replaces what it overlays.
        incomplete: A file that it extends could not be read, so what it lacks is no fault of its own.
    """

    value: "Scalar | Broken | dict[str, Node] | list[Node]"
    file: str
    line: int = 0
    whole: bool = False
    incomplete: bool = False

    @property
    def block(self) -> "dict[str, Node]":
        """The named parts of a block; none if it is no block."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The entries of a list; none if it is no list."""
        return self.value if isinstance(self.value, list) else []

    def child(self, name: str | int) -> "Node | None":
        """The part of that name or position, if there is one."""
        if isinstance(self.value, dict):
            return self.value.get(str(name))
        if isinstance(self.value, list) and isinstance(name, int) and 0 <= name < len(self.value):
            return self.value[name]
        return None

    def at(self, path: Path) -> "Node":
        """The deepest part that exists on the way along a path."""
        node = self
        for name in path:
            child = node.child(name)
            if child is None:
                break
            node = child
        return node

    def with_child(self, name: str | int, child: "Node") -> "Node":
        """A copy in which one part is another."""
        if isinstance(self.value, list):
            return replace(self, value=[child if i == name else item for i, item in enumerate(self.value)])
        return replace(self, value={**self.block, str(name): child})

    def without(self, *names: str) -> "Node":
        """A copy of a block without some parts."""
        return replace(self, value={k: v for k, v in self.block.items() if k not in names})

    def plain(self) -> object:
        """Only the values: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return None if isinstance(self.value, Broken) else self.value

    def fault(self, path: Path, message: str, hint: str = "") -> Fault:
        """What is wrong with this value."""
        written = str(self.value) if isinstance(self.value, str | int | float) else ""
        return Fault(file=self.file, line=self.line, path=dotted(path), message=message, value=written, hint=hint)


def dotted(path: Iterable[str | int]) -> str:
    """A path as error messages and `--set` write it.

    >>> dotted(("strategies", "chase_big", "phases", 0, "reps"))
    'strategies.chase_big.phases.0.reps'
    """
    return ".".join(map(str, path))
