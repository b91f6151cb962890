"""Tables: rows declared once as a dataclass, held as objects by plain Python and as records by compiled code.

`row.field` reads alike in both forms, so the rules of the model are written once. A field is a float or an int.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Row = TypeVar("Row")
KINDS = {float: np.float64, int: np.int64, "float": np.float64, "int": np.int64}


@cache
def record_type(row: Any) -> np.dtype[Any]:
    """Layout of a row in a structured array: 8 bytes for each field, in the order of declaration.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass
        ... class Pair:
        ...     count: int = 0
        ...     size: float = 1.5
        >>> record_type(Pair).names
        ('count', 'size')
    """
    return np.dtype([(field.name, KINDS[field.type]) for field in fields(row)], align=True)


def new_table(row: Any, size: int) -> NDArray[Any]:
    """Make a structured array whose rows hold the dataclass's default values.

    Args:
        row: A dataclass of floats and ints, all with defaults.
        size: Number of rows.
    """
    start = row()
    table = np.empty(size, dtype=record_type(row))
    table[...] = np.array(tuple(getattr(start, field.name) for field in fields(row)), dtype=table.dtype)
    return table


def as_rows(row: type[Row], table: NDArray[Any]) -> list[Row]:
    """Turn a structured array into a list of dataclass objects.

    Args:
        row: The dataclass of the table.
        table: A structured array of `record_type(row)`.
    """
    return [row(*record) for record in table.tolist()]


def as_records(row: Any, rows: Sequence[Any]) -> NDArray[Any]:
    """Turn a list of dataclass objects into a structured array.

    Args:
        row: The dataclass of the rows.
        rows: The objects; may be empty.
    """
    names = [field.name for field in fields(row)]
    return np.array([tuple(getattr(one, name) for name in names) for one in rows], dtype=record_type(row))


def column(table: Iterable[Any], name: str) -> NDArray[Any]:
    """One field of all rows, as an array of its own, whichever form the table has.

    Args:
        table: A list of rows, or a structured array.
        name: Name of the field.
    """
    if isinstance(table, np.ndarray):
        return np.ascontiguousarray(table[name])
    return np.array([getattr(row, name) for row in table])
