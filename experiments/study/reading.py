"""What a study file holds: its tree, its block, and the tree of the scenario that it names."""

import os
from collections.abc import Iterable
from pathlib import Path as FilePath

from pydantic import ValidationError

from experiments.study.block import StudyBlock
from simulator.errors import Fault, ScenarioError, printable
from simulator.scenario.changes import laid_over
from simulator.scenario.node import Broken, Node
from simulator.scenario.sources import Sources, find_file, nearest_file
from simulator.scenario.translate import faults_of
from simulator.scenario.yaml_source import parse_yaml, read_source


def is_study(file: str | os.PathLike[str]) -> bool:
    """Whether a file is a study: whether it names factors."""
    try:
        return read_study(os.fspath(file)).child("factors") is not None
    except ScenarioError:
        return False


def read_study(name: str) -> Node:
    """The tree of a study file, not yet checked.

    Raises:
        ScenarioError: There is no such file, or it is no YAML block.
    """
    file = find_file(name, FilePath())
    if file is None:
        hint = nearest_file(name, FilePath())
        raise ScenarioError([Fault(file=printable(name), message="no such file", hint=hint)])
    try:
        node, faults = parse_yaml(read_source(file), str(file))
    except OSError as error:
        raise ScenarioError([Fault(file=printable(str(file)), message=error.strerror or "unreadable")]) from None
    if faults or node is None:
        raise ScenarioError(faults)
    if not isinstance(node.value, dict):
        raise ScenarioError([node.fault((), "expected a study: a block of 'name: value' lines")])
    return node


def block_of(root: Node) -> tuple[StudyBlock | None, list[Fault]]:
    """The study as its file says it, or all that is wrong with the block in itself."""
    try:
        return StudyBlock.model_validate(root.plain()), []
    except ValidationError as error:
        return None, faults_of(error, StudyBlock, root, ())


def composed(root: Node, sources: Sources, overrides: Iterable[str]) -> Node | None:
    """The tree of the study's scenario; none if the study names no text."""
    named = root.child("scenario")
    if named is None or not isinstance(named.value, str):
        return None
    folder = FilePath(named.file).parent
    file = find_file(named.value, folder)
    if file is None:
        message = f"'{printable(named.value)}' does not exist"
        sources.faults.append(named.fault(("scenario",), message, nearest_file(named.value, folder)))
        return None
    tree = laid_over(sources.load(str(file), "scenario"), overrides, sources)
    return None if isinstance(tree.value, Broken) else tree
