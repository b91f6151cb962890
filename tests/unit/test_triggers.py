"""The closed grammar of triggers."""

from math import nan

import pytest

from simulator.errors import MisfitError
from simulator.scenario.metrics import GAUGES, Metric
from simulator.scenario.triggers import LONGEST_TRIGGER, Instruction, Operation, compile_trigger
from tests.support.triggers import holds


def gauges(**values: float) -> list[float]:
    """All gauges at zero, but for the ones given."""
    read = [0.0] * len(Metric)
    for name, value in values.items():
        read[GAUGES[name].metric] = value
    return read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("time >= 2 years", 730.0),
        ("cash < 1.2M", 1_200_000.0),
        ("cash<-5k", -5_000.0),
        ("revenue > 25k per month", 300_000.0),
        ("on_time ≥ 90 %", 0.9),
        ("customers == 1,000", 1000.0),
        ("cash >= 12 万", 120_000.0),
    ],
)
def test_values_are_read_in_the_unit_of_the_metric(text: str, value: float) -> None:
    (instruction,) = compile_trigger(text)
    assert instruction.value == pytest.approx(value)


def test_postfix_order() -> None:
    program = compile_trigger("customers >= 40 or not (cash < 5 and time > 3)")
    assert program == (
        Instruction(Operation.AT_LEAST, Metric.CUSTOMERS, 40.0),
        Instruction(Operation.BELOW, Metric.CASH, 5.0),
        Instruction(Operation.ABOVE, Metric.TIME, 3.0),
        Instruction(Operation.AND),
        Instruction(Operation.NOT),
        Instruction(Operation.OR),
    )


@pytest.mark.parametrize(
    ("operator", "expected"), [(">=", "FTT"), ("<=", "TTF"), (">", "FFT"), ("<", "TFF"), ("==", "FTF")]
)
def test_comparisons_below_at_and_above(operator: str, expected: str) -> None:
    program = compile_trigger(f"customers {operator} 40")
    found = "".join("FT"[holds(program, gauges(customers=value))] for value in (39.0, 40.0, 41.0))
    assert found == expected


def test_undefined_gauge_fails_every_comparison() -> None:
    assert not any(
        holds(compile_trigger(f"win_rate {op} 0.5"), gauges(win_rate=nan)) for op in (">", "<", ">=", "<=", "==")
    )


@pytest.mark.parametrize("text", ["(" * 100 + "cash > 1" + ")" * 100, "not " * 100 + "cash > 1"])
def test_nesting_is_bounded(text: str) -> None:
    with pytest.raises(MisfitError, match="nested deeper"):
        compile_trigger(text)


def test_length_is_bounded() -> None:
    with pytest.raises(MisfitError, match="at most 1000 characters"):
        compile_trigger("cash > 1 or " * LONGEST_TRIGGER)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("custmers >= 4", "unknown metric 'custmers'; did you mean 'customers'?"),
        ("customers => 4", "a comparison for equality after 'customers' is written '=='; did you mean '=='?"),
        ("customers != 4", "expected one of >=, <=, >, <, == after 'customers', found '!'"),
        ("customers >= 4 and", "expected a metric at the end"),
        ("customers >= 4)", "expected 'and', 'or' or the end, found ')'"),
        ("customers >= 4 < 5", "expected 'and', 'or' or the end, found '<'"),
        ("and", "expected a metric, found 'and'"),
        ("on_time >= 120 %", "a fraction lies between 0 and 1; 120 % is above"),
        ("win_rate >= -1", "a fraction lies between 0 and 1; -1 is below"),
        ("", "is empty"),
    ],
)
def test_faults_say_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(MisfitError) as error:
        compile_trigger(text)
    assert str(error.value).startswith(message)
