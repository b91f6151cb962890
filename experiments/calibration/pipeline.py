"""What a CRM's deals tell: how long they take, how often they are won, how much sellers differ.

Deals that were created shortly before the file ends are known only if they went quickly. So only deals are looked at
that were created so long before the end that 95 of 100 won deals of such an age are decided.

Cycle: of won deals ln(days) = level of the seller + exponent ln(amount) + noise, by least squares within sellers.
Quick sellers close more deals, so the level is that of the median seller, not that of the median deal.
Win rate: log-odds of winning = level + slope ln(amount) + skill of the seller, skill normal between sellers with
mean 0, by maximum likelihood; the integral over a seller's skill is taken by Gauss-Hermite quadrature around its mode.
Whether sellers differ at all is the likelihood ratio against skill without spread, at the boundary: 2 ln(ratio) is 0 in
half of all cases and chi-square with one degree of freedom in the others. Source: McCulloch, Searle and Neuhaus,
Generalized, Linear, and Mixed Models (2008), sections 7.3 and 14.3; Self and Liang, J. American Statistical
Association 82 (1987).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, isnan, log, nan, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.deals import Deals
from experiments.calibration.likelihood import descend, hessian
from experiments.calibration.tallies import IntArray, counts_by, sums_by
from experiments.calibration.win_level import WinLevel, win_level_of
from experiments.statistics import quantile, wilson
from simulator.results import FloatArray

BoolArray = NDArray[np.bool_]

DECIDED = 0.95
FEWEST_WON, FEWEST_CLOSED, FEWEST_SELLERS = 20, 40, 4
HALF_A_DAY = 0.5
GROUPS = 4
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
LEAST_SPREAD, MOST_SPREAD = 1e-3, 5.0


@dataclass(frozen=True, kw_only=True)
class Slope:
    """How something changes with the logarithm of the amount, and its standard error."""

    estimate: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """Days from creation to winning.

    Attributes:
        deals: Won deals behind it.
        median_amount: Amount to which `median_days` belongs.
        median_days: Median of such a deal, of the median seller.
        level_error: Standard error of its logarithm.
        exponent: Days grow with the amount to this power.
        sigma: Spread of ln(days) within sellers.
        sigma_error: Its standard error.
    """

    deals: int
    median_amount: float
    median_days: float
    level_error: float
    exponent: Slope
    sigma: float
    sigma_error: float


@dataclass(frozen=True, kw_only=True)
class SizeGroup:
    """Deals of about one size: how many, how many of them won, and the 95 % interval of their share (Wilson)."""

    smallest: float
    largest: float
    closed: int
    won: int
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class WinRate:
    """How often deals are won.

    Attributes:
        closed: Deals behind it.
        groups: By quarter of size.
        at_median: Chance that an ordinary seller wins a deal of the median amount.
        slope: Change of the log-odds with the logarithm of the amount.
        sellers: Sellers behind `skill`; 0 without such a column.
        skill: Standard deviation of log-odds between sellers; NaN if too few sellers tell.
        skill_low: Lower end of its 95 % interval.
        skill_high: Upper end.
        skill_p_value: Chance of such differences if all sellers were alike.
    """

    closed: int
    groups: tuple[SizeGroup, ...]
    at_median: float
    slope: Slope
    sellers: int
    skill: float
    skill_low: float
    skill_high: float
    skill_p_value: float


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """All that the deals tell; None where they are too few."""

    decided_before: int
    cycle: Cycle | None
    win_rate: WinRate | None
    win_level: WinLevel | None


def pipeline_of(deals: Deals) -> Pipeline:
    """Looks at the deals."""
    until = decided_before(deals)
    old = deals.created <= until
    return Pipeline(
        decided_before=until,
        cycle=cycle_of(deals.of(old & deals.won)),
        win_rate=win_rate_of(deals.of(old & deals.is_closed)),
        win_level=win_level_of(deals.of(old & deals.is_closed)),
    )


def decided_before(deals: Deals) -> int:
    """Last day (ordinal) of creation up to which 95 of 100 won deals are decided."""
    wait = quantile(_days(deals)[deals.won], DECIDED) if deals.won.any() else 0.0
    return deals.until - int(wait)


def _days(deals: Deals) -> FloatArray:
    return np.asarray(np.maximum(deals.closed - deals.created, HALF_A_DAY), dtype=np.float64)


def cycle_of(won: Deals) -> Cycle | None:
    """How long won deals took; None if they are too few or all of one size."""
    logs = np.log(won.amount)
    if len(won) < FEWEST_WON or float(np.ptp(logs)) == 0.0:
        return None
    days, seller = np.log(_days(won)), _sellers(won)
    x, y = _within(logs, seller), _within(days, seller)
    spread, degrees = float(x @ x), len(won) - len(np.unique(seller)) - 1
    if spread <= 0.0 or degrees < 1:
        return None
    slope = float(x @ y) / spread
    sigma = sqrt(float(((y - slope * x) ** 2).sum()) / degrees)
    middle = float(np.median(logs))
    level, level_error = _median_level(days - slope * (logs - middle), seller)
    return Cycle(
        deals=len(won),
        median_amount=exp(middle),
        median_days=exp(level),
        level_error=level_error,
        exponent=Slope(estimate=slope, standard_error=sigma / sqrt(spread)),
        sigma=sigma,
        sigma_error=sigma / sqrt(2.0 * degrees),
    )


def _median_level(levels: FloatArray, seller: IntArray) -> tuple[float, float]:
    """Median over sellers of the mean level of their deals, and its standard error (that of a normal sample's median).

    Of a single seller it is the mean and its error.
    """
    counts = counts_by(seller)
    means = sums_by(seller, levels)[counts > 0] / counts[counts > 0]
    if len(means) == 1:
        return float(means[0]), float(levels.std(ddof=1)) / sqrt(len(levels))
    return float(np.median(means)), sqrt(pi / 2.0) * float(means.std(ddof=1)) / sqrt(len(means))


def _sellers(deals: Deals) -> IntArray:
    """Seller of each deal; one for all where none is told."""
    return deals.seller + 1 if len(deals.seller) else np.zeros(len(deals), dtype=np.int64)


def _within(values: FloatArray, group: IntArray) -> FloatArray:
    """Values less the mean of their group."""
    means = sums_by(group, values) / np.maximum(counts_by(group), 1)
    return np.asarray(values - means[group], dtype=np.float64)


def win_rate_of(closed: Deals) -> WinRate | None:
    """How often closed deals were won; None if they are too few or all went one way."""
    won = int(closed.won.sum())
    if len(closed) < FEWEST_CLOSED or won in {0, len(closed)}:
        return None
    logs = np.log(closed.amount) - float(np.median(np.log(closed.amount)))
    seller = _sellers(closed)
    told = len(np.unique(seller[seller > 0])) if len(closed.seller) else 0
    plain = descend(
        lambda at: _loss(at, 0.0, logs, closed.won, seller), np.zeros(2), np.full(2, -20.0), np.full(2, 20.0)
    )
    best, spread, low, high, p_value = plain, nan, nan, nan, nan
    if told >= FEWEST_SELLERS:
        best, spread, low, high, p_value = _skill(plain, logs, closed, seller)
    at = 0.0 if isnan(spread) else spread
    information = len(closed) * hessian(lambda z: _loss(z, at, logs, closed.won, seller), best[:2])
    return WinRate(
        closed=len(closed),
        groups=_groups(closed),
        at_median=1.0 / (1.0 + exp(-float(best[0]))),
        slope=Slope(estimate=float(best[1]), standard_error=sqrt(float(np.linalg.inv(information)[1, 1]))),
        sellers=told,
        skill=spread,
        skill_low=low,
        skill_high=high,
        skill_p_value=p_value,
    )


def _skill(
    plain: FloatArray, logs: FloatArray, closed: Deals, seller: IntArray
) -> tuple[FloatArray, float, float, float, float]:
    """Level, slope and log-spread with the spread of skill, its interval by the profile likelihood, and a test."""
    count = len(closed)

    def loss(at: FloatArray) -> float:
        return _loss(at[:2], exp(float(at[2])), logs, closed.won, seller)

    low, high = np.array([-20.0, -20.0, log(LEAST_SPREAD)]), np.array([20.0, 20.0, log(MOST_SPREAD)])
    ends = [descend(loss, np.array([*plain, log(start)]), low, high) for start in (0.3, 1.0)]
    best = min(ends, key=loss)
    gain = count * (_loss(plain, 0.0, logs, closed.won, seller) - loss(best))
    spread = exp(float(best[2]))

    def allowed(log_spread: float) -> float:
        held = descend(
            lambda at: _loss(at, exp(log_spread), logs, closed.won, seller), best[:2], low[:2], high[:2], tolerance=1e-9
        )
        return count * (_loss(held, exp(log_spread), logs, closed.won, seller) - loss(best)) - 1.92

    return (
        best,
        spread if gain > 1e-6 else 0.0,
        _crossing(allowed, log(LEAST_SPREAD), float(best[2])),
        _crossing(allowed, log(MOST_SPREAD), float(best[2])),
        _half_chi_square(gain),
    )


def _crossing(allowed: Callable[[float], float], outer: float, inner: float) -> float:
    """Where the profile likelihood leaves the 95 % interval (half the quantile 3.84 of chi-square below the best)."""
    from scipy.optimize import brentq

    if allowed(outer) <= 0.0:
        return 0.0 if outer < inner else MOST_SPREAD
    return exp(float(brentq(allowed, outer, inner, xtol=1e-3))) if allowed(inner) < 0.0 else exp(inner)


def _half_chi_square(gain: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-sqrt(2.0 * gain))) if gain > 1e-6 else 1.0


def _loss(at: FloatArray, spread: float, logs: FloatArray, won: BoolArray, seller: IntArray) -> float:
    """Minus the mean log-likelihood; the skill of each seller is integrated out around its mode."""
    odds = at[0] + at[1] * logs
    sign = np.where(won, 1.0, -1.0)
    if spread <= 0.0:
        return float(np.logaddexp(0.0, -sign * odds).sum()) / len(logs)
    mode, width = _modes(odds, spread, won, seller)
    skill = mode[:, None] + width[:, None] * NODES
    terms = -np.logaddexp(0.0, -sign[:, None] * (odds[:, None] + skill[seller]))
    joint = np.column_stack([sums_by(seller, column, len(mode)) for column in terms.T])
    joint += -0.5 * (skill / spread) ** 2 - log(spread) + 0.5 * NODES**2 + np.log(width)[:, None]
    present = counts_by(seller, len(mode)) > 0
    peak = joint.max(axis=1, keepdims=True)
    total = peak[:, 0] + np.log((np.exp(joint - peak) * WEIGHTS).sum(axis=1) / sqrt(2.0 * pi))
    return -float(total[present].sum()) / len(logs)


def _modes(odds: FloatArray, spread: float, won: BoolArray, seller: IntArray) -> tuple[FloatArray, FloatArray]:
    """Most likely skill of each seller, by Newton's method, and the width of its peak."""
    skill = np.zeros(int(seller.max(initial=0)) + 1)
    for _ in range(12):
        chance = 1.0 / (1.0 + np.exp(-(odds + skill[seller])))
        slope = sums_by(seller, won - chance, len(skill)) - skill / spread**2
        bend = sums_by(seller, chance * (1.0 - chance), len(skill)) + 1.0 / spread**2
        skill = skill + np.clip(slope / bend, -1.0, 1.0)
    return skill, 1.0 / np.sqrt(bend)


def _groups(closed: Deals) -> tuple[SizeGroup, ...]:
    order = np.argsort(closed.amount, kind="stable")
    found = []
    for rows in np.array_split(order, GROUPS):
        won = int(closed.won[rows].sum())
        low, high = wilson(won, len(rows))
        found.append(
            SizeGroup(
                smallest=float(closed.amount[rows[0]]),
                largest=float(closed.amount[rows[-1]]),
                closed=len(rows),
                won=won,
                low=low,
                high=high,
            )
        )
    return tuple(found)
