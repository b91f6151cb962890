"""Finding and reading the files of a scenario: the file itself, what it extends, its world, its strategies."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

from simulator.bundled import bundled_scenarios
from simulator.errors import Fault, ScenarioError, closest, printable
from simulator.scenario.node import Broken, Node, dotted
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
        """The tree of a file that the user named, with all that it refers to; any kind of file if none is given."""
        return self._file(_Reference(name), kind, ())

    def part(self, node: Node, kind: FileKind, path: Place) -> Node:
        """The world or a strategy of a scenario: the file that a text names, or the block itself."""
        if isinstance(node.value, str):
            return replace(self._file(_Reference(node.value, node, path), kind, ()), whole=True)
        return replace(self._expanded(node, kind, (), path), whole="extends" in node.block)

    def _file(self, reference: _Reference, kind: FileKind | None, chain: tuple[Path, ...]) -> Node:
        broken = Node(value=Broken.FILE, file=reference.name)
        path = find_file(reference.name, reference.folder)
        if path is None:
            self.faults.append(self._missing(reference))
            return broken
        node = self._parsed(path, reference)
        return broken if node is None else self._expanded(node, kind, (*chain, path), reference.path)

    def _missing(self, reference: _Reference) -> Fault:
        message = "no such file" if reference.node is None else "does not exist"
        return reference.fault(message, nearest_file(reference.name, reference.folder))

    def _parsed(self, path: Path, reference: _Reference) -> Node | None:
        try:
            node, faults = parse_yaml(read_source(path), str(path))
        except ScenarioError as error:
            node, faults = None, list(error.faults)
        except OSError as error:
            said = error.strerror or "unreadable"
            node, faults = None, [reference.fault(said if said.startswith("is ") else f"cannot be read: {said}")]
        self.faults.extend(faults)
        return node

    def _expanded(self, node: Node, kind: FileKind | None, chain: tuple[Path, ...], path: Place) -> Node:
        """A tree with its parts read from their files, laid over what it extends."""
        if kind in {None, "scenario"}:
            node = self._with_parts(node)
        named = node.child("extends")
        if named is None:
            return node
        base = self._base(named, kind, chain, (*path, "extends"))
        return merge(base, replace(node.without("extends"), whole=isinstance(base.value, Broken)))

    def _base(self, named: Node, kind: FileKind | None, chain: tuple[Path, ...], path: Place) -> Node:
        broken = replace(named, value=Broken.FILE)
        if not isinstance(named.value, str):
            self.faults.append(named.fault(path, "must be the name of one file"))
            return broken
        reference = _Reference(named.value, named, path)
        file = find_file(named.value, reference.folder)
        names = [each.name for each in (*chain, file) if each is not None]
        if file is not None and file.resolve() in [each.resolve() for each in chain]:
            self.faults.append(named.fault(path, f"circular extends: {' -> '.join(names)}"))
            return broken
        if len(chain) >= LONGEST_CHAIN:
            self.faults.append(named.fault(path, f"extends more than {LONGEST_CHAIN} files in a row"))
            return broken
        return self._file(replace(reference, path=path[:-1]), kind, chain)
