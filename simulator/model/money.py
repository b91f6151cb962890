"""Money: the ledger, prices, costs (section 5.5). Every movement passes through `post`."""

import math

from simulator.events import Cause, EventKind
from simulator.kernels import kernel
from simulator.model.luck import record
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.units import DAYS_PER_YEAR


@kernel
def discount_factor(rate_per_year: float, now: float) -> float:
    """Worth today of one unit of money at a later time; continuous discounting, exp(-r t).

    Example:
        >>> round(discount_factor(0.1, 365.0), 6)
        0.904837
    """
    return math.exp(-rate_per_year * now / DAYS_PER_YEAR)


@kernel
def post(p: Parameters, s: State, now: float, cause: int, amount: float, account: int, seller: int) -> None:
    """Book one movement of money: cash, ledger, present value, lowest cash, insolvency.

    An amount above 0 is money in; account and seller are those concerned, or -1.
    """
    if amount == 0.0:
        return
    firm = s.firm
    firm.cash += amount
    s.causes[cause].ledger += amount
    if firm.discounted_at != now:
        firm.discounted_at = now
        firm.discount = discount_factor(p.finance.discount_per_year, now)
    firm.npv += amount * firm.discount
    if firm.cash < firm.cash_trough:
        firm.cash_trough = firm.cash
        firm.cash_trough_at = now
    record(s, now, EventKind.LEDGER, account, seller, amount, cause)
    if firm.cash < -p.finance.credit_limit and firm.insolvent_at == math.inf:
        firm.insolvent_at = now
        record(s, now, EventKind.INSOLVENT, -1, -1, firm.cash, Cause.NONE)


@kernel
def handling_cost(p: Parameters, order_number: int) -> float:
    """Cost of handling an account's n-th order, which falls with experience.

    Formula: c1 * n^-b. Source: Wright's learning curve (1936); b = 0.234 is 85 % per doubling.
    """
    return p.finance.order_handling * math.pow(float(order_number), -p.finance.order_learning)


@kernel
def price_factor(p: Parameters, s: State, account: int) -> float:
    """What an account pays per unit of list price: price index, dealer discount, concession."""
    price = p.levers[s.firm.row].price
    if p.segments[s.accounts[account].segment].is_dealer == 1:
        price *= 1.0 - p.finance.dealer_discount
    return price * (1.0 - s.book[account].concession)
