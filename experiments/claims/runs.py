"""Runs every cell of every claim in the same lucks; equal cells are run once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import NamedTuple

import numpy as np

from experiments.batches import Failure
from experiments.claims.load import FIRM, LoadedClaim
from experiments.claims.measures import Measure
from experiments.execute import pool_kind, run_tasks
from experiments.many import Together
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, Run, simulate_many
from simulator.units import DAYS_PER_MONTH


@dataclass(frozen=True, kw_only=True)
class Cell:
    """All runs of one scenario; a run that failed is NaN."""

    outcomes: Mapping[str, FloatArray]
    timelines: Mapping[str, FloatArray]
    horizon_months: float

    def measured(self, measure: Measure) -> FloatArray:
        """The measure of every run, shape (replications,)."""
        return measure.of(self.outcomes, self.timelines, self.horizon_months)


@dataclass(frozen=True, kw_only=True)
class ClaimRuns:
    """What all claims ran: every distinct scenario once, by its content."""

    cells: Mapping[str, Cell]
    failures: tuple[Failure, ...]
    replications: int

    def cell(self, scenario: Scenario) -> Cell:
        """The runs of a scenario."""
        return self.cells[content_of(scenario)]


def run_claims(
    claims: Sequence[LoadedClaim],
    *,
    replications: int,
    seed: int | None = None,
    engine: Engine,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> ClaimRuns:
    """Runs all cells of all claims.

    Args:
        claims: What to run.
        replications: How many lucks, numbered from 0, the same for every cell.
        seed: Seed of all luck; by default each claim's own.
        engine: Which engine runs.
        workers: How many run side by side; the result does not depend on it.
        progress: Called as `progress(done, total)` after each run.
    """
    scenarios = _distinct(claims)
    shared = _Shared(_shared_worlds(scenarios.values(), seed), engine, _columns(claims))
    design = [(place, k) for k in range(replications) for place in range(len(scenarios))]
    results = run_tasks(
        Together(_run),
        shared,
        design,
        kind=pool_kind(engine, workers),
        workers=workers,
        progress=progress,
    )
    cells = {
        content: _cell(results[place :: len(scenarios)], shared.columns, scenario)
        for place, (content, scenario) in enumerate(scenarios.items())
    }
    failures = tuple(result for result in results if isinstance(result, Failure))
    return ClaimRuns(cells=cells, failures=failures, replications=replications)


class _Shared(NamedTuple):
    scenarios: tuple[Scenario, ...]
    engine: Engine
    columns: tuple[str, ...]


class _Kept(NamedTuple):
    outcomes: dict[str, float]
    timeline: dict[str, FloatArray]


def _run(shared: _Shared, tasks: Sequence[tuple[int, int]]) -> list[_Kept]:
    runs = [Run(shared.scenarios[place], FIRM, replication) for place, replication in tasks]
    return [_kept(shared, run) for run in simulate_many(runs, engine=shared.engine, tables=False)]


def _kept(shared: _Shared, run: RunResult) -> _Kept:
    timeline = {column: np.asarray(run.timeline[column], dtype=float) for column in shared.columns}
    return _Kept(dict(run.outcomes), timeline)


def _distinct(claims: Iterable[LoadedClaim]) -> dict[str, Scenario]:
    cells = (cell for claim in claims for design in claim.designs for cell in design.cells)
    # In the order of their content, equal worlds stand side by side and share the drawing of their accounts.
    return dict(sorted({content_of(cell): cell for cell in cells}.items()))


def content_of(scenario: Scenario) -> str:
    """All that a run depends on, and nothing of what it is called."""
    parts = (scenario.world, scenario.strategies[FIRM])
    texts = [part.model_dump_json(exclude={"title", "description"}) for part in parts]
    return "\n".join([*texts, f"{scenario.run.horizon!r} {scenario.run.seed}"])


def _shared_worlds(scenarios: Iterable[Scenario], seed: int | None) -> tuple[Scenario, ...]:
    """The same scenarios with equal worlds made one object, whose population is then drawn once per luck."""
    worlds: dict[str, object] = {}
    result = []
    for scenario in scenarios:
        world = worlds.setdefault(scenario.world.model_dump_json(), scenario.world)
        run = scenario.run if seed is None else scenario.run.model_copy(update={"seed": seed})
        result.append(scenario.model_copy(update={"world": world, "run": run}))
    return tuple(result)


def _columns(claims: Iterable[LoadedClaim]) -> tuple[str, ...]:
    found = (design.contrast.what.column for claim in claims for design in claim.designs)
    return tuple(sorted(set(filter(None, found))))


def _cell(results: Sequence["_Kept | Failure"], columns: Sequence[str], scenario: Scenario) -> Cell:
    lost = dict.fromkeys(OUTCOMES, nan)
    kept = [result for result in results if isinstance(result, _Kept)]
    rows = {column: len(kept[0].timeline[column]) if kept else 1 for column in columns}
    return Cell(
        outcomes={
            name: np.array([(r.outcomes if isinstance(r, _Kept) else lost)[name] for r in results]) for name in OUTCOMES
        },
        timelines={
            column: np.array(
                [r.timeline[column] if isinstance(r, _Kept) else np.full(rows[column], nan) for r in results]
            )
            for column in columns
        },
        horizon_months=scenario.run.horizon / DAYS_PER_MONTH,
    )
