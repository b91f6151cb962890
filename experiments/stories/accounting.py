"""The value of one run, split into lines that add up to it, seen against another run in the same luck.

Identity: value = sum of discounted movements of money + discounted closing equity. Each order is split at its
delivery into list margin, terms and costs; the margin goes to the line that tells why the other run does not have
it, or has less: never won, lost again, or grown less.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum, inf

from experiments.stories.books import Books, Order, Relation
from experiments.stories.lines import BECAME, COSTS, KEPT, LINES, WON
from simulator.events import Cause
from simulator.model.money import discount_factor
from simulator.scenario.schema import Scenario

# A share of the value in one line, and the account that it belongs to (-1: none).
Share = tuple[str, int, float]


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


def prices_of(scenario: Scenario, strategy: str, segments: tuple[int, ...]) -> Prices:
    """Read from a scenario what the split of a price needs.

    Args:
        scenario: The scenario.
        strategy: One of its strategies.
        segments: Position of each account's segment.
    """
    world, chosen = scenario.world, scenario.strategies[strategy]
    asked = {phase.price for phase in chosen.phases}
    asked |= {rule.price for rule in chosen.contingency if rule.price is not None}
    dealers = [segment.dealer is not None for segment in world.segments.values()]
    return Prices(
        horizon=scenario.run.horizon,
        discount_per_year=world.finance.discount_per_year,
        dealer_discount=world.finance.dealer_discount,
        is_dealer=tuple(dealers[segment] for segment in segments),
        price=asked.pop() if len(asked) == 1 else None,
    )


@dataclass(frozen=True, kw_only=True)
class Account:
    """A run's value by line, by account, and its customers' margin by what they became."""

    lines: Mapping[str, float]
    accounts: Mapping[int, float]
    became: Mapping[Cause, float]
    closing: float

    @property
    def total(self) -> float:
        """The value, as the lines add up."""
        return fsum(self.lines.values())


def account_for(own: Books, other: Books, prices: Prices) -> Account:
    """Split the value of one run into lines, seen against another run in the same luck.

    Args:
        own: Books of the run.
        other: Books of the run that it is compared with.
        prices: Of the run's own strategy.

    Returns:
        Its value by line, by account and by what customers became.
    """
    shares = [*_orders(own, other, prices), *_closing(own, other, prices), *_movements(own, other, prices)]
    lines, accounts = defaultdict(list), defaultdict(list)
    for line, account, amount in shares:
        lines[line].append(amount)
        if account >= 0:
            accounts[account].append(amount)
    return Account(
        lines={line: fsum(lines[line]) for line in LINES},
        accounts={account: fsum(amounts) for account, amounts in sorted(accounts.items())},
        became=_by_origin(own, prices),
        closing=fsum(own.remaining.values()) * prices.worth(prices.horizon),
    )


def line_of_margin(own: Books, other: Books, account: int, time: float) -> str:
    """The line for the margin of a customer at a moment: why the other does not have it, or has less of it.

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


def _orders(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    for order in own.orders:
        parts = dict(_parts(order, own, other, prices))
        is_alone = order.delivered > other.insolvent_at
        for line, amount in parts.items():
            yield "insolvency" if is_alone else line, order.account, amount


def _parts(order: Order, own: Books, other: Books, prices: Prices) -> Iterator[tuple[str, float]]:
    """An order's list margin, terms and costs, discounted."""
    worth = prices.worth(order.delivered)
    yield line_of_margin(own, other, order.account, order.placed), (order.value - order.goods) * worth
    for line, amount in _terms(order, prices):
        yield line, amount * worth
    yield _settlement(order, own, prices, worth)
    yield "handling", -order.handling * worth
    yield "commission", -order.commission * worth


def _terms(order: Order, prices: Prices) -> Iterator[tuple[str, float]]:
    """What the invoice is below the list: price level, dealer discount, and the rest, which are concessions."""
    price = 1.0 if prices.price is None else prices.price
    discount = prices.dealer_discount if prices.is_dealer[order.account] else 0.0
    yield "price", order.value * (price - 1.0)
    yield "dealer_discount", -order.value * price * discount
    yield "concessions", order.amount - order.value * price * (1.0 - discount)


def _settlement(order: Order, own: Books, prices: Prices, worth: float) -> tuple[str, float]:
    """What the wait for the money costs, or its loss."""
    if order.paid < inf:
        return "waiting", order.amount * (prices.worth(order.paid) - worth)
    if order.is_written_off:
        return "written_off", -order.amount * worth
    if own.insolvent_at < inf:
        return "insolvency", -order.amount * worth
    return "waiting", order.amount * (prices.worth(prices.horizon) - worth)


def _closing(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    """The expected remaining margin of the customers held at the horizon."""
    worth = prices.worth(prices.horizon)
    for account, margin in own.remaining.items():
        line = line_of_margin(own, other, account, prices.horizon)
        yield "insolvency" if other.insolvent_at < inf else line, account, margin * worth


def _movements(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    for move in own.movements:
        line = "insolvency" if move.time > other.insolvent_at else COSTS[move.cause]
        yield line, move.account, move.amount * prices.worth(move.time)


def _by_origin(own: Books, prices: Prices) -> dict[Cause, float]:
    """List margin, and what is expected after the end, by what the customer ever became."""
    amounts: dict[Cause, list[float]] = {origin: [] for origin in BECAME}
    for order in own.orders:
        margin = (order.value - order.goods) * prices.worth(order.delivered)
        amounts[own.origins.get(order.account, Cause.NONE)].append(margin)
    for account, margin in own.remaining.items():
        amounts[own.origins.get(account, Cause.NONE)].append(margin * prices.worth(prices.horizon))
    return {origin: fsum(parts) for origin, parts in amounts.items()}
