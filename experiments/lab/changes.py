"""What was changed, as people read it: the lever's name, from which value, to which."""

from collections.abc import Iterator, Mapping
from itertools import chain

from experiments.lab.document import Document
from experiments.lab.levers import SEGMENT, STRATEGY, WORLD, Lever
from experiments.lab.values import place, reading_of, setting_of, value_at, written
from simulator.catalogue import OUTCOMES
from simulator.scenario.quantities import read_number
from simulator.units import format_quantity

LUCKS = "run.replications"  # told beside the verdict, and no part of the question


def told_changes(original: Document, changes: Mapping[str, str]) -> dict[str, str]:
    """Each change by its path; one of a pair of shares stands for both.

    Examples:
        >>> from experiments.lab.document import open_file
        >>> told_changes(open_file("chase_or_build"), {"world.finance.opening_cash": "3M"})
        {'world.finance.opening_cash': 'Opening cash: 8M → 3M'}
    """
    pairs = set(chain.from_iterable(map(counterparts, changes)))
    return {path: _told(original, path, text) for path, text in changes.items() if path not in pairs and path != LUCKS}


def counterparts(path: str) -> Iterator[str]:
    """The paths that a lever moves along with a path."""
    lever = _lever(path)
    if lever is not None and lever.rest:
        yield path.removesuffix(lever.path) + lever.rest


def _told(original: Document, path: str, text: str) -> str:
    parts, lever = place(path), _lever(path)
    before = value_at(original.scenario, parts)
    if path == "outcomes":
        names = (original.scenario.outcomes[0], text.strip("[] ").partition(",")[0].strip())
        first, now = (OUTCOMES[name].title if name in OUTCOMES else name for name in names)
        return f"Decided by: {first} → {now}"
    if parts[0] == "strategies" and len(parts) == 2 and text == "null":
        return f"without {parts[1]}"
    name = lever.label if lever is not None else path.removeprefix("world.")
    owner = f"{parts[1]}: " if lever is not None and parts[0] == "strategies" else ""
    owner = f"{parts[2]}: " if lever is not None and parts[1:2] == ("segments",) else owner
    if lever is not None and lever.rest:
        shown = setting_of(original, lever, path.removesuffix(f".{lever.path}"))
        share = format_quantity(read_number(text, "fraction"), "fraction")
        return f"{owner}{name}: {shown.text if shown else '?'} → {share}"
    return f"{owner}{name}: {written(before, reading_of(original, path))} → {text}"


def _lever(path: str) -> Lever | None:
    """The lever that stands at a path, if there is one."""
    parts = place(path)
    if parts[0] == "strategies":
        levers, own = tuple(chain.from_iterable(STRATEGY.values())), parts[4:]
    elif parts[:2] == ("world", "segments"):
        levers, own = SEGMENT, parts[3:]
    else:
        levers, own = tuple(chain.from_iterable(WORLD.values())), parts[1:]
    return next((lever for lever in levers if place(lever.path) == own), None)
