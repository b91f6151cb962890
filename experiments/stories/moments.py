"""What an observer keeps of one account: the moments of its life, and how it stood in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from experiments.stories.chances import Chance
from simulator.events import Cause, EventKind


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an account stood with the firm from a moment on; money per year for run rates."""

    time: float
    share: float
    trust: float
    run_rate: float
    firm_run_rate: float
    concession: float


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One event of the account's life, or of the firm's where it matters to the account."""

    time: float
    kind: EventKind
    cause: Cause
    seller: int
    amount: float
    chance: Chance | None = None
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """What the account is, before anything happens; drawn once per luck, the same under every strategy."""

    account: int
    segment: str
    wallet: float
    observed_wallet: float
    orders_per_year: float
    reviews_per_year: float
    influence: float
    required_brand: float
    incumbent: float


@dataclass(frozen=True, kw_only=True)
class Life:
    """One account under one strategy, from the start to the horizon or to the firm's insolvency."""

    strategy: str
    portrait: Portrait
    moments: tuple[Moment, ...]
    standings: tuple[Standing, ...]
    invoiced: float
    contribution: float
    horizon: float
    insolvent_at: float = inf

    @property
    def end(self) -> float:
        """When the firm's time was over."""
        return min(self.horizon, self.insolvent_at)

    def standing_at(self, time: float) -> Standing:
        """How the account stood just before whatever came after a moment."""
        known = [standing for standing in self.standings if standing.time <= time]
        return known[-1] if known else self.standings[0]
