"""Brand, quality, service, internal work: stocks that money builds and time wears (section 5.1)."""

import math

from simulator.kernels import kernel
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.units import DAYS_PER_YEAR

FLOOR = 1e-6


@kernel
def stock_after(level: float, gain_per_year: float, decay_per_year: float, effort: float, days: float) -> float:
    """Level of a capability stock after some days of a constant effort.

    Args:
        level: Level now.
        gain_per_year: What an effort of 1 adds per year (a).
        decay_per_year: Part that wears off per year (delta).
        effort: sqrt(budget / reference budget), less what busy executives cost.
        days: Length of the step.

    Formula: the exact solution of dX/dt = a*effort - delta*X. Source: Nerlove & Arrow, Economica 29 (1962).

    Example:
        >>> round(stock_after(0.0, 1.0, 0.5, 1.0, 365.0), 6)
        0.786939
        >>> stock_after(2.0, 1.0, 0.0, 1.0, 365.0)
        3.0
    """
    years = days / DAYS_PER_YEAR
    if decay_per_year == 0.0:
        return level + gain_per_year * effort * years
    kept = math.exp(-decay_per_year * years)
    return level * kept + gain_per_year * effort * (1.0 - kept) / decay_per_year


@kernel
def joint_strength(p: Parameters, s: State) -> float:
    """Joint strength G of the capability stocks: a CES mean, from substitutes to the weakest link (claim C8).

    Formula: G = (sum w_i X_i^rho / sum w_i)^(1/rho); rho = 0 is the weighted geometric mean.
    Source: Arrow, Chenery, Minhas & Solow, Rev. Econ. Stat. 43 (1961). Stocks below `FLOOR` count as that,
    stocks of weight 0 not at all; without any weight G is 1.
    """
    rho = p.complementarity
    scale = 0.0
    for i in range(len(p.stocks)):
        level = max(s.stocks[i].level, FLOOR)
        if p.stocks[i].weight == 0.0:
            continue
        if scale == 0.0:
            scale = level
        scale = max(scale, level) if rho > 0.0 else min(scale, level)
    total = 0.0
    mean = 0.0
    for i in range(len(p.stocks)):
        if p.stocks[i].weight == 0.0:
            continue
        # Relative to the scale every power stays within 0 and 1, whatever rho is.
        level = max(s.stocks[i].level, FLOOR) / scale
        total += p.stocks[i].weight
        mean += p.stocks[i].weight * (math.log(level) if rho == 0.0 else math.pow(level, rho))
    if total == 0.0:
        return 1.0
    mean /= total
    return scale * (math.exp(mean) if rho == 0.0 else math.pow(mean, 1.0 / rho))
