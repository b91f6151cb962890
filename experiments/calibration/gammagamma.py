"""Gamma-gamma: an account's orders scatter around a mean of its own, and the means differ between accounts.

Orders of one account are gamma (shape p, rate nu), nu is gamma (shape q, rate v) between accounts; the simulator calls
v `gamma`. Of an account with x orders of mean m:
ln L = ln Gamma(px + q) / (Gamma(px) Gamma(q)) + q ln v + (px - 1) ln m + px ln x - (px + q) ln(xm + v).
How often an account orders is taken to say nothing about what it spends. Source: Fader and Hardie,
brucehardie.com/notes/025, equation 1a.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from experiments.calibration.likelihood import Model, scaled
from experiments.calibration.orders import Orders
from experiments.calibration.tallies import counts_by, sums_by
from simulator.results import FloatArray

NAMES = ("p", "q", "v")
AXES = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (-1.0, 1.0, 1.0))  # p, q, and the typical mean p v / q
LARGE = 1e4
SAME_ORDERS = "all orders of an account have the same value (p without bound)"
SAME_ACCOUNTS = "all accounts have the same mean order value (q and v without bound)"


@dataclass(frozen=True, kw_only=True)
class Spend:
    """What accounts spend: number of orders and their mean value, one row per account."""

    orders: FloatArray
    mean: FloatArray
    weights: FloatArray

    def sample(self, rows: int) -> Self:
        """Every so-many-th row, so that about that many are left."""
        step = max(1, len(self.weights) // rows)
        return type(self)(orders=self.orders[::step], mean=self.mean[::step], weights=self.weights[::step])


def spend_of(orders: Orders) -> Spend:
    """Number and mean value of all orders of each account."""
    counts = counts_by(orders.account)
    sums = sums_by(orders.account, orders.value)
    seen = counts > 0
    counted = counts[seen].astype(np.float64)
    return Spend(orders=counted, mean=sums[seen] / counted, weights=np.ones(len(counted)))


def log_likelihood(parameters: FloatArray, s: Spend) -> FloatArray:
    """Log-likelihood of each row."""
    from scipy.special import betaln

    p, q, v = parameters
    shape = p * s.orders
    share = s.orders * s.mean / (s.orders * s.mean + v)
    return np.asarray(shape * np.log(share) + q * np.log1p(-share) - np.log(s.mean) - betaln(shape, q))


def starts(s: Spend) -> Sequence[Sequence[float]]:
    """Parameters to start from."""
    mean = float(np.exp(s.weights @ np.log(s.mean) / s.weights.sum()))
    return [(p, q, mean * q / p) for p, q in ((1.0, 2.0), (5.0, 3.0), (2.0, 8.0))]


MODEL = Model[Spend](
    name="gamma-gamma",
    title="order values around a mean of each account",
    parameters=NAMES,
    log_likelihood=log_likelihood,
    starts=starts,
    axes=AXES,
    limits={
        SAME_ORDERS: (scaled(p=LARGE, v=1.0 / LARGE)(NAMES), ("p", "v")),
        SAME_ACCOUNTS: (scaled(q=LARGE, v=LARGE)(NAMES), ("q", "v")),
    },
    derived={"mean_order_value": lambda p: float(p[0] * p[2] / (p[1] - 1.0)) if p[1] > 1.0 else float("inf")},
)
