"""What one run earned, spent and holds, share by share, each with the line that says why the other run lacks it.

Each order is split at its delivery into what it is worth at list price, terms and costs. What a customer brings goes
to the line that tells why the other run does not have it, or has less: never won, lost again, or grown less.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from experiments.stories.books import Books, Order, Relation
from experiments.stories.lines import COSTS, KEPT, WON
from simulator.model.money import discount_factor


class Share(NamedTuple):
    """A part of an outcome: its line, its account (-1: none), and whether the other was insolvent by then."""

    line: str
    account: int
    amount: float
    is_alone: bool = False


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What decides a price before any concession, and how money ages."""

    horizon: float
    discount_per_year: float
    dealer_discount: float
    is_dealer: tuple[bool, ...]
    price: float | None

    def worth(self, time: float) -> float:
        """Worth today of one unit of money at a later time."""
        return discount_factor(self.discount_per_year, time)


def line_of_customer(own: Books, other: Books, account: int, time: float) -> str:
    """The line for what a customer brings at a moment: why the other does not have it, or has less of it.

    Args:
        own: Books of the run that has the customer.
        other: Books of the run that it is compared with.
        account: Number of the account.
        time: When the order was placed, or the horizon for what is expected after it.
    """
    mine, theirs = own.relation_at(account, time), other.relation_at(account, time)
    assert mine is not None
    if theirs is None:
        return WON[mine.opening]
    if theirs.lost <= time:
        return "kept_after_fault" if theirs.after_fault else KEPT[theirs.loss]
    return "both_deliveries" if _upgrades(mine, time) == _upgrades(theirs, time) else "both_visits"


def _upgrades(relation: Relation, time: float) -> int:
    return sum(upgrade <= time for upgrade in relation.upgrades)


def of_orders(own: Books, other: Books, amount: Callable[[Order], float]) -> Iterator[Share]:
    """An amount of every order that was delivered, where it is not zero."""
    for order in own.orders:
        part = amount(order)
        if part:
            line = line_of_customer(own, other, order.account, order.placed)
            yield Share(line, order.account, part, order.delivered > other.insolvent_at)


def terms(own: Books, other: Books, prices: Prices, since: float = -inf) -> Iterator[Share]:
    """What invoices are below the list: price level, dealer discount, and the rest, which are concessions.

    Args:
        own: Books of the run.
        other: Books of the run that it is compared with.
        prices: Of the run's own strategy.
        since: Only deliveries after this moment.
    """
    price = 1.0 if prices.price is None else prices.price
    for order in own.orders:
        if order.delivered <= since:
            continue
        worth, is_alone = prices.worth(order.delivered), order.delivered > other.insolvent_at
        discount = prices.dealer_discount if prices.is_dealer[order.account] else 0.0
        yield Share("price", order.account, order.value * (price - 1.0) * worth, is_alone)
        yield Share("dealer_discount", order.account, -order.value * price * discount * worth, is_alone)
        rest = order.amount - order.value * price * (1.0 - discount)
        yield Share("concessions", order.account, rest * worth, is_alone)


def settlements(own: Books, other: Books, prices: Prices, *, unpaid_counts: bool) -> Iterator[Share]:
    """What the wait for the money costs, or its loss.

    Args:
        own: Books of the run.
        other: Books of the run that it is compared with.
        prices: Of the run's own strategy.
        unpaid_counts: Whether an invoice that the horizon finds unpaid is worth what it says.
    """
    for order in own.orders:
        line, amount = _settlement(order, own, prices, unpaid_counts=unpaid_counts)
        yield Share(line, order.account, amount, order.delivered > other.insolvent_at)


def _settlement(order: Order, own: Books, prices: Prices, *, unpaid_counts: bool) -> tuple[str, float]:
    worth = prices.worth(order.delivered)
    if order.paid < inf:
        return "waiting", order.amount * (prices.worth(order.paid) - worth)
    if order.is_written_off:
        return "written_off", -order.amount * worth
    if own.insolvent_at < inf:
        return "insolvency", -order.amount * worth
    if not unpaid_counts:
        return "unpaid", -order.amount * worth
    return "waiting", order.amount * (prices.worth(prices.horizon) - worth)


def costs_of_orders(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    """Handling and commissions."""
    for order in own.orders:
        worth, is_alone = prices.worth(order.delivered), order.delivered > other.insolvent_at
        yield Share("handling", order.account, -order.handling * worth, is_alone)
        yield Share("commission", order.account, -order.commission * worth, is_alone)


def movements(own: Books, other: Books, prices: Prices, causes: Container[int] = COSTS) -> Iterator[Share]:
    """Money that belongs to no order, by purpose."""
    for move in own.movements:
        if move.cause in causes:
            amount = move.amount * prices.worth(move.time)
            yield Share(COSTS[move.cause], move.account, amount, move.time > other.insolvent_at)


def expected(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    """The expected remaining margin of the customers held at the horizon."""
    worth = prices.worth(prices.horizon)
    for account, margin in own.remaining.items():
        line = line_of_customer(own, other, account, prices.horizon)
        yield Share(line, account, margin * worth, other.insolvent_at < inf)


def held(own: Books, other: Books, horizon: float, counts: Callable[[Relation], bool]) -> Iterator[Share]:
    """One for each customer held at the horizon that counts; none if the firm is insolvent.

    Args:
        own: Books of the run.
        other: Books of the run that it is compared with.
        horizon: The end of the run.
        counts: Whether a customer counts.
    """
    if own.insolvent_at < inf:
        return
    for account, relations in own.relations.items():
        if relations and relations[-1].lost == inf and counts(relations[-1]):
            yield Share(line_of_customer(own, other, account, horizon), account, 1.0, other.insolvent_at < inf)
