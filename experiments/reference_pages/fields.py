"""What the schema says of each parameter: name, unit, default, null value, range, meaning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from simulator.scenario.block import Block
from simulator.scenario.declared import ConstantDistribution, DistributionOf
from simulator.scenario.quantities import Quantity, Whole, WholeOrUnlimited
from simulator.units import Kind, format_quantity

UNITS: dict[Kind, str] = {
    "duration": "days",
    "per_year": "per year",
    "money": "money",
    "money_per_month": "money per month",
    "money_per_day": "money per day",
    "money_per_year": "money per year",
    "fraction": "fraction",
    "number": "number",
}
NULL = re.compile(r"\s*Null: (?P<null>[^.]*)\.(?=\s|$)")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter, ready to be shown."""

    name: str
    unit: str
    default: str
    null: str
    bounds: str
    meaning: str


def parameters_of(block: type[Block]) -> Iterator[Parameter]:
    """All parameters of a block that are no blocks themselves, in the order of the schema."""
    for name, field in block.model_fields.items():
        if inner_block(field.annotation) is None:
            yield described(name, field)


def blocks_of(block: type[Block]) -> Iterator[tuple[str, type[Block]]]:
    """The blocks within a block, by name."""
    for name, field in block.model_fields.items():
        inner = inner_block(field.annotation)
        if inner is not None:
            yield name, inner


def inner_block(annotation: Any) -> type[Block] | None:
    """The block that an annotation asks for: itself, or None, or many of it by name or in order.

    >>> inner_block(dict[str, Block]) is Block, inner_block(int)
    (True, None)
    """
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return annotation
    if get_origin(annotation) in {dict, tuple}:
        return inner_block([each for each in get_args(annotation) if each is not Ellipsis][-1])
    kept = [each for each in get_args(annotation) if each is not type(None)]
    if get_origin(annotation) in {Union, UnionType} and len(kept) == 1:
        return inner_block(kept[0])
    return None


def described(name: str, field: FieldInfo) -> Parameter:
    """What the schema says of one parameter."""
    text = field.description or ""
    found = NULL.search(text)
    marks = tuple(field.metadata) + tuple(_marks_within(field.annotation))
    return Parameter(
        name=name,
        unit=_unit(field, marks),
        default=_default(field, marks),
        null=found["null"] if found else "",
        bounds=_bounds(marks),
        meaning=NULL.sub("", text).strip(),
    )


def _marks_within(annotation: Any) -> Iterator[object]:
    """What `Annotated` says inside an annotation, as in `Annotated[float, Quantity(...)] | None`."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for part in get_args(annotation):
        yield from _marks_within(part)


def _kind(marks: tuple[object, ...]) -> Kind | None:
    for mark in marks:
        if isinstance(mark, Quantity | DistributionOf):
            return mark.kind
    return None


def _unit(field: FieldInfo, marks: tuple[object, ...]) -> str:
    kind = _kind(marks)
    if kind is not None:
        unit = UNITS[kind]
        if any(isinstance(mark, DistributionOf) for mark in marks):
            return f"{unit}; may differ"
        return f"{unit}, by name" if get_origin(field.annotation) is dict else unit
    if any(isinstance(mark, Whole) for mark in marks):
        return "whole number"
    if any(isinstance(mark, WholeOrUnlimited) for mark in marks):
        return "whole number or `unlimited`"
    return _plain_unit(field.annotation, marks)


def _plain_unit(annotation: Any, marks: tuple[object, ...]) -> str:
    if annotation is bool:
        return "true or false"
    if any(type(mark).__name__ == "BeforeValidator" for mark in marks):
        return "trigger"
    if "tuple" in str(annotation):
        return "list of names"
    return "one of the words" if "Literal" in str(annotation) else "text"


def _default(field: FieldInfo, marks: tuple[object, ...]) -> str:
    default = field.get_default(call_default_factory=True, validated_data={})
    if default is PydanticUndefined:
        return "required"
    if default is None:
        return "none"
    return _shown(default.value if isinstance(default, ConstantDistribution) else default, _kind(marks))


def _shown(value: object, kind: Kind | None) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return format_quantity(float(value), kind or "number", digits=15)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value or "empty")


def _bounds(marks: tuple[object, ...]) -> str:
    """The range in mathematical notation; empty where every number may stand."""
    low, high, opens, closes = -inf, inf, "(", ")"
    for mark in marks:
        new_low, new_high, excludes_low, excludes_high = _limits(mark)
        if new_low > low or (new_low == low and excludes_low):
            low, opens = new_low, "(" if excludes_low else "["
        if new_high < high or (new_high == high and excludes_high):
            high, closes = new_high, ")" if excludes_high else "]"
    return "" if low == -inf and high == inf else f"{opens}{_number(low)}, {_number(high)}{closes}"


def _limits(mark: object) -> tuple[float, float, bool, bool]:
    if isinstance(mark, Quantity | DistributionOf):
        return (0.0 if mark.positive else mark.low), mark.high, mark.positive, False
    if isinstance(mark, WholeOrUnlimited):
        return 1.0, inf, False, False
    limits: dict[type, tuple[float, float, bool, bool]] = {}
    if isinstance(mark, Ge | Gt):
        low = mark.ge if isinstance(mark, Ge) else mark.gt
        limits[type(mark)] = (float(low), inf, isinstance(mark, Gt), False)  # type: ignore[arg-type]
    if isinstance(mark, Le | Lt):
        high = mark.le if isinstance(mark, Le) else mark.lt
        limits[type(mark)] = (-inf, float(high), False, isinstance(mark, Lt))  # type: ignore[arg-type]
    return limits.get(type(mark), (-inf, inf, False, False))


def _number(limit: float) -> str:
    if limit in {inf, -inf}:
        return "∞" if limit > 0 else "-∞"
    return "2^63" if limit == 2.0**63 else format_quantity(limit, "number", digits=15)
