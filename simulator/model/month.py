"""The month end: pay, build, rank, write the timeline row, look at the triggers."""

import math

from simulator.events import Cause, EventKind, Tier
from simulator.kernels import kernel
from simulator.model.bargaining import firm_run_rate
from simulator.model.capability import stock_after
from simulator.model.competition import shock_wallets
from simulator.model.department import care_for_key_accounts, update_department
from simulator.model.gauges import holds, strongest_reference
from simulator.model.growth import age
from simulator.model.luck import record
from simulator.model.money import post
from simulator.model.occupancy import executive_load, settle_occupancy
from simulator.model.parameters import NO_TRIGGER, UNLIMITED, Parameters
from simulator.model.people import open_seats, working_reps
from simulator.model.state import RESOURCES, State
from simulator.model.targeting import list_targets
from simulator.model.tiers import update_tiers
from simulator.units import DAYS_PER_MONTH, DAYS_PER_YEAR

STOCK_CAUSES = (int(Cause.BRAND), int(Cause.QUALITY), int(Cause.SERVICE), int(Cause.INTERNAL))


@kernel
def pay_people(p: Parameters, s: State, months: float, now: float) -> None:
    """Pay sellers who are there, desks, the department, further contacts and joint work with allies."""
    finance, row = p.finance, s.firm.row
    post(p, s, now, Cause.SELLERS, -months * working_reps(p, s) * finance.seller_cost_per_month, -1, -1)
    if p.levers[row].desks < UNLIMITED:
        post(p, s, now, Cause.DESKS, -months * p.levers[row].desks * finance.desk_cost_per_month, -1, -1)
    if s.firm.department_open == 1:
        monthly = finance.department_cost_per_month + p.levers[row].managers * finance.manager_cost_per_month
        post(p, s, now, Cause.DEPARTMENT, -months * monthly, -1, -1)
    contacts = (p.levers[row].contacts - 1.0) * s.firm.customers
    post(p, s, now, Cause.CONTACTS, -months * contacts * finance.contact_cost_per_month, -1, -1)
    post(p, s, now, Cause.ALLIANCES, -months * s.firm.allies * finance.alliance_cost_per_month, -1, -1)


@kernel
def pay_fixed(p: Parameters, s: State, months: float, now: float) -> None:
    """Pay what the month costs whatever the strategy: fixed cost, interest on an overdraft."""
    post(p, s, now, Cause.FIXED, -months * p.finance.fixed_cost_per_month, -1, -1)
    overdraft = min(0.0, s.firm.cash)
    post(p, s, now, Cause.INTEREST, overdraft * p.finance.overdraft_interest_per_year * months / 12.0, -1, -1)


@kernel
def build_capabilities(p: Parameters, s: State, days: float, now: float) -> None:
    """Spend the budgets, cut pro rata when cash is short, and step every stock."""
    phase = s.firm.row
    months = days / DAYS_PER_MONTH
    wanted = 0.0
    for i in range(len(STOCK_CAUSES)):
        wanted += p.budget[phase][i] * months
    available = max(0.0, s.firm.cash - p.finance.cash_reserve)
    part = 1.0 if wanted <= available else available / wanted
    attention = 1.0 - p.sponsors.executive_opportunity_cost * executive_load(p, s, days)
    for i in range(len(STOCK_CAUSES)):
        budget = p.budget[phase][i] * part
        post(p, s, now, STOCK_CAUSES[i], -budget * months, -1, -1)
        effort = math.sqrt(budget / p.budget_reference) * attention
        s.stocks[i].level = stock_after(
            s.stocks[i].level, p.stocks[i].gain_per_year, p.stocks[i].decay_per_year, effort, days
        )


@kernel
def pull_levers(p: Parameters, s: State, now: float) -> None:
    """Bring seats and targets to the present row of levers; desks and managers follow in the engine.

    Sellers' time is counted anew, so that a new split of effort does not make up for the past.
    """
    open_seats(p, s, now)
    for seat in range(len(s.sellers)):
        s.sellers[seat].hunt_time = 0.0
        s.sellers[seat].grow_time = 0.0
    list_targets(p, s)


@kernel
def rule_that_holds(p: Parameters, s: State, now: float) -> int:
    """The first contingency rule that holds, from 1; 0 if none does."""
    for rule in range(len(p.contingencies)):
        if holds(p, s, p.contingencies[rule], now):
            return rule + 1
    return 0


@kernel
def steer(p: Parameters, s: State, now: float) -> bool:
    """Look at the strategy's triggers: the next phase, contingency rules; tell whether the levers changed."""
    firm = s.firm
    until = p.levers[firm.row].until
    if firm.phase + 1 < p.phases and until != NO_TRIGGER and holds(p, s, until, now):
        firm.phase += 1
        record(s, now, EventKind.PHASE_BEGAN, -1, -1, float(firm.phase), Cause.NONE)
    row = firm.phase + rule_that_holds(p, s, now) * p.phases
    if row == firm.row:
        return False
    firm.row = row
    pull_levers(p, s, now)
    return True


@kernel
def strain_dealers(p: Parameters, s: State, days: float, now: float) -> None:
    """Channel conflict: dealers lose trust as the firm wins customers directly (section 3.3, claim C6).

    Formula: T *= exp(-conflict * direct share of the month's wins * years). Source: a guess.
    """
    if s.tally.month_won == 0:
        return
    direct = s.tally.month_direct_wins / s.tally.month_won
    for i in range(s.firm.customers):
        account = s.customers[i]
        conflict = p.segments[s.accounts[account].segment].channel_conflict
        if conflict > 0.0:
            age(p, s, account, now)
            s.book[account].trust *= math.exp(-conflict * direct * days / DAYS_PER_YEAR)


@kernel
def spend_so_far(s: State) -> float:
    """All money that a strategy chose to spend: selling, budgets, desks, department and the like."""
    total = 0.0
    for cause in range(Cause.SELLERS, Cause.FIXED):
        total -= s.causes[cause].ledger
    return total


@kernel
def write_row(p: Parameters, s: State, now: float) -> None:
    """Write one row of the timeline, in the order of `simulator.catalogue.TIMELINE`."""
    firm, tally = s.firm, s.tally
    row = s.timeline[firm.months]
    row[0] = firm.cash
    row[1] = firm.cash - p.finance.opening_cash
    row[2] = tally.month_invoiced
    row[3] = tally.month_invoiced - tally.month_goods
    row[4] = spend_so_far(s)
    row[5] = firm_run_rate(s, now)
    row[6] = firm.customers
    row[7] = s.tiers[Tier.KEY].count
    row[8] = s.tiers[Tier.MID].count
    row[9] = firm.leads
    row[10] = tally.month_won
    row[11] = tally.month_lost
    row[12] = firm.on_time
    row[13] = firm.largest_share
    row[14] = strongest_reference(p, s, now)
    for i in range(len(STOCK_CAUSES)):
        row[15 + i] = s.stocks[i].level
    row[19] = firm.phase + 1


@kernel
def clear_month(s: State, now: float) -> None:
    """Begin the next month's counts."""
    s.tally.month_won = 0
    s.tally.month_lost = 0
    s.tally.month_direct_wins = 0
    s.tally.month_invoiced = 0.0
    s.tally.month_goods = 0.0
    for resource in range(RESOURCES):
        s.resources[resource].time_used_month = 0.0
    s.firm.closed_at = now


@kernel
def note_year_ago(p: Parameters, s: State, now: float) -> None:
    """One year before the end, note who has been a customer for a year: the base of retention."""
    if now > p.horizon - DAYS_PER_YEAR + 1e-6 or now <= p.horizon - DAYS_PER_YEAR - DAYS_PER_MONTH + 1e-6:
        return
    for account in range(len(s.book)):
        held = s.book[account].customer_since <= now - DAYS_PER_YEAR
        s.book[account].held_year_ago = 1 if held else 0


@kernel
def close_month(p: Parameters, s: State, now: float) -> bool:
    """Do all that a month end does, in this order; tell whether the levers changed.

    At the horizon the books are closed and nothing new begins: no shocks to wallets, no triggers.
    """
    days = now - s.firm.closed_at
    months = days / DAYS_PER_MONTH
    settle_occupancy(p, s, now)
    pay_people(p, s, months, now)
    pay_fixed(p, s, months, now)
    build_capabilities(p, s, days, now)
    strain_dealers(p, s, days, now)
    update_tiers(p, s, now)
    care_for_key_accounts(p, s, months, now)
    note_year_ago(p, s, now)
    s.firm.months += 1
    write_row(p, s, now)
    clear_month(s, now)
    if now >= p.horizon:
        return False
    if s.firm.months % 12 == 0:
        shock_wallets(p, s, s.firm.months // 12)
        list_targets(p, s)
    has_changed = steer(p, s, now)
    update_department(p, s, now)
    return has_changed
