"""What an event log says about each account: when it was won and lost, what it ordered since."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.events import EventKind
from simulator.results import EventLog, RunResult

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Happenings:
    """All events of one kind: when, to which account, with which amount and cause."""

    time: Floats
    account: Integers
    amount: Floats
    cause: Integers


def happenings(log: EventLog, *kinds: EventKind) -> Happenings:
    """Events of some kinds, in order."""
    chosen = np.isin(log.event, [int(kind) for kind in kinds])
    return Happenings(log.time[chosen], log.account[chosen], log.amount[chosen], log.cause[chosen])


def first_times(events: Happenings, accounts: int) -> Floats:
    """When each account had its first such event; infinity if never."""
    times = np.full(accounts, np.inf)
    np.minimum.at(times, events.account, events.time)
    return times


class History:
    """A log of accounts that are won at most once, with time counted from each account's first order."""

    def __init__(self, run: RunResult) -> None:
        assert run.events is not None
        self.log = run.events
        self.accounts = len(run.accounts["wallet"])
        lost = happenings(self.log, EventKind.CUSTOMER_LOST)
        self.won_at = first_times(happenings(self.log, EventKind.WON), self.accounts)
        self.lost_at = first_times(lost, self.accounts)
        self.cause = np.zeros(self.accounts, dtype=np.int64)
        self.cause[lost.account] = lost.cause
        self.orders = happenings(self.log, EventKind.ORDERED)

    @property
    def lifetime(self) -> Floats:
        """Days from first order to loss; infinity if the account was not lost, NaN if it was never won."""
        return self.lost_at - np.where(np.isinf(self.won_at), np.nan, self.won_at)

    @property
    def age(self) -> Floats:
        """Days from its account's first order to each order."""
        return np.asarray(self.orders.time - self.won_at[self.orders.account])

    def won_before(self, day: float) -> Mask:
        """Which accounts were won before a day."""
        return np.asarray(self.won_at < day)

    def repeats(self, start: float, end: float) -> Mask:
        """Which orders are repeat orders of age above `start`, up to `end`."""
        repeat = self.orders.time > self.won_at[self.orders.account]
        return np.asarray(repeat & (self.age > start) & (self.age <= end))

    def counts(self, start: float, end: float) -> Integers:
        """Repeat orders of each account between two ages."""
        return np.bincount(self.orders.account[self.repeats(start, end)], minlength=self.accounts)

    def sums(self, start: float, end: float) -> Floats:
        """Value of each account's repeat orders between two ages."""
        chosen = self.repeats(start, end)
        values = self.orders.amount[chosen]
        totals = np.bincount(self.orders.account[chosen], weights=values, minlength=self.accounts)
        return totals.astype(np.float64)

    def last_age(self, end: float) -> Floats:
        """Age of each account's last repeat order up to an age; 0 if it had none."""
        ages = np.zeros(self.accounts)
        chosen = self.repeats(0.0, end)
        np.maximum.at(ages, self.orders.account[chosen], self.age[chosen])
        return ages


def in_system(enters: Floats, leaves: Floats, start: float, end: float) -> float:
    """Mean number in a system between two days, from the days at which each one enters and leaves."""
    stay = np.clip(leaves, start, end) - np.clip(enters, start, end)
    return float(stay.sum() / (end - start))
