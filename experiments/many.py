"""Many runs in the simulator's quick way, and tasks that are run together; one by one where that is not possible."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import simulator.simulate as simulator
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, Run, simulate_many


class Simulate(Protocol):
    """What runs one replication of one strategy."""

    def __call__(self, scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
        """Runs it."""


def run_many(runs: Sequence[Run], *, engine: Engine, simulate: Simulate, tables: bool = True) -> Iterator[RunResult]:
    """The results of some runs, in their order.

    Args:
        runs: What to run; in the order of their replications, so that strategies share what is drawn.
        engine: Which engine runs.
        simulate: What runs one; the simulator's own is exchanged for its quicker `simulate_many`.
        tables: Whether the tables of accounts and sellers are needed.
    """
    if simulate is simulator.simulate:
        yield from simulate_many(runs, engine=engine, tables=tables)
        return
    for scenario, strategy, replication in runs:
        yield simulate(scenario, strategy, replication=replication, engine=engine)


@dataclass(frozen=True)
class Together:
    """A task's function for the executor that can also do many tasks at once, quicker, with the same results.

    Attributes:
        many: Gives the results of `many(shared, tasks)` in the order of the tasks.
    """

    many: Callable[[Any, Sequence[Any]], Sequence[Any]]

    def __call__(self, shared: Any, task: Any) -> Any:
        """Does one task."""
        (result,) = self.many(shared, [task])
        return result
