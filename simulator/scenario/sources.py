"""Finding and reading the files of a scenario: itself, what it extends, its world, its strategies."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from simulator.bundled import bundled_scenarios
from simulator.errors import Fault, ScenarioError, closest, printable
from simulator.scenario.node import Broken, Node
from simulator.scenario.node import Path as Place
from simulator.scenario.overlay import merge
from simulator.scenario.yaml_source import parse_yaml, read_source

FileKind = Literal["scenario", "world", "strategy"]
SUFFIXES = ("", ".yaml", ".yml")
LONGEST_CHAIN = 20


@dataclass(frozen=True)
class _Reference:
    """Where a file is named: by the user (no node), or by a value in another file."""

    name: str
    node: Node | None = None
    path: Place = ()

    @property
    def folder(self) -> Path:
        return Path(self.node.file).parent if self.node else Path()

    def fault(self, message: str, hint: str = "") -> Fault:
        """What is wrong with the file, told where it is named."""
        if self.node is None:
            return Fault(file=printable(self.name), message=message, hint=hint)
        return self.node.fault(self.path, f"'{printable(self.name)}' {message}", hint)


@dataclass
class Sources:
    """Reads files into one tree and collects what is wrong with each, so that all is told at once."""

    faults: list[Fault] = field(default_factory=list)

    def load(self, name: str, kind: FileKind | None = None) -> Node:
        """The tree of a file that the user named, with all that it refers to (no kind: any file)."""
        return self._file(_Reference(name), kind, (), ())

    def part(self, node: Node, kind: FileKind, path: Place) -> Node:
        """The world or a strategy of a scenario: the file that a text names, or the block itself."""
        if isinstance(node.value, str):
            return replace(self._file(_Reference(node.value, node, path), kind, (), path), whole=True)
        return replace(self._expanded(node, kind, (), path), whole="extends" in node.block)

    def _file(self, reference: _Reference, kind: FileKind | None, chain: tuple[Path, ...], path: Place) -> Node:
        file = find_file(reference.name, reference.folder)
        node = None if file is None else self._parsed(file, reference)
        if file is None:
            self.faults.append(_missing(reference))
        if file is None or node is None:
            return Node(value=Broken.TOLD, file=reference.name)
        return self._expanded(node, kind, (*chain, file), path)

    def _parsed(self, file: Path, reference: _Reference) -> Node | None:
        try:
            node, faults = parse_yaml(read_source(file), str(file))
        except ScenarioError as error:
            node, faults = None, list(error.faults)
        except OSError as error:
            said = error.strerror or "unreadable"
            node, faults = (
                None,
                [reference.fault(said if said.startswith("is ") else f"cannot be read: {said}")],
            )
        self.faults.extend(faults)
        return node

    def _expanded(self, node: Node, kind: FileKind | None, chain: tuple[Path, ...], path: Place) -> Node:
        """A tree with its parts read from their files, laid over what it extends."""
        if kind in {None, "scenario"}:
            node = with_parts(node, self.part)
        named = node.child("extends")
        return node if named is None else merge(self._base(named, kind, chain, path), node.without("extends"))

    def _base(self, named: Node, kind: FileKind | None, chain: tuple[Path, ...], path: Place) -> Node:
        """The file that a tree extends."""
        problem = _chain_problem(named, chain)
        if problem:
            self.faults.append(named.fault((*path, "extends"), problem))
            return replace(named, value=Broken.TOLD)
        return self._file(_Reference(str(named.value), named, (*path, "extends")), kind, chain, path)


def with_parts(node: Node, part: Callable[[Node, FileKind, Place], Node]) -> Node:
    """A scenario whose world and strategies are what `part` makes of them."""
    world, strategies = node.child("world"), node.child("strategies")
    if world is not None:
        node = node.with_child("world", part(world, "world", ("world",)))
    if strategies is not None and strategies.block:
        parts = {name: part(each, "strategy", ("strategies", name)) for name, each in strategies.block.items()}
        node = node.with_child("strategies", replace(strategies, value=parts))
    return node


def find_file(name: str, folder: Path) -> Path | None:
    """The file of that name, with or without '.yaml': in the folder, else among the bundled scenarios."""
    if not name.strip():
        return None
    for place in _places(name, folder):
        for suffix in SUFFIXES:
            file = Path(os.path.normpath(place / (name + suffix)))
            if _is_there(file) and (suffix or not file.is_dir()):
                return file
    itself = Path(os.path.normpath(folder / name))
    return itself if _is_there(itself) else None


def nearest_file(name: str, folder: Path) -> str:
    """The name of an existing file that was probably meant, or nothing."""
    parent = Path(name).parent
    known = {
        file.stem: str(parent / file.name)
        for place in reversed(_places(name, folder))
        for file in _yaml_files(place / parent)
    }
    return known.get(closest(Path(name).stem, known), "")


def _chain_problem(named: Node, chain: tuple[Path, ...]) -> str:
    """Why a tree cannot extend what it names, if so."""
    if not isinstance(named.value, str):
        return "must be the name of one file"
    file = find_file(named.value, Path(named.file).parent)
    if file is not None and file.resolve() in [each.resolve() for each in chain]:
        return "circular extends: " + " -> ".join(printable(each.name) for each in (*chain, file))
    return f"more than {LONGEST_CHAIN} files extend each other" if len(chain) >= LONGEST_CHAIN else ""


def _missing(reference: _Reference) -> Fault:
    message = "no such file" if reference.node is None else "does not exist"
    return reference.fault(message, nearest_file(reference.name, reference.folder))


def _places(name: str, folder: Path) -> list[Path]:
    """Folders in which a file may stand, the nearest first."""
    if Path(name).is_absolute():
        return [folder]
    try:
        return [folder, bundled_scenarios()]
    except FileNotFoundError:
        return [folder]


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except (OSError, ValueError):
        return False


def _yaml_files(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES[1:])
    except (OSError, ValueError):
        return []
