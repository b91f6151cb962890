"""What stands at a path of a scenario, how it is written, and what the schema says of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.lab.document import Document
from experiments.lab.levers import Lever
from experiments.study.levels import Reading, reading_at
from simulator.scenario.block import Block
from simulator.scenario.node import Path
from simulator.scenario.quantities import read_number
from simulator.scenario.schema import Scenario
from simulator.scenario.translate import field_at
from simulator.scenario.yaml_source import core_scalar
from simulator.units import format_quantity

DIGITS = 10
PLAIN = re.compile(r"\w+")


def place(text: str) -> Path:
    """A dotted path in parts.

    Examples:
        >>> place("strategies.chase_big.phases.0.reps")
        ('strategies', 'chase_big', 'phases', 0, 'reps')
    """
    return tuple(int(name) if name.isdecimal() else name for name in text.split("."))


def value_at(scenario: Scenario, path: Path) -> Any:
    """What the checked scenario has at a path; None where it has nothing.

    Examples:
        >>> from experiments.lab.document import open_file
        >>> value_at(open_file("chase_or_build").scenario, place("world.finance.opening_cash"))
        8000000.0
    """
    found: Any = scenario
    for name in path:
        if isinstance(found, Mapping):
            found = found.get(name, found.get(str(name)))
        elif isinstance(found, tuple):
            found = found[name] if isinstance(name, int) and name < len(found) else None
        elif isinstance(found, Block):
            found = getattr(found, str(name), None) if str(name) in type(found).model_fields else None
        else:
            return None
    return found


def as_written(name: str) -> str:
    """A name as a value of a scenario file: in quotes where it would be read as something else.

    Examples:
        >>> as_written("build_base"), as_written("2024"), as_written("a: b"), as_written("no")
        ('build_base', '"2024"', '"a: b"', 'no')
    """
    is_plain = PLAIN.fullmatch(name) is not None and isinstance(core_scalar(name), str)
    return name if is_plain else json.dumps(name, ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A lever in one scenario.

    Attributes:
        lever: Which one.
        path: Its whole path.
        text: Its value now, as it is written.
        options: All values to choose from, in order; the value now among them.
        help: What it means, in words.
    """

    lever: Lever
    path: str
    text: str
    options: tuple[str, ...]
    help: str

    def changes(self, text: str) -> dict[str, str]:
        """What has to be set, by path, for the lever to stand at another value.

        A share moves its counterpart too, so that both stay parts of one whole.
        """
        if not self.lever.rest:
            return {self.path: text}
        share = read_number(text, "fraction")
        prefix = self.path.removesuffix(self.lever.path)
        rest = format_quantity(1.0 - share, "number", digits=DIGITS)
        return {self.path: format_quantity(share, "number", digits=DIGITS), prefix + self.lever.rest: rest}


def setting_of(document: Document, lever: Lever, prefix: str) -> Setting | None:
    """A lever as it stands in a document.

    Args:
        document: The document, with its changes.
        lever: Which one.
        prefix: Where the lever's path begins, such as `world`; empty for the scenario itself.

    Returns:
        None where the scenario has no such value, as of a distribution of another law.
    """
    path = f"{prefix}.{lever.path}" if prefix else lever.path
    value = value_at(document.scenario, place(path))
    reading = reading_of(document, path)
    if value is None or reading is None or isinstance(value, Block | bool):
        return None
    if lever.rest:
        other = value_at(document.scenario, place(f"{prefix}.{lever.rest}"))
        value, reading = _share(value, other), Reading(kind="fraction")
    text = "unlimited" if value == "unlimited" else format_quantity(float(value), reading.kind, digits=DIGITS)
    return Setting(
        lever=lever,
        path=path,
        text=_same(lever.texts, text, reading) or text,
        options=_options(lever.texts, text, reading),
        help=help_of(document, lever, path),
    )


def reading_of(document: Document, path: str) -> Reading | None:
    """How a number at a path is written; none if no number is due there."""
    return reading_at(document.filled, place(path))


def help_of(document: Document, lever: Lever, path: str) -> str:
    """What a control means: plain words, the schema's own words, and its path for the command line."""
    owner, field = field_at(Scenario, document.filled, place(path))
    described = field.description if field is not None and field.description else ""
    if not described and owner is not None and owner.__doc__:
        described = owner.__doc__.partition("\n\n")[0]
    words = [lever.says, f"In the scenario file: {described}" if lever.says and described else described]
    return "\n\n".join([*filter(None, words), f"`{path}`"])


def written(value: object, reading: Reading | None) -> str:
    """A value as people write it.

    Examples:
        >>> written(8e6, Reading(kind="money")), written(("value",), None), written(True, None)
        ('8M', 'value', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and reading is not None:
        return format_quantity(float(value), reading.kind, digits=DIGITS)
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return "a block" if isinstance(value, Block) else str(value)


def _share(value: float, other: float) -> float:
    return value / (value + other) if value + other else 0.0


def _options(texts: tuple[str, ...], now: str, reading: Reading) -> tuple[str, ...]:
    if _same(texts, now, reading):
        return texts
    return tuple(sorted((*texts, now), key=lambda text: _number(text, reading)))


def _same(texts: tuple[str, ...], now: str, reading: Reading) -> str:
    """The offered text that says what `now` says."""
    return next((text for text in texts if _number(text, reading) == _number(now, reading)), "")


def _number(text: str, reading: Reading) -> float:
    return read_number(text, reading.kind)
