"""Logarithms that stay exact where gamma functions overflow or cancel."""

import numpy as np
from numpy.typing import NDArray

from simulator.results import FloatArray


def log_rising(start: float, counts: NDArray[np.int64], most: int) -> FloatArray:
    """Logarithm of start (start + 1) ... (start + count - 1) = Gamma(start + count) / Gamma(start).

    A running sum of logarithms has no cancellation, however large `start` is.

    Args:
        start: First factor, positive.
        counts: Number of factors of each row.
        most: The largest of the counts.

    Examples:
        >>> log_rising(1.0, np.array([0, 3]), 3).round(6).tolist()
        [0.0, 1.791759]
    """
    table = np.concatenate(([0.0], np.cumsum(np.log(start + np.arange(most)))))
    return np.asarray(table[counts])


def log_survivors(a: float, b: float, trials: NDArray[np.int64], most: int) -> FloatArray:
    """Log-chance that a customer outlives so many chances to drop out: ln B(a, b + n) / B(a, b).

    Examples:
        >>> np.exp(log_survivors(1.0, 1.0, np.array([1, 2]), 2)).round(6).tolist()
        [0.5, 0.333333]
    """
    table = np.concatenate(([0.0], np.cumsum(-np.log1p(a / (b + np.arange(most))))))
    return np.asarray(table[trials])
