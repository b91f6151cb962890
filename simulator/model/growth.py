"""How a small first order may grow into a key account: orders, trust, bond, share, visits (section 4.4)."""

import math

from simulator.events import Cause, EventKind
from simulator.kernels import kernel
from simulator.model.choice import logistic, perceived_risk
from simulator.model.luck import luck_of, record
from simulator.model.parameters import NOISE_GAMMA, SERVICE, Parameters
from simulator.model.people import personal_share
from simulator.model.reputation import brand_strength
from simulator.model.state import State
from simulator.model.variates import exponential, gamma, lognormal_mean_one, poisson
from simulator.randomness import Stream
from simulator.units import DAYS_PER_YEAR

ORDER_INTERVAL = int(Stream.ORDER_INTERVAL)
ORDER_VALUE = int(Stream.ORDER_VALUE)
VISIT_UPGRADE = int(Stream.VISIT_UPGRADE)
DEALER_COUNT = int(Stream.DEALER_COUNT)
DEALER_INTERVAL = int(Stream.DEALER_INTERVAL)
DEALER_OVERSHOOT = int(Stream.DEALER_OVERSHOOT)


@kernel
def age(p: Parameters, s: State, account: int, now: float) -> None:
    """Let trust and bond fade up to now (exact, done whenever an account is touched)."""
    if s.book[account].touched == now:
        return
    years = (now - s.book[account].touched) / DAYS_PER_YEAR
    s.book[account].trust *= math.exp(-p.relationship.trust_decay_per_year * years)
    s.book[account].bond *= math.exp(-p.relationship.bond_decay_per_year * years)
    s.book[account].touched = now


@kernel
def share_limit(p: Parameters, s: State, account: int) -> float:
    """Largest share of wallet that an account gives; an ally gives more."""
    extra = p.alliance.share_gain if s.book[account].is_ally == 1 else 0.0
    return min(1.0, p.relationship.share_max + extra)


@kernel
def begin_relation(p: Parameters, s: State, account: int, now: float) -> None:
    """Start an account as a customer: a small share of its wallet, some trust, a first bond."""
    book = s.book
    brand = brand_strength(p, s, s.accounts[account].segment, now)
    risk = perceived_risk(p, brand, book[account].deliveries)
    age(p, s, account, now)
    book[account].share = min(share_limit(p, s, account), p.relationship.first_share * math.exp(-risk))
    book[account].trust = max(p.relationship.trust_start, book[account].trust)
    book[account].bond = p.relationship.bond_start
    book[account].customer_since = now
    book[account].concession = 0.0
    book[account].denied = 0.0
    book[account].visited = now
    book[account].first_rate = yearly_rate(p, s, account)


@kernel
def order_frequency(p: Parameters, s: State, account: int) -> float:
    """Orders per day at the present share of wallet: orders_per_year * share^(1 - psi)."""
    share = s.book[account].share
    segment = s.accounts[account].segment
    frequency = s.accounts[account].orders_per_day * s.markets[segment].demand
    if p.segments[segment].is_dealer == 1:
        return frequency * share
    return frequency * math.pow(share, 1.0 - p.relationship.growth_in_value)


@kernel
def mean_order_value(p: Parameters, s: State, account: int) -> float:
    """Mean value of an order at the present share of wallet, at list price: order_value * share^psi."""
    segment = s.accounts[account].segment
    if p.segments[segment].is_dealer == 1:
        return p.segments[segment].order_quantity + p.segments[segment].sale_value
    return s.accounts[account].order_value * math.pow(s.book[account].share, p.relationship.growth_in_value)


@kernel
def yearly_rate(p: Parameters, s: State, account: int) -> float:
    """Revenue per year at list price that the present share of wallet comes to in the long run."""
    return order_frequency(p, s, account) * mean_order_value(p, s, account) * DAYS_PER_YEAR


@kernel
def dealer_interval(p: Parameters, s: State, account: int, number: int) -> float:
    """Days until a dealer's stock has fallen by Q: Gamma(K) / downstream rate, K = 1 + Poisson(Q/m).

    Source: renewal theory of (s, S) policies under compound Poisson demand with exponential sizes, Axsater,
    Inventory Control, 2015, chapter 5.
    """
    segment = s.accounts[account].segment
    size = p.segments[segment].sale_value
    downstream = s.accounts[account].wallet / DAYS_PER_YEAR / size * s.book[account].share * s.markets[segment].demand
    if downstream <= 0.0:
        return math.inf
    count = 1 + poisson(luck_of(s, DEALER_COUNT, account, number), p.segments[segment].order_quantity / size)
    return gamma(luck_of(s, DEALER_INTERVAL, account, number), float(count)) / downstream


@kernel
def order_interval(p: Parameters, s: State, account: int) -> float:
    """Days until a customer's next order, at the share of wallet that it gives now; inf if never."""
    number = s.book[account].orders
    if p.segments[s.accounts[account].segment].is_dealer == 1:
        return dealer_interval(p, s, account, number)
    frequency = order_frequency(p, s, account)
    if frequency <= 0.0:
        return math.inf
    uniform = luck_of(s, ORDER_INTERVAL, account, number)
    shape = p.relationship.regularity
    if shape == 1.0:
        return exponential(uniform, frequency)
    return gamma(uniform, shape) / (shape * frequency)


@kernel
def order_value(p: Parameters, s: State, account: int) -> float:
    """Value at list price of the order that a customer places now."""
    segment = s.accounts[account].segment
    number = s.book[account].orders
    if p.segments[segment].is_dealer == 1:
        overshoot = exponential(luck_of(s, DEALER_OVERSHOOT, account, number), 1.0 / p.segments[segment].sale_value)
        return p.segments[segment].order_quantity + overshoot
    value = mean_order_value(p, s, account)
    noise = p.segments[segment].noise
    if noise == 0.0:
        return value
    uniform = luck_of(s, ORDER_VALUE, account, number)
    if p.segments[segment].noise_kind == NOISE_GAMMA:
        return value * gamma(uniform, noise) / noise
    return value * lognormal_mean_one(uniform, noise)


@kernel
def deepen(p: Parameters, s: State, account: int) -> None:
    """A good delivery: trust, bond and share of wallet step towards their most.

    Formula: T += eta_plus(1-T); P += eta_P*theta(1-P); share += g*T*(share_max - share). Source: guesses, with the
    direction from Dwyer, Schurr & Oh, Journal of Marketing 51 (1987).
    """
    book, relation = s.book, p.relationship
    theta = personal_share(p, s, account)
    book[account].trust += relation.trust_gain * (1.0 - book[account].trust)
    book[account].bond += relation.bond_gain * theta * (1.0 - book[account].bond)
    room = max(0.0, share_limit(p, s, account) - book[account].share)
    book[account].share += relation.growth * book[account].trust * room


@kernel
def disappoint(p: Parameters, s: State, account: int) -> None:
    """A bad delivery: trust and share of wallet shrink by a part."""
    s.book[account].trust *= 1.0 - p.relationship.trust_loss
    s.book[account].share *= 1.0 - p.relationship.setback


@kernel
def upgrade_probability(p: Parameters, s: State, account: int) -> float:
    """Chance that a development visit upgrades an account; 0 if upgrades are switched off.

    Formula: logistic(a0 + a1*T + a2*service + a3*T*service - a4*concession). Source: a guess (section 4.4).
    """
    relation = p.relationship
    if relation.upgrade_step == 0.0:
        return 0.0
    trust, service = s.book[account].trust, s.stocks[SERVICE].level
    odds = relation.upgrade_base + relation.upgrade_trust * trust + relation.upgrade_service * service
    odds += relation.upgrade_trust_service * trust * service
    return logistic(odds - relation.upgrade_concession * s.book[account].concession)


@kernel
def ally_if_trusted(p: Parameters, s: State, account: int, seat: int, now: float) -> None:
    """At a visit, a customer that trusts enough becomes an ally where the strategy offers it."""
    if s.book[account].is_ally == 0 and s.book[account].trust >= p.alliance.trust:
        s.book[account].is_ally = 1
        s.firm.allies += 1
        record(s, now, EventKind.ALLIED, account, seat, s.book[account].trust, Cause.NONE)


@kernel
def visit(p: Parameters, s: State, account: int, seat: int, now: float) -> None:
    """A seller's development visit: trust and bond rise, and the account may be upgraded (claim C7)."""
    book, relation = s.book, p.relationship
    theta = personal_share(p, s, account)
    age(p, s, account, now)
    book[account].trust += relation.visit_trust_gain * (1.0 - theta) * (1.0 - book[account].trust)
    book[account].bond += relation.visit_bond_gain * theta * (1.0 - book[account].bond)
    if p.levers[s.firm.row].alliances == 1:
        ally_if_trusted(p, s, account, seat, now)
    chance = upgrade_probability(p, s, account)
    number = book[account].visits
    book[account].visits += 1
    record(s, now, EventKind.VISITED, account, seat, chance, Cause.NONE)
    if chance > 0.0 and luck_of(s, VISIT_UPGRADE, account, number) < chance:
        book[account].share += relation.upgrade_step * max(0.0, share_limit(p, s, account) - book[account].share)
        record(s, now, EventKind.UPGRADED, account, seat, book[account].share, Cause.NONE)
