"""The queue that every library simulates: Poisson customers, some desks, exponential work; its mean wait is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from simulator.results import FloatArray

BATCHES = 50


@dataclass(frozen=True, kw_only=True)
class Queue:
    """An M/M/c queue and the number of customers whose waits are wanted, in order of arrival.

    Attributes:
        customers: How many customers are served.
        desks: Servers, first come first served.
        arrivals_per_day: Mean number of customers that come per day.
        served_per_day: Mean number of customers that one busy desk serves per day.
    """

    customers: int
    desks: int = 4
    arrivals_per_day: float = 25.6
    served_per_day: float = 8.0

    @property
    def load(self) -> float:
        """Share of the desks' time that is used.

        Example:
            >>> Queue(customers=1).load
            0.8
        """
        return self.arrivals_per_day / (self.served_per_day * self.desks)

    @property
    def mean_wait(self) -> float:
        """Days that a customer waits for a desk in the long run.

        Formula: C / (c mu - lambda), C = chance to wait. Source: Gross, Shortle, Thompson & Harris, Fundamentals of
        Queueing Theory, 2008, 2.3.

        Example:
            >>> round(Queue(customers=1, desks=1, arrivals_per_day=1.0, served_per_day=2.0).mean_wait, 6)
            0.5
        """
        spare_per_day = self.desks * self.served_per_day - self.arrivals_per_day
        return chance_to_wait(self.desks, self.arrivals_per_day / self.served_per_day) / spare_per_day


def chance_to_wait(desks: int, offered: float) -> float:
    """Chance that a customer finds all desks busy.

    Args:
        desks: Servers.
        offered: Arrivals per mean time of service, below `desks`.

    Formula: Erlang's C = B / (1 - rho (1 - B)), with his loss formula B by recursion. Source: Erlang, 1917; Gross et
    al., 2008, 2.3-2.4.

    Example:
        >>> round(chance_to_wait(1, 0.5), 6), round(chance_to_wait(2, 1.0), 6)
        (0.5, 0.333333)
    """
    blocked = 1.0
    for servers in range(1, desks + 1):
        blocked = offered * blocked / (servers + offered * blocked)
    return blocked / (1.0 - offered / desks * (1.0 - blocked))


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What one simulation of the queue gave, and how far from theory it is.

    Attributes:
        customers: How many waits were given.
        mean_wait: Their mean, in days.
        standard_error: Of that mean, in days, from the means of batches (waits in a row depend on each other).
        z: Distance from Erlang's mean wait in standard errors.
    """

    customers: int
    mean_wait: float
    standard_error: float
    z: float


def agreement(queue: Queue, waits: Sequence[float] | FloatArray, batches: int = BATCHES) -> Agreement:
    """Compare simulated waits with Erlang's formula.

    Args:
        queue: What was simulated.
        waits: Days that each customer waited, in order, of one or several runs.
        batches: Into how many groups of equal size the waits are cut; each is to be long against the queue's memory.

    Example:
        >>> agreement(Queue(customers=4), [0.0, 0.1, 0.2, 0.1], batches=2).customers
        4
    """
    values = np.asarray(waits, dtype=np.float64)
    size = len(values) // batches
    means = values[: size * batches].reshape(batches, size).mean(axis=1)
    mean = float(values.mean())
    error = float(means.std(ddof=1)) / sqrt(batches)
    return Agreement(customers=len(values), mean_wait=mean, standard_error=error, z=(mean - queue.mean_wait) / error)


def waits_of(arrivals: FloatArray, departures: FloatArray, desks: int) -> FloatArray:
    """How long each customer of a first-come-first-served queue waited, from the times of arrival and departure.

    Args:
        arrivals: Days of arrival, ascending, shape (n,).
        departures: Days of departure, ascending, of the same customers in whatever order; those of the last `desks`
            customers are not looked at.
        desks: Servers.

    Returns:
        Days between arrival and start of service, shape (n,): customer k starts when k - desks + 1 have left.

    Example:
        >>> waits_of(np.array([0.0, 1.0, 2.0]), np.array([4.0, 5.0]), desks=1)
        array([0., 3., 3.])
    """
    starts = arrivals.copy()
    starts[desks:] = np.maximum(arrivals[desks:], departures[: len(arrivals) - desks])
    return np.asarray(starts - arrivals)
