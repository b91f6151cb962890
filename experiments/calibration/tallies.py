"""Counts and sums by account."""

import numpy as np
from numpy.typing import NDArray

from simulator.results import FloatArray

IntArray = NDArray[np.int64]


def counts_by(number: IntArray, size: int = 0) -> IntArray:
    """How often each number occurs, from 0 to the largest.

    Examples:
        >>> counts_by(np.array([0, 2, 2])).tolist()
        [1, 0, 2]
    """
    return np.bincount(number, minlength=size).astype(np.int64)


def sums_by(number: IntArray, values: FloatArray, size: int = 0) -> FloatArray:
    """Sum of the values of each number, from 0 to the largest.

    Examples:
        >>> sums_by(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0])).tolist()
        [1.0, 0.0, 5.0]
    """
    return np.bincount(number, weights=values, minlength=size).astype(np.float64)
