"""How customers are lost, and come back (section 4.8)."""

import math

from simulator.events import EventKind, Status
from simulator.kernels import kernel
from simulator.model.choice import logistic
from simulator.model.luck import record
from simulator.model.parameters import Parameters
from simulator.model.people import disown
from simulator.model.state import State


@kernel
def price_gap(p: Parameters, s: State, account: int) -> float:
    """How much dearer the firm is than the account expects: ln of price over market, plus what it was denied."""
    return math.log(p.levers.price[s.firm.row[0]] / s.firm.market_price[0]) + s.book.denied[account]


@kernel
def dropout_probability(p: Parameters, s: State, account: int, late: bool) -> float:
    """Chance that a customer stops after an order.

    Formula: logit p = logit(dropout) - b_T(T - T_ref) - b_P*P - b_size*ln(wallet/median) + b_late*late
    + b_price*(ln(price / market price) + concession asked for and denied). With all weights 0 it is the account's own dropout, as in BG/NBD.
    Source: Fader, Hardie & Lee, Marketing Science 24 (2005) for the constant part; weights are guesses.
    """
    base = s.accounts.dropout[account]
    if base <= 0.0 or base >= 1.0:
        return base
    odds = math.log(base / (1.0 - base))
    odds -= p.leaving.trust * (s.book.trust[account] - p.leaving.trust_reference)
    odds -= p.leaving.bond * s.book.bond[account]
    odds -= p.leaving.size * s.accounts.log_size[account]
    odds += p.leaving.price * price_gap(p, s, account)
    if late:
        odds += p.leaving.late
    return logistic(odds)


@kernel
def lose_customer(p: Parameters, s: State, account: int, now: float, cause: int, chance: float) -> None:
    """End a relation: the cause is noted, some trust is remembered, the seller's list is one shorter."""
    book = s.book
    record(s, now, EventKind.CUSTOMER_LOST, account, book.owner[account], chance, cause)
    book.status[account] = Status.LOST
    book.trust[account] *= p.relationship.memory
    book.bond[account] = 0.0
    book.share[account] = 0.0
    book.tier[account] = 0
    book.customer_since[account] = math.inf
    s.firm.allies[0] -= book.is_ally[account]
    book.is_ally[account] = 0
    s.firm.customers[0] -= 1
    s.tally.lost[0] += 1
    s.tally.month_lost[0] += 1
    s.tally.lost_by[cause] += 1
    disown(s, account)
