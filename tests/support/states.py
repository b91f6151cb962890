"""States of a firm before anything has happened, for tests of single rules."""

from collections.abc import Iterable
from typing import Any

from simulator.catalogue import TIMELINE
from simulator.events import Status
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.people import enlist, own
from simulator.model.population import draw_population
from simulator.model.state import State, month_count, object_state
from simulator.scenario.schema import Scenario
from simulator.units import DAYS_PER_MONTH
from tests.support.worlds import STRATEGY, null_scenario


def state_of(scenario: Scenario) -> tuple[Parameters, State]:
    """Parameters and first state of a scenario's only strategy."""
    p = parameters_of(scenario, STRATEGY)
    accounts = draw_population(scenario.world, scenario.run.seed, 0)
    months = month_count(p.horizon, DAYS_PER_MONTH)
    size: dict[str, Any] = {"months": months, "columns": len(TIMELINE)}
    return p, object_state(p, accounts, seed=scenario.run.seed, replication=0, recording=True, **size)


def fresh(*args: Any, **changes: Any) -> tuple[Parameters, State]:
    """Parameters and first state of a null scenario with changes."""
    return state_of(null_scenario(*args, **changes))


def make_customers(s: State, accounts: Iterable[int], *, seat: int = 0, share: float = 1.0, trust: float = 0.5) -> None:
    """Turn accounts into customers of a seat."""
    for account in accounts:
        s.book[account].status = Status.CUSTOMER
        s.book[account].share = share
        s.book[account].trust = trust
        own(s, seat, account)
        enlist(s, account)
