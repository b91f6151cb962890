"""How an axis is asked for: the name of a factor, or a path with its range."""

from dataclasses import replace
from typing import Any

from experiments.plan import node_of
from experiments.study.block import OWN_COLUMNS
from simulator.catalogue import OUTCOMES
from simulator.errors import Fault, ScenarioError, closest, printable
from simulator.scenario.node import Node

GRID = 7


def named_axis(option: str, text: str, study: Node, grid: int | None) -> tuple[str, Node]:
    """The name of an axis and its factor, as a study has it.

    Args:
        option: `--x` or `--y`.
        text: A factor's name or path, or `PATH=LOW:HIGH` or `PATH=LOW:HIGH:log`.
        study: Its factors may be named.
        grid: Steps of a range; by default the study's, else 7.

    Raises:
        ScenarioError: The option says no axis.
    """
    place, equals, bounds = text.partition("=")
    if equals:
        return _name_of(place), node_of(_ranged(option, text, place, bounds, grid), option)
    factors = study.at(("factors",)).block if study.child("factors") else {}
    name = next((name for name, node in factors.items() if text in {name, text_of(node.child("path"))}), None)
    if name is None:
        hint = closest(text, factors)
        known = f"no factor of the study; known are {', '.join(factors)}" if factors else "has no range"
        message = f"'{printable(text)}' {known}; a path needs its range: {_example(text)}"
        raise option_fault(option, f"unknown factor '{printable(text)}'" if hint else message, hint)
    node = factors[name]
    if node.child("values") is not None or (grid is None and node.child("steps") is not None):
        return name, node
    return name, replace(node, value={**node.block, "steps": node_of(grid or GRID, option)})


def ranged_factor(option: str, text: str) -> tuple[str, Node]:
    """A name and a factor for `PATH=LOW:HIGH` or `PATH=LOW:HIGH:log`.

    Raises:
        ScenarioError: The text says no range.
    """
    place, _, bounds = text.partition("=")
    return _name_of(place), node_of(_ranged(option, text, place, bounds, None), option)


def _ranged(option: str, text: str, place: str, bounds: str, grid: int | None) -> dict[str, Any]:
    low, _, rest = bounds.partition(":")
    high, colon, scale = rest.partition(":")
    if not (low and high) or (colon and scale not in {"log", "linear"}):
        raise option_fault(option, f"'{printable(text)}' is not PATH=LOW:HIGH or PATH=LOW:HIGH:log")
    return {
        "path": place.strip(),
        "low": low.strip(),
        "high": high.strip(),
        "steps": grid or GRID,
        "scale": scale or "linear",
    }


def _name_of(path: str) -> str:
    """A name for a path: its last name, with the one before it if it is a single word.

    Examples:
        >>> _name_of("world.segments.*.wallet.sigma"), _name_of("world.finance.opening_cash")
        ('wallet_sigma', 'opening_cash')
    """
    words = [word.strip() for word in path.split(".") if word.strip().isidentifier()]
    name = "_".join(words[-1:] if words and "_" in words[-1] else words[-2:]) or "parameter"
    return f"{name}_" if name in OUTCOMES or name in OWN_COLUMNS else name


def text_of(node: Node | None) -> str:
    """The text at a node; empty if there is none."""
    return node.value if node is not None and isinstance(node.value, str) else ""


def _example(text: str) -> str:
    return f"{printable(text) if '.' in text else 'world.relationship.growth'}=LOW:HIGH"


def option_fault(option: str, message: str, hint: str = "") -> ScenarioError:
    """What is wrong with an option."""
    return ScenarioError([Fault(file=option, message=message, hint=hint)])
