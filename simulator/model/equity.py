"""What a customer is worth at the end: the margin that it may still bring (section 5.5)."""

import math

from simulator.events import Status
from simulator.kernels import kernel
from simulator.model.choice import keep_probability
from simulator.model.growth import age, order_frequency, yearly_rate
from simulator.model.leaving import dropout_probability
from simulator.model.money import handling_cost, price_factor
from simulator.model.month import close_month
from simulator.model.occupancy import settle_occupancy
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.units import DAYS_PER_YEAR


@kernel
def annuity(margin_per_year: float, hazard_per_year: float, discount_per_year: float, years: float) -> float:
    """Worth of a yearly margin that ends at random, over a limited number of years.

    Formula: m * (1 - exp(-(r+h)*Y)) / (r+h); m*Y where r+h = 0. Source: Gupta, Lehmann & Stuart, Valuing
    Customers, Journal of Marketing Research 41 (2004), with constant retention in continuous time.

    Example:
        >>> annuity(100.0, 0.0, 0.0, 10.0)
        1000.0
        >>> round(annuity(100.0, 0.2, 0.05, 1000.0), 6)
        400.0
    """
    rate = hazard_per_year + discount_per_year
    # expm1 keeps its digits where the rate is tiny: a customer that never leaves is worth all its years.
    return margin_per_year * (years if rate == 0.0 else -math.expm1(-rate * years) / rate)


@kernel
def loss_hazard(p: Parameters, s: State, account: int, now: float) -> float:
    """Chance per year that a customer is lost as things stand: dropout per order, and lost re-tenders."""
    orders = order_frequency(p, s, account) * DAYS_PER_YEAR
    lost_tenders = s.accounts[account].retenders_per_day * DAYS_PER_YEAR * (1.0 - keep_probability(p, s, account, now))
    return orders * dropout_probability(p, s, account, False) + lost_tenders


@kernel
def expected_margin(p: Parameters, s: State, account: int, now: float) -> float:
    """Expected remaining margin of a customer held now, discounted to now; never below zero."""
    age(p, s, account, now)
    list_revenue = yearly_rate(p, s, account)
    orders = order_frequency(p, s, account) * DAYS_PER_YEAR
    margin = list_revenue * (price_factor(p, s, account) - (1.0 - p.finance.gross_margin))
    owner = s.book[account].owner
    if s.sellers[owner].is_agent == 1:
        margin -= p.agents.commission * list_revenue * price_factor(p, s, account)
    margin -= orders * handling_cost(p, s.book[account].orders + 1)
    hazard = loss_hazard(p, s, account, now)
    return max(0.0, annuity(margin, hazard, p.finance.discount_per_year, p.finance.equity_years))


@kernel
def customer_equity(p: Parameters, s: State, now: float) -> float:
    """Expected remaining margin of all customers held now."""
    total = 0.0
    for account in range(len(s.book)):
        if s.book[account].status == Status.CUSTOMER:
            total += expected_margin(p, s, account, now)
    return total


@kernel
def close_run(p: Parameters, s: State) -> None:
    """End a run: the last month end at the horizon, and closing equity; what an insolvent firm owned is worth nothing.

    Closing equity is the unpaid invoices and the expected remaining margin of the customers held.
    """
    if s.firm.insolvent_at < math.inf:
        settle_occupancy(p, s, s.firm.insolvent_at)
        return
    close_month(p, s, p.horizon)
    if s.firm.insolvent_at == math.inf:
        s.firm.equity = s.firm.receivables + customer_equity(p, s, p.horizon)
