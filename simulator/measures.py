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


def plan_attainment(invoiced: FloatArray, run_rate: FloatArray) -> FloatArray:
    """How much of each yearly plan was reached, where the plan is the run rate as the year begins.

    Args:
        invoiced: Revenue of each month, shape (months + 1,); the first entry is the start.
        run_rate: Run-rate revenue at each month end, same shape.

    Returns:
        Revenue over plan for every whole year but the first, which has no plan.

    Example:
        >>> plan_attainment(np.full(25, 10.0), np.full(25, 100.0))
        array([1.2])
    """
    years = (len(invoiced) - 1) // 12
    starts = [12 * year for year in range(1, years)]
    return np.array(
        [invoiced[start + 1 : start + 13].sum() / run_rate[start] for start in starts if run_rate[start] > 0.0]
    )


def deepest_fall(level: FloatArray) -> tuple[float, float]:
    """Deepest fall from an earlier peak, as a part of it, and the months until the peak was reached again.

    Args:
        level: A monthly level, shape (months + 1,).

    Returns:
        Depth (0 if it never fell) and months from the peak to the recovery; NaN if it did not fall or recover.

    Example:
        >>> deepest_fall(np.array([0.0, 10.0, 5.0, 8.0, 12.0]))
        (0.5, 3.0)
    """
    peaks = np.maximum.accumulate(level)
    falls = np.where(peaks > 0.0, 1.0 - level / np.where(peaks > 0.0, peaks, 1.0), 0.0)
    worst = int(np.argmax(falls))
    if falls[worst] <= 0.0:
        return 0.0, float("nan")
    peak_at = int(np.flatnonzero(level[: worst + 1] == peaks[worst])[-1])
    back = np.flatnonzero(level[worst:] >= peaks[worst])
    return float(falls[worst]), float(worst + back[0] - peak_at) if len(back) else float("nan")
