"""Processes of serving: a customer's orders, the back office, payments."""

from collections.abc import Generator
from typing import Any

from simulator.engines.reference.environment import Run, set_capacity
from simulator.engines.reference.market import absence, spread_word, watch_fields
from simulator.events import Cause, Status, Tier, Timer
from simulator.model.customer import collect, complete_order, is_customer_since, place_order
from simulator.model.delivery import work_days
from simulator.model.growth import order_interval
from simulator.model.occupancy import occupy
from simulator.model.parameters import UNLIMITED
from simulator.model.state import DESKS

Process = Generator[Any, Any, Any]


def customer(run: Run, account: int) -> Process:
    """A customer orders, the first time at once, until it leaves."""
    p, s = run.p, run.s
    episode = s.book[account].episode
    while is_customer_since(s, account, episode):
        number = s.book[account].orders
        value = place_order(p, s, account, run.now)
        run.env.process(order(run, account, episode, number, value))
        days = order_interval(p, s, account)
        if days >= p.horizon:
            return
        yield run.after(days, Timer.ORDER, account)


def order(run: Run, account: int, episode: int, number: int, value: float) -> Process:
    """An order: a desk, the work, the delivery, the invoice, the payment."""
    p, s = run.p, run.s
    placed = run.now
    if p.levers[s.firm.row].desks == UNLIMITED:
        yield run.after(work_days(p, s, account, number, value), Timer.WORK_ENDS, account)
    else:
        with run.desks.request(priority=urgency(run, account)) as desk:
            yield desk
            occupy(s, DESKS, 1, run.now)
            yield run.after(work_days(p, s, account, number, value), Timer.WORK_ENDS, account)
            occupy(s, DESKS, -1, run.now)
    was_customer = is_customer_since(s, account, episode)
    cause, amount, term = complete_order(p, s, account, episode, number, value, placed, run.now)
    if was_customer and s.book[account].status == Status.LOST:
        run.env.process(absence(run, account, p.relationship.win_back_after))
    if was_customer and cause == Cause.GOOD:
        watch_fields(run)
        spread_word(run, account)
    yield run.after(term, Timer.PAYMENT, account)
    collect(p, s, account, amount, run.now)


def urgency(run: Run, account: int) -> int:
    """Place of an order in the queue: 0 for key accounts where they go first, else 1."""
    goes_first = run.p.levers[run.s.firm.row].key_priority and run.s.book[account].tier == Tier.KEY
    return 0 if goes_first else 1


def set_desks(run: Run) -> None:
    """Open or close desks to the number of the present levers; a busy desk closes when its order is done."""
    wanted = run.p.levers[run.s.firm.row].desks
    set_capacity(run.desks, run.closed_desks, run.p.max_desks if wanted == UNLIMITED else wanted)
