"""Measures of concentration: how unequal a firm's customers or sellers are."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def top_share(amounts: FloatArray, part: float) -> float:
    """Part of the total that the biggest part of the holders has; NaN without any amount.

    Args:
        amounts: Amount of each holder, shape (n,), none negative.
        part: Which part of the holders, for instance 0.2; the last holder counts in proportion.

    Formula: one minus the Lorenz curve at 1 - part, read in straight lines between holders.

    Example:
        >>> top_share(np.array([80.0, 5.0, 5.0, 5.0, 5.0]), 0.2)
        0.8
    """
    total = float(amounts.sum())
    if total <= 0.0:
        return float("nan")
    ordered = np.sort(amounts)[::-1]
    curve = np.concatenate(([0.0], np.cumsum(ordered))) / total
    return float(np.interp(part * len(amounts), np.arange(len(amounts) + 1), curve))


def gini(amounts: FloatArray) -> float:
    """Gini coefficient: 0 if all have the same, near 1 if one has all; NaN without any amount.

    Formula: sum_i (2i - n - 1) x_i / (n sum x), x in rising order. Source: Sen, On Economic Inequality, 1973.

    Example:
        >>> gini(np.array([1.0, 1.0, 1.0]))
        0.0
    """
    total = float(amounts.sum())
    if total <= 0.0:
        return float("nan")
    count = len(amounts)
    ranks = 2.0 * np.arange(1, count + 1) - count - 1
    return float((ranks * np.sort(amounts)).sum() / (count * total))


def hhi(amounts: FloatArray) -> float:
    """Herfindahl-Hirschman index: sum of squared shares, 1/n if all have the same; NaN without any amount.

    Example:
        >>> hhi(np.array([1.0, 1.0, 1.0, 1.0]))
        0.25
    """
    total = float(amounts.sum())
    if total <= 0.0:
        return float("nan")
    shares = amounts / total
    return float((shares * shares).sum())


def ratio(part: float, whole: float) -> float:
    """A part of a whole; NaN where there is no whole.

    Example:
        >>> ratio(1.0, 4.0), ratio(1.0, 0.0)
        (0.25, nan)
    """
    return part / whole if whole != 0.0 else float("nan")
