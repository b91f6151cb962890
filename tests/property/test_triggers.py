"""Triggers mean what the same words mean in Python."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import MisfitError
from simulator.scenario.checks import Reach, can_hold
from simulator.scenario.metrics import GAUGES
from simulator.scenario.triggers import compile_trigger
from tests.support.triggers import holds

NUMBERS = [name for name, gauge in GAUGES.items() if gauge.quantity == "number"]
COMPARISONS = st.builds(
    "{} {} {}".format,
    st.sampled_from(NUMBERS),
    st.sampled_from([">=", "<=", ">", "<", "=="]),
    st.integers(0, 3),
)
TRIGGERS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds("not {}".format, inner),
        st.builds("({})".format, inner),
        st.builds("{} and {}".format, inner, inner),
        st.builds("{} or {}".format, inner, inner),
    ),
    max_leaves=12,
)
GAUGE_VALUES = st.lists(st.integers(0, 3).map(float), min_size=len(GAUGES), max_size=len(GAUGES))


@given(trigger=TRIGGERS, values=GAUGE_VALUES)
def test_same_as_python(trigger: str, values: list[float]) -> None:
    names = {name: values[gauge.metric] for name, gauge in GAUGES.items()}
    expected = eval(trigger, {"__builtins__": {}}, names)
    assert holds(compile_trigger(trigger), values) is expected


@given(trigger=TRIGGERS, values=GAUGE_VALUES)
def test_what_holds_can_hold(trigger: str, values: list[float]) -> None:
    trigger = trigger.replace("brand", "time")
    values[GAUGES["time"].metric] = values[GAUGES["brand"].metric]
    if holds(compile_trigger(trigger), values):
        assert can_hold(trigger, Reach(horizon=3.0, accounts=3))


@given(st.text(alphabet=st.sampled_from("cash time ><=()andornt0123456789.%k-_&|!~\"'"), max_size=60))
def test_any_text_compiles_or_says_why_not(text: str) -> None:
    with suppress(MisfitError):
        assert compile_trigger(text)
