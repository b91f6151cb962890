"""The break-even line of a map: where the mean difference is zero, and how surely it lies there.

Between the points of the grid the difference is interpolated, on the scale of each axis. The uncertainty comes from
the Bayesian bootstrap over lucks (Rubin, Annals of Statistics 9, 1981): every luck gets a random exponential weight,
the same one in all cells that met it, so that what the cells have in common stays in common.
"""

from dataclasses import dataclass
from math import inf, nan

import numpy as np
from numpy.typing import NDArray

from experiments.breakeven.axes import Axis, MapDesign
from experiments.breakeven.explore import Exploration
from simulator.results import FloatArray

RESAMPLES = 400
LEVELS = (0.025, 0.975)
_PURPOSE = 0x6C696E65  # "line": keeps these weights apart from any other use of the seed


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """A place where the line crosses one row (or column) of the grid.

    Attributes:
        at: The value of the other axis there.
        low: End of the band: 2.5 % of the resampled lines cross below it. -inf: off the map.
        high: The other end.
    """

    at: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """The break-even line.

    Attributes:
        mean: Mean difference by row and column; NaN where a cell failed or no luck told the two apart: there is no
            line beside such cells.
        resampled: The same of each resample, shape (resamples, rows, columns).
        by_row: Where the line crosses each row: values of x.
        by_column: Where it crosses each column: values of y.
    """

    mean: FloatArray
    resampled: FloatArray
    by_row: tuple[tuple[Crossing, ...], ...]
    by_column: tuple[tuple[Crossing, ...], ...]

    @property
    def share_ahead(self) -> FloatArray:
        """By row and column, the share of resamples in which the strategy is ahead; NaN as in `mean`."""
        return np.where(np.isnan(self.mean), nan, np.mean(self.resampled > 0, axis=0))


def break_even(design: MapDesign, exploration: Exploration, resamples: int = RESAMPLES) -> Line:
    """The line of a map, with its band.

    Args:
        design: The grid.
        exploration: What was found.
        resamples: How many times the lucks get new weights.

    Examples:
        >>> from contextlib import closing
        >>> from experiments.bank import Bank
        >>> from experiments.breakeven.axes import map_design
        >>> from experiments.breakeven.explore import explore, least_budget
        >>> from experiments.breakeven.words import crossing_text
        >>> from experiments.store_files import IN_MEMORY, open_or_create
        >>> slots, cash = "world.sponsors.executive_slots=2:6", "world.finance.opening_cash=6M:20M"
        >>> design = map_design("chase_or_build", slots, cash, grid=2)
        >>> with closing(open_or_create(IN_MEMORY, design.plan)) as store:
        ...     explored = explore(design, Bank(store, workers=1), budget=least_budget(design))
        >>> for crossings in break_even(design, explored).by_row:
        ...     print([crossing_text(design.x, crossing) for crossing in crossings])
        ['2.21 (off to 2.68)']
        ['2.38 (off to 2.8)']
    """
    weights = _weights(design.plan.seed, resamples, max((len(d) for d in exploration.differences.values()), default=0))
    means, again = np.full(len(design.plan), nan), np.full((resamples, len(design.plan)), nan)
    for point, differences in exploration.differences.items():
        if exploration.cells[point].state == "level":
            continue
        part = weights[:, : len(differences)]
        means[point] = np.mean(differences)
        again[:, point] = np.sum(part * differences, axis=1) / np.sum(part, axis=1)
    mean, resampled = means.reshape(design.shape), again.reshape(resamples, *design.shape)
    return Line(
        mean=mean,
        resampled=resampled,
        by_row=tuple(_crossings(design.x, mean[row], resampled[:, row]) for row in range(design.shape[0])),
        by_column=tuple(
            _crossings(design.y, mean[:, column], resampled[:, :, column]) for column in range(design.shape[1])
        ),
    )


def _weights(seed: int, resamples: int, lucks: int) -> FloatArray:
    return np.random.default_rng([seed, _PURPOSE]).standard_exponential((resamples, lucks))


def _crossings(axis: Axis, mean: FloatArray, resampled: FloatArray) -> tuple[Crossing, ...]:
    """Where a row of means crosses zero, and between which ends the resamples of that row do."""
    places = axis.coordinates
    others = [zeros(places, row) for row in resampled]
    found = []
    for place, rising in zeros(places, mean):
        near = [_nearest(place, rising, each, row) for each, row in zip(others, resampled, strict=True)]
        low, high = (float(np.quantile(near, level, method="inverted_cdf")) for level in LEVELS)
        found.append(Crossing(at=axis.level(place), low=_level(axis, low), high=_level(axis, high)))
    return tuple(found)


def _nearest(place: float, rising: bool, candidates: list[tuple[float, bool]], row: FloatArray) -> float:
    """The zero of a resample that stands for one of the mean; off the map if it has none.

    Where the mean rises through zero, a resample that is positive everywhere has crossed it further down.
    """
    same = [each for each, upwards in candidates if upwards == rising]
    if same:
        return min(same, key=lambda each: abs(each - place))
    return -inf if (np.nanmean(row) > 0) == rising else inf


def _level(axis: Axis, place: float) -> float:
    return axis.level(place) if np.isfinite(place) else place


def zeros(places: FloatArray, values: FloatArray) -> list[tuple[float, bool]]:
    """Where values that are joined by straight lines change their sign, and whether they rise there.

    Examples:
        >>> zeros(np.array([0.0, 1.0, 2.0]), np.array([-1.0, 1.0, 2.0]))
        [(0.5, True)]
    """
    found = []
    for left in range(len(values) - 1):
        before, after = values[left], values[left + 1]
        if np.isfinite(before) and np.isfinite(after) and (before > 0) != (after > 0):
            part = before / (before - after)
            found.append((float(places[left] + part * (places[left + 1] - places[left])), bool(after > 0)))
    return found


def refined(
    places: FloatArray, across: FloatArray, surface: FloatArray, fine: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """A surface between the points of its grid, bilinear.

    Args:
        places: Coordinates of the rows.
        across: Coordinates of the columns.
        surface: Shape (..., rows, columns).
        fine: Coordinates of the finer rows and columns.

    Examples:
        >>> corner = np.array([[0.0, 1.0], [1.0, 2.0]])
        >>> refined(np.arange(2.0), np.arange(2.0), corner, (np.array([0.5]), np.array([0.5])))
        array([[1.]])
    """
    rows, row_part = _between(places, fine[0])
    columns, column_part = _between(across, fine[1])
    low, high = surface[..., rows, :], surface[..., rows + 1, :]
    in_rows = low + row_part[:, None] * (high - low)
    left, right = in_rows[..., columns], in_rows[..., columns + 1]
    return left + column_part * (right - left)


def _between(places: FloatArray, fine: FloatArray) -> tuple[NDArray[np.intp], FloatArray]:
    """The interval of the coarse grid that each finer place lies in, and which part of it is passed."""
    left = np.clip(np.searchsorted(places, fine, side="right") - 1, 0, len(places) - 2)
    return left, (fine - places[left]) / (places[left + 1] - places[left])
