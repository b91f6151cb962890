"""Sealed worlds: their hidden numbers follow from a seed, so that they can be marked without being stored."""

import math
from collections.abc import Sequence
from hashlib import sha256

from simulator.results import EventLog
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

WORLD = "lessons/sealed"
SEEDS = 2**63


def hidden(seed: int, lesson: int, name: str, low: float, high: float) -> float:
    """A hidden number between two limits, evenly on a log scale, the same each time.

    Args:
        seed: Seed of the exercise.
        lesson: Number of the lesson.
        name: What the number is.
        low: Least value, above 0.
        high: Greatest value.

    Examples:
        >>> 0.02 <= hidden(7, 4, "growth", 0.02, 0.08) <= 0.08
        True
        >>> hidden(7, 4, "growth", 1, 2) == hidden(8, 4, "growth", 1, 2)
        False
    """
    part = _digest(f"{seed} {lesson} {name}") / SEEDS
    return float(f"{low * (high / low) ** part:.4g}")


def seed_of_student(name: str) -> int:
    """The seed that belongs to a student's name, whatever its case and the blanks around it.

    Examples:
        >>> seed_of_student("Li Na") == seed_of_student(" li na ")
        True
    """
    return _digest(f"student {' '.join(name.split()).casefold()}")


def sealed_scenario(lesson: int, seed: int, *overrides: str, name: str = WORLD) -> Scenario:
    """The world of an exercise, with a luck that belongs to it alone.

    Args:
        lesson: Number of the lesson.
        seed: Seed of the exercise.
        overrides: The hidden numbers, as for `--set`.
        name: The scenario that they change.
    """
    return load_scenario(name, [*overrides, f"run.seed={_digest(f'luck {seed} {lesson}')}"])


def sealed_log(scenario: Scenario, replication: int = 0) -> EventLog:
    """The event log of one run of the first strategy."""
    strategy = next(iter(scenario.strategies))
    log = simulate(scenario, strategy, replication=replication, record_events=True).events
    assert log is not None
    return log


def logit(chance: float) -> float:
    """Log-odds of a chance.

    Examples:
        >>> logit(0.5)
        0.0
    """
    return math.log(chance / (1 - chance))


def hhi(amounts: Sequence[float]) -> float:
    """Sum of squared shares.

    Examples:
        >>> hhi([1.0, 1.0])
        0.5
    """
    total = math.fsum(amounts)
    return math.fsum((amount / total) ** 2 for amount in amounts)


def _digest(text: str) -> int:
    return int.from_bytes(sha256(f"keysim lesson {text}".encode()).digest()[:8]) % SEEDS
