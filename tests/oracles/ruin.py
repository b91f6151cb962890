"""Oracles of insolvency: two classical ruin problems that the firm can be put into."""

import math
from collections.abc import Iterator

import numpy as np
from scipy import stats

from simulator.units import DAYS_PER_MONTH
from tests.oracles.registry import Row, oracle, share_row
from tests.support.worlds import null_scenario, outcomes_only

YEAR = 365.0
# Every account is found by a call in the first second and orders at once.
CALL_AT_ONCE = {"cold_success": 1.0, "prospecting": 1e-6}


@oracle(
    "Ruin of a gambler: one customer against a monthly cost",
    setting="an account, found by a call on the first day, orders 1.25 times a month, each order earns 1,"
    " each month costs 1; the firm holds 2 and is insolvent below 0; 60 months, 1000 replications",
    source="hitting time theorem for walks that fall by steps of one, Otter (1949), Dwass (1969): P(T = "
    "n) = k/n P(Poisson(n l) = n - k)",
)
def gamblers_ruin() -> Iterator[Row]:
    arrivals, months, opening, count = 1.25, 60, 2.0, 1000
    scenario = null_scenario(
        {
            "makers": {
                "accounts": 1,
                "wallet": 12.0 * arrivals,
                "orders_per_year": 12.0 * arrivals,
                "reviews_per_year": 0.0,
            }
        },
        selling=CALL_AT_ONCE,
        # The first order comes at once and adds 1; half a unit of credit absorbs rounding.
        finance={"opening_cash": opening - 1.0, "fixed_cost_per_month": 1.0, "credit_limit": 0.5},
        horizon=months * DAYS_PER_MONTH,
        seed=55,
    )
    runs = [outcomes_only(scenario, replication) for replication in range(count)]
    when = np.array([run.outcomes["insolvent_month"] for run in runs])
    distance = int(opening) + 1
    numbers = np.arange(distance, months + 1)
    law = distance / numbers * stats.poisson.pmf(numbers - distance, numbers * arrivals)
    ruined = int((~np.isnan(when)).sum())
    yield share_row("ruined within 60 months", "sum_n k/n P(Poisson(n l) = n-k)", float(law.sum()), ruined, count)
    early = int((when < 12.5).sum())
    first = float(law[numbers <= 12].sum())
    yield share_row("ruined within 12 months", "sum_n k/n P(Poisson(n l) = n-k)", first, early, count)


@oracle(
    "Ruin by claims: Cramér-Lundberg",
    setting="a dealer who pays nothing and orders exponential amounts at Poisson times is the claims "
    "(mean 1, 12 a year, the first at once); a regular customer's small orders are the premium "
    "(24 a year); the firm holds 2; two years stand for ever; 300 replications",
    source="Asmussen & Albrecher, Ruin Probabilities (2010), I.3 and IX.3: e^(-R u) with a claim at the start",
)
def cramer_lundberg() -> Iterator[Row]:
    claims, loading, opening, lump, goods, count = 12.0, 1.0, 2.0, 0.1, 0.001, 300
    premium = (1.0 + loading) * claims
    # An order quantity of almost nothing leaves Poisson orders of exponential size. Only goods cost money.
    claimant = {
        "accounts": 1,
        "wallet": claims / goods,
        "orders_per_year": None,
        "dealer": {"sale_value": 1.0 / goods, "order_quantity": 1e-9},
        "reviews_per_year": 0.0,
    }
    payer = {
        "accounts": 1,
        "wallet": premium / (1.0 - goods),
        "orders_per_year": premium / lump,
        "reviews_per_year": 0.0,
    }
    scenario = null_scenario(
        {"claims": claimant, "premium": payer},
        selling=CALL_AT_ONCE,
        relationship={"regularity": 400.0},
        finance={
            "gross_margin": 1.0 - goods,
            "dealer_discount": 1.0,
            # Lumps run ahead of an even premium by half a lump on average.
            "opening_cash": opening - lump / 2.0,
        },
        horizon=2.0 * YEAR,
        seed=57,
    )
    runs = [outcomes_only(scenario, replication) for replication in range(count)]
    ruined = int(sum(run.outcomes["insolvent"] for run in runs))
    exponent = loading / (1.0 + loading)
    yield share_row("ever ruined", "e^(-R u), R = h/((1+h) m)", math.exp(-exponent * opening), ruined, count)
