"""What a row of the table of signs is: a cause at rising levels, and which way an outcome goes with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator.events import Cause, EventKind
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from tests.support.changes import changed, default_scenario

Changes = Mapping[str, Any]
Measure = Callable[[RunResult], float]
PHASE = "strategies.*.phases.*"
SEGMENT = "world.segments.*"
BASE = default_scenario(3.0)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A cause at rising levels, and which way an outcome goes.

    Attributes:
        name: The sentence that the row stands for.
        path: Where the cause stands in a scenario.
        levels: Its values, from less to more.
        outcome: Name of an outcome, or a function of a run.
        sign: 1 if more of the cause gives more of the outcome, -1 if less.
        strict: Whether the outcome has to move at all from the first level to the last.
        given: What holds at all levels, so that the cause has something to act on.
        strategy: Which strategy of the default scenario runs.
    """

    name: str
    path: str
    levels: Sequence[Any]
    outcome: str | Measure
    sign: int
    strict: bool = True
    given: Changes = field(default_factory=dict)
    strategy: str = "build_base"

    def arms(self) -> list[Scenario]:
        """A scenario for each level."""
        return [changed(BASE, {**self.given, self.path: level}) for level in self.levels]

    def measured(self, run: RunResult) -> float:
        """The outcome of one run."""
        return run.outcomes[self.outcome] if isinstance(self.outcome, str) else self.outcome(run)


def constant(value: float) -> dict[str, Any]:
    """An attribute that is the same for all accounts."""
    return {"distribution": "constant", "value": value}


def constants(*values: float) -> list[dict[str, Any]]:
    """Levels of an attribute that is the same for all accounts."""
    return [constant(value) for value in values]


def count(kind: EventKind, cause: Cause | None = None, segment: int | None = None) -> Measure:
    """How often something happened, of one cause or in one segment where that is asked for."""

    def measure(run: RunResult) -> float:
        assert run.events is not None
        chosen = run.events.event == kind
        if cause is not None:
            chosen &= run.events.cause == cause
        if segment is not None:
            chosen &= run.accounts["segment"][run.events.account] == segment
        return float(np.count_nonzero(chosen))

    return measure


def at_the_end(curve: str) -> Measure:
    """The last value of a curve of the timeline."""
    return lambda run: float(run.timeline[curve][-1])
