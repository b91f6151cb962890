"""Runs of the reference engine that are watched: what always holds is checked whenever time moves on."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

from simulator.catalogue import TIMELINE
from simulator.engines.reference import run_reference
from simulator.events import Status
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.population import draw_population
from simulator.model.state import NOBODY, State, month_count, object_state
from simulator.scenario.schema import Scenario
from simulator.units import DAYS_PER_MONTH


class WatchedLog(list[Any]):
    """An event log that looks at the whole state before the first event of every instant."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State | None = None
        self.time = -inf

    def append(self, entry: Any) -> None:
        """Check that time moves on, and the state where it does."""
        assert entry[0] >= self.time, "time runs back"
        if entry[0] > self.time and self.state is not None:
            check_state(self.state)
        self.time = entry[0]
        super().append(entry)


@dataclass
class Watched:
    """A finished run that was watched."""

    p: Parameters
    s: State
    log: WatchedLog = field(default_factory=WatchedLog)


def watch(scenario: Scenario, strategy: str = "only", replication: int = 0) -> Watched:
    """Run one replication under watch.

    Args:
        scenario: What to run.
        strategy: Name of one of its strategies.
        replication: Which repetition.
    """
    seed = scenario.run.seed
    p = parameters_of(scenario, strategy)
    s = object_state(
        p,
        draw_population(scenario.world, seed, replication),
        seed=seed,
        replication=replication,
        recording=True,
        months=month_count(p.horizon, DAYS_PER_MONTH),
        columns=len(TIMELINE),
    )
    log = WatchedLog()
    s = s._replace(log=log)
    log.state = s
    run_reference(p, s)
    check_state(s)
    return Watched(p, s, log)


def check_state(s: State) -> None:
    """What holds at the end of every instant."""
    check_counts(s)
    check_bounds(s)
    check_owners(s)


def check_counts(s: State) -> None:
    """The firm's counts are those of the accounts; every account is in one state."""
    statuses = [relation.status for relation in s.book]
    assert set(statuses) <= set(Status)
    assert s.firm.customers == statuses.count(Status.CUSTOMER)
    listed = s.customers[: s.firm.customers]
    assert sorted(listed) == [account for account, status in enumerate(statuses) if status == Status.CUSTOMER]
    assert all(s.book[account].place == place for place, account in enumerate(listed))
    assert s.firm.leads == statuses.count(Status.LEAD)
    assert s.firm.allies == sum(relation.is_ally for relation in s.book)


def check_bounds(s: State) -> None:
    """Trust, bond, shares and prices stay where they have a meaning."""
    for relation in s.book:
        for name in ("trust", "bond", "share", "concession"):
            assert 0.0 <= getattr(relation, name) <= 1.0, name
        is_customer = relation.status == Status.CUSTOMER
        assert is_customer == (relation.owner != NOBODY)
        assert is_customer or (relation.share, relation.tier, relation.is_ally) == (0.0, 0, 0)
        assert relation.deliveries <= relation.orders
    assert 0.0 <= s.firm.on_time <= 1.0
    assert all(use.in_use >= 0 for use in s.resources)
    assert all(0.0 <= market.fitness <= 1.0 for market in s.markets)
    assert s.firm.cash_trough <= s.firm.cash


def check_owners(s: State) -> None:
    """Each seat's list holds its customers, each once, in both directions."""
    for seat, seller in enumerate(s.sellers):
        found, before, account = 0, NOBODY, seller.first_owned
        while account != NOBODY:
            assert s.book[account].owner == seat
            assert s.book[account].previous_owned == before
            found, before, account = found + 1, account, s.book[account].next_owned
        assert (found, before) == (seller.owned, seller.last_owned)
