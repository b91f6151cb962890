"""The state of one run: accounts, sellers, firm, back office, ledger.

Every part is a named tuple of vectors, so that compiled code can hold it; a single changing number is a vector of
length one (`firm.cash[0]`). The reference engine turns vectors into lists, which plain Python reads faster.
"""

from math import inf
from typing import Any, NamedTuple

import numpy as np

from simulator.events import Cause, Status, Tier
from simulator.model.parameters import Floats, Integers, Parameters
from simulator.model.population import Accounts

NOBODY = -1
# Resources whose use is measured, in the order of the `in_use` vectors.
SELLER_SLOTS, EXECUTIVES, DESKS = range(3)
RESOURCES = 3
# Routes by which the firm sells, in the order of `invoiced_by_route`.
DIRECT_ROUTE, DEALER_ROUTE, AGENT_ROUTE, KEY_ROUTE = range(4)
ROUTES = 4


class Book(NamedTuple):
    """What the firm's relation to each account is now; counters give every draw its index."""

    status: Integers
    windows: Integers
    window_closes: Floats
    is_warm: Integers
    calls: Integers
    referrals: Integers
    pursuits: Integers
    reviews: Integers
    retenders: Integers
    orders: Integers
    deliveries: Integers
    visits: Integers
    episode: Integers
    share: Floats
    trust: Floats
    bond: Floats
    touched: Floats
    owner: Integers
    next_owned: Integers
    previous_owned: Integers
    customer_since: Floats
    first_rate: Floats
    run_rate: Floats
    run_rate_at: Floats
    concession: Floats
    denied: Floats
    is_ally: Integers
    handovers: Integers
    tier: Integers
    origin: Integers
    revenue: Floats
    revenue_last_year: Floats
    revenue_year_before: Floats
    held_year_ago: Integers


class Sellers(NamedTuple):
    """Per seat of a seller."""

    skill: Floats
    started: Floats
    is_open: Integers
    is_there: Integers
    is_agent: Integers
    stint: Integers
    hunt_time: Floats
    grow_time: Floats
    attempts: Integers
    first_owned: Integers
    last_owned: Integers
    owned: Integers
    revenue: Floats
    wins: Integers


class Firm(NamedTuple):
    """The firm's own numbers, each a vector of length one, and its stocks."""

    cash: Floats
    npv: Floats
    cash_trough: Floats
    cash_trough_at: Floats
    insolvent_at: Floats
    stocks: Floats
    reference: Floats
    reference_at: Floats
    run_rate: Floats
    run_rate_at: Floats
    on_time: Floats
    row: Integers
    phase: Integers
    allies: Integers
    market_price: Floats
    demand: Floats
    fitness: Floats
    hazard: Floats
    hazard_at: Floats
    adopted: Integers
    field_size: Integers
    department_open: Integers
    department_since: Floats
    attacks: Integers
    customers: Integers
    leads: Integers
    receivables: Floats
    in_use: Integers
    used_until: Floats
    time_used: Floats
    time_used_month: Floats
    time_there: Floats
    tier_counts: Integers
    largest_share: Floats
    targets: Integers
    target_count: Integers
    closed_at: Floats
    months: Integers


class Tally(NamedTuple):
    """Counts and sums over the run; `month_*` ones start anew each month."""

    events: Integers
    won: Integers
    lost: Integers
    lost_by: Integers
    finished_by_size: Integers
    won_by_size: Integers
    delivered: Integers
    on_time: Integers
    invoiced: Floats
    invoiced_last_year: Floats
    invoiced_by_route: Floats
    month_direct_wins: Integers
    goods: Floats
    key_by_origin: Integers
    first_key_at: Floats
    month_won: Integers
    month_lost: Integers
    month_invoiced: Floats
    month_goods: Floats
    ledger: Floats


class State(NamedTuple):
    """All that changes in a run, with the accounts as drawn and the key of all luck."""

    seed: int
    replication: int
    recording: bool
    accounts: Accounts
    book: Book
    sellers: Sellers
    firm: Firm
    tally: Tally
    timeline: list[Floats]
    log: list[tuple[float, int, int, int, float, int]]


def _filled(record: type[Any], size: int, **start: float) -> Any:
    """Vectors of one size for every field: zeros of the annotated kind, or the start value given."""
    vectors = {}
    for name, kind in record.__annotations__.items():
        dtype = np.int64 if kind in (Integers, "Integers") else np.float64
        vectors[name] = np.full(size, start.get(name, 0), dtype=dtype)
    return record(**vectors)


def _book(size: int) -> Book:
    book: Book = _filled(
        Book,
        size,
        status=Status.PROSPECT,
        owner=NOBODY,
        next_owned=NOBODY,
        previous_owned=NOBODY,
        window_closes=-inf,
        customer_since=inf,
    )
    return book


def _sellers(p: Parameters) -> Sellers:
    # The first team is experienced: it started a whole ramp ago.
    seats = max(p.max_reps + p.max_agents, 1)
    sellers: Sellers = _filled(
        Sellers,
        seats,
        skill=1.0,
        started=-p.selling.ramp,
        is_there=1,
        first_owned=NOBODY,
        last_owned=NOBODY,
    )
    sellers.is_agent[p.max_reps :] = [1] * len(sellers.is_agent[p.max_reps :])
    return sellers


def _firm(p: Parameters, accounts: int, segments: int) -> Firm:
    firm: Firm = _filled(
        Firm,
        1,
        cash=p.finance.opening_cash,
        cash_trough=p.finance.opening_cash,
        insolvent_at=inf,
        on_time=1.0,
        market_price=1.0,
    )
    return firm._replace(
        stocks=np.array(p.stocks.start, dtype=np.float64),
        in_use=np.zeros(RESOURCES, dtype=np.int64),
        used_until=np.zeros(RESOURCES),
        time_used=np.zeros(RESOURCES),
        time_used_month=np.zeros(RESOURCES),
        time_there=np.zeros(RESOURCES),
        demand=np.ones(segments),
        fitness=np.full(segments, p.technology.fitness_start),
        hazard=np.zeros(segments),
        hazard_at=np.zeros(segments),
        adopted=np.zeros(segments, dtype=np.int64),
        field_size=np.zeros(segments, dtype=np.int64),
        reference=np.zeros(segments),
        reference_at=np.zeros(segments),
        tier_counts=np.zeros(len(Tier), dtype=np.int64),
        targets=np.zeros(accounts, dtype=np.int64),
    )


def _tally() -> Tally:
    tally: Tally = _filled(Tally, 1, first_key_at=inf)
    causes = max(Cause) + 1
    return tally._replace(
        lost_by=np.zeros(causes, dtype=np.int64),
        finished_by_size=np.zeros(3, dtype=np.int64),
        won_by_size=np.zeros(3, dtype=np.int64),
        invoiced_by_route=np.zeros(ROUTES),
        key_by_origin=np.zeros(causes, dtype=np.int64),
        ledger=np.zeros(causes),
    )


def month_count(horizon: float, days_per_month: float) -> int:
    """Number of month ends up to the horizon; a last part of a month counts as one.

    Example:
        >>> month_count(1825.0, 365 / 12)
        60
        >>> month_count(100.0, 365 / 12)
        4
    """
    return max(1, int(np.ceil(horizon / days_per_month - 1e-9)))


def new_state(
    p: Parameters, accounts: Accounts, *, seed: int, replication: int, recording: bool, months: int, columns: int
) -> State:
    """Set up the state of a run before anything has happened.

    Args:
        p: Parameters of the run.
        accounts: The drawn population.
        seed: Seed of all luck.
        replication: Which repetition.
        recording: Whether the event log is kept.
        months: Number of month ends.
        columns: Width of the timeline.

    Returns:
        The state, with NumPy vectors.
    """
    return State(
        seed=seed,
        replication=replication,
        recording=recording,
        accounts=accounts,
        book=_book(len(accounts.entity)),
        sellers=_sellers(p),
        firm=_firm(p, len(accounts.entity), len(p.segments.is_dealer)),
        tally=_tally(),
        timeline=np.zeros((months + 1, columns)),  # type: ignore[arg-type]
        log=[],
    )


def as_lists(part: Any) -> Any:
    """Turn every vector in nested named tuples into lists, for plain Python.

    Example:
        >>> class Pair(NamedTuple):
        ...     first: object
        ...     second: object
        >>> as_lists(Pair(np.zeros(2), Pair(np.ones(1), 3)))
        Pair(first=[0.0, 0.0], second=Pair(first=[1.0], second=3))
    """
    if isinstance(part, np.ndarray):
        return part.tolist()
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        return type(part)(*(as_lists(value) for value in part))
    return part
