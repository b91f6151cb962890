"""The benchmark of sweeps: it measures what it says. Nothing here depends on how fast the machine is."""

import pytest

from experiments import sweep
from experiments.bench import sweeping
from experiments.bench.sweeping import SweepCost, efficiency, measure, sweep_table
from simulator.simulate import simulate


def test_a_small_sweep_is_measured_without_the_model() -> None:
    cost = measure(points=30, lucks=2)
    assert (cost.points, cost.lucks) == (30, 2)
    assert cost.milliseconds > 0
    assert cost.stored_bytes > 2 * 2 * 6 * 8
    assert vars(sweep)["simulate"] is simulate, "the stand-in is taken away again"


def test_the_table_has_a_row_for_each_size() -> None:
    cost = SweepCost(points=1000, lucks=5, milliseconds=0.5, peak_bytes=0, stored_bytes=2500)
    assert sweep_table([cost]).splitlines()[2:] == ["| 1,000 | 5 | 0.50 | not told | 2.5 |"]


def test_efficiency_compares_the_same_points_with_one_worker_and_two(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def wall(plan: object, workers: int, part: sweep.Shard) -> float:
        asked.append((part.number, workers))
        return {1: 3.0, 2: 2.0}[workers]

    monkeypatch.setattr(sweeping, "_wall", wall)
    share, runs = efficiency(lambda line: None, rounds=2, shards=25)
    assert share == pytest.approx(0.75)
    assert runs == 40 * 2 * 100
    assert asked[1:] == [(1, 1), (1, 2), (2, 2), (2, 1)]
