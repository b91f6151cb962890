"""What every part of a scenario file is: frozen, and closed to names that it does not know."""

from math import isinf
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from simulator.errors import MisfitError
from simulator.scenario.quantities import may_be_infinite

T = TypeVar("T")


class Block(BaseModel):
    """A part of a scenario file: frozen, and closed to names that it does not know.

    Infinity is refused except where it is the field's default (its null value) or its type allows it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=True, ser_json_inf_nan="strings")

    @field_validator("*")
    @classmethod
    def _is_finite_unless_allowed(cls, value: T, info: ValidationInfo) -> T:
        if isinstance(value, float) and isinf(value) and info.field_name is not None:
            field = cls.model_fields[info.field_name]
            if field.default != value and not may_be_infinite(field.metadata):
                raise MisfitError("must be finite; 'unlimited' means nothing here")
        return value
