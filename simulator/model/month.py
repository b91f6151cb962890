"""The month end: pay, build, rank, look at the gauges, change phase, write the timeline row."""

import math

from simulator.events import Cause, EventKind, Tier
from simulator.kernels import kernel
from simulator.model.bargaining import firm_run_rate
from simulator.model.capability import stock_after
from simulator.model.gauges import phase_is_over, strongest_reference
from simulator.model.luck import record
from simulator.model.money import post
from simulator.model.occupancy import executive_load, settle_occupancy
from simulator.model.parameters import UNLIMITED, Parameters
from simulator.model.people import open_seats
from simulator.model.state import RESOURCES, State
from simulator.model.targeting import list_targets
from simulator.model.tiers import update_tiers
from simulator.units import DAYS_PER_MONTH, DAYS_PER_YEAR

STOCK_CAUSES = (int(Cause.BRAND), int(Cause.QUALITY), int(Cause.SERVICE), int(Cause.INTERNAL))


@kernel
def pay_fixed(p: Parameters, s: State, months: float, now: float) -> None:
    """Pay what the month costs whatever was sold: sellers, desks, fixed cost, interest."""
    finance, phase = p.finance, s.firm.phase[0]
    post(p, s, now, Cause.SELLERS, -months * p.levers.reps[phase] * finance.seller_cost_per_month, -1, -1)
    if p.levers.desks[phase] < UNLIMITED:
        post(p, s, now, Cause.DESKS, -months * p.levers.desks[phase] * finance.desk_cost_per_month, -1, -1)
    post(p, s, now, Cause.FIXED, -months * finance.fixed_cost_per_month, -1, -1)
    overdraft = min(0.0, s.firm.cash[0])
    post(p, s, now, Cause.INTEREST, overdraft * finance.overdraft_interest_per_year * months / 12.0, -1, -1)


@kernel
def build_capabilities(p: Parameters, s: State, days: float, now: float) -> None:
    """Spend the budgets, cut pro rata when cash is short, and step every stock."""
    phase = s.firm.phase[0]
    months = days / DAYS_PER_MONTH
    wanted = 0.0
    for i in range(len(STOCK_CAUSES)):
        wanted += p.levers.budget[phase][i] * months
    available = max(0.0, s.firm.cash[0] - p.finance.cash_reserve)
    part = 1.0 if wanted <= available else available / wanted
    attention = 1.0 - p.sponsors.executive_opportunity_cost * executive_load(p, s, days)
    for i in range(len(STOCK_CAUSES)):
        budget = p.levers.budget[phase][i] * part
        post(p, s, now, STOCK_CAUSES[i], -budget * months, -1, -1)
        effort = math.sqrt(budget / p.budget_reference) * attention
        s.firm.stocks[i] = stock_after(
            s.firm.stocks[i], p.stocks.gain_per_year[i], p.stocks.decay_per_year[i], effort, days
        )


@kernel
def begin_phase(p: Parameters, s: State, phase: int, now: float) -> None:
    """Pull the levers of a phase: seats, targets; desks follow in the engine."""
    s.firm.phase[0] = phase
    open_seats(p, s, now)
    list_targets(p, s)
    record(s, now, EventKind.PHASE_BEGAN, -1, -1, float(phase), Cause.NONE)


@kernel
def spend_so_far(s: State) -> float:
    """All money that a strategy chose to spend: sellers, prospecting, pursuits, visits, budgets, desks."""
    total = 0.0
    for cause in range(Cause.SELLERS, Cause.DESKS + 1):
        total -= s.tally.ledger[cause]
    return total


@kernel
def write_row(p: Parameters, s: State, now: float) -> None:
    """Write one row of the timeline, in the order of `simulator.catalogue.TIMELINE`."""
    firm, tally = s.firm, s.tally
    row = s.timeline[firm.months[0]]
    row[0] = firm.cash[0]
    row[1] = firm.cash[0] - p.finance.opening_cash
    row[2] = tally.month_invoiced[0]
    row[3] = tally.month_invoiced[0] - tally.month_goods[0]
    row[4] = spend_so_far(s)
    row[5] = firm_run_rate(s, now)
    row[6] = firm.customers[0]
    row[7] = firm.tier_counts[Tier.KEY]
    row[8] = firm.tier_counts[Tier.MID]
    row[9] = firm.leads[0]
    row[10] = tally.month_won[0]
    row[11] = tally.month_lost[0]
    row[12] = firm.on_time[0]
    row[13] = firm.largest_share[0]
    row[14] = strongest_reference(p, s, now)
    for i in range(len(STOCK_CAUSES)):
        row[15 + i] = firm.stocks[i]
    row[19] = firm.phase[0] + 1


@kernel
def clear_month(s: State, now: float) -> None:
    """Begin the next month's counts."""
    s.tally.month_won[0] = 0
    s.tally.month_lost[0] = 0
    s.tally.month_invoiced[0] = 0.0
    s.tally.month_goods[0] = 0.0
    for resource in range(RESOURCES):
        s.firm.time_used_month[resource] = 0.0
    s.firm.closed_at[0] = now


@kernel
def note_year_ago(p: Parameters, s: State, now: float) -> None:
    """One year before the end, note who has been a customer for a year: the base of retention."""
    if now > p.horizon - DAYS_PER_YEAR + 1e-6 or now <= p.horizon - DAYS_PER_YEAR - DAYS_PER_MONTH + 1e-6:
        return
    for account in range(len(s.book.status)):
        held = s.book.customer_since[account] <= now - DAYS_PER_YEAR
        s.book.held_year_ago[account] = 1 if held else 0


@kernel
def close_month(p: Parameters, s: State, now: float) -> bool:
    """Do all that a month end does, in this order; tell whether a new phase began."""
    days = now - s.firm.closed_at[0]
    settle_occupancy(p, s, now)
    pay_fixed(p, s, days / DAYS_PER_MONTH, now)
    build_capabilities(p, s, days, now)
    update_tiers(p, s, now)
    note_year_ago(p, s, now)
    s.firm.months[0] += 1
    write_row(p, s, now)
    clear_month(s, now)
    if s.firm.phase[0] + 1 < len(p.levers.reps) and phase_is_over(p, s, now):
        begin_phase(p, s, s.firm.phase[0] + 1, now)
        return True
    return False
