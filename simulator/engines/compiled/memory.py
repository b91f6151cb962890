"""How compiled code sees the tables: by address, so that a whole state passes from rule to rule as one pointer.

A *bundle* (parameters, state, machine) is an array of 8-byte words. Each field of its named tuple takes one or more
words: a number is the word itself; a single record is its address; a table or a vector is an address and a length;
a matrix is an address and two lengths. The field then reads as it does in Python: `s.book[account].trust`,
`s.firm.cash`, `p.budget[row][stock]`. Nothing is counted, copied or checked on the way.
"""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, models, overload, register_model
from numpy.typing import NDArray

WORD = 8


class TableType(types.Type):  # type: ignore[misc]
    """Rows of records, or a vector of numbers, at an address."""

    def __init__(self, item: Any) -> None:
        self.item = item
        super().__init__(name=f"Table({item})")


class MatrixType(types.Type):  # type: ignore[misc]
    """Rows of vectors of numbers, at an address."""

    def __init__(self, item: Any) -> None:
        self.item = item
        super().__init__(name=f"Matrix({item})")


class BundleType(types.Type):  # type: ignore[misc]
    """A named tuple of tables, at an address."""

    def __init__(self, name: str, members: dict[str, tuple[int, Any]]) -> None:
        self.members = members
        super().__init__(name=f"Bundle({name})")


@register_model(TableType)
class _TableModel(models.StructModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, [("address", types.intp), ("size", types.intp)])


@register_model(MatrixType)
class _MatrixModel(models.StructModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, [("address", types.intp), ("size", types.intp), ("width", types.intp)])


@register_model(BundleType)
class _BundleModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, cgutils.intp_t)


def _load(builder: Any, address: Any, kind: Any) -> Any:
    return builder.load(builder.inttoptr(address, kind.as_pointer()))


def _at(context: Any, builder: Any, address: Any, index: Any, size: int) -> Any:
    return builder.add(address, builder.mul(index, context.get_constant(types.intp, size)))


def _size_of(item: Any) -> int:
    return int(item.size) if isinstance(item, types.Record) else WORD


@intrinsic
def _item(typing_context: Any, table: Any, index: Any) -> Any:
    """The item of a table: a record by reference, a number by value."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        view = cgutils.create_struct_proxy(table)(context, builder, value=args[0])
        address = _at(context, builder, view.address, args[1], _size_of(table.item))
        value = context.get_value_type(table.item)
        if isinstance(table.item, types.Record):
            return builder.inttoptr(address, value)
        return _load(builder, address, value)

    return table.item(table, types.intp), generate


@intrinsic
def _set_item(typing_context: Any, table: Any, index: Any, value: Any) -> Any:
    """Write a number into a vector."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        view = cgutils.create_struct_proxy(table)(context, builder, value=args[0])
        address = _at(context, builder, view.address, args[1], WORD)
        builder.store(args[2], builder.inttoptr(address, context.get_value_type(table.item).as_pointer()))
        return context.get_dummy_value()

    return types.void(table, types.intp, table.item), generate


@intrinsic
def _row(typing_context: Any, matrix: Any, index: Any) -> Any:
    """The row of a matrix, as a vector."""
    row = TableType(matrix.item)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        view = cgutils.create_struct_proxy(matrix)(context, builder, value=args[0])
        vector = cgutils.create_struct_proxy(row)(context, builder)
        offset = builder.mul(args[1], view.width)
        vector.address = _at(context, builder, view.address, offset, WORD)
        vector.size = view.width
        return vector._getvalue()

    return row(matrix, types.intp), generate


@intrinsic
def _length(typing_context: Any, table: Any) -> Any:
    """Number of rows."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return cgutils.create_struct_proxy(table)(context, builder, value=args[0]).size

    return types.intp(table), generate


@overload(operator.getitem, strict=False)
def _get(table: Any, index: Any) -> Any:
    if isinstance(table, TableType):
        return lambda table, index: _item(table, index)
    if isinstance(table, MatrixType):
        return lambda table, index: _row(table, index)
    return None


@overload(operator.setitem, strict=False)
def _set(table: Any, index: Any, value: Any) -> Any:
    if isinstance(table, TableType):
        return lambda table, index, value: _set_item(table, index, value)
    return None


@overload(len, strict=False)
def _len(table: Any) -> Any:
    if isinstance(table, TableType | MatrixType):
        return lambda table: _length(table)
    return None


@infer_getattr
class _BundleAttributes(AttributeTemplate):  # type: ignore[misc]
    key = BundleType

    def generic_resolve(self, bundle: Any, name: str) -> Any:
        member = bundle.members.get(name)
        return None if member is None else member[1]


@lower_getattr_generic(BundleType)
def _member(context: Any, builder: Any, bundle: Any, value: Any, name: str) -> Any:
    """Read one field of a bundle from its words."""
    position, kind = bundle.members[name]

    def word(offset: int) -> Any:
        address = builder.add(value, context.get_constant(types.intp, WORD * (position + offset)))
        return _load(builder, address, cgutils.intp_t)

    if isinstance(kind, TableType | MatrixType):
        view = cgutils.create_struct_proxy(kind)(context, builder)
        view.address, view.size = word(0), word(1)
        if isinstance(kind, MatrixType):
            view.width = word(2)
        return view._getvalue()
    if isinstance(kind, types.Record):
        return builder.inttoptr(word(0), context.get_value_type(kind))
    if kind == types.boolean:
        return builder.trunc(word(0), context.get_value_type(kind))
    return builder.bitcast(word(0), context.get_value_type(kind))


@dataclass(frozen=True)
class Layout:
    """Where each field of a bundle stands, and how long the bundle is."""

    kind: BundleType
    words: int

    @property
    def opener(self) -> Any:
        """A function for compiled code that turns the address of a bundle into the bundle."""
        kind = self.kind

        @intrinsic
        def open_bundle(typing_context: Any, address: Any) -> Any:
            def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
                return args[0]

            return kind(types.intp), generate

        return open_bundle


def layout_of(name: str, example: NamedTuple) -> Layout:
    """Derive the layout of a bundle from one example of it.

    Args:
        name: Name of the bundle, for messages of the compiler.
        example: A named tuple of numbers, records, structured arrays, vectors and matrices.
    """
    members: dict[str, tuple[int, Any]] = {}
    position = 0
    for field, value in zip(example._fields, example, strict=True):
        kind, words = _kind_of(value)
        members[field] = (position, kind)
        position += words
    return Layout(kind=BundleType(name, members), words=position)


def _kind_of(value: Any) -> tuple[Any, int]:
    """The compiled type of a field, and how many words it takes."""
    if isinstance(value, bool):
        return types.boolean, 1
    if isinstance(value, int | float):
        return (types.int64 if isinstance(value, int) else types.float64), 1
    if isinstance(value, np.void):
        return from_dtype(value.dtype), 1
    if value.ndim == 2:
        return MatrixType(from_dtype(value.dtype)), 3
    return TableType(from_dtype(value.dtype)), 2


def words_of(bundle: NamedTuple, addresses: Mapping[str, int] = MappingProxyType({})) -> NDArray[np.int64]:
    """The words of a bundle; its arrays must stay alive as long as the words are used.

    Args:
        bundle: A named tuple whose arrays are contiguous.
        addresses: Where some of its arrays stand, as far as that is known.
    """
    words: list[int] = []
    for name, value in zip(bundle._fields, bundle, strict=True):
        if isinstance(value, np.void):
            # A record of a one-row table: its base is the table, and the row is the first.
            table: Any = value.base
            words.append(addresses.get(name) or table.ctypes.data)
        elif isinstance(value, np.ndarray):
            words.extend((addresses.get(name) or value.ctypes.data, *value.shape))
        elif isinstance(value, float):
            words.append(int(np.float64(value).view(np.int64)))
        else:
            words.append(int(value))
    return np.array(words, dtype=np.int64)
