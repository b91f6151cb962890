"""Oracles of money: the ledger, discounting, the moving-average run rate, learning in handling."""

import math
from collections.abc import Iterator

import numpy as np

from simulator.events import Cause, EventKind
from simulator.units import DAYS_PER_MONTH
from tests.oracles.registry import Row, mean_row, oracle, variance_row
from tests.support.histories import History, happenings
from tests.support.worlds import null_scenario, outcomes_only, play

YEAR = 365.0


@oracle(
    "Ledger identity and discounting, event by event",
    setting="costs of every kind, terms, learning in handling, an overdraft with interest, discount 0.12 a year",
    source="bookkeeping: closing cash is opening cash plus all entries; npv is their discounted sum",
)
def ledger_identity() -> Iterator[Row]:
    finance = {
        "opening_cash": 20_000.0,
        "credit_limit": 1e9,
        "gross_margin": 0.3,
        "payment_term": 45.0,
        "order_handling": 200.0,
        "order_learning": 0.234,
        "seller_cost_per_month": 8_000.0,
        "fixed_cost_per_month": 5_000.0,
        "pursuit_cost_per_day": 20.0,
        "overdraft_interest_per_year": 0.08,
        "discount_per_year": 0.12,
    }
    scenario = null_scenario({"makers": {"order_noise": 0.5}}, finance=finance, horizon=3.3 * YEAR, seed=51)
    run = play(scenario)
    assert run.events is not None
    entries = happenings(run.events, EventKind.LEDGER)
    # In the order of the log, so that every rounding is repeated: the sums agree to the last bit.
    cash, npv = 20_000.0, 0.0
    for time, amount in zip(entries.time.tolist(), entries.amount.tolist(), strict=True):
        cash += amount
        npv += amount * math.exp(-0.12 * time / YEAR)
    yield Row(name="closing cash", formula="c0 + sum of entries", theory=cash, simulation=run.outcomes["cash_end"])
    yield Row(name="npv", formula="sum of entries e^(-r t)", theory=npv, simulation=run.outcomes["npv"])
    invoiced = happenings(run.events, EventKind.INVOICED).amount.sum()
    paid = entries.amount[entries.cause == Cause.RECEIPT].sum()
    due = run.events.time[run.events.event == EventKind.INVOICED] > 3.3 * YEAR - 45.0
    unpaid = happenings(run.events, EventKind.INVOICED).amount[due].sum()
    yield Row(
        name="receipts",
        formula="invoices older than the term",
        theory=float(invoiced - unpaid),
        simulation=float(paid),
    )


@oracle(
    "Discounting of a monthly cost",
    setting="12 000 a month for 5 years, discount 0.1 a year, nobody is won",
    source="geometric series; Ross, Westerfield & Jaffe, Corporate Finance, annuities",
)
def discounted_costs() -> Iterator[Row]:
    scenario = null_scenario(
        {"makers": {"reviews_per_year": 0.0}},
        finance={"fixed_cost_per_month": 12_000.0, "discount_per_year": 0.1},
        horizon=5.0 * YEAR,
    )
    factor = math.exp(-0.1 / 12.0)
    theory = -12_000.0 * factor * (1.0 - factor**60) / (1.0 - factor)
    npv = outcomes_only(scenario).outcomes["npv"]
    yield Row(name="npv", formula="-c d (1 - d^60)/(1 - d), d = e^(-r/12)", theory=theory, simulation=npv)


@oracle(
    "Discounting of uncertain revenue",
    setting="20 accounts won at 3 a year each, Poisson orders (12 a year of 1000) paid after 60 days, "
    "discount 0.2 a year, 4 years, 200 replications; and account by account from its first order",
    source="Campbell's theorem for Poisson streams, Kingman, Poisson Processes (1993), 3.2",
)
def discounted_revenue() -> Iterator[Row]:
    years, find, rate, discount, term = 4.0, 3.0, 12.0, 0.2, 60.0 / YEAR
    scenario = null_scenario(
        {"makers": {"accounts": 20, "reviews_per_year": find}},
        finance={"payment_term": 60.0, "discount_per_year": discount},
        horizon=years * YEAR,
        seed=52,
    )
    runs = [outcomes_only(scenario, replication) for replication in range(200)]
    end = years - term
    # First orders at an exponential time, further ones until the last that is paid within the run.
    first = find / (find + discount) * (1.0 - math.exp(-(find + discount) * end))
    later = first - math.exp(-discount * end) * (1.0 - math.exp(-find * end))
    theory = 20_000.0 * math.exp(-discount * term) * (first + rate * later / discount)
    npv = [run.outcomes["npv"] for run in runs]
    yield mean_row("npv of the firm", "v e^(-rL) E[e^(-rS) + l (e^(-rS) - e^(-rT))/r]", theory, npv)
    run = play(null_scenario({"makers": {"accounts": 1500}}, horizon=800.0, seed=53))
    history = History(run)
    chosen = history.repeats(0.0, YEAR)
    weights = np.exp(-discount * history.age[chosen] / YEAR)
    worth = np.bincount(history.orders.account[chosen], weights=weights, minlength=history.accounts)
    worth = worth[history.won_before(800.0 - YEAR)]
    mean = rate * (1.0 - math.exp(-discount)) / discount
    yield mean_row("a year's orders of one account", "l (1 - e^(-r))/r", mean, worth)
    variance = rate * (1.0 - math.exp(-2.0 * discount)) / (2.0 * discount)
    yield variance_row("their variance", "l (1 - e^(-2r))/(2r)", variance, worth)


@oracle(
    "Moving-average run rate",
    setting="20 accounts won at 12 a year each, Poisson orders (12 a year of 1000), memory of one year, "
    "200 replications of 3 years; and month by month from the invoices of one run",
    source="shot noise, Campbell's theorem; Cox & Isham, Point Processes (1980), 5.6",
)
def run_rate() -> Iterator[Row]:
    years, find, rate = 3.0, 12.0, 12.0
    scenario = null_scenario({"makers": {"accounts": 20}}, horizon=years * YEAR, seed=54)
    runs = [outcomes_only(scenario, replication) for replication in range(200)]
    level = [run.timeline["run_rate"][-1] / 1000.0 for run in runs]
    # An account won at S weighs e^(-(T-S)) + l (1 - e^(-(T-S))): mean over the exponential S up to T.
    fresh = find / (find - 1.0) * (math.exp(-years) - math.exp(-find * years))
    mean = fresh + rate * (1.0 - math.exp(-find * years) - fresh)
    yield mean_row("in thousands, after 3 years", "n v E[e^(-A) + l (1 - e^(-A))], A = age", 20.0 * mean, level)
    run = play(scenario)
    assert run.events is not None
    invoiced = happenings(run.events, EventKind.INVOICED)
    for month in (6, 36):
        before = invoiced.time < month * DAYS_PER_MONTH
        faded = invoiced.amount[before] * np.exp((invoiced.time[before] - month * DAYS_PER_MONTH) / YEAR)
        measured = float(run.timeline["run_rate"][month])
        yield Row(
            name=f"month {month} of one run",
            formula="sum v e^(-age/1 year)",
            theory=float(faded.sum()),
            simulation=measured,
        )


@oracle(
    "Learning in order handling",
    setting="20 customers, the first order of each costs 100, 85 % per doubling; 2 years",
    source="Wright, J. Aeronautical Sciences 3 (1936)",
)
def learning_curve() -> Iterator[Row]:
    exponent = -math.log2(0.85)
    scenario = null_scenario(
        {"makers": {"accounts": 20}},
        finance={"order_handling": 100.0, "order_learning": exponent},
        horizon=2.0 * YEAR,
        seed=56,
    )
    run = play(scenario)
    assert run.events is not None
    entries = happenings(run.events, EventKind.LEDGER)
    cost = -entries.amount[(entries.cause == Cause.HANDLING) & (entries.account == 0)]
    yield Row(
        name="8th order of an account",
        formula="c 0.85^(log2 n)",
        theory=100.0 * 0.85**3,
        simulation=float(cost[7]),
    )
    delivered = run.accounts["orders"].astype(int)
    total = sum(100.0 * n**-exponent for count in delivered for n in range(1, count + 1))
    mean = total / int(delivered.sum())
    yield Row(
        name="cost per order",
        formula="mean of c n^-b",
        theory=mean,
        simulation=run.outcomes["cost_per_order"],
    )
