"""Triggers on the firm's gauges: the stack of bits decides as Python would."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.events import Tier
from simulator.model.bargaining import note_revenue
from simulator.model.gauges import gauge, holds
from simulator.model.state import State
from simulator.scenario.metrics import GAUGES, Metric
from tests.support.states import fresh

NAMES = ("customers", "key_accounts", "on_time", "largest_share", "brand", "quality")
VALUES = st.sampled_from([0.0, 0.25, 0.5, 1.0])
COMPARISONS = st.tuples(
    st.sampled_from(NAMES), st.sampled_from([">=", "<=", ">", "<", "=="]), st.sampled_from(["0", "0.25", "0.5", "1"])
)
TRIGGERS = st.recursive(
    COMPARISONS.map(" ".join),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"not ({part})"),
    ),
    max_leaves=12,
)


def set_gauges(s: State, values: dict[str, float]) -> None:
    s.firm.customers, s.tiers[Tier.KEY].count = int(values["customers"]), int(values["key_accounts"])
    s.firm.on_time, s.firm.largest_share = values["on_time"], values["largest_share"]
    s.stocks[0].level, s.stocks[1].level = values["brand"], values["quality"]


@given(TRIGGERS, st.lists(VALUES, min_size=len(NAMES), max_size=len(NAMES)))
def test_a_trigger_holds_when_python_says_so(text: str, levels: list[float]) -> None:
    p, s = fresh({"makers": {"accounts": 1}}, phases=[{"until": text}, {}])
    values = dict(zip(NAMES, levels, strict=True))
    values["customers"], values["key_accounts"] = int(values["customers"]), int(values["key_accounts"])
    set_gauges(s, values)
    assert holds(p, s, p.levers[0].until, 0.0) == eval(text, {"__builtins__": {}}, values)


@pytest.mark.parametrize("name", GAUGES)
def test_every_gauge_can_be_read(name: str) -> None:
    p, s = fresh({"makers": {"accounts": 1}}, capabilities={"service": {"start": 0.5}, "internal": {"start": 0.7}})
    assert gauge(p, s, GAUGES[name].metric, 30.0) >= 0.0


def readings() -> dict[Metric, Any]:
    return {
        Metric.TIME: 30.0,
        Metric.CASH: 1e9,
        Metric.REVENUE: 500.0,
        Metric.WIN_RATE: 0.25,
        Metric.REFERENCE: 2.0,
        Metric.SERVICE: 0.5,
        Metric.INTERNAL: 0.7,
    }


@pytest.mark.parametrize("metric", readings())
def test_gauges_read_what_they_are_named_for(metric: Metric) -> None:
    p, s = fresh(
        {"makers": {"accounts": 1}, "builders": {"accounts": 1}},
        capabilities={"service": {"start": 0.5}, "internal": {"start": 0.7}},
    )
    note_revenue(s, 0, 500.0, 30.0)
    s.sizes[0].finished, s.sizes[2].finished, s.sizes[2].won = 3, 1, 1
    s.markets[1].reference, s.markets[1].reference_at = 2.0, 30.0
    assert gauge(p, s, metric, 30.0) == readings()[metric]
