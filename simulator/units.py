"""Quantities as people write them ("6 weeks", "1.2M", "35 %") to and from plain numbers in base units.

A year has 365 days and a month 365/12. Each kind of quantity has one base unit, which a number without a
unit is taken to be in: days, times per year, money, money per month, day or year, a fraction, a number.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite, isnan
from typing import Literal, NamedTuple, get_args

from simulator.errors import MisfitError, printable

Kind = Literal[
    "duration",
    "per_year",
    "money",
    "money_per_month",
    "money_per_day",
    "money_per_year",
    "fraction",
    "number",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

DAYS_PER_YEAR = 365.0
MONTHS_PER_YEAR = 12.0
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
LONGEST_TEXT = 100

# How many of each period make a year, under all its names.
PERIODS: dict[str, float] = {
    **dict.fromkeys(("hour", "hours", "小时"), DAYS_PER_YEAR * 24.0),
    **dict.fromkeys(("day", "days", "天", "日"), DAYS_PER_YEAR),
    **dict.fromkeys(("week", "weeks", "周"), DAYS_PER_YEAR / 7.0),
    **dict.fromkeys(("month", "months", "个月", "月"), MONTHS_PER_YEAR),
    **dict.fromkeys(("quarter", "quarters", "季度"), 4.0),
    **dict.fromkeys(("year", "years", "年"), 1.0),
}
# Days as a whole number over a whole number, so that "3 months" is exactly 91.25 days.
DAYS: dict[float, tuple[float, float]] = {
    DAYS_PER_YEAR * 24.0: (1.0, 24.0),
    DAYS_PER_YEAR: (1.0, 1.0),
    DAYS_PER_YEAR / 7.0: (7.0, 1.0),
    MONTHS_PER_YEAR: (DAYS_PER_YEAR, 12.0),
    4.0: (DAYS_PER_YEAR, 4.0),
    1.0: (DAYS_PER_YEAR, 1.0),
}
MULTIPLIERS: dict[str, float] = {
    **dict.fromkeys(("k", "K", "thousand", "千"), 1e3),
    **dict.fromkeys(("M", "million", "百万"), 1e6),
    **dict.fromkeys(("B", "bn", "billion"), 1e9),
    "万": 1e4,
    "千万": 1e7,
    "亿": 1e8,
}
INFINITE = frozenset({"unlimited", "never", "infinite", "infinity", "inf", ".inf", "无限"})


@dataclass(frozen=True, kw_only=True)
class _Form:
    """How one kind of quantity is written: an example, and which parts it may have."""

    expected: str
    unit: bool = False
    percent: bool = False
    per_year: float = 0.0  # base periods in a year; 0: no "per month" and the like


FORMS: Mapping[Kind, _Form] = {
    "duration": _Form(expected="a duration such as '6 weeks', or a number of days", unit=True),
    "per_year": _Form(expected="a rate such as '0.4 per year'", percent=True, per_year=1.0),
    "money": _Form(expected="an amount of money such as '300k' or '1.2M'"),
    "money_per_month": _Form(expected="money per month such as '20k per month'", per_year=MONTHS_PER_YEAR),
    "money_per_day": _Form(expected="money per day such as '800 per day'", per_year=DAYS_PER_YEAR),
    "money_per_year": _Form(expected="money per year such as '300k per year'", per_year=1.0),
    "fraction": _Form(expected="a fraction such as '35 %' or 0.35", percent=True),
    "number": _Form(expected="a number such as 40 or '1.5k'"),
}

_BY_LENGTH = "|".join(sorted(map(re.escape, MULTIPLIERS), key=len, reverse=True))
_WORDS = "|".join(sorted(map(re.escape, PERIODS), key=len, reverse=True))
_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"(?:\s*(?P<multiplier>{_BY_LENGTH})(?![A-Za-z]))?"
    r"(?:\s*(?P<percent>%))?"
    rf"(?:\s*(?P<unit>{_WORDS}))?"
    rf"(?:\s*(?:per\s|/|每)\s*(?P<period>{_WORDS}))?"
)


class _Written(NamedTuple):
    amount: float
    percent: bool
    unit: str | None
    period: str | None


def parse(text: str, kind: Kind) -> float:
    """The quantity that a text says, in the base unit of its kind.

    Raises:
        MisfitError: If the text says no such quantity; tells what was expected, with an example.

    >>> parse("6 weeks", "duration"), parse("2 per month", "per_year"), parse("35 %", "fraction")
    (42.0, 24.0, 0.35)
    >>> parse("1.2M", "money"), parse("12 万", "money"), parse("240k per year", "money_per_month")
    (1200000.0, 120000.0, 20000.0)
    >>> parse("never", "duration")
    inf
    >>> parse("soon", "duration")
    Traceback (most recent call last):
    simulator.errors.MisfitError: expected a duration such as '6 weeks', or a number of days, found 'soon'
    """
    plain = unicodedata.normalize("NFKC", text[: LONGEST_TEXT + 1]).strip()
    if plain.lstrip("+-").lower() in INFINITE:
        return -inf if plain.startswith("-") else inf
    written = _read(plain)
    form = FORMS[kind]
    if written is None or not _fits(written, form):
        raise _misfit(text, plain, form)
    value = _in_base_unit(written, form)
    if not isfinite(value):
        raise MisfitError(f"'{printable(text)}' is too large")
    return value


def format_quantity(value: float, kind: Kind, digits: int = 4) -> str:
    """A value in base units as people write it, rounded to so many significant digits.

    >>> (
    ...     format_quantity(42.0, "duration"),
    ...     format_quantity(0.4, "per_year"),
    ...     format_quantity(0.355, "fraction"),
    ... )
    ('6 weeks', '0.4 per year', '35.5 %')
    >>> format_quantity(-1_234_567.0, "money"), format_quantity(20_000.0, "money_per_month")
    ('-1.235M', '20k per month')
    >>> format_quantity(float("inf"), "duration"), format_quantity(float("nan"), "money")
    ('unlimited', 'undefined')
    """
    if isnan(value):
        return "undefined"
    if not isfinite(value):
        return "unlimited" if value > 0 else "-unlimited"
    if kind == "duration":
        return _format_duration(value, digits)
    if kind == "fraction":
        return f"{_short(100.0 * value, digits)} %"
    amount = _format_money(value, digits) if kind.startswith("money") else _short(value, digits)
    return f"{amount} {_SUFFIX[kind]}" if kind in _SUFFIX else amount


_SUFFIX: dict[Kind, str] = {
    "per_year": "per year",
    "money_per_month": "per month",
    "money_per_day": "per day",
    "money_per_year": "per year",
}


def _read(plain: str) -> _Written | None:
    found = _QUANTITY.fullmatch(plain)
    if found is None or len(plain) > LONGEST_TEXT:
        return None
    amount = float(found["number"].replace(",", "")) * MULTIPLIERS.get(found["multiplier"] or "", 1.0)
    return _Written(amount, found["percent"] is not None, found["unit"], found["period"])


def _fits(written: _Written, form: _Form) -> bool:
    return (
        (form.percent or not written.percent)
        and (form.unit or written.unit is None)
        and (form.per_year > 0.0 or written.period is None)
    )


def _in_base_unit(written: _Written, form: _Form) -> float:
    amount = written.amount / 100.0 if written.percent else written.amount
    if written.unit is not None:
        days, parts = DAYS[PERIODS[written.unit]]
        return amount * days / parts
    if written.period is not None:
        return amount * PERIODS[written.period] / form.per_year
    return amount


def _misfit(text: str, plain: str, form: _Form) -> MisfitError:
    millions = re.fullmatch(r"([-+]?[0-9.,]+)\s*m((?: per |/).*)?", plain)
    hint = f"{millions[1]}M{millions[2] or ''}" if millions and not form.unit else ""
    if re.match(r"[-+]?[0-9]+,[0-9]{1,2}(?![0-9])", plain):
        hint = plain.replace(",", ".")
    if re.search(r"[$€£¥]|\b[A-Z]{3}\b", plain):
        return MisfitError(f"expected {form.expected} without a currency, found '{printable(text)}'")
    return MisfitError(f"expected {form.expected}, found '{printable(text)}'", hint)


def _format_duration(days: float, digits: int) -> str:
    for unit, (numerator, denominator) in _WHOLE_UNITS:
        amount = days * denominator / numerator
        if amount == 0.0 or amount != round(amount):
            continue
        return f"{_short(amount, 15)} {unit}" + ("" if abs(amount) == 1.0 else "s")
    if abs(days) >= 2.0 * DAYS_PER_YEAR:
        return f"{_short(days / DAYS_PER_YEAR, digits)} years"
    return f"{_short(days, digits)} days"


_WHOLE_UNITS = [(name, DAYS[PERIODS[name]]) for name in ("year", "month", "week", "day")]


def _format_money(value: float, digits: int) -> str:
    rounded = float(f"{value:.{digits}g}")
    for suffix, size in (("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if abs(rounded) >= size and (suffix != "k" or abs(rounded) >= 1e4):
            return _short(rounded / size, digits) + suffix
    return _short(rounded, digits)


def _short(value: float, digits: int) -> str:
    rounded = f"{value:.{digits}g}"
    if "e-" in rounded or abs(value) >= 1e15:
        return rounded
    text = f"{float(rounded):,.12f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
