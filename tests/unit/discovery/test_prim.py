"""PRIM finds a planted box, trades coverage for density, and drops limits that do nothing."""

import numpy as np
import pytest
from scipy import stats

from experiments.discovery.columns import Column, Limit, inside
from experiments.discovery.prim import Box, chosen, find_boxes, needed, peeled, quasi_p_values
from simulator.results import FloatArray

NAMES = ("a", "b", "c")


def columns(points: int, seed: int = 1) -> list[Column]:
    """Three numbers, the third of four levels, and a name."""
    rng = np.random.default_rng(seed)
    numbers = [Column(name=name, values=rng.uniform(size=points)) for name in ("x", "y")]
    levels = Column(name="z", values=rng.integers(4, size=points) / 4)
    return [*numbers, levels, Column(name="kind", values=rng.integers(3, size=points).astype(float), names=NAMES)]


def planted(table: list[Column]) -> FloatArray:
    """1 where x > 0.6 and kind is no 'c'."""
    return ((table[0].values > 0.6) & (table[3].values < 2)).astype(float)


def test_a_planted_box_is_found_with_its_limits_and_no_others() -> None:
    table = columns(400)
    (box, *_) = find_boxes(table, planted(table), density=0.95, most=1)
    assert {table[limit.column].name for limit in box.limits} == {"x", "kind"}
    by_name = {table[limit.column].name: limit for limit in box.limits}
    assert by_name["x"].low == pytest.approx(0.6, abs=0.03)
    assert by_name["kind"].kept == frozenset({0, 1})
    assert box.density >= 0.95
    assert box.coverage > 0.9


def test_a_second_box_is_looked_for_among_the_points_that_are_left() -> None:
    table = columns(600)
    x, y = table[0].values, table[1].values
    chances = ((x > 0.75) | (y < 0.25)).astype(float)
    boxes = find_boxes(table, chances, density=0.95, most=3)
    assert {table[limit.column].name for box in boxes[:2] for limit in box.limits} >= {"x", "y"}
    assert sum(box.coverage for box in boxes) > 0.9
    held = [inside(box.limits, table) for box in boxes]
    assert sum(box.points for box in boxes) == np.logical_or.reduce(held).sum()


def test_on_the_way_coverage_falls_and_all_figures_are_those_of_the_points_inside() -> None:
    table = columns(200)
    chances = planted(table)
    way = list(peeled(table, chances))
    assert (way[0].points, way[0].coverage, way[0].limits) == (200, 1.0, ())
    assert [box.points for box in way] == sorted((box.points for box in way), reverse=True)
    for box in way:
        mask = inside(box.limits, table)
        assert box.points == mask.sum()
        assert box.density == pytest.approx(chances[mask].mean())
        assert box.coverage == pytest.approx(chances[mask].sum() / chances.sum())
    assert way[-1].points >= 10


def test_the_first_peel_takes_a_thin_slice_of_a_number_where_it_helps_most() -> None:
    table = [Column(name="x", values=np.arange(40.0)), Column(name="y", values=np.tile([0.0, 1.0], 20))]
    second = list(peeled(table, (np.arange(40) >= 10).astype(float)))[1]
    assert second.limits == (Limit(column=0, low=1.5),)


def test_the_chosen_box_has_the_most_wins_beyond_the_usual_of_the_dense_ones_or_is_the_densest() -> None:
    figures = ((20, 0.3), (15, 0.7), (9, 0.9), (8, 0.8), (4, 1.0))
    way = [Box(limits=(), points=points, coverage=1, density=density) for points, density in figures]
    assert chosen(way, 0.6) is way[1]  # 15 * 0.4 = 6.0 beats 9 * 0.6 = 5.4
    assert chosen(way, 0.8) is way[2]
    assert chosen(way[:4], 0.95) is way[2]


def test_a_side_that_is_ahead_at_most_points_gets_its_condition_too() -> None:
    table = columns(100)
    (box,) = find_boxes(table, (table[0].values > 0.3).astype(float), density=0.8, most=1)
    (limit,) = box.limits
    assert limit.column == 0
    assert limit.low == pytest.approx(0.3, abs=0.03)


def test_quasi_p_values_are_binomial_tails() -> None:
    table = columns(300)
    chances = planted(table)
    limits = (Limit(column=0, low=0.7), Limit(column=1, high=0.5))
    found = quasi_p_values(limits, table, chances)
    mask = inside(limits, table)
    rate = chances[table[1].values <= 0.5].mean()
    tail = stats.binom.sf(chances[mask].sum() - 1, mask.sum(), rate)
    assert found[0] == pytest.approx(tail)
    assert found[0] < 1e-6
    assert found[1] > 0.05
    assert needed(limits, table, chances) == limits[:1]


def test_on_pure_noise_hardly_anything_is_found() -> None:
    """40 tables of noise: the density asked for is far off, and few boxes pass their own quasi-p-values."""
    found = 0
    for seed in range(40):
        table = columns(60, seed)
        chances = (np.random.default_rng(900 + seed).uniform(size=60) < 0.3).astype(float)
        found += any(box.density >= 0.9 and box.points > 12 for box in find_boxes(table, chances, density=0.9, most=1))
    assert found == 0


@pytest.mark.parametrize("chances", [np.zeros(50), np.ones(50)])
def test_nobody_or_everybody_wins_needs_no_condition(chances: FloatArray) -> None:
    assert find_boxes(columns(50), chances, density=0.8, most=2) == []
