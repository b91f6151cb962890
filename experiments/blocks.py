"""A block: some replications of all strategies of one design point, in the same lucks, as one array."""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.many import Simulate, run_many
from experiments.plan import Plan
from experiments.provenance import model_hash
from simulator.results import FloatArray
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, Run

REPLICATIONS_PER_BLOCK = 50


class BlockTask(NamedTuple):
    """What one task runs: `replications` of them from `start` on, of a design point."""

    point: int
    start: int
    replications: int

    @property
    def block(self) -> int:
        """First replication of the block that the task belongs to; blocks begin at multiples of 50."""
        return self.start - self.start % REPLICATIONS_PER_BLOCK


class Block(NamedTuple):
    """What comes back: outcomes of shape (strategies, replications, outcomes), and the inputs that gave them."""

    task: BlockTask
    outcomes: FloatArray
    inputs: str


class BlockSettings(NamedTuple):
    """What all tasks of a sweep share."""

    plan: Plan
    engine: Engine
    simulate: Simulate
    model_sha256: str


def run_task(shared: BlockSettings, task: BlockTask) -> Block:
    """Runs one block of a study.

    Raises:
        RuntimeError: A run failed, or this machine has another version of the model than the store.
    """
    if shared.model_sha256 != model_hash():
        raise RuntimeError(f"the worker has another version of the model ({model_hash()[:12]})")
    scenario = shared.plan.scenario(task.point)
    outcomes = run_replications(
        scenario,
        shared.plan.strategies,
        shared.plan.outcomes,
        range(task.start, task.start + task.replications),
        engine=shared.engine,
        simulate=shared.simulate,
    )
    return Block(task, outcomes, scenario.model_dump_json())


def run_replications(
    scenario: Scenario,
    strategies: Sequence[str],
    outcomes: Sequence[str],
    replications: Sequence[int],
    *,
    engine: Engine,
    simulate: Simulate,
) -> FloatArray:
    """Runs strategies in turn through each luck.

    Returns:
        Shape (strategies, replications, outcomes); an outcome that is not defined in a run is NaN, always of the
        same bits.

    Raises:
        RuntimeError: A run failed; it names the strategy and the replication.
    """
    rows = []
    design = [Run(scenario, strategy, k) for k in replications for strategy in strategies]
    results = run_many(design, engine=engine, simulate=simulate, tables=False)
    for _, strategy, k in design:
        try:
            run = next(results)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise RuntimeError(f"{strategy}, replication {k}: {what}") from error
        rows.append([run.outcomes[name] for name in outcomes])
    table = np.array(rows, dtype=np.float64).reshape(len(replications), len(strategies), len(outcomes))
    values = table.swapaxes(0, 1).copy()
    values[np.isnan(values)] = np.nan
    return values


def tasks_of(points: Sequence[int], have: dict[tuple[int, int], int], replications: int) -> list[BlockTask]:
    """The blocks that are missing, whole or in part.

    Args:
        points: Which points.
        have: Replications that are there, by (point, block).
        replications: How many each point shall have.

    Examples:
        >>> tasks_of([0], {(0, 0): 50, (0, 50): 5}, 60)
        [BlockTask(point=0, start=55, replications=5)]
    """
    starts = range(0, replications, REPLICATIONS_PER_BLOCK)
    tasks = []
    for point in points:
        for start in starts:
            wanted = min(REPLICATIONS_PER_BLOCK, replications - start)
            done = have.get((point, start), 0)
            if done < wanted:
                tasks.append(BlockTask(point, start + done, wanted - done))
    return tasks


def to_bytes(outcomes: FloatArray) -> bytes:
    """Outcomes of one strategy, shape (replications, outcomes), as bytes: little-endian doubles, row by row."""
    return outcomes.astype("<f8").tobytes()


def from_bytes(blob: bytes, outcomes: int) -> FloatArray:
    """Reads what `to_bytes` wrote.

    Examples:
        >>> from_bytes(to_bytes(np.array([[1.0, 2.0]])), 2)
        array([[1., 2.]])
    """
    return np.frombuffer(blob, dtype="<f8").reshape(-1, outcomes).astype(float)


def packed(text: str, like: str) -> bytes:
    """A text pressed together; `like` is a text that it has nearly everything in common with.

    Examples:
        >>> unpacked(packed("opening_cash: 2", "opening_cash: 1"), "opening_cash: 1")
        'opening_cash: 2'
    """
    press = zlib.compressobj(zdict=like.encode())
    return press.compress(text.encode()) + press.flush()


def unpacked(blob: bytes, like: str) -> str:
    """Reads what `packed` wrote, with the same `like`."""
    return zlib.decompressobj(zdict=like.encode()).decompress(blob).decode()
