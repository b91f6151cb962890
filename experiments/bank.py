"""Runs on demand: lucks of each cell, from the store where they are there, and run where they are not."""

from collections.abc import Mapping

import numpy as np

from experiments.blocks import BlockTask, tasks_of
from experiments.store import Store
from experiments.sweep import Progress, run_into
from simulator.errors import SimulatorError
from simulator.results import FloatArray
from simulator.simulate import Engine


class Bank:
    """The outcomes of an open store's points, as many lucks of each as were asked for, whatever else it holds.

    What a method asks next may depend on what it has seen, but never on what happens to be stored: so a search that
    was killed ends as if nothing had happened.

    Attributes:
        failed: Points that gave no result, with the error.
    """

    def __init__(
        self, store: Store, *, engine: Engine = "compiled", workers: int | None = None, progress: Progress | None = None
    ) -> None:
        self.store = store
        self.engine = engine
        self.workers = workers
        self.progress = progress
        self.failed: dict[int, str] = {}
        self._lucks: dict[int, int] = {}
        self._values: dict[int, FloatArray] = {}

    def lucks(self, point: int) -> int:
        """How many lucks of a point were asked for and are there."""
        return 0 if point in self.failed else self._lucks.get(point, 0)

    def runs(self) -> int:
        """Runs that were asked for, at points that failed too."""
        return sum(self._lucks.values()) * len(self.store.plan.strategies)

    def ask(self, wanted: Mapping[int, int], budget: int) -> None:
        """Makes sure that these points have so many lucks each.

        Args:
            wanted: Lucks by point.
            budget: Runs of the whole work, for the progress bar.
        """
        before = self.runs()
        self._lucks |= wanted
        have = self.store.have()
        tasks = [task for point, count in wanted.items() for task in tasks_of([point], have, count)]
        self._run(tasks, before, budget)
        failures = {each.point: each.error for each in reversed(self.store.failures())}
        for point, count in wanted.items():
            if point in failures:
                self.failed[point] = failures[point]
            else:
                self._values[point] = self._read(point, count)

    def _run(self, tasks: list[BlockTask], before: int, budget: int) -> None:
        def tell(done: int, _: int) -> None:
            if self.progress is not None:
                self.progress(before + done, budget)

        run_into(self.store, tasks, engine=self.engine, workers=self.workers, progress=tell)

    def values(self, point: int, outcome: str) -> FloatArray:
        """An outcome of a point, shape (strategies, lucks).

        Raises:
            SimulatorError: It is not defined in some run.
        """
        plan = self.store.plan
        values = self._values[point][..., plan.outcomes.index(outcome)]
        undefined = np.argwhere(np.isnan(values))
        if len(undefined):
            row, luck = undefined[0]
            place = f"under {plan.strategies[row]} in replication {luck} of point {point}"
            raise SimulatorError(f"{outcome} is not defined {place}; ask for an outcome that every run has")
        return values

    def table(self, point: int) -> FloatArray:
        """All outcomes of a point, shape (strategies, lucks, outcomes)."""
        return self._values[point]

    def _read(self, point: int, count: int) -> FloatArray:
        """All outcomes of a point, shape (strategies, lucks, outcomes)."""
        rows: dict[str, list[FloatArray]] = {name: [] for name in self.store.plan.strategies}
        for row in self.store.blocks(point):
            rows[row.strategy].append(row.outcomes)
        return np.array([np.concatenate(parts)[:count] for parts in rows.values()])
