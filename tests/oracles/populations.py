"""Oracles of how many customers there are: M/G/infinity, alternating renewal, the referral snowball."""

import math
from collections.abc import Iterator

import numpy as np
from scipy import integrate, stats

from simulator.events import EventKind
from tests.oracles.leaving import CERTAIN_LOSS, YEAR, gamma_rates
from tests.oracles.registry import Row, mean_row, oracle, share_row, variance_row
from tests.support.histories import happenings
from tests.support.worlds import null_scenario, outcomes_only, play


@oracle(
    "M/G/∞: number of customers",
    setting="400 prospects found at 0.25 a year each, lifetimes Lomax (gamma hazards s = 3, 2 years), 60 replications",
    source="Takács, Introduction to the Theory of Queues (1962), 3.2, with a finite source: N(t) is "
    "binomial, Poisson in the limit, and only the law of one lifetime counts",
)
def customers_in_system() -> Iterator[Row]:
    size, find, s, beta, years = 400, 0.25, 3.0, 2.0, 6.0
    segment = {
        "accounts": size,
        "reviews_per_year": find,
        "orders_per_year": 0.01,
        "retenders_per_year": gamma_rates(s, beta),
    }
    scenario = null_scenario({"makers": segment}, choice=CERTAIN_LOSS, horizon=years * YEAR, seed=35)
    lines = [outcomes_only(scenario, replication).timeline["customers"] for replication in range(60)]
    customers = np.array(lines)
    for after in (2.0, 6.0):
        inside = integrate.quad(
            lambda found, at=after: find * math.exp(-find * found) * (beta / (beta + at - found)) ** s,
            0.0,
            after,
        )[0]
        column = customers[:, round(12 * after)]
        yield mean_row(f"mean after {after:g} years", "n P, P = int f(u) S(t-u) du", size * inside, column)
        yield variance_row(f"variance after {after:g} years", "n P (1-P)", size * inside * (1.0 - inside), column)


@oracle(
    "Alternating renewal: part of the time as a customer",
    setting="found at 4 a year, held for Exp(0.8 years), away for 90 days; 300 accounts over 12 years, "
    "the first two left out",
    source="Smith, J. Royal Statistical Society B 20 (1958); E[on] / (E[on] + E[off])",
)
def alternating_renewal() -> Iterator[Row]:
    segment = {"accounts": 300, "reviews_per_year": 4.0, "orders_per_year": 0.01, "retenders_per_year": 1.25}
    scenario = null_scenario(
        {"makers": segment},
        choice=CERTAIN_LOSS,
        relationship={"win_back_after": 90.0},
        horizon=12.0 * YEAR,
        seed=36,
    )
    run = play(scenario)
    assert run.events is not None
    start, end = 2.0 * YEAR, 12.0 * YEAR
    held = np.zeros(300)
    won, lost = happenings(run.events, EventKind.WON), happenings(run.events, EventKind.CUSTOMER_LOST)
    np.add.at(held, lost.account, np.clip(lost.time, start, end))
    np.subtract.at(held, won.account, np.clip(won.time, start, end))
    held[run.accounts["status"] == 3] += end
    theory = 0.8 / (0.8 + 0.25 + 90.0 / YEAR)
    yield mean_row("part of the time held", "E[on]/(E[on] + E[off])", theory, held / (end - start))


@oracle(
    "Referral snowball",
    setting="600 prospects found at 2 a year in all, Poisson orders (10 a year), each order brings a new "
    "customer with chance 0.1 and ends the relation with chance 0.2, the first order included; "
    "100 replications of 8 years",
    source="Kendall, Biometrika 35 (1948): birth and death with immigration is negative binomial; with "
    "first orders (own derivation by generating functions): theta = q(1-p)/(p(1-q)), size = "
    "immigration/(orders q)",
)
def referral_snowball() -> Iterator[Row]:
    size, found, orders, referral, dropout = 600, 2.0, 10.0, 0.1, 0.2
    segment = {
        "accounts": size,
        "reviews_per_year": found / size,
        "orders_per_year": orders,
        "influence": 1.0,
        "dropout": dropout,
    }
    scenario = null_scenario(
        {"makers": segment},
        references={"referral": referral},
        relationship={"win_back_after": 1.0},
        horizon=8.0 * YEAR,
        seed=37,
    )
    runs = [outcomes_only(scenario, replication) for replication in range(100)]
    customers = np.array([run.timeline["customers"][-1] for run in runs])
    theta = referral * (1.0 - dropout) / (dropout * (1.0 - referral))
    law = stats.nbinom(found / (orders * referral), 1.0 - theta)
    yield mean_row("customers in the end", "v(1-p)/(l(p-q))", float(law.mean()), customers)
    yield variance_row("their variance", "k th/(1-th)²", float(law.var()), customers)
    none = int((customers == 0).sum())
    yield share_row("P(no customer)", "(1-th)^k", float(law.pmf(0)), none, len(customers))
    average = [run.timeline["customers"][48:].mean() for run in runs]
    yield mean_row("customers, mean of years 5 to 8", "v(1-p)/(l(p-q))", float(law.mean()), average)
