"""The life of a customer: order, delivery, invoice, payment, dropout, re-tender, return (4.4, 4.5, 4.8, 5.5)."""

from simulator.events import Cause, EventKind, Status, Tier
from simulator.kernels import kernel
from simulator.model.bargaining import note_revenue, payment_term, set_concession
from simulator.model.choice import keep_probability
from simulator.model.delivery import judge_delivery
from simulator.model.growth import age, deepen, disappoint, order_value, visit
from simulator.model.leaving import dropout_probability, lose_customer
from simulator.model.luck import luck_of, record
from simulator.model.money import handling_cost, post, price_factor
from simulator.model.parameters import Parameters
from simulator.model.reputation import credit_reference
from simulator.model.state import AGENT_ROUTE, DEALER_ROUTE, DIRECT_ROUTE, KEY_ROUTE, NOBODY, State
from simulator.model.technology import prove_technology
from simulator.randomness import Stream
from simulator.units import DAYS_PER_YEAR

DROPOUT = int(Stream.DROPOUT)
RETENDER_CHOICE = int(Stream.RETENDER_CHOICE)


@kernel
def place_order(p: Parameters, s: State, account: int, now: float) -> float:
    """A customer orders; give the value at list price. The order's number is `orders` before the call."""
    value = order_value(p, s, account)
    s.book[account].orders += 1
    record(s, now, EventKind.ORDERED, account, s.book[account].owner, value, Cause.NONE)
    return value


@kernel
def is_customer_since(s: State, account: int, episode: int) -> bool:
    """Whether the relation that began as this episode still holds."""
    return s.book[account].status == Status.CUSTOMER and s.book[account].episode == episode


@kernel
def route_of(p: Parameters, s: State, account: int) -> int:
    """By which route an account is served: dealer, agent, key-account department, or direct."""
    if p.segments[s.accounts[account].segment].is_dealer == 1:
        return DEALER_ROUTE
    owner = s.book[account].owner
    if owner != NOBODY and s.sellers[owner].is_agent == 1:
        return AGENT_ROUTE
    if s.firm.department_open == 1 and s.book[account].tier == Tier.KEY:
        return KEY_ROUTE
    return DIRECT_ROUTE


@kernel
def note_sale(p: Parameters, s: State, account: int, amount: float, goods: float, now: float) -> None:
    """Add an invoice to every sum that looks at revenue."""
    book, tally = s.book, s.tally
    tally.invoiced += amount
    tally.goods += goods
    tally.month_invoiced += amount
    tally.month_goods += goods
    book[account].revenue += amount
    if now > p.horizon - DAYS_PER_YEAR:
        tally.invoiced_last_year += amount
        book[account].revenue_last_year += amount
    elif now > p.horizon - 2.0 * DAYS_PER_YEAR:
        book[account].revenue_year_before += amount
    s.routes[route_of(p, s, account)].invoiced += amount
    if book[account].owner != NOBODY:
        s.sellers[book[account].owner].revenue += amount
    note_revenue(s, account, amount, now)


@kernel
def invoice(p: Parameters, s: State, account: int, number: int, value: float, now: float) -> float:
    """Pay for goods and handling, invoice the order, give the amount due."""
    goods = value * (1.0 - p.finance.gross_margin)
    amount = value * price_factor(p, s, account)
    post(p, s, now, Cause.GOODS, -goods, account, NOBODY)
    post(p, s, now, Cause.HANDLING, -handling_cost(p, number + 1), account, NOBODY)
    if route_of(p, s, account) == AGENT_ROUTE:
        post(p, s, now, Cause.COMMISSION, -p.agents.commission * amount, account, s.book[account].owner)
    note_sale(p, s, account, amount, goods, now)
    s.firm.receivables += amount
    record(s, now, EventKind.INVOICED, account, s.book[account].owner, amount, Cause.NONE)
    return amount


@kernel
def collect(p: Parameters, s: State, account: int, amount: float, now: float) -> None:
    """An invoice is paid, or written off if the account has failed."""
    s.firm.receivables -= amount
    if s.book[account].status == Status.FAILED:
        record(s, now, EventKind.WRITTEN_OFF, account, NOBODY, amount, Cause.NONE)
        return
    post(p, s, now, Cause.RECEIPT, amount, account, NOBODY)


@kernel
def react(p: Parameters, s: State, account: int, number: int, cause: int, now: float) -> None:
    """What a delivery does to a relation that still holds: trust and share move, and it may end."""
    age(p, s, account, now)
    if cause == Cause.GOOD:
        deepen(p, s, account)
        credit_reference(p, s, account, now)
        prove_technology(p, s, account, now)
    else:
        disappoint(p, s, account)
    set_concession(p, s, account, now)
    is_late = cause in (Cause.LATE, Cause.LATE_AND_FAULTY)
    chance = dropout_probability(p, s, account, is_late)
    if chance > 0.0 and luck_of(s, DROPOUT, account, number) < chance:
        lose_customer(p, s, account, now, Cause.DROPOUT, chance)


@kernel
def complete_order(
    p: Parameters, s: State, account: int, episode: int, number: int, value: float, placed: float, now: float
) -> tuple[int, float, float]:
    """An order leaves the back office; give how it went, the amount due and the days until it is paid."""
    cause = judge_delivery(p, s, account, number, now - placed, now)
    term = payment_term(p, s, account, now)
    amount = invoice(p, s, account, number, value, now)
    if is_customer_since(s, account, episode):
        react(p, s, account, number, cause, now)
    return cause, amount, term


@kernel
def retender(p: Parameters, s: State, account: int, now: float) -> bool:
    """A customer puts its supply out to tender; tell whether it was lost."""
    if s.book[account].status != Status.CUSTOMER:
        return False
    age(p, s, account, now)
    chance = keep_probability(p, s, account, now)
    # The tender that rings now is the one before the next that is already counted.
    if luck_of(s, RETENDER_CHOICE, account, s.book[account].retenders - 1) < chance:
        record(s, now, EventKind.RETENDER_KEPT, account, s.book[account].owner, chance, Cause.NONE)
        return False
    lose_customer(p, s, account, now, Cause.RETENDER, 1.0 - chance)
    return True


@kernel
def come_back(s: State, account: int, now: float) -> None:
    """A lost customer or a lost bid is a prospect again, unless it has failed."""
    if s.book[account].status == Status.FAILED:
        return
    s.book[account].status = Status.PROSPECT
    record(s, now, EventKind.RETURNED, account, NOBODY, 0.0, Cause.NONE)


@kernel
def finish_visit(p: Parameters, s: State, account: int, episode: int, seat: int, now: float) -> None:
    """A development visit ends; it is in vain if the customer has left meanwhile."""
    post(p, s, now, Cause.VISIT, -p.finance.visit_cost, account, seat)
    if is_customer_since(s, account, episode):
        visit(p, s, account, seat, now)
