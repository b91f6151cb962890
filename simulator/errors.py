"""What can be wrong with the input, and how it is told: one line for each fault, at its file and line."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LONGEST_NAME = 100
LONGEST_LINE = 2000


class SimulatorError(Exception):
    """Base of every error that this program raises on purpose."""


class MisfitError(SimulatorError, ValueError):
    """A single value that does not fit its field; `hint` is what was probably meant.

    >>> str(MisfitError("unknown metric 'customer'", hint="customers"))
    "unknown metric 'customer'; did you mean 'customers'?"
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message + _question(self.hint)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong with a file: where it stands, what it is, and what was probably meant.

    Attributes:
        file: Name of the file as the user can open it, or `--set`.
        line: Line in the file, from 1; 0 where a line means nothing.
        path: Names from the top of the scenario to the value, joined by dots.
        message: What is wrong, in plain words.
        value: The value as it is written.
        hint: The name or value that was probably meant.

    >>> print(Fault(file="a.yaml", line=3, path="run.sed", message="unknown name 'sed'", hint="seed"))
    a.yaml:3: run.sed: unknown name 'sed'; did you mean 'seed'?
    """

    file: str
    line: int = 0
    path: str = ""
    message: str
    value: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [place, self.path, self.message + _question(self.hint)]
        return printable(": ".join(part for part in parts if part), LONGEST_LINE)


class ScenarioError(SimulatorError):
    """A scenario that cannot be used; carries all its faults, in the order of file, line and path.

    >>> print(ScenarioError([Fault(file="b.yaml", message="is empty"), Fault(file="a.yaml", message="is empty")]))
    a.yaml: is empty
    b.yaml: is empty
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults sorted by file, line and path, each told once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda f: (f.file, f.line, f.path, f.message)))


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that `name` was probably meant to be, or nothing.

    >>> closest("replicatons", ["seed", "replications"])
    'replications'
    >>> closest("Opening-Cash", ["opening_cash"]), closest("zzz", ["seed"])
    ('opening_cash', '')
    """
    if len(name) > LONGEST_NAME:
        return ""
    plain = {_plain(each): each for each in known if len(each) <= LONGEST_NAME}
    found = get_close_matches(_plain(name), sorted(plain), n=1, cutoff=0.6)
    return plain[found[0]] if found else ""


def printable(text: str, limit: int = LONGEST_NAME) -> str:
    r"""Text that is safe on one line of a terminal: control characters escaped, the far end cut off.

    >>> printable("大客户\n2")
    '大客户\\n2'
    """
    short = text if len(text) <= limit else text[: limit - 3] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")


def _question(hint: str) -> str:
    return f"; did you mean '{hint}'?" if hint else ""
