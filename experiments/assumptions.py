"""What a scenario assumes: every value that its files set, as they write it, and where its author took it from."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from experiments.remarks import LETTER, Remarks, written
from simulator.scenario.changes import laid_over
from simulator.scenario.node import COMMAND_LINE, Node, dotted
from simulator.scenario.node import Path as Place
from simulator.scenario.sources import Sources

SOURCES: Mapping[str, str] = {
    "S": "published research",
    "V": "figures of vendors",
    "G": "a guess",
    "set": "set on the command line",
    "": "not said, or a definition",
}
TEXT_FOR_PEOPLE = frozenset({"title", "description", "extends", "currency"})


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """One value: where it stands, what it is, where it comes from, what its author says of it.

    `source` is a letter of `SOURCES`, several joined by ", "; `remark` is without the letters.
    """

    path: Place
    value: str
    source: str
    remark: str

    @property
    def block(self) -> str:
        """The block that it stands in.

        Examples:
            >>> Assumption(path=("segments", "dealers", "accounts"), value="80", source="G", remark="").block
            'segments.dealers'
        """
        inner = self.path[:2] if self.path[:1] == ("segments",) else self.path[:1]
        return dotted(inner) if len(self.path) > 1 else "the world itself"

    @property
    def name(self) -> str:
        """Its path within the block."""
        depth = 2 if self.path[:1] == ("segments",) else 1
        return dotted(self.path[depth:]) or dotted(self.path)


@dataclass(frozen=True, kw_only=True)
class Premises:
    """All that a scenario's files say: the world's values, and the levers of each strategy."""

    world: Sequence[Assumption]
    levers: Mapping[str, Mapping[str, str]]

    def count(self, source: str) -> int:
        """How many values of the world come from a source."""
        return sum(source in each.source.split(", ") for each in self.world)


def premises(file: str | os.PathLike[str], overrides: Iterable[str] = ()) -> Premises:
    """Reads the files of a scenario that has been loaded without fault.

    Args:
        file: A path, or the name of a bundled scenario.
        overrides: Texts such as `world.finance.opening_cash=2M`.
    """
    sources = Sources()
    tree = laid_over(sources.load(os.fspath(file), "scenario"), overrides, sources)
    world = tree.child("world") or Node(value={}, file="")
    strategies = tree.child("strategies") or Node(value={}, file="")
    levers = {name: dict(_levers(node)) for name, node in strategies.block.items()}
    return Premises(world=tuple(_world(world)), levers=levers)


def _world(world: Node) -> Iterator[Assumption]:
    files: dict[str, Remarks] = {}
    said: dict[Place, Assumption] = {}
    for path, node, parent in _leaves(world, (), None):
        remarks = files.setdefault(node.file, Remarks.of_file(node.file))
        found = _assumption(path, node, parent, remarks)
        if path[:1] == ("segments",):
            found = _as_said_before(found, said.setdefault(path[2:], found))
        yield found


def _assumption(path: Place, node: Node, parent: Node | None, remarks: Remarks) -> Assumption:
    if node.file == COMMAND_LINE:
        return Assumption(path=path, value=written(node.plain()), source="set", remark="")
    letters = remarks.sources(node, parent)
    remark = remarks.about(node) if LETTER.search(remarks.about(node)) else ""
    return Assumption(path=path, value=written(node.plain()), source=", ".join(letters), remark=_words(remark))


def _words(remark: str) -> str:
    """A remark without the letter that it begins with.

    Examples:
        >>> _words("G: a contract runs about three years"), _words("G")
        ('a contract runs about three years', '')
    """
    first, _, rest = remark.partition(" ")
    return rest.strip() if LETTER.fullmatch(first.rstrip(":,;.")) else remark


def _as_said_before(found: Assumption, first: Assumption) -> Assumption:
    """A value of a segment without a remark of its own: what is said where a segment names it first holds here too."""
    if found.source or not first.source or first.source == "set":
        return found
    return Assumption(path=found.path, value=found.value, source=first.source, remark=f"source as for {first.path[1]}")


def _levers(strategy: Node) -> Iterator[tuple[str, str]]:
    for path, node, _ in _leaves(strategy, (), None):
        named = [f"phase {int(path[1]) + 1}", *path[2:]] if path[0] == "phases" else list(path)
        yield ": ".join([str(named[0]), dotted(named[1:])]) if len(named) > 1 else str(named[0]), written(node.plain())


def _leaves(node: Node, path: Place, parent: Node | None) -> Iterator[tuple[Place, Node, Node | None]]:
    """Every value below a node that a table would show in one cell: numbers, texts, laws, lists of these."""
    names: list[str | int] = [*node.block, *range(len(node.items))]
    is_value = "distribution" in node.block or not names or all(not each.block for each in node.items if node.items)
    if path and is_value and not (node.block and "distribution" not in node.block):
        yield path, node, parent
        return
    for name in names:
        child = node.child(name)
        if child is not None and name not in TEXT_FOR_PEOPLE:
            yield from _leaves(child, (*path, name), node)
