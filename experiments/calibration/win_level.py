"""How often deals of one amount are won, all sellers together: the same figure from a file and from a simulated firm.

Log-odds of winning = level + slope ln(amount / median), by maximum likelihood (Newton's method). Deals of one seller
are won or lost together, so the level's standard error comes from the sellers' scores, where sellers are told. Source:
Liang and Zeger, Biometrika 73 (1986).
"""

from dataclasses import dataclass
from math import exp, hypot, isnan, log, nan, sqrt

import numpy as np

from experiments.calibration.deals import Deals
from experiments.calibration.tallies import sums_by
from simulator.results import FloatArray

FEWEST_CLOSED, FEWEST_SELLERS = 40, 4
STEEPEST = 20.0
ROUNDS = 30
INSIDE = (0.05, 0.95)


@dataclass(frozen=True, kw_only=True)
class WinLevel:
    """Log-odds of winning a deal.

    Attributes:
        amount: The median amount, to which the level belongs.
        smallest: Amount that 5 of 100 deals do not reach.
        largest: Amount that 5 of 100 deals exceed.
        log_odds: Level.
        standard_error: Of the level.
        slope: Change with the logarithm of the amount.
        firm_luck: How far another luck of the same firm would lie from this one, beyond the number of deals; NaN if
            no firm was simulated.
    """

    amount: float
    smallest: float
    largest: float
    log_odds: float
    standard_error: float
    slope: float
    firm_luck: float = nan

    @property
    def world_error(self) -> float:
        """Standard error as a figure of the world, not of this firm alone."""
        return hypot(self.standard_error, 0.0 if isnan(self.firm_luck) else self.firm_luck)

    def at(self, amount: float) -> float | None:
        """Log-odds of winning a deal of some amount; None if hardly any deal is of that size.

        Examples:
            >>> level = WinLevel(amount=10, smallest=1, largest=99, log_odds=0.5, standard_error=0.1, slope=-1)
            >>> round(level.at(20) or 0.0, 3), level.at(100)
            (-0.193, None)
        """
        if not self.smallest <= amount <= self.largest:
            return None
        return self.log_odds + self.slope * log(amount / self.amount)


def win_level_of(closed: Deals) -> WinLevel | None:
    """How often closed deals were won; None if they are too few, or all of one size, or all went one way."""
    logs = np.log(closed.amount)
    if len(closed) < FEWEST_CLOSED or closed.won.all() or not closed.won.any() or float(np.ptp(logs)) == 0.0:
        return None
    middle = float(np.median(logs))
    design = np.column_stack([np.ones(len(logs)), logs - middle])
    at, inverse = _fitted(design, closed.won.astype(np.float64))
    if float(np.abs(at).max()) > STEEPEST:
        return None
    error = _error(design, closed, at, inverse)
    low, high = (exp(float(np.quantile(logs, part))) for part in INSIDE)
    return WinLevel(
        amount=exp(middle),
        smallest=low,
        largest=high,
        log_odds=float(at[0]),
        standard_error=error,
        slope=float(at[1]),
    )


def _fitted(design: FloatArray, won: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Level and slope, and the inverse of their information."""
    at = np.zeros(2)
    for _ in range(ROUNDS):
        chance = _chance(design, at)
        inverse = np.linalg.inv(design.T @ (design * (chance * (1.0 - chance))[:, None]))
        at = at + np.clip(inverse @ (design.T @ (won - chance)), -2.0, 2.0)
    return at, np.asarray(inverse)


def _chance(design: FloatArray, at: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(design @ at, -STEEPEST, STEEPEST))))


def _error(design: FloatArray, closed: Deals, at: FloatArray, inverse: FloatArray) -> float:
    """Standard error of the level; sellers are independent of each other, their deals are not."""
    plain = float(inverse[0, 0])
    if not len(closed.seller) or len(np.unique(closed.seller)) < FEWEST_SELLERS:
        return sqrt(plain)
    misses = design * (closed.won - _chance(design, at))[:, None]
    scores = np.column_stack([sums_by(closed.seller + 1, column) for column in misses.T])
    return sqrt(max(plain, float((inverse @ scores.T @ scores @ inverse)[0, 0])))
