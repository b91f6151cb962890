"""Field types of the schema: each says its unit, its bounds and how a person may write it.

A text such as '6 weeks' is read by `simulator.units`; a bare number is in the base unit. NaN is never
allowed. Whether infinity is, `simulator.scenario.block` decides by the field's default.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isnan
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from simulator import units
from simulator.errors import MisfitError, printable

MOST_SERVERS = 100_000


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """How one number of a scenario file is read: its kind, its bounds, and what these mean.

    >>> Quantity(kind="duration", low=0.0).read("6 weeks")
    42.0
    >>> Quantity(kind="fraction", low=0.0, high=1.0, bounds="a fraction lies between 0 and 1").read("120 %")
    Traceback (most recent call last):
    simulator.errors.MisfitError: a fraction lies between 0 and 1; 120 % is above
    """

    kind: units.Kind
    low: float = -inf
    high: float = inf
    positive: bool = False
    bounds: str = ""
    infinite: bool = False

    def read(self, value: object) -> float:
        """The number that was meant, in the base unit, within the bounds.

        Raises:
            MisfitError: If it is no such quantity, or beyond the bounds.
        """
        number = read_number(value, self.kind)
        if isnan(number):
            raise MisfitError(f"expected {units.FORMS[self.kind].expected}, found .nan, which is no number")
        self._check_bounds(number, value)
        return number

    def _check_bounds(self, number: float, written: object) -> None:
        if self.low <= number <= self.high and not (self.positive and number <= 0.0):
            return
        found = told(written).strip("'")
        if self.bounds:
            side = "below" if number < self.low else "above"
            percent = self.kind == "fraction" and 1.0 < number <= 100.0 and "%" not in found
            raise MisfitError(f"{self.bounds}; {found} is {side}", f"{number:g} %" if percent else "")
        rule = "must be above zero" if self.positive else "must not be negative"
        raise MisfitError(f"{rule}, but is {found}")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return written_quantity(self, handler(schema))


@dataclass(frozen=True)
class Whole:
    """A whole number: 5, 1e3, '2k'."""

    def read(self, value: object) -> int:
        """The whole number that was meant.

        Raises:
            MisfitError: If it is none.

        >>> Whole().read("2k"), Whole().read(2**63)
        (2000, 9223372036854775808)
        """
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        try:
            number = read_number(value, "number")
        except MisfitError:
            number = inf
        if number % 1.0 != 0.0:
            raise MisfitError(f"expected a whole number such as 40, found {told(value)}")
        return int(number)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "string"}]}


@dataclass(frozen=True)
class WholeOrUnlimited:
    """A whole number or the word 'unlimited', such as back-office desks."""

    def read(self, value: object) -> int | Literal["unlimited"]:
        """The whole number that was meant, or 'unlimited'.

        Raises:
            MisfitError: If it is neither.

        >>> WholeOrUnlimited().read(float("inf"))
        'unlimited'
        """
        if value in {"unlimited", inf}:
            return "unlimited"
        try:
            number = Whole().read(value)
        except MisfitError:
            raise MisfitError(f"expected a whole number or 'unlimited', found {told(value)}") from None
        if number < 1:
            raise MisfitError(f"must be at least 1, but is {told(value)}")
        if number > MOST_SERVERS:
            raise MisfitError(f"must be at most {MOST_SERVERS}, but is {told(value)}")
        return number

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MOST_SERVERS}, {"type": "string"}]}


def read_number(value: object, kind: units.Kind) -> float:
    """A number, or a text that says one in the units of its kind, as a plain number.

    Raises:
        MisfitError: If it is anything else.

    >>> read_number(3, "money"), read_number("3k", "money")
    (3.0, 3000.0)
    """
    if isinstance(value, str):
        return units.parse(value, kind)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MisfitError(f"expected {units.FORMS[kind].expected}, found {told(value)}")
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def may_be_infinite(metadata: Iterable[object]) -> bool:
    """Whether a field's type allows infinity whatever its default is."""
    return any(isinstance(each, Quantity) and each.infinite for each in metadata)


def told(value: object) -> str:
    """A value as an error message names it.

    >>> told(None), told({"a": 1}), told(True), told("300k"), told(0.5)
    ('nothing', 'a block', 'true', "'300k'", '0.5')
    """
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a block"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{printable(value)}'" if isinstance(value, str) else f"{value:.12g}"


def written_quantity(quantity: Quantity, bounds: JsonSchemaValue) -> JsonSchemaValue:
    """JSON Schema of a quantity as it is written: a number within all its bounds, or a text with a unit."""
    number: JsonSchemaValue = {"type": "number"}
    if quantity.positive:
        number["exclusiveMinimum"] = 0
    elif quantity.low > -inf:
        number["minimum"] = quantity.low
    if quantity.high < inf:
        number["maximum"] = quantity.high
    expected = units.FORMS[quantity.kind].expected
    return {"anyOf": [number | bounds, {"type": "string"}], "markdownDescription": f"Write {expected}."}


Days = Annotated[float, Quantity(kind="duration", low=0.0)]
PerYear = Annotated[float, Quantity(kind="per_year", low=0.0)]
Money = Annotated[float, Quantity(kind="money", low=0.0)]
MoneyPerMonth = Annotated[float, Quantity(kind="money_per_month", low=0.0)]
MoneyPerDay = Annotated[float, Quantity(kind="money_per_day", low=0.0)]
MoneyPerYear = Annotated[float, Quantity(kind="money_per_year", low=0.0)]
PositiveMoneyPerYear = Annotated[float, Quantity(kind="money_per_year", positive=True)]
Fraction = Annotated[float, Quantity(kind="fraction", low=0.0, high=1.0, bounds="a fraction lies between 0 and 1")]
Correlation = Annotated[
    float, Quantity(kind="number", low=-1.0, high=1.0, bounds="a correlation lies between -1 and 1")
]
NonNegative = Annotated[float, Quantity(kind="number", low=0.0)]
Positive = Annotated[float, Quantity(kind="number", positive=True)]
Real = Annotated[float, Quantity(kind="number")]
LogOdds = Annotated[float, Quantity(kind="number", infinite=True)]
Count = Annotated[int, Whole()]
Switch = Annotated[bool, Strict()]
Desks = Annotated[int | Literal["unlimited"], WholeOrUnlimited()]
