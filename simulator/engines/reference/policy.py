"""Strategies written in Python: a function in place of the targeting score, of the rule of phases, or of both.

A policy sees the firm through a `FirmView`: what a firm can know, and nothing that it cannot, such as the true
wallet of an account or the luck to come. It runs on the reference engine alone; all luck stays what it is, so a
policy can be paired with any strategy of a file.
"""

from collections.abc import Callable
from dataclasses import dataclass

import simpy

from simulator.events import Status
from simulator.model.bargaining import account_run_rate
from simulator.model.gauges import gauge, holds
from simulator.model.parameters import NO_TRIGGER, Parameters
from simulator.model.reputation import reference_stock
from simulator.model.state import State
from simulator.model.targeting import cold_score, expected_odds, score, typical_cycle
from simulator.scenario.metrics import GAUGES


class FirmView:
    """What a firm knows about itself and its market at this moment; nothing can be changed through it.

    Accounts are numbered from 0 in the order of the segments, as in the event log and the account table.
    """

    def __init__(self, p: Parameters, s: State, env: simpy.Environment, segments: tuple[str, ...]) -> None:
        self._p = p
        self._s = s
        self._env = env
        self._segments = segments

    @property
    def now(self) -> float:
        """Days since the start."""
        return float(self._env.now)

    @property
    def phase(self) -> int:
        """Position of the strategy's present phase, from 0."""
        return self._s.firm.phase

    @property
    def phases(self) -> int:
        """Number of the strategy's phases."""
        return self._p.phases

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of all segments."""
        return self._segments

    def gauge(self, name: str) -> float:
        """Read a gauge that a trigger may also look at, such as `customers` or `on_time`.

        Tiers and what follows from them (`key_accounts`, `largest_share`) are those of the last month end.

        Raises:
            KeyError: There is no such gauge.
        """
        return gauge(self._p, self._s, GAUGES[name].metric, self.now)

    def reference(self, segment: str) -> float:
        """Reference stock R of a segment: good deliveries of late, weighed by who talks about them."""
        return reference_stock(self._p, self._s, self._segments.index(segment), self.now)

    def segment(self, account: int) -> str:
        """Name of an account's segment."""
        return self._segments[self._s.accounts[account].segment]

    def observed_wallet(self, account: int) -> float:
        """Money per year that the account seems to spend on this category with all suppliers."""
        return self._s.accounts[account].observed_wallet

    def is_customer(self, account: int) -> bool:
        """Whether the account is a customer now."""
        return self._s.book[account].status == Status.CUSTOMER

    def run_rate(self, account: int) -> float:
        """Money per year that the firm invoices to an account (moving average of one year)."""
        return account_run_rate(self._s, account, self.now)

    def expected_odds(self, account: int) -> float:
        """Chance of a win, screen included, as a seller would guess it."""
        return expected_odds(self._p, self._s, account, self.now)

    def typical_days(self, account: int) -> float:
        """Median days of a pursuit of an account of this size."""
        return typical_cycle(self._p, self.observed_wallet(account))

    def strategy_score(self, account: int, is_lead: bool) -> float:
        """The score that the strategy's own `targeting` gives, on a logarithmic scale.

        Args:
            account: Number of an account.
            is_lead: Whether it is an inbound lead; otherwise a window has to be opened by a cold call first.
        """
        if is_lead:
            return score(self._p, self._s, account, 1.0, 0.0, self.now)
        return cold_score(self._p, self._s, account, self.now)

    def strategy_phase(self) -> int:
        """The phase that the strategy's own `until` triggers ask for: the present one, or the next."""
        until = self._p.levers[self._s.firm.row].until
        is_last = self.phase + 1 == self.phases
        is_over = not is_last and until != NO_TRIGGER and holds(self._p, self._s, until, self.now)
        return self.phase + 1 if is_over else self.phase


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Functions in place of a strategy's rules; what is None is done as the strategy says.

    `score(view, account, is_lead)` says how much an account is wanted: sellers take the highest first, and -inf is
    never pursued. A lead is scored once, when it comes; prospects are scored whenever a free seller looks at a sample
    of them. Accounts outside the limits of the strategy's `targeting` (wallets, segments) are not asked about.

    `phase(view)` gives the position, from 0, of the phase to be in. It is asked at each month end, once the books are
    closed, and replaces the `until` of all phases; it may go back. Contingency rules cannot be joined with it.

    Example:
        >>> def only_small(view: FirmView, account: int, is_lead: bool) -> float:
        ...     is_small = view.observed_wallet(account) < 500_000.0
        ...     return view.strategy_score(account, is_lead) if is_small else float("-inf")
        >>> Policy(score=only_small).phase is None
        True
    """

    score: Callable[[FirmView, int, bool], float] | None = None
    phase: Callable[[FirmView], int] | None = None
