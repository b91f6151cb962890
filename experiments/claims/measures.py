"""What a test of a claim measures: an outcome, a ratio or difference of two, or a timeline at a date."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.amounts import KIND_OF_UNIT
from simulator.catalogue import OUTCOMES, TIMELINE, Unit
from simulator.errors import MisfitError, closest, printable
from simulator.results import FloatArray
from simulator.units import DAYS_PER_MONTH, parse

Operator = Literal["", "/", "-", "at"]

_OUTCOMES = re.compile(r"(\w+)(?:\s+([/-])\s+(\w+))?")
_TIMELINE = re.compile(r"(\w+)\s+at\s+(\S.*)")
_FORMS = "'revenue', 'revenue / orders', 'key_grown - key_landed' or 'run_rate at 3 years'"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number per run, in one unit.

    Attributes:
        first: An outcome; with the operator `at`, a column of the timeline.
        operator: Nothing, `/` or `-` between two outcomes, or `at` a date.
        second: The other outcome.
        month: The row of the timeline.
    """

    first: str
    operator: Operator = ""
    second: str = ""
    month: int = 0

    @property
    def unit(self) -> Unit:
        """Unit of the number; money per piece is money, a ratio of like things is a fraction.

        Examples:
            >>> [read_measure(text).unit for text in ("revenue / orders", "gross_profit / revenue")]
            ['money', 'fraction']
        """
        if self.operator == "at":
            return TIMELINE[self.first].unit
        unit = OUTCOMES[self.first].unit
        if self.operator != "/":
            return unit
        other = OUTCOMES[self.second].unit
        return "fraction" if unit == other == "money" else unit

    @property
    def column(self) -> str:
        """The timeline column that is looked at, or nothing."""
        return self.first if self.operator == "at" else ""

    def of(
        self,
        outcomes: Mapping[str, FloatArray],
        timelines: Mapping[str, FloatArray],
        horizon_months: float,
    ) -> FloatArray:
        """Measures every run.

        A month that never comes (no key account ever) counts as the horizon, so that runs without it are not
        left out. Whatever else is not defined in a run is NaN.

        Args:
            outcomes: By name, shape (replications,).
            timelines: By column, shape (replications, months + 1).
            horizon_months: Length of the runs.

        Examples:
            >>> read_measure("revenue / orders").of(
            ...     {"revenue": np.array([90.0, 0.0]), "orders": np.array([3.0, 0.0])}, {}, 60.0
            ... )
            array([30., nan])
        """
        if self.operator == "at":
            rows = timelines[self.first]
            return rows[:, min(self.month, rows.shape[1] - 1)]
        first = _never_is_the_end(self.first, outcomes, horizon_months)
        if not self.operator:
            return first
        second = _never_is_the_end(self.second, outcomes, horizon_months)
        if self.operator == "-":
            return first - second
        return np.divide(first, second, out=np.full_like(first, np.nan), where=second != 0.0)


def read_measure(text: str) -> Measure:
    """Reads what a claim file measures.

    Raises:
        MisfitError: If it is no measure, or names an outcome that does not exist.

    Examples:
        >>> read_measure("key_grown - key_landed").second
        'key_landed'
        >>> read_measure("run_rate at 3 years").month
        36
        >>> read_measure("revenu / orders")
        Traceback (most recent call last):
        simulator.errors.MisfitError: unknown outcome 'revenu'; did you mean 'revenue'?
    """
    dated = _TIMELINE.fullmatch(text.strip())
    if dated:
        _check_name("timeline column", dated[1], TIMELINE)
        return Measure(first=dated[1], operator="at", month=round(parse(dated[2], "duration") / DAYS_PER_MONTH))
    found = _OUTCOMES.fullmatch(text.strip())
    if not found:
        raise MisfitError(f"expected a measure such as {_FORMS}, found '{printable(text)}'")
    for name in filter(None, (found[1], found[3])):
        _check_name("outcome", name, OUTCOMES)
    operator: Operator = "/" if found[2] == "/" else "-" if found[2] == "-" else ""
    return Measure(first=found[1], operator=operator, second=found[3] or "")


def read_amount(written: str | float, unit: Unit) -> float:
    """Reads an amount of a measure's unit: '250k' of money, '1 %' of a fraction, 3 of a number.

    Raises:
        MisfitError: If it is no such amount.

    Examples:
        >>> read_amount("250k", "money"), read_amount("70 %", "fraction"), read_amount(0, "number")
        (250000.0, 0.7, 0.0)
    """
    return parse(written, KIND_OF_UNIT[unit]) if isinstance(written, str) else float(written)


def _check_name(what: str, name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise MisfitError(f"unknown {what} '{printable(name)}'", closest(name, known))


def _never_is_the_end(name: str, outcomes: Mapping[str, FloatArray], horizon_months: float) -> FloatArray:
    values = outcomes[name]
    if OUTCOMES[name].unit != "months" or not OUTCOMES[name].better:
        return values
    was_run = ~np.isnan(outcomes["value"])
    return np.where(np.isnan(values) & was_run, horizon_months, values)
