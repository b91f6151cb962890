"""How customers are lost, and come back (section 4.8)."""

import math

from simulator.events import EventKind, Status
from simulator.kernels import kernel
from simulator.model.choice import logistic
from simulator.model.luck import record
from simulator.model.parameters import Parameters
from simulator.model.people import delist, disown
from simulator.model.state import State


@kernel
def price_gap(p: Parameters, s: State, account: int) -> float:
    """How much dearer the firm is than the account expects: ln of price over market, plus what it was denied."""
    return math.log(p.levers[s.firm.row].price / s.markets[s.accounts[account].segment].price) + s.book[account].denied


@kernel
def dropout_probability(p: Parameters, s: State, account: int, late: bool) -> float:
    """Chance that a customer stops after an order.

    Formula: logit p = logit(dropout) - b_T(T - T_ref) - b_P*P - b_size*ln(wallet/median) + b_late*late
    + b_price*(ln(price / market price) + concession asked for and denied). With all weights 0 it is the account's
    own dropout, as in BG/NBD.
    Source: Fader, Hardie & Lee, Marketing Science 24 (2005) for the constant part; weights are guesses.
    """
    base = s.accounts[account].dropout
    if base <= 0.0 or base >= 1.0:
        return base
    odds = math.log(base / (1.0 - base))
    odds -= p.leaving.trust * (s.book[account].trust - p.leaving.trust_reference)
    odds -= p.leaving.bond * s.book[account].bond
    odds -= p.leaving.size * s.accounts[account].log_size
    odds += p.leaving.price * price_gap(p, s, account)
    if late:
        odds += p.leaving.late
    return logistic(odds)


@kernel
def lose_customer(p: Parameters, s: State, account: int, now: float, cause: int, chance: float) -> None:
    """End a relation: the cause is noted, some trust is remembered, the seller's list is one shorter."""
    book = s.book
    record(s, now, EventKind.CUSTOMER_LOST, account, book[account].owner, chance, cause)
    book[account].status = Status.LOST
    book[account].trust *= p.relationship.memory
    book[account].bond = 0.0
    book[account].share = 0.0
    book[account].tier = 0
    book[account].customer_since = math.inf
    s.firm.allies -= book[account].is_ally
    book[account].is_ally = 0
    delist(s, account)
    s.tally.lost += 1
    s.tally.month_lost += 1
    s.causes[cause].lost += 1
    disown(s, account)
