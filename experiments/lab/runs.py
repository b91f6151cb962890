"""Runs kept by what they depend on: a strategy that a change does not touch is not run again.

This is sound because luck is drawn by purpose: replication k of a strategy is the same whatever else is compared.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.replication import FailedReplication, Replications, replicate
from simulator.results import FloatArray
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine

CURVES = ("cash", "cash_flow", "customers", "key_accounts")
MOST_KEPT = 64


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """All replications of one strategy."""

    outcomes: Mapping[str, FloatArray]
    timelines: Mapping[str, FloatArray]
    event_counts: NDArray[np.int64]
    failures: tuple[FailedReplication, ...]


class RunStore:
    """Runs strategies through the same lucks, and remembers the last ones.

    Args:
        engine: Which engine runs.
        workers: How many runs are under way side by side; results do not depend on it.
    """

    def __init__(self, *, engine: Engine = "compiled", workers: int = 1) -> None:
        self.engine: Engine = engine
        self.workers = workers
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def missing(self, scenario: Scenario) -> tuple[str, ...]:
        """The strategies of a scenario that would have to run."""
        with self._lock:
            return tuple(name for name in scenario.strategies if _key(scenario, name, self.engine) not in self._kept)

    def replications(self, scenario: Scenario) -> Replications:
        """All strategies of a scenario in its lucks; only what is not known yet is run."""
        keys = {name: _key(scenario, name, self.engine) for name in scenario.strategies}
        with self._lock:
            unknown = [name for name, key in keys.items() if key not in self._kept]
            if unknown:
                self._run(scenario, unknown, keys)
            found = {name: self._kept[key] for name, key in keys.items()}
            for key in keys.values():
                self._kept.move_to_end(key)
            while len(self._kept) > max(MOST_KEPT, len(keys)):
                self._kept.popitem(last=False)
        return Replications(
            seed=scenario.run.seed,
            engine=self.engine,
            replications=scenario.run.replications,
            outcomes={name: kept.outcomes for name, kept in found.items()},
            timelines={name: kept.timelines for name, kept in found.items()},
            event_counts={name: kept.event_counts for name, kept in found.items()},
            failures=tuple(failure for kept in found.values() for failure in kept.failures),
        )

    def _run(self, scenario: Scenario, names: Sequence[str], keys: Mapping[str, str]) -> None:
        runs = replicate(
            scenario,
            names,
            replications=scenario.run.replications,
            seed=scenario.run.seed,
            engine=self.engine,
            workers=self.workers,
            columns=CURVES,
        )
        for name in names:
            self._kept[keys[name]] = _Kept(
                outcomes=runs.outcomes[name],
                timelines=runs.timelines[name],
                event_counts=runs.event_counts[name],
                failures=tuple(failure for failure in runs.failures if failure.strategy == name),
            )


def _key(scenario: Scenario, strategy: str, engine: Engine) -> str:
    """All that the runs of a strategy depend on, and its name, which its failures carry."""
    world = scenario.world.model_dump_json(exclude={"title", "description"})
    levers = scenario.strategies[strategy].model_dump_json(exclude={"title", "description"})
    run = scenario.run.model_dump_json()
    return hashlib.sha256("\n".join([engine, strategy, run, world, levers]).encode()).hexdigest()
