"""The values of a study's factors: in which unit a path is written, and what a range from low to high holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, get_args

from pydantic.fields import FieldInfo

from experiments.plan import Shown
from simulator.errors import MisfitError
from simulator.scenario.declared import Amount, DistributionOf
from simulator.scenario.node import Node, Path
from simulator.scenario.quantities import Quantity, Whole, WholeOrUnlimited, read_number, told
from simulator.scenario.schema import Scenario
from simulator.scenario.translate import field_at
from simulator.units import Kind

_IN_UNIT = type(get_args(Amount)[1])  # marks a parameter in the unit of the field that its distribution stands in


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a number at some path is written: its unit, and whether it is whole."""

    kind: Kind
    whole: bool = False

    def number(self, value: object) -> float | None:
        """The value as a number in base units; none if it is something else, such as a block.

        Examples:
            >>> Reading(kind="money").number("2M"), Reading(kind="money").number({"median": 3})
            (2000000.0, None)
        """
        try:
            number = read_number(value, self.kind)
        except MisfitError:
            return None
        return number if isfinite(number) else None

    def bounds(self, low: object, high: object, scale: str) -> tuple[float, float]:
        """Both ends of a range as numbers in base units.

        Raises:
            MisfitError: One is no such quantity, or they are in the wrong order.
        """
        least, most = read_number(low, self.kind), read_number(high, self.kind)
        if not least < most < inf or least == -inf:
            raise MisfitError(f"needs a finite 'low' below 'high', found {told(low)} and {told(high)}")
        if scale == "log" and least <= 0:
            raise MisfitError(f"the scale log needs a 'low' above zero, found {told(low)}")
        if self.whole and (least % 1 or most % 1):
            raise MisfitError(f"takes whole numbers, found {told(low)} and {told(high)}")
        return least, most


def reading_at(root: Node, path: Path) -> Reading | None:
    """How a number at a path of a scenario's tree is written; none if no number is due there."""
    _, field = field_at(Scenario, root, path)
    found = _reading(field)
    if found is None and field is not None and len(path) > 1:
        _, owner = field_at(Scenario, root, path[:-1])
        kinds = [each.kind for each in _marks(owner) if isinstance(each, DistributionOf)]
        if kinds and any(isinstance(each, _IN_UNIT) for each in _marks(field)):
            found = Reading(kind=kinds[0])
    return found


def _reading(field: FieldInfo | None) -> Reading | None:
    for mark in _marks(field):
        if isinstance(mark, Quantity | DistributionOf):
            return Reading(kind=mark.kind)
        if isinstance(mark, Whole | WholeOrUnlimited):
            return Reading(kind="number", whole=True)
    return None


def _marks(field: FieldInfo | None) -> Iterator[object]:
    """All that a field's type says beside the type, also inside of `X | None`."""
    if field is None:
        return
    yield from field.metadata
    for part in get_args(field.annotation):
        yield from getattr(part, "__metadata__", ())


def shown(value: Any, reading: Reading | None) -> Shown:
    """A level as a table shows it: a number in base units if it is one, otherwise text.

    Examples:
        >>> shown("2M", Reading(kind="money")), shown(["makers"], None), shown(True, None)
        (2000000.0, '["makers"]', 'true')
    """
    number = reading.number(value) if reading is not None else None
    if number is not None:
        return number
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
