"""Quantities as people write them."""

from math import inf, nan

import pytest

from simulator.errors import MisfitError
from simulator.units import FORMS, KINDS, Kind, format_quantity, parse


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("6 weeks", "duration", 42.0),
        ("1 day", "duration", 1.0),
        ("36 hours", "duration", 1.5),
        ("3 months", "duration", 91.25),
        ("2 quarters", "duration", 182.5),
        ("2years", "duration", 730.0),
        ("45", "duration", 45.0),
        ("1.5 年", "duration", 547.5),
        ("2 个月", "duration", 2 * 365 / 12),
        ("never", "duration", inf),
        ("0.4 per year", "per_year", 0.4),
        ("2 per month", "per_year", 24.0),
        ("1/week", "per_year", 365 / 7),
        ("1 每月", "per_year", 12.0),
        ("8 %", "per_year", 0.08),
        ("300k", "money", 300_000.0),
        ("1.2M", "money", 1_200_000.0),
        ("1.2 million", "money", 1_200_000.0),
        ("2bn", "money", 2e9),
        ("1,200,000.50", "money", 1_200_000.5),
        ("12 万", "money", 120_000.0),
        ("0.5亿", "money", 50_000_000.0),
        ("３００ｋ", "money", 300_000.0),
        ("-5k", "money", -5_000.0),
        ("unlimited", "money", inf),
        ("-.inf", "money", -inf),
        ("20k per month", "money_per_month", 20_000.0),
        ("240k per year", "money_per_month", 20_000.0),
        ("2 万/月", "money_per_month", 20_000.0),
        ("5.6k per week", "money_per_day", 800.0),
        ("25k per month", "money_per_year", 300_000.0),
        ("35 %", "fraction", 0.35),
        ("35％", "fraction", 0.35),
        ("0.35", "fraction", 0.35),
        ("1.5k", "number", 1500.0),
        ("1e3", "number", 1000.0),
    ],
)
def test_parse(text: str, kind: Kind, value: float) -> None:
    assert parse(text, kind) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["", " ", "soon", "1 2", "--1", "1..2", "1,2,3", "5 parsecs", "1 per", "%", "k", "1" * 200]
)
def test_what_is_no_quantity_is_told_with_an_example(text: str, kind: Kind) -> None:
    with pytest.raises(MisfitError) as error:
        parse(text, kind)
    assert error.value.message.startswith(f"expected {FORMS[kind].expected}, found '")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("6 weeks", "money"),
        ("5 per year", "fraction"),
        ("35 %", "money"),
        ("3 per week", "duration"),
        ("2 years", "number"),
    ],
)
def test_units_of_another_kind_are_refused(text: str, kind: Kind) -> None:
    with pytest.raises(MisfitError, match="expected"):
        parse(text, kind)


@pytest.mark.parametrize(
    ("text", "kind", "hint"),
    [
        ("1.2m", "money", "1.2M"),
        ("20m per month", "money_per_month", "20M per month"),
        ("1,5", "number", "1.5"),
    ],
)
def test_usual_slips_are_guessed(text: str, kind: Kind, hint: str) -> None:
    with pytest.raises(MisfitError) as error:
        parse(text, kind)
    assert error.value.hint == hint


def test_currencies_have_no_place_in_an_amount() -> None:
    with pytest.raises(MisfitError, match="without a currency, found 'CNY 5k'"):
        parse("CNY 5k", "money")


def test_too_large() -> None:
    with pytest.raises(MisfitError, match="'1e400' is too large"):
        parse("1e400", "money")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (42.0, "duration", "6 weeks"),
        (1.0, "duration", "1 day"),
        (30.0, "duration", "30 days"),
        (1825.0, "duration", "5 years"),
        (91.25, "duration", "3 months"),
        (1000.5, "duration", "2.741 years"),
        (0.0, "duration", "0 days"),
        (999_999.0, "money", "1M"),
        (9_999.0, "money", "9,999"),
        (12_344.0, "money", "12.34k"),
        (-2e9, "money", "-2B"),
        (-0.0, "money", "0"),
        (0.4, "per_year", "0.4 per year"),
        (800.0, "money_per_day", "800 per day"),
        (0.05, "fraction", "5 %"),
        (1e-9, "number", "1e-09"),
        (inf, "money", "unlimited"),
        (-inf, "number", "-unlimited"),
        (nan, "fraction", "undefined"),
    ],
)
def test_format(value: float, kind: Kind, text: str) -> None:
    assert format_quantity(value, kind) == text
