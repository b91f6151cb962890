"""Many tables in one block of memory: a run begins with one copy, and every address is known from the block's own."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Tables begin at the lines of the processor's cache.
ALIGNMENT = 64


class Arena:
    """A layout of tables, and what they hold at first."""

    def __init__(self, filled: Mapping[str, NDArray[Any]], empty: Mapping[str, NDArray[Any]]) -> None:
        """Lay the tables out, one after the other.

        Args:
            filled: Tables that begin as they are.
            empty: Tables of which only length and type count; they begin with whatever the memory holds.
        """
        self._places: dict[str, tuple[int, tuple[int, ...], np.dtype[Any]]] = {}
        size = 0
        for name, table in {**filled, **empty}.items():
            self._places[name] = (size, table.shape, table.dtype)
            size = -(-(size + table.nbytes) // ALIGNMENT) * ALIGNMENT
        self._size = size
        first_empty = next(iter(empty), None)
        self._start = np.zeros(size if first_empty is None else self._places[first_empty][0], dtype=np.uint8)
        for name, table in filled.items():
            self._view(self._start, name)[...] = table

    def copy(self) -> tuple[dict[str, NDArray[Any]], dict[str, int]]:
        """New tables by name, and their addresses; they live as long as one of them is held."""
        block = np.empty(self._size, dtype=np.uint8)
        block[: len(self._start)] = self._start
        base = block.ctypes.data
        tables = {name: self._view(block, name) for name in self._places}
        return tables, {name: base + offset for name, (offset, _, _) in self._places.items()}

    def _view(self, block: NDArray[np.uint8], name: str) -> NDArray[Any]:
        offset, shape, kind = self._places[name]
        return np.ndarray(shape, kind, block.data, offset)
