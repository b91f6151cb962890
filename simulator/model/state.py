"""The state of one run, as tables of rows: accounts, relations, sellers, markets, stocks, ledger.

Plain Python holds rows as the objects declared here, compiled code as records of the same fields (see `tables`).
"""

from dataclasses import dataclass
from math import ceil, inf
from typing import Any, NamedTuple

import numpy as np

from simulator.events import Cause, Status, Tier
from simulator.model.parameters import STOCKS, Parameters
from simulator.model.population import Account
from simulator.model.tables import as_rows, column, new_table

NOBODY = -1
FIRST_AGENT = 2**20
# Resources whose use is measured, by position in `State.resources`.
SELLER_SLOTS, EXECUTIVES, DESKS = range(3)
RESOURCES = 3
# Routes by which the firm sells, by position in `State.routes`.
DIRECT_ROUTE, DEALER_ROUTE, AGENT_ROUTE, KEY_ROUTE = range(4)
ROUTES = 4
SIZE_CLASSES = 3


@dataclass(slots=True)
class Relation:
    """What the firm's relation to one account is now; counters give every draw its index.

    `place` is a customer's position in `State.customers`.
    """

    status: int = int(Status.PROSPECT)
    owner: int = NOBODY
    next_owned: int = NOBODY
    previous_owned: int = NOBODY
    episode: int = 0
    tier: int = 0
    origin: int = 0
    is_ally: int = 0
    is_warm: int = 0
    windows: int = 0
    calls: int = 0
    referrals: int = 0
    pursuits: int = 0
    reviews: int = 0
    retenders: int = 0
    orders: int = 0
    deliveries: int = 0
    visits: int = 0
    handovers: int = 0
    held_year_ago: int = 0
    place: int = NOBODY
    share: float = 0.0
    trust: float = 0.0
    bond: float = 0.0
    touched: float = 0.0
    visited: float = 0.0
    customer_since: float = inf
    first_rate: float = 0.0
    run_rate: float = 0.0
    run_rate_at: float = 0.0
    concession: float = 0.0
    denied: float = 0.0
    revenue: float = 0.0
    revenue_last_year: float = 0.0
    revenue_year_before: float = 0.0


@dataclass(slots=True)
class Seller:
    """One seat of a seller or of an agent, and who sits in it now."""

    skill: float = 1.0
    started: float = 0.0
    hunt_time: float = 0.0
    grow_time: float = 0.0
    revenue: float = 0.0
    entity: int = 0
    is_open: int = 0
    is_there: int = 1
    is_agent: int = 0
    stint: int = 0
    attempts: int = 0
    first_owned: int = NOBODY
    last_owned: int = NOBODY
    owned: int = 0
    wins: int = 0


@dataclass(slots=True)
class Firm:
    """The firm's own numbers."""

    cash: float = 0.0
    npv: float = 0.0
    cash_trough: float = 0.0
    cash_trough_at: float = 0.0
    insolvent_at: float = inf
    run_rate: float = 0.0
    run_rate_at: float = 0.0
    # The run rate and the discount factor as last worked out, when and from what.
    read_at: float = -1.0
    read_of: float = 0.0
    read_rate: float = 0.0
    discounted_at: float = 0.0
    discount: float = 1.0
    on_time: float = 1.0
    receivables: float = 0.0
    equity: float = 0.0
    largest_share: float = 0.0
    department_since: float = 0.0
    closed_at: float = 0.0
    row: int = 0
    phase: int = 0
    months: int = 0
    customers: int = 0
    leads: int = 0
    allies: int = 0
    attacks: int = 0
    department_open: int = 0
    target_count: int = 0


@dataclass(slots=True)
class Tally:
    """Counts and sums over the run; `month_*` ones start anew each month."""

    events: int = 0
    won: int = 0
    lost: int = 0
    delivered: int = 0
    on_time: int = 0
    month_won: int = 0
    month_lost: int = 0
    month_direct_wins: int = 0
    first_key_at: float = inf
    invoiced: float = 0.0
    invoiced_last_year: float = 0.0
    goods: float = 0.0
    month_invoiced: float = 0.0
    month_goods: float = 0.0


@dataclass(slots=True)
class Market:
    """One segment as a whole: references, demand, and adoption where it is a new field."""

    reference: float = 0.0
    reference_at: float = 0.0
    # What `reputation.read` last worked out, when and from which stock.
    read_at: float = -1.0
    read_of: float = 0.0
    read_stock: float = 0.0
    read_level: float = 0.0
    demand: float = 1.0
    price: float = 1.0
    fitness: float = 0.0
    hazard: float = 0.0
    hazard_at: float = 0.0
    adopted: int = 0
    field_size: int = 0


@dataclass(slots=True)
class Stock:
    """Level of one capability stock."""

    level: float = 0.0


@dataclass(slots=True)
class Use:
    """How much of one kind of resource is in use, and has been."""

    in_use: int = 0
    used_until: float = 0.0
    time_used: float = 0.0
    time_used_month: float = 0.0
    time_there: float = 0.0


@dataclass(slots=True)
class CauseTally:
    """What happened for one cause: customers lost, key accounts made, money moved."""

    lost: int = 0
    key_accounts: int = 0
    ledger: float = 0.0


@dataclass(slots=True)
class SizeTally:
    """Pursuits of one size class of wallets."""

    finished: int = 0
    won: int = 0


@dataclass(slots=True)
class RouteTally:
    """Sales by one route."""

    invoiced: float = 0.0


@dataclass(slots=True)
class TierTally:
    """Customers in one tier now."""

    count: int = 0


class State(NamedTuple):
    """All that changes in a run, with the accounts as drawn and the key of all luck.

    The first `firm.customers` entries of `customers` are the customers, in the order that wins and losses gave them.
    """

    seed: int
    replication: int
    recording: bool
    accounts: list[Account]
    book: list[Relation]
    sellers: list[Seller]
    firm: Firm
    tally: Tally
    markets: list[Market]
    stocks: list[Stock]
    resources: list[Use]
    causes: list[CauseTally]
    sizes: list[SizeTally]
    routes: list[RouteTally]
    tiers: list[TierTally]
    targets: list[int]
    customers: list[int]
    timeline: list[list[float]]
    log: Any


# The rows of every table of a state, by its name there; `firm` and `tally` are tables of one row.
ROWS: dict[str, type[Any]] = {
    "accounts": Account,
    "book": Relation,
    "sellers": Seller,
    "firm": Firm,
    "tally": Tally,
    "markets": Market,
    "stocks": Stock,
    "resources": Use,
    "causes": CauseTally,
    "sizes": SizeTally,
    "routes": RouteTally,
    "tiers": TierTally,
}
SINGLE = ("firm", "tally")


def month_count(horizon: float, days_per_month: float) -> int:
    """Number of month ends up to the horizon; a last part of a month counts as one.

    Example:
        >>> month_count(1825.0, 365 / 12)
        60
        >>> month_count(100.0, 365 / 12)
        4
    """
    return max(1, ceil(horizon / days_per_month - 1e-9))


def new_tables(p: Parameters, accounts: int) -> dict[str, Any]:
    """Set up every table of a run, but the accounts, before anything has happened.

    Args:
        p: Parameters of the run.
        accounts: Number of accounts.

    Returns:
        A structured array for every name in `ROWS` but `accounts`.
    """
    sizes = {
        "book": accounts,
        "sellers": max(p.max_reps + p.max_agents, 1),
        "firm": 1,
        "tally": 1,
        "markets": len(p.segments),
        "stocks": len(STOCKS),
        "resources": RESOURCES,
        "causes": max(Cause) + 1,
        "sizes": SIZE_CLASSES,
        "routes": ROUTES,
        "tiers": len(Tier),
    }
    tables = {name: new_table(ROWS[name], size) for name, size in sizes.items()}
    # The first team is experienced: it started a whole ramp ago.
    tables["sellers"]["started"] = -p.selling.ramp
    tables["sellers"]["is_agent"][p.max_reps :] = 1
    # Agents have numbers of their own, so that their luck does not depend on how many sellers there are.
    seats = np.arange(len(tables["sellers"]))
    tables["sellers"]["entity"] = np.where(seats < p.max_reps, seats, FIRST_AGENT + seats - p.max_reps)
    tables["firm"]["cash"] = p.finance.opening_cash
    tables["firm"]["cash_trough"] = p.finance.opening_cash
    tables["markets"]["fitness"] = p.technology.fitness_start
    tables["stocks"]["level"] = column(p.stocks, "start")
    return tables


def object_state(
    p: Parameters, accounts: Any, *, seed: int, replication: int, recording: bool, months: int, columns: int
) -> State:
    """Set up the state of a run as plain Python objects, for the reference engine.

    Args:
        p: Parameters of the run.
        accounts: The drawn population, a structured array of `Account`.
        seed: Seed of all luck.
        replication: Which repetition.
        recording: Whether the event log is kept.
        months: Number of month ends.
        columns: Width of the timeline.
    """
    drawn = {"accounts": accounts, **new_tables(p, len(accounts))}
    tables: Any = {name: as_rows(ROWS[name], table) for name, table in drawn.items()}
    singles: Any = {name: tables.pop(name)[0] for name in SINGLE}
    return State(
        seed=seed,
        replication=replication,
        recording=recording,
        **tables,
        **singles,
        targets=[0] * len(accounts),
        customers=[NOBODY] * len(accounts),
        timeline=np.zeros((months + 1, columns)).tolist(),
        log=[],
    )
