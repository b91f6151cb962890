"""The estimates that the exercises' tolerances rest on, each with its standard error."""

from collections.abc import Callable, Sequence
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from simulator.results import FloatArray

GROUPS = 20


def rate(events: int, exposure: float) -> tuple[float, float]:
    """Events per unit of exposure, and its standard error (Poisson).

    Examples:
        >>> rate(100, 50.0)
        (2.0, 0.2)
    """
    return events / exposure, sqrt(max(events, 1)) / exposure


def share(successes: int, trials: int) -> tuple[float, float]:
    """A share and its standard error (binomial).

    Examples:
        >>> share(50, 100)
        (0.5, 0.05)
    """
    part = successes / trials
    return part, sqrt(max(part * (1 - part), 0.25 / trials) / trials)


def log_odds_ratio(wins: int, losses: int, other_wins: int, other_losses: int) -> tuple[float, float]:
    """Log-odds of the first pair less those of the second, and its standard error (Woolf).

    Examples:
        >>> round(log_odds_ratio(60, 40, 40, 60)[0], 3)
        0.811
    """
    value = log(wins / losses) - log(other_wins / other_losses)
    return value, sqrt(1 / wins + 1 / losses + 1 / other_wins + 1 / other_losses)


def growth_step(lives: Sequence[FloatArray], first: float, most: float, full: float) -> tuple[float, float]:
    """The step towards the largest share that each delivery makes, by least squares; jackknife over accounts.

    Args:
        lives: The amounts of each account's orders, in their order.
        first: Share of wallet at the first order.
        most: Largest share.
        full: Order value at full share.
    """

    def fit(chosen: Sequence[FloatArray]) -> float:
        number = np.concatenate([np.arange(len(life)) for life in chosen])
        amount = np.concatenate(list(chosen)) / full

        def misfit(step: float) -> float:
            return float(np.sum((amount - (most - (most - first) * (1 - step) ** number)) ** 2))

        return float(minimize_scalar(misfit, bounds=(1e-4, 0.5), method="bounded", options={"xatol": 1e-7}).x)

    without = [fit([life for place, life in enumerate(lives) if place % GROUPS != group]) for group in range(GROUPS)]
    spread = float(np.sum((np.array(without) - np.mean(without)) ** 2))
    return fit(lives), sqrt((GROUPS - 1) / GROUPS * spread)


def orders_until(level: float, first: float, most: float, step: float) -> float:
    """Number of the order at which a share reaches a level.

    Examples:
        >>> round(orders_until(0.5, 0.2, 0.8, 0.5), 6)
        2.0
    """
    return 1 + log((most - level) / (most - first)) / log(1 - step)


Curve = Callable[[FloatArray, FloatArray], FloatArray]


def fitted_curve(
    curve: Curve, start: Sequence[float], x: FloatArray, happened: NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Maximum likelihood of a curve of log-odds, and the standard errors by its Fisher information.

    Args:
        curve: Log-odds at x for given parameters.
        start: Where the search begins.
        x: Where each trial was made.
        happened: Whether it came true.
    """
    sign = np.where(happened, 1.0, -1.0)

    def misfit(parameters: FloatArray) -> float:
        return float(np.sum(np.logaddexp(0, -sign * curve(parameters, x))))

    found = minimize(misfit, np.array(start), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8}).x
    return found, _errors(curve, found, x)


def _errors(curve: Curve, parameters: FloatArray, x: FloatArray) -> FloatArray:
    """Standard errors at given parameters."""
    base = curve(parameters, x)
    slopes = []
    for place, value in enumerate(parameters):
        step = np.zeros(len(parameters))
        step[place] = 1e-5 * max(abs(value), 1e-6)
        slopes.append((curve(parameters + step, x) - base) / step[place])
    weight = np.array([exp(-abs(u)) / (1 + exp(-abs(u))) ** 2 for u in base])
    gradient = np.array(slopes)
    return np.asarray(np.sqrt(np.diag(np.linalg.inv((gradient * weight) @ gradient.T))))
