"""Outcomes that are sums over accounts or over the firm's books, and how each one is split into lines."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from math import inf

from experiments.stories import shares
from experiments.stories.books import Books, Order
from experiments.stories.lines import COSTS, LINES, Group, lines_of
from experiments.stories.shares import Prices, Share
from simulator.events import Cause
from simulator.outcomes import BASE, SELLING, SPENT
from simulator.units import DAYS_PER_YEAR

Shares = Callable[[Books, Books, Prices], Iterator[Share]]


@dataclass(frozen=True, kw_only=True)
class Split:
    """How one outcome is split.

    Attributes:
        shares: Gives its parts under one strategy, seen against the other.
        lines: The lines that they go into.
        heading: What stands over the customers' lines.
        counted: What is counted of customers, before "customers that ...".
        became: Title of the same by what customers became; empty where customers have no part in it.
        is_discounted: Whether its money is discounted to the start.
        has_closing: Whether it holds what is expected after the end.
    """

    shares: Shares
    lines: tuple[str, ...]
    heading: str = ""
    counted: str = ""
    became: str = ""
    is_discounted: bool = False
    has_closing: bool = False

    def heading_of(self, group: Group, title: str) -> str:
        """What stands over the lines of a group, by default its title."""
        return self.heading if group == "customers" else title

    def meaning(self, line: str) -> str:
        """What stands in a line."""
        told = LINES[line].meaning
        return f"{self.counted} {told}" if LINES[line].group == "customers" else told


def _value(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    yield from _flows(own, other, prices, unpaid_counts=True)
    yield from shares.expected(own, other, prices)


def _npv(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    return _flows(own, other, prices, unpaid_counts=False)


def _cash(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    yield Share("opening", -1, own.opening_cash)
    yield from _flows(own, other, _undiscounted(prices), unpaid_counts=False)


def _flows(own: Books, other: Books, prices: Prices, *, unpaid_counts: bool) -> Iterator[Share]:
    """All money that moved, and the invoices that wait for theirs."""
    return chain(
        shares.of_orders(own, other, lambda order: (order.value - order.goods) * prices.worth(order.delivered)),
        shares.terms(own, other, prices),
        shares.settlements(own, other, prices, unpaid_counts=unpaid_counts),
        shares.costs_of_orders(own, other, prices),
        shares.movements(own, other, prices),
    )


def _equity(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    if own.insolvent_at < inf:
        return
    yield from shares.of_orders(own, other, lambda order: order.amount if _is_open(order) else 0.0)
    yield from shares.expected(own, other, _undiscounted(prices))


def _is_open(order: Order) -> bool:
    return order.paid == inf and not order.is_written_off


def _revenue(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    yield from shares.of_orders(own, other, lambda order: order.value)
    yield from shares.terms(own, other, _undiscounted(prices))


def _revenue_last_year(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    since = prices.horizon - DAYS_PER_YEAR
    yield from shares.of_orders(own, other, lambda order: order.value if order.delivered > since else 0.0)
    yield from shares.terms(own, other, _undiscounted(prices), since)


def _gross_profit(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    yield from shares.of_orders(own, other, lambda order: order.value - order.goods)
    yield from shares.terms(own, other, _undiscounted(prices))


def _orders(own: Books, other: Books, _: Prices) -> Iterator[Share]:
    return shares.of_orders(own, other, lambda _: 1.0)


def _held(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    return shares.held(own, other, prices.horizon, lambda _: True)


def _keys(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
    return shares.held(own, other, prices.horizon, lambda relation: relation.is_key)


def _spent(causes: Container[int]) -> Shares:
    def spent(own: Books, other: Books, prices: Prices) -> Iterator[Share]:
        flat = _undiscounted(prices)
        parts = chain(shares.movements(own, other, flat, causes), shares.costs_of_orders(own, other, flat))
        lines = _cost_lines(causes)
        return (part._replace(amount=-part.amount) for part in parts if part.line in lines)

    return spent


def _cost_lines(causes: Container[int]) -> tuple[str, ...]:
    """The lines of some purposes, in their order."""
    found = {line for cause, line in COSTS.items() if cause in causes}
    found |= {"commission"} if Cause.COMMISSION in causes else set()
    return tuple(line for line in LINES if line in found)


def _undiscounted(prices: Prices) -> Prices:
    return replace(prices, discount_per_year=0.0)


_CUSTOMERS, _TERMS, _COSTS = lines_of("customers"), lines_of("terms"), lines_of("costs")
_END = lines_of("insolvency")
_INVOICED = ("price", "dealer_discount", "concessions")


def _without(lines: tuple[str, ...], *left_out: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in left_out)


def _margin(shares: Shares, *lines: str, is_discounted: bool = False, has_closing: bool = False) -> Split:
    return Split(
        shares=shares,
        lines=lines,
        heading="Customers, at list margin",
        counted="margin of",
        became="Customers' list margin by what they became",
        is_discounted=is_discounted,
        has_closing=has_closing,
    )


def _list_price(shares: Shares) -> Split:
    return Split(
        shares=shares,
        lines=(*_CUSTOMERS, *_INVOICED, *_END),
        heading="Customers, at list price",
        counted="orders at list price of",
        became="Customers' orders at list price by what they became",
    )


def _spend(causes: Container[int]) -> Split:
    return Split(shares=_spent(causes), lines=(*_cost_lines(causes), *_END))


def _customers(shares: Shares, heading: str, counted: str, became: str) -> Split:
    lines = (*_CUSTOMERS, *_END)
    return Split(shares=shares, lines=lines, heading=heading, counted=counted, became=became)


SPLITS: Mapping[str, Split] = {
    "value": _margin(
        _value, *_CUSTOMERS, *_without(_TERMS, "unpaid"), *_COSTS, *_END, is_discounted=True, has_closing=True
    ),
    "npv": _margin(_npv, *_CUSTOMERS, *_TERMS, *_COSTS, *_END, is_discounted=True),
    "equity": _customers(
        _equity,
        "Customers, expected margin and unpaid invoices",
        "expected margin and unpaid invoices of",
        "Closing equity by what customers became",
    ),
    "cash_end": _margin(_cash, "opening", *_CUSTOMERS, *_without(_TERMS, "waiting"), *_COSTS, *_END),
    "revenue": _list_price(_revenue),
    "revenue_last_year": _list_price(_revenue_last_year),
    "gross_profit": _margin(_gross_profit, *_CUSTOMERS, *_INVOICED, *_END),
    "spend": _spend(SPENT),
    "spend_selling": _spend(SELLING),
    "spend_base": _spend(BASE),
    "customers": _customers(_held, "Customers at the end", "number of", "Customers at the end by what they became"),
    "key_accounts": _customers(
        _keys, "Key accounts at the end", "key accounts among", "Key accounts at the end by how they became key"
    ),
    "orders": _customers(_orders, "Customers' orders", "orders of", "Customers' orders by what they became"),
}
