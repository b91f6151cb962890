"""From the bytes of a file to a tree of nodes: YAML 1.2 with its core schema, read with suspicion.

`no` and `yes` are text, `1e-2` is a number, `0o17` an octal one. Refused with one clear line: duplicate
names, tags, several documents, an alias inside of what it names, and whatever is too long or too deep.
"""

import re
from dataclasses import dataclass, field
from errno import EISDIR
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from simulator.errors import Fault, ScenarioError, printable
from simulator.scenario.node import Broken, Node, Scalar

LONGEST_FILE = 500_000
DEEPEST_NESTING = 40
MOST_NODES = 100_000
LONGEST_WHOLE_NUMBER = 25

_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_WHOLE = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)")
_NOT_A_NUMBER = re.compile(r"\.nan|\.NaN|\.NAN")

_PLAIN, _QUOTED = "plain", "quoted"  # in place of tags: whether a scalar without a tag stands in quotes


def read_source(path: Path) -> str:
    """The text of a file.

    Raises:
        OSError: If it cannot be opened.
        ScenarioError: If it holds no text that a scenario could be; says what it holds instead.
    """
    if path.exists() and not path.is_file():
        raise IsADirectoryError(EISDIR, "is a folder, not a file" if path.is_dir() else "is not a regular file")
    with path.open("rb") as file:
        return decode(file.read(LONGEST_FILE + 1), str(path))


def decode(content: bytes, file: str) -> str:
    r"""The text that the bytes of a file hold.

    Raises:
        ScenarioError: If they are too many, no UTF-8, or hold a NUL.

    >>> decode(b"\xff\xfet\x00", "a.yaml")
    Traceback (most recent call last):
    simulator.errors.ScenarioError: a.yaml:1: is not UTF-8 text; save the file with the encoding UTF-8
    """
    if len(content) > LONGEST_FILE:
        raise ScenarioError([Fault(file=file, message=f"is longer than {LONGEST_FILE // 1000} kB")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "is not UTF-8 text; save the file with the encoding UTF-8"
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioError([Fault(file=file, line=line, message=message)]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ScenarioError([Fault(file=file, line=line, message="holds a NUL byte; it is no text file")])
    return text


def parse_yaml(text: str, file: str) -> tuple[Node | None, list[Fault]]:
    r"""The tree that a YAML text describes, and what is wrong with it; no tree if it cannot be read at all.

    >>> node, faults = parse_yaml("reps: 5\nopen: no", "a.yaml")
    >>> node.plain(), faults
    ({'reps': 5, 'open': 'no'}, [])
    """
    try:
        root = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, [_syntax_fault(error, file)]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        character = printable(chr(error.character) if isinstance(error.character, int) else str(error.character))
        return None, [Fault(file=file, line=line, message=f"holds the character {character}, which YAML forbids")]
    except (RecursionError, ValueError):
        return None, [Fault(file=file, message="is no YAML that can be read")]
    if root is None or (isinstance(root, ScalarNode) and core_scalar(root.value) is None):
        return None, [Fault(file=file, message="is empty")]
    reading = _Reading(file)
    node = reading.node(root, root.start_mark.line + 1, "")
    return (None if reading.stopped else node), reading.faults


class _Resolver(BaseResolver):
    """Leaves scalars as they are written; the core schema is applied later, on plain ones alone."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002 -- PyYAML's signature
        if kind is ScalarNode:
            return _PLAIN if implicit[0] else _QUOTED
        return "block" if kind is MappingNode else "list"


class _Loader(Reader, Scanner, Parser, Composer, _Resolver):
    """Composes one document, to a bounded depth."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        _Resolver.__init__(self)
        self.depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            problem = f"is nested deeper than {DEEPEST_NESTING} levels"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=self.mark())
        node = Composer.compose_node(self, parent, index)
        self.depth -= 1
        return node

    def mark(self) -> Any:
        return self.get_mark()


@dataclass
class _Reading:
    """Turns composed YAML nodes into ours and collects faults on the way."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    open_nodes: set[int] = field(default_factory=set)
    count: int = 0
    stopped: bool = False

    def node(self, source: Any, line: int, path: str) -> Node:
        self.count += 1
        if self.count > MOST_NODES or id(source) in self.open_nodes:
            self.stop(line, path, "an alias names a part that it stands in")
            return Node(value=None, file=self.file, line=line)
        self.open_nodes.add(id(source))
        value = self.value(source, path)
        self.open_nodes.discard(id(source))
        return Node(value=value, file=self.file, line=line)

    def stop(self, line: int, path: str, message: str) -> None:
        if self.count > MOST_NODES:
            path, message = "", f"holds more than {MOST_NODES} values; aliases multiply what they name"
        if not self.stopped:
            self.fault(line, path, message)
        self.stopped = True

    def fault(self, line: int, path: str, message: str) -> None:
        self.faults.append(Fault(file=self.file, line=line, path=path, message=message))

    def value(self, source: Any, path: str) -> Scalar | Broken | dict[str, Node] | list[Node]:
        line = source.start_mark.line + 1
        if source.tag not in {_PLAIN, _QUOTED, "block", "list"}:
            self.fault(line, path, f"tags such as {_written_tag(source.tag)} are not allowed; write the plain value")
            return Broken.TOLD
        if isinstance(source, SequenceNode):
            return self.list_of(source, path)
        if isinstance(source, MappingNode):
            return self.block(source, path)
        return source.value if source.tag == _QUOTED else core_scalar(source.value)

    def list_of(self, source: SequenceNode, path: str) -> list[Node]:
        items: list[Node] = []
        for position, item in enumerate(source.value):
            if self.stopped:
                break
            items.append(self.node(item, item.start_mark.line + 1, _join(path, str(position))))
        return items

    def block(self, source: MappingNode, path: str) -> dict[str, Node]:
        block: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, item in source.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode) or not key.value.strip() or not key.value.isprintable():
                self.fault(line, path, "a name must be plain text on one line")
                continue
            if self.stopped:
                break
            here = _join(path, key.value)
            if key.value in block:
                self.fault(line, here, f"'{printable(key.value)}' stands twice, first in line {lines[key.value]}")
            stands = item.start_mark.line + 1 if isinstance(item, ScalarNode) and item.value else line
            lines[key.value] = line
            block[key.value] = self.node(item, stands, here)
        return block


def core_scalar(text: str) -> Scalar:
    """What a scalar without quotes means in the core schema of YAML 1.2.

    >>> [core_scalar(text) for text in ("no", "1e-2", "0o17", "~", "true", "1_000", "-.inf")]
    ['no', 0.01, 15, None, True, '1_000', -inf]
    """
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return text.lower() == "true"
    if _WHOLE.fullmatch(text) and len(text) <= LONGEST_WHOLE_NUMBER:
        return int(text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0) if len(text) <= LONGEST_WHOLE_NUMBER else text
    if _REAL.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float("-inf") if text.startswith("-") else float("inf")
    return float("nan") if _NOT_A_NUMBER.fullmatch(text) else text


def _written_tag(tag: str) -> str:
    return printable(tag.replace("tag:yaml.org,2002:", "!!"), 60)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


# What PyYAML says, in plain words, and whether the fault lies where the construct begins.
_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "a ':' is not expected here; check the indentation, or quote the text",
        False,
    ),
    (r"character '\t'", "a tab stands where only spaces may; indent with spaces", False),
    ("could not find expected ':'", "expected 'name: value', but no ':' follows the name", True),
    ("but found another document", "holds several documents; remove the line '---'", False),
    ("expected <block end>", "the indentation does not fit the lines above", False),
    ("unexpected end of stream", "a quote is opened and never closed", True),
    ("found undefined alias", "an alias (*name) refers to an anchor (&name) that does not exist", False),
    ("found duplicate anchor", "the same anchor (&name) stands twice", False),
    (
        "that cannot start any token",
        "a value cannot begin with this character; put the text in quotes",
        False,
    ),
    ("expected the node content", "a value is missing, or a bracket is opened and never closed", False),
    ("expected ',' or", "a bracket is opened and never closed, or a comma is missing", True),
    ("is nested deeper", f"is nested deeper than {DEEPEST_NESTING} levels", False),
)


def _syntax_fault(error: yaml.MarkedYAMLError, file: str) -> Fault:
    said = " ".join(filter(None, (error.context, error.problem)))
    message, at_start = f"cannot be read as YAML: {printable(said, 200)}", False
    for sign, plain, begins in _PLAIN_WORDS:
        if sign in said:
            message, at_start = plain, begins
            break
    marks = [error.context_mark, error.problem_mark] if at_start else [error.problem_mark, error.context_mark]
    line = next((mark.line + 1 for mark in marks if mark), 0)
    return Fault(file=file, line=line, message=message)
