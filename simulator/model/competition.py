"""Blows from outside: attacks, failures of accounts, price wars, recessions, shocks to wallets (section 6)."""

import math

from simulator.events import Cause, EventKind, Status
from simulator.kernels import kernel
from simulator.model.bargaining import account_run_rate
from simulator.model.choice import logistic
from simulator.model.growth import age
from simulator.model.leaving import lose_customer
from simulator.model.luck import luck_of, luck_of_firm, record
from simulator.model.parameters import DEMAND, Parameters
from simulator.model.state import NOBODY, State
from simulator.model.variates import exponential, standard_normal
from simulator.randomness import Stream
from simulator.units import DAYS_PER_YEAR

ATTACK_INTERVAL = int(Stream.ATTACK_INTERVAL)
ATTACK_TARGET = int(Stream.ATTACK_TARGET)
ATTACK_CHOICE = int(Stream.ATTACK_CHOICE)
DEFAULT = int(Stream.DEFAULT)
WALLET_SHOCK = int(Stream.WALLET_SHOCK)


@kernel
def attack_interval(p: Parameters, s: State, number: int) -> float:
    """Days to the competitor's next attack (Poisson); inf if there are none."""
    rate = p.competition.attacks_per_year / DAYS_PER_YEAR
    return exponential(luck_of_firm(s, ATTACK_INTERVAL, number), rate) if rate > 0.0 else math.inf


@kernel
def attack_weight(p: Parameters, s: State, account: int, now: float) -> float:
    """How attractive a customer is to a competitor: run-rate revenue ** zeta; 0 for others."""
    if s.book[account].status != Status.CUSTOMER:
        return 0.0
    return math.pow(max(account_run_rate(s, account, now), 1e-9), p.competition.size_exponent)


@kernel
def attack_target(p: Parameters, s: State, number: int, now: float) -> int:
    """The customer that the number-th attack goes for, drawn by weight; NOBODY without customers."""
    total = 0.0
    for account in range(len(s.book)):
        total += attack_weight(p, s, account, now)
    left = luck_of_firm(s, ATTACK_TARGET, number) * total
    last = NOBODY
    for account in range(len(s.book)):
        weight = attack_weight(p, s, account, now)
        if weight > 0.0:
            last = account
            left -= weight
            if left < 0.0:
                return account
    return last


@kernel
def attack(p: Parameters, s: State, strength: float, now: float) -> int:
    """A competitor attacks one customer; give the account that was lost, or NOBODY.

    Formula: P(lost) = logistic(a0 + strength - b_T*T - b_P*P - switching). Source: a guess (section 6, C12).
    """
    number = s.firm.attacks
    s.firm.attacks += 1
    account = attack_target(p, s, number, now)
    if account == NOBODY:
        return NOBODY
    age(p, s, account, now)
    odds = p.competition.base + strength - p.competition.trust * s.book[account].trust
    odds -= p.competition.bond * s.book[account].bond + p.choice.switching_cost
    chance = logistic(odds)
    if luck_of(s, ATTACK_CHOICE, account, number) >= chance:
        record(s, now, EventKind.ATTACKED, account, s.book[account].owner, chance, Cause.NONE)
        return NOBODY
    lose_customer(p, s, account, now, Cause.ATTACK, chance)
    return account


@kernel
def largest_account(s: State, now: float) -> int:
    """The customer with the highest run rate, the lowest number first; NOBODY without customers."""
    best, best_rate = NOBODY, -1.0
    for account in range(len(s.book)):
        if s.book[account].status == Status.CUSTOMER and account_run_rate(s, account, now) > best_rate:
            best, best_rate = account, account_run_rate(s, account, now)
    return best


@kernel
def failure_delay(p: Parameters, s: State, account: int) -> float:
    """Days until an account itself fails; inf if accounts never do."""
    rate = p.segments[s.accounts[account].segment].default_per_year / DAYS_PER_YEAR
    return exponential(luck_of(s, DEFAULT, account, 0), rate) if rate > 0.0 else math.inf


@kernel
def fail(p: Parameters, s: State, account: int, now: float) -> None:
    """An account fails: it leaves the market for good, and its unpaid invoices will not be paid."""
    status = s.book[account].status
    if status == Status.CUSTOMER:
        lose_customer(p, s, account, now, Cause.DEFAULT, 1.0)
    elif status == Status.LEAD:
        s.firm.leads -= 1
    s.book[account].status = Status.FAILED
    record(s, now, EventKind.FAILED, account, NOBODY, 0.0, Cause.NONE)


@kernel
def set_market(p: Parameters, s: State, event: int, factor: float, now: float) -> None:
    """Begin (factor) or end (1 / factor) a change of demand or of the market's price level."""
    if p.outside[event].kind == DEMAND:
        for segment in range(len(s.markets)):
            if p.hits_segment[event][segment] == 1:
                s.markets[segment].demand *= factor
        record(s, now, EventKind.MARKET_CHANGED, NOBODY, NOBODY, factor, Cause.DEMAND)
    else:
        for segment in range(len(s.markets)):
            if p.hits_segment[event][segment] == 1:
                s.markets[segment].price *= factor
        record(s, now, EventKind.MARKET_CHANGED, NOBODY, NOBODY, factor, Cause.PRICE_WAR)


@kernel
def shock_wallets(p: Parameters, s: State, year: int) -> None:
    """At a year's end every wallet drifts and takes a lognormal shock, independent of its size.

    Formula: ln wallet += growth + sigma * z. Source: Gibrat's law of proportionate effect (1931).
    """
    accounts = s.accounts
    for account in range(len(s.book)):
        segment = accounts[account].segment
        growth, sigma = p.segments[segment].wallet_growth_per_year, p.segments[segment].wallet_volatility
        if growth == 0.0 and sigma == 0.0:
            continue
        step = growth + sigma * standard_normal(luck_of(s, WALLET_SHOCK, account, year))
        factor = math.exp(step)
        accounts[account].wallet *= factor
        accounts[account].observed_wallet *= factor
        if p.segments[segment].is_dealer == 1:
            accounts[account].orders_per_day *= factor
        else:
            accounts[account].order_value *= factor
        accounts[account].log_size += step
        accounts[account].log_observed += step
        accounts[account].typical_days *= math.exp(p.selling.cycle_size_exponent * step)
