"""Amounts as people write them: 12.3M CNY, 43.2 %, 4.1 ± 0.2."""

from collections.abc import Mapping
from math import isfinite, isnan

from simulator.catalogue import Unit
from simulator.units import Kind

# How a person may write an amount of each unit.
KIND_OF_UNIT: Mapping[Unit, Kind] = {
    "money": "money",
    "money_per_year": "money_per_year",
    "fraction": "fraction",
    "number": "number",
    "months": "number",
}
MISSING = "-"
_SCALES = ((1e9, "B"), (1e6, "M"), (1e3, "k"))


def short(number: float, unit: Unit, *, signed: bool = False) -> str:
    """Writes one number to about three figures, money in short form; what is not defined is a dash.

    Examples:
        >>> short(12_345_678, "money"), short(-950, "money"), short(0.4321, "fraction"), short(7, "number")
        ('12.3M', '-950', '43.2 %', '7')
        >>> short(1.5e6, "money", signed=True), short(float("nan"), "number")
        ('+1.50M', '-')
    """
    divisor, suffix = _scale(abs(number), unit)
    whole = number == 0 or (unit in {"number", "months"} and isfinite(number) and number == int(number))
    decimals = 0 if whole else _decimals(abs(number) / divisor, figures=3, most=1 if suffix == " %" else 2)
    return _write(number, divisor, decimals, suffix, signed=signed)


def with_half_width(number: float, half_width: float, unit: Unit, *, signed: bool = False) -> str:
    """Writes a mean and its half-width to the same place, the half-width to two figures.

    A half-width too small to be seen beside the mean is left out.

    Examples:
        >>> with_half_width(12_345_678, 1_234_567, "money"), with_half_width(7.0, float("nan"), "number")
        ('12.3M ± 1.2M', '7')
        >>> with_half_width(0.12, 0.061, "fraction"), with_half_width(4.123, 0.21, "number", signed=True)
        ('12.0 ± 6.1 %', '+4.12 ± 0.21')
    """
    divisor, suffix = _scale(max(abs(number), half_width), unit)
    most = 2 if suffix == " %" else 3
    if isnan(half_width) or half_width / divisor < 0.5 * 10.0**-most:
        return short(number, unit, signed=signed)
    decimals = _decimals(half_width / divisor, figures=2, most=most)
    mean = _write(number, divisor, decimals, suffix, signed=signed)
    return f"{mean.removesuffix(' %')} ± {_write(half_width, divisor, decimals, suffix)}"


def with_currency(amount: str, unit: Unit, currency: str) -> str:
    """Adds the currency to an amount of money.

    Examples:
        >>> with_currency("12.3M", "money", "CNY"), with_currency("43 %", "fraction", "CNY")
        ('12.3M CNY', '43 %')
    """
    endings = {"money": f" {currency}", "money_per_year": f" {currency}/year", "months": " months"}
    return amount + endings.get(unit, "")


def _scale(size: float, unit: Unit) -> tuple[float, str]:
    if unit == "fraction":
        return 0.01, " %"
    if isfinite(size) and (unit in {"money", "money_per_year"} or size >= 1e6):
        return next(((scale, name) for scale, name in _SCALES if size >= 0.9995 * scale), (1.0, ""))
    return 1.0, ""


def _decimals(size: float, *, figures: int, most: int) -> int:
    """Places after the point so that `size` shows that many figures."""
    before = len(str(int(size))) if isfinite(size) and size >= 1 else 0 if size >= 0.1 else -1
    return max(0, min(most, figures - before))


def _write(number: float, divisor: float, decimals: int, suffix: str, *, signed: bool = False) -> str:
    if isnan(number):
        return MISSING
    text = f"{number / divisor:{'+' if signed else ''}.{decimals}f}"
    return f"{text}{suffix}"
