"""What a sweep adds to its runs: time per design point, memory by the number of points, and what two workers give.

Time and memory are measured with a stand-in that gives the same result for every run at once, so that only the sweep
itself is left. Each size has a process of its own: `python -m experiments.bench.sweeping POINTS LUCKS` prints its
figures as JSON. Two workers are measured on real runs.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from experiments import sweep
from experiments.bench.clock import machine, rounded, timed
from experiments.bench.growth import peak_bytes
from experiments.plan import Plan
from experiments.store_files import IN_MEMORY, create_store
from experiments.study.load import load_study
from simulator.simulate import simulate

SIZES = ((1_000, 1), (10_000, 1), (100_000, 1), (1_000, 50))
STUDY = "studies/executives"
# Of the 1,000 points of that study each round takes a tenth, with as many lucks as the study says.
SHARDS = 10
ROUNDS = 2

Tell = Callable[[str], None]

_STUDY = """\
scenario: chase_or_build
strategies: [chase_big, build_base]
factors:
  wallet_sigma: {{path: world.segments.*.wallet.sigma, low: 0.8, high: 1.8}}
  growth: {{path: world.relationship.growth, low: 1 %, high: 10 %}}
  brand_start: {{path: world.capabilities.brand.start, low: 0.1, high: 1.2}}
  executives: {{path: world.sponsors.executive_slots, values: [1, 2, 3, 4, 5, 6]}}
design: latin_hypercube
points: {points}
replications: {lucks}
outcomes: [value, insolvent, cash_trough, revenue, customers, key_accounts]
"""


@dataclass(frozen=True, kw_only=True)
class SweepCost:
    """What a sweep costs beside its runs.

    Attributes:
        points: Design points, two strategies at each.
        lucks: Replications per point.
        milliseconds: Processor time per point, from its values to its rows on disk.
        peak_bytes: Most memory that the process had, libraries included; 0 where it is not told.
        stored_bytes: Size of the store per point.
    """

    points: int
    lucks: int
    milliseconds: float
    peak_bytes: int
    stored_bytes: float


def measure(points: int, lucks: int) -> SweepCost:
    """Sweep in this process, with a stand-in for the model.

    Args:
        points: How many.
        lucks: At each.
    """
    with tempfile.TemporaryDirectory() as scratch:
        study, file = Path(scratch) / "study.yaml", Path(scratch) / "sweep.db"
        study.write_text(_STUDY.format(points=points, lucks=lucks), encoding="utf-8")
        plan = load_study(study)
        with closing(create_store(file, plan)) as store, patch.object(sweep, "simulate", _stand_in(plan)):
            _, seconds = timed(partial(sweep.fill, store, workers=1))
        size = file.stat().st_size
    return SweepCost(
        points=points,
        lucks=lucks,
        milliseconds=1e3 * seconds / points,
        peak_bytes=peak_bytes(),
        stored_bytes=size / points,
    )


def _stand_in(plan: Plan) -> Callable[..., Any]:
    """Gives what one run of the first point gave, whatever is asked for."""
    known = simulate(plan.scenario(0), plan.strategies[0])
    return lambda *_, **__: known


def measure_apart(points: int, lucks: int) -> SweepCost:
    """Sweep in a process of its own, whose memory is then its own.

    Args:
        points: How many.
        lucks: At each.
    """
    command = [sys.executable, "-m", "experiments.bench.sweeping", str(points), str(lucks)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return SweepCost(**json.loads(answer.stdout))


def efficiency(tell: Tell, rounds: int = ROUNDS, shards: int = SHARDS) -> tuple[float, int]:
    """By the clock on the wall: one worker's time over twice that of two workers for the same runs; the middle round.

    Args:
        tell: What to do with a line of progress.
        rounds: How many, each at other points.
        shards: Into how many parts the study is cut; each round takes one.

    Returns:
        The efficiency (1: two workers take half the time), and the runs of a round.
    """
    plan = load_study(STUDY)
    runs = len(sweep.Shard(of=shards).points(len(plan))) * len(plan.strategies) * plan.replications
    _wall(plan, 1, sweep.Shard(number=len(plan), of=len(plan)))
    ratios = []
    for number in range(1, rounds + 1):
        part = sweep.Shard(number=number, of=shards)
        order = (1, 2) if number % 2 else (2, 1)
        seconds = {workers: _wall(plan, workers, part) for workers in order}
        ratios.append(seconds[1] / (2 * seconds[2]))
        tell(f"round {number}: {seconds[1]:.1f} s with one worker, {seconds[2]:.1f} s with two")
    return median(ratios), runs


def _wall(plan: Plan, workers: int, part: sweep.Shard) -> float:
    with closing(create_store(IN_MEMORY, plan)) as store:
        begin = perf_counter()
        sweep.fill(store, workers=workers, shard=part, may_start_processes=True)
        return perf_counter() - begin


def sweep_table(found: Sequence[SweepCost]) -> str:
    """Time, memory and disk by size of the sweep, in Markdown.

    Args:
        found: One row each.
    """
    rows = ["| points | lucks | ms per point | peak memory (MB) | store (kB per point) |", "|---:|---:|---:|---:|---:|"]
    for cost in found:
        memory = f"{cost.peak_bytes / 1e6:,.0f}" if cost.peak_bytes else "not told"
        size = rounded(cost.stored_bytes / 1e3)
        rows.append(f"| {cost.points:,} | {cost.lucks} | {rounded(cost.milliseconds)} | {memory} | {size} |")
    return "\n".join(rows)


def sweep_block(tell: Tell) -> str:
    """All figures of a sweep: what it adds to the runs, and what a second worker gives.

    Args:
        tell: What to do with a line of progress.
    """
    found = []
    for points, lucks in SIZES:
        tell(f"{points:,} points, {lucks} lucks at each")
        found.append(measure_apart(points, lucks))
    share, runs = efficiency(tell)
    return (
        f"{sweep_table(found)}\n\nTwo strategies and six outcomes at each point of the default scenario; a stand-in"
        f" that does nothing takes the place of the model, and the time is processor time.\n\nWith the model itself, on"
        f" {runs:,} runs of `{STUDY}`, {ROUNDS} rounds: two workers reach {share:.2f} of twice the speed of one"
        f" (parallel efficiency, by the clock on the wall). Measured on: {machine()}."
    )


if __name__ == "__main__":
    print(json.dumps(asdict(measure(int(sys.argv[1]), int(sys.argv[2])))))
