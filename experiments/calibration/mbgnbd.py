"""MBG/NBD: accounts order at random and may drop out after every order, the first included.

This is the simulator's own law of ordering and leaving when trust, growth and re-tenders are off.
L = A (B(a, b + x + 1) / B(a, b)) [ (alpha + T)^-(r + x) + a / (b + x) (alpha + t_x)^-(r + x) ] with
A = Gamma(r + x) / Gamma(r) alpha^r; t_x = 0 without a repeat order. Source: Batislam, Denizel and Filiztekin,
International Journal of Research in Marketing 24 (2007).
"""

from dataclasses import replace

import numpy as np

from experiments.calibration import bgnbd
from experiments.calibration.bgnbd import orders_ahead
from experiments.calibration.customers import Customers
from experiments.calibration.logs import log_survivors
from experiments.calibration.nbd import log_orders
from simulator.results import FloatArray


def log_likelihood(parameters: FloatArray, c: Customers) -> FloatArray:
    """Log-likelihood of each row."""
    r, alpha, a, b = parameters
    x = c.repeats
    survived = log_survivors(a, b, x + 1, c.most_repeats + 1)
    alive = -(r + x) * np.log1p(c.age / alpha)
    left = np.log(a / (b + x)) - (r + x) * np.log1p(c.last / alpha)
    return np.asarray(log_orders(r, alpha, c) + survived + np.logaddexp(alive, left))


def alive(parameters: FloatArray, c: Customers) -> FloatArray:
    """Chance that each row is still a customer, given its history."""
    r, alpha, a, b = parameters
    x = c.repeats
    odds = a / (b + x) * np.exp((r + x) * (np.log(alpha + c.age) - np.log(alpha + c.last)))
    return np.asarray(1.0 / (1.0 + odds))


def expected(parameters: FloatArray, c: Customers, weeks: float) -> FloatArray:
    """Expected orders of each row in the weeks to come, given its history."""
    r, alpha, a, b = parameters
    return alive(parameters, c) * orders_ahead(r + c.repeats, alpha + c.age, a, b + c.repeats + 1.0, weeks)


# The same parameters, and the same limits of them.
MODEL = replace(
    bgnbd.MODEL, name="MBG/NBD", title="random orders, dropout after every order", log_likelihood=log_likelihood
)
