"""Run-rate revenue, dependence, and what a customer that knows its weight asks for (section 5.3)."""

import math

from simulator.kernels import kernel
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.units import DAYS_PER_YEAR


@kernel
def faded(level: float, since: float, now: float) -> float:
    """Moving average of one year, worn by the days since its last change."""
    return level * math.exp(-(now - since) / DAYS_PER_YEAR)


@kernel
def account_run_rate(s: State, account: int, now: float) -> float:
    """Revenue per year that an account runs at: exponential moving average with a memory of one year.

    Formula: each invoice adds its amount, all fade as exp(-t / 1 year); the long-run mean is revenue per year.
    """
    return faded(s.book[account].run_rate, s.book[account].run_rate_at, now)


@kernel
def firm_run_rate(s: State, now: float) -> float:
    """Revenue per year that the firm runs at, as `account_run_rate` over all accounts; worked out once a moment."""
    firm = s.firm
    if firm.read_at != now or firm.read_of != firm.run_rate:
        firm.read_at = now
        firm.read_of = firm.run_rate
        firm.read_rate = faded(firm.run_rate, firm.run_rate_at, now)
    return firm.read_rate


@kernel
def note_revenue(s: State, account: int, amount: float, now: float) -> None:
    """Add an invoice to the moving averages of its account and of the firm."""
    s.book[account].run_rate = account_run_rate(s, account, now) + amount
    s.book[account].run_rate_at = now
    s.firm.run_rate = firm_run_rate(s, now) + amount
    s.firm.run_rate_at = now


@kernel
def dependence(s: State, account: int, now: float) -> float:
    """The account's share of the firm's run-rate revenue, 0 to 1."""
    firm = firm_run_rate(s, now)
    return min(1.0, account_run_rate(s, account, now) / firm) if firm > 0.0 else 0.0


@kernel
def pressure(p: Parameters, share: float) -> float:
    """How much of the most it could ask a customer gets: d/(d+k). Source: a guess (section 5.3)."""
    return share / (share + p.bargaining.half_dependence)


@kernel
def set_concession(p: Parameters, s: State, account: int, now: float) -> None:
    """Set the discount that an account gets from now on, within the strategy's cap.

    What is denied counts as a higher price when the account thinks of leaving.
    """
    asked = p.bargaining.concession_max * pressure(p, dependence(s, account, now))
    s.book[account].concession = min(asked, p.levers[s.firm.row].concession_cap)
    s.book[account].denied = asked - s.book[account].concession


@kernel
def payment_term(p: Parameters, s: State, account: int, now: float) -> float:
    """Days from invoice to payment, with what the account's weight adds, within the strategy's cap."""
    extra = p.bargaining.term_extra * pressure(p, dependence(s, account, now))
    return min(p.finance.payment_term + extra, max(p.levers[s.firm.row].term_cap, p.finance.payment_term))
