"""The charts show what the comparison holds."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.comparison import compare
from experiments.lab.answer import Answer
from experiments.lab.charts import bins, difference_chart, fan_chart, gap_chart
from experiments.lab.palette import STRATEGIES
from experiments.replication import Replications
from experiments.verdict import verdict
from tests.unit.fake_firm import made_up_runs, scenario

COUNT, MONTHS = 60, 36
LUCK = np.random.default_rng(1).normal(size=COUNT)


@pytest.fixture(scope="module")
def answer() -> Answer:
    values = {"chase": {"value": 1e6 * LUCK}, "base": {"value": 1e6 * LUCK + 3e5 + 5e5 * LUCK[::-1]}}
    made_up = made_up_runs(values)
    shape = np.cumsum(np.ones((COUNT, MONTHS + 1)), axis=1)
    timelines = {
        name: dict.fromkeys(
            ("cash", "cash_flow", "customers", "key_accounts"), shape * (1 + place) * (2 + LUCK[:, None])
        )
        for place, name in enumerate(values)
    }
    runs = Replications(**{**vars(made_up), "timelines": timelines})
    comparison = compare(scenario(*values, run={"horizon": 1095.0, "replications": COUNT, "seed": 7}), runs)
    return Answer(comparison=comparison, verdict=verdict(comparison), runs=runs)


@pytest.mark.parametrize("column", ["cash", "customers", "key_accounts"])
def test_a_fan_holds_the_quantiles_of_every_month(answer: Answer, column: str) -> None:
    chart = fan_chart(answer, column, "light")
    rows = chart.spec["data"]["values"]
    assert len(rows) == 2 * (MONTHS + 1)
    last = next(row for row in rows if (row["strategy"], row["month"]) == ("base", MONTHS))
    ends = answer.runs.timelines["base"][column][:, -1]
    assert last["median"] == pytest.approx(np.median(ends))
    assert np.mean(ends < last["low"]) == pytest.approx(0.05, abs=0.02)
    assert np.mean(ends > last["high"]) == pytest.approx(0.05, abs=0.02)
    assert last["time"] == 3.0
    assert "chase ends at a median of" in chart.alt
    json.dumps(chart.spec, allow_nan=False)


def test_the_gap_is_between_pairs(answer: Answer) -> None:
    rows = gap_chart(answer, "base", "dark").spec["data"]["values"]
    gaps = answer.runs.timelines["base"]["cash_flow"] - answer.runs.timelines["chase"]["cash_flow"]
    assert [row["mean"] for row in rows] == pytest.approx(gaps.mean(axis=0))
    assert all(row["low"] <= row["least"] <= row["mean"] <= row["most"] <= row["high"] for row in rows[1:])


def test_every_luck_is_in_one_bar_of_whom_is_ahead(answer: Answer) -> None:
    chart = difference_chart(answer, "base", "light")
    bars = chart.spec["data"]["values"]
    assert sum(bar["lucks"] for bar in bars) == COUNT
    ahead = sum(bar["lucks"] for bar in bars if bar["ahead"] == "base")
    assert ahead == answer.comparison.paired["base"]["value"].wins
    assert chart.title == "Value of the firm: base less chase (CNY)"
    json.dumps(chart.spec, allow_nan=False)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=80))
def test_bins_hold_all_values_and_never_both_signs(values: list[float]) -> None:
    edges = bins(np.array(values))
    assert edges == sorted(set(edges))
    assert edges[0] <= min(values)
    assert max(values) <= edges[-1]
    assert not any(start < 0 < end for start, end in itertools.pairwise(edges))
    assert len(edges) <= 90


def test_colours_are_as_many_on_dark_as_on_light() -> None:
    assert len({len(set(tones)) for tones in STRATEGIES.values()}) == 1


def test_one_luck_has_charts_without_intervals() -> None:
    made_up = made_up_runs({"chase": {"value": LUCK[:1]}, "base": {"value": LUCK[1:2]}})
    curves = dict.fromkeys(("cash", "cash_flow", "customers"), np.ones((1, MONTHS + 1)))
    runs = Replications(**{**vars(made_up), "timelines": dict.fromkeys(("chase", "base"), curves)})
    comparison = compare(scenario("chase", "base", run={"horizon": 1095.0, "replications": 1, "seed": 7}), runs)
    one = Answer(comparison=comparison, verdict=verdict(comparison), runs=runs)
    for chart in (
        fan_chart(one, "cash", "light"),
        gap_chart(one, "base", "light"),
        difference_chart(one, "base", "light"),
    ):
        json.dumps(chart.spec, allow_nan=False)
