"""What the author of a scenario file says about a value: the remark behind it, or right above it."""

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from simulator.scenario.node import COMMAND_LINE, Node
from simulator.scenario.yaml_source import read_source

# S published research, V figures of vendors, G a guess.
LETTER = re.compile(r"(?<![A-Za-z])([SVG])(?![A-Za-z])")


class Remarks:
    """The remarks of one file, by line."""

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def of_file(cls, file: str) -> "Remarks":
        """The remarks of a file; none for values from the command line."""
        return cls("" if file == COMMAND_LINE else read_source(Path(file)))

    @cached_property
    def _lines(self) -> Sequence[str]:
        return self._text.splitlines()

    def about(self, node: Node) -> str:
        """The remark on the value's own line, else the lines of remarks right above it."""
        own = self.beside(node.line)
        if own:
            return own
        above, line = "", node.line - 1
        while 1 <= line <= len(self._lines) and self._lines[line - 1].lstrip().startswith("#"):
            above = f"{self._lines[line - 1].strip()} {above}"
            line -= 1
        return above.replace("# ", " ").replace("#", " ").strip()

    def beside(self, line: int) -> str:
        """The remark at the end of a line."""
        return self._lines[line - 1].partition(" #")[2].strip() if 1 <= line <= len(self._lines) else ""

    def sources(self, node: Node, parent: Node | None) -> tuple[str, ...]:
        """Letters that say where a value comes from: its own remark's, else those beside its block's name."""
        letters = LETTER.findall(self.about(node))
        if not letters and parent is not None:
            letters = LETTER.findall(self.beside(parent.line))
        return tuple(dict.fromkeys(letters))


def written(value: object) -> str:
    """A value in one line, as a person would write it.

    Examples:
        >>> written({"distribution": "lognormal", "median": "400k", "sigma": 1.3}), written(True)
        ('lognormal (median 400k, sigma 1.3)', 'true')
    """
    if isinstance(value, dict):
        law = value.get("distribution")
        rest = ", ".join(f"{name} {written(each)}" for name, each in value.items() if name != "distribution")
        return f"{law} ({rest})" if law else rest
    if isinstance(value, list):
        return ", ".join(map(written, value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
