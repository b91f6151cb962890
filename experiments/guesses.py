"""Guesses about the world, as the user says their ranges: the values that they take in a number of worlds.

A range says that nobody knows better than *somewhere between*: every value in it is as likely as the next (on the
scale `log`, every factor), each guess and each world by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from experiments.breakeven.axis_options import option_fault, ranged_factor
from experiments.plan import Factor, node_of
from experiments.study.load import plan_of
from simulator.errors import printable
from simulator.results import FloatArray
from simulator.scenario.node import Node
from simulator.scenario.schema import Scenario

OPTION = "--guess"
SEED = 20260102

Values = Mapping[str, Any]


def guessed_values(file: Path, texts: Sequence[str], overrides: Iterable[str], worlds: int) -> tuple[Values, ...]:
    """For each of so many worlds the values of all guesses, by dotted path in the world.

    Args:
        file: The scenario.
        texts: Each `PATH=LOW:HIGH` or `PATH=LOW:HIGH:log`, with a path such as `world.relationship.growth`.
        overrides: What `--set` changes.
        worlds: How many.

    Raises:
        ScenarioError: A text says no range of a number of the world, or a value in it is no sound world.
    """
    study = node_of({"scenario": str(file)}, OPTION)
    named: dict[str, Node] = {}
    for text in texts:
        name, factor = ranged_factor(OPTION, text)
        if not text.startswith("world."):
            raise option_fault(
                OPTION, f"'{printable(text)}' is no guess about the world; its path begins with 'world.'"
            )
        named[name if name not in named else f"{name}_{len(named) + 1}"] = factor
    whole = replace(study, value={**study.block, "factors": replace(study, value=named)})
    plan = plan_of(whole, overrides, sample=partial(_uniform, worlds))
    return tuple(_values(plan.scenario(world), plan.factors) for world in range(worlds))


def _uniform(worlds: int, guesses: int, _: int) -> FloatArray:
    """Parts (0 to 1) of the ranges, shape (worlds, guesses); the same whatever the seed of the luck."""
    return np.random.default_rng([SEED, guesses]).random((worlds, guesses))


def _values(scenario: Scenario, factors: Sequence[Factor]) -> dict[str, Any]:
    """What stands at the places of the guesses, in base units."""
    plain = scenario.model_dump(mode="json")["world"]
    return {path: _at(plain, path) for factor in factors for path in map(_dotted, factor.paths)}


def _at(place: Any, path: str) -> Any:
    for name in path.split("."):
        place = place[name]
    return place


def _dotted(path: Sequence[str | int]) -> str:
    """A path as the world names it."""
    return ".".join(map(str, path[1:]))
