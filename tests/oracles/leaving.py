"""Oracles of leaving: BG/NBD, Pareto/NBD, competing risks, proportional hazards, M/G/infinity, the snowball."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, special, stats

from simulator.events import Cause, EventKind
from tests.oracles.registry import Row, balance_row, mean_row, oracle, share_row, variance_row
from tests.support.histories import History, happenings
from tests.support.worlds import CERTAIN, null_scenario, outcomes_only, play

YEAR = 365.0
# Whoever re-tenders is lost, however good the firm's bid.
CERTAIN_LOSS = {"switching_cost": -4.0 * CERTAIN}


def gamma_rates(shape: float, rate: float) -> dict[str, Any]:
    """A gamma law by its textbook parameters."""
    return {"distribution": "gamma", "mean": shape / rate, "cv": 1.0 / math.sqrt(shape)}


def bgnbd_transactions(r: float, alpha: float, a: float, b: float, t: float) -> float:
    """Expected repeat orders up to t of a customer who is alive at 0, equation 9 of Fader, Hardie & Lee (2005)."""
    tail = special.hyp2f1(r, b, a + b - 1.0, t / (alpha + t))
    return float((a + b - 1.0) / (a - 1.0) * (1.0 - (alpha / (alpha + t)) ** r * tail))


def alive_and_counted(history: History, years: float, chosen: NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """Repeat orders x, age of the last (years), and whether alive, of chosen accounts at an age of some years."""
    counts = history.counts(0.0, years * YEAR)[chosen]
    last = history.last_age(years * YEAR)[chosen] / YEAR
    return counts, last, (history.lifetime > years * YEAR)[chosen]


@oracle(
    "BG/NBD: dropout after orders",
    setting="order rates gamma (r = 1.2, a year's rate 0.3), dropout beta (0.8, 2.5) after every order, the first "
    "included; those who survive the first order are BG/NBD customers with b + 1",
    source="Fader, Hardie & Lee, Marketing Science 24 (2005), equations 9 and 10 and appendix; first order: "
    "Batislam, Denizel & Filiztekin, Int. J. Research in Marketing 24 (2007)",
)
def bg_nbd() -> Iterator[Row]:
    r, alpha, a, b, years = 1.2, 0.3, 0.8, 2.5, 1.5
    segment = {
        "accounts": 4000,
        "orders_per_year": gamma_rates(r, alpha),
        "dropout": {"distribution": "beta", "mean": a / (a + b), "concentration": a + b},
    }
    horizon = (years + 0.5) * YEAR
    history = History(play(null_scenario({"makers": segment}, horizon=horizon, seed=31)))
    chosen = history.won_before(horizon - years * YEAR)
    stayed = chosen & (history.lifetime > 0.0)
    survivors, cohort = int(stayed.sum()), int(chosen.sum())
    yield share_row("survive the first order", "b/(a+b)", b / (a + b), survivors, cohort)
    counts, last, alive = alive_and_counted(history, years, stayed)
    expected = bgnbd_transactions(r, alpha, a, b + 1.0, years)
    yield mean_row("repeat orders in 18 months", "E[X(t)], 2F1", expected, counts)
    half = bgnbd_transactions(r, alpha, a, b + 1.0, years / 3.0)
    yield mean_row("repeat orders in 6 months", "E[X(t)], 2F1", half, history.counts(0.0, years / 3.0 * YEAR)[stayed])
    none = (alpha / (alpha + years)) ** r
    yield share_row("P(no repeat)", "(a/(a+t))^r", none, int((counts == 0).sum()), len(counts))
    odds = a / (b + counts) * ((alpha + years) / (alpha + last)) ** (r + counts)
    chance = np.where(counts > 0, 1.0 / (1.0 + odds), 1.0)
    for name, group in (("x = 1 to 3", (counts >= 1) & (counts <= 3)), ("x > 3", counts > 3)):
        formula = "1/(1 + a/(b+x-1) ((a'+T)/(a'+t))^(r+x))"
        yield balance_row(f"P(alive), {name}", formula, chance[group], alive[group].astype(float))


def pareto_likelihood_ratio(r: float, alpha: float, s: float, beta: float, x: Any, last: Any, years: float) -> Any:
    """P(alive) of Pareto/NBD by quadrature over the time of death, Schmittlein, Morrison & Colombo (1987)."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    middle, half = (years + last) / 2.0, (years - last) / 2.0
    death = middle[:, None] + half[:, None] * nodes
    died = (alpha + death) ** -(r + x[:, None]) * (beta + death) ** -(s + 1.0)
    lost = s * half * (died @ weights)
    kept = (alpha + years) ** -(r + x) * (beta + years) ** -s
    return kept / (kept + lost)


@oracle(
    "Pareto/NBD: a silent death",
    setting="order rates gamma (r = 1.1, 0.25), re-tender hazards gamma (s = 2.5, 2 years), every re-tender is lost",
    source="Schmittlein, Morrison & Colombo, Management Science 33 (1987), equations 11 to 17",
)
def pareto_nbd() -> Iterator[Row]:
    r, alpha, s, beta, years = 1.1, 0.25, 2.5, 2.0, 2.0
    segment = {
        "accounts": 3000,
        "orders_per_year": gamma_rates(r, alpha),
        "retenders_per_year": gamma_rates(s, beta),
    }
    horizon = (years + 0.4) * YEAR
    scenario = null_scenario({"makers": segment}, choice=CERTAIN_LOSS, horizon=horizon, seed=32)
    history = History(play(scenario))
    chosen = history.won_before(horizon - years * YEAR)
    counts, last, alive = alive_and_counted(history, years, chosen)
    expected = r * beta / (alpha * (s - 1.0)) * (1.0 - (beta / (beta + years)) ** (s - 1.0))
    yield mean_row("repeat orders in 2 years", "r b/(a (s-1)) (1 - (b/(b+t))^(s-1))", expected, counts)
    yield share_row("alive after 2 years", "(b/(b+t))^s", (beta / (beta + years)) ** s, int(alive.sum()), len(alive))
    chance = pareto_likelihood_ratio(r, alpha, s, beta, counts, last, years)
    for name, group in (("x = 0", counts == 0), ("x = 1 to 3", (counts > 0) & (counts <= 3)), ("x > 3", counts > 3)):
        formula = "L(alive)/L, by quadrature"
        yield balance_row(f"P(alive), {name}", formula, chance[group], alive[group].astype(float))


@oracle(
    "Competing risks: shares of causes",
    setting="Poisson orders (6 a year) with dropout 0.1, re-tenders (1 a year) lost with chance 0.4, failures (0.3 a "
    "year)",
    source="Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data (2002), 8.2, constant hazards",
)
def competing_risks() -> Iterator[Row]:
    orders, dropout, tenders, loss, failures = 6.0, 0.1, 1.0, 0.4, 0.3
    segment = {
        "accounts": 3000,
        "orders_per_year": orders,
        "dropout": dropout,
        "retenders_per_year": tenders,
        "default_per_year": failures,
    }
    shift = math.log((1.0 - loss) / loss) - CERTAIN
    scenario = null_scenario({"makers": segment}, choice={"switching_cost": shift}, horizon=6.0 * YEAR, seed=33)
    history = History(play(scenario))
    chosen = history.won_before(YEAR)
    lifetime = history.lifetime[chosen] / YEAR
    cause = history.cause[chosen]
    total = orders * dropout + tenders * loss + failures
    gone = lifetime <= 4.0
    yield share_row("lost at the first order", "p", dropout, int((lifetime <= 0.0).sum()), len(lifetime))
    later = gone & (lifetime > 0.0)
    survived = 1.0 - math.exp(-4.0 * total)
    yield share_row("lost within 4 years, of the others", "1 - e^(-ht)", survived, int(later.sum()), int((lifetime > 0.0).sum()))
    hazards = {Cause.DROPOUT: orders * dropout, Cause.RETENDER: tenders * loss, Cause.DEFAULT: failures}
    for which, hazard in hazards.items():
        name = f"share of cause: {which.name.lower()}"
        yield share_row(name, "h_i / sum h", hazard / total, int((cause[later] == which).sum()), int(later.sum()))


@oracle(
    "Proportional hazards",
    setting="two segments whose re-tenders, all lost, come at 0.5 and 1.2 a year; log ratio of losses per year held",
    source="Cox, J. Royal Statistical Society B 34 (1972); for constant hazards the ratio of occurrence rates",
)
def proportional_hazards() -> Iterator[Row]:
    common = {"accounts": 1500, "orders_per_year": 0.01}
    scenario = null_scenario(
        {"slow": {**common, "retenders_per_year": 0.5}, "fast": {**common, "retenders_per_year": 1.2}},
        choice=CERTAIN_LOSS,
        horizon=3.0 * YEAR,
        seed=34,
    )
    run = play(scenario)
    history = History(run)
    end = np.minimum(history.lost_at, 3.0 * YEAR)
    for early, late in ((0.0, 0.75), (0.75, 3.0)):
        deaths, exposure = [], []
        for segment in (0, 1):
            members = (run.accounts["segment"] == segment) & (history.won_at < 3.0 * YEAR)
            age = (end - history.won_at)[members] / YEAR
            died = (history.lost_at[members] < 3.0 * YEAR) & (age > early) & (age <= late)
            deaths.append(int(died.sum()))
            exposure.append(float(np.clip(age - early, 0.0, late - early).sum()))
        yield Row(
            name=f"log hazard ratio, age {early:g} to {late:g} years",
            formula="ln(h2/h1)",
            theory=math.log(1.2 / 0.5),
            simulation=math.log(deaths[1] / exposure[1]) - math.log(deaths[0] / exposure[0]),
            standard_error=math.sqrt(1.0 / deaths[0] + 1.0 / deaths[1]),
        )


@oracle(
    "M/G/∞: number of customers",
    setting="400 prospects found at 0.25 a year each, lifetimes Lomax (gamma hazards s = 3, 2 years), 60 replications",
    source="Takács, Introduction to the Theory of Queues (1962), 3.2, with a finite source: N(t) is binomial, "
    "Poisson in the limit, and only the law of one lifetime counts",
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
            lambda found, at=after: find * math.exp(-find * found) * (beta / (beta + at - found)) ** s, 0.0, after
        )[0]
        column = customers[:, round(12 * after)]
        yield mean_row(f"mean after {after:g} years", "n P, P = int f(u) S(t-u) du", size * inside, column)
        yield variance_row(f"variance after {after:g} years", "n P (1-P)", size * inside * (1.0 - inside), column)


@oracle(
    "Alternating renewal: part of the time as a customer",
    setting="found at 4 a year, held for Exp(0.8 years), away for 90 days; 300 accounts over 12 years, the first two "
    "left out",
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
    setting="600 prospects found at 2 a year in all, Poisson orders (10 a year), each order brings a new customer with "
    "chance 0.1 and ends the relation with chance 0.2, the first order included; 100 replications of 8 years",
    source="Kendall, Biometrika 35 (1948): birth and death with immigration is negative binomial; with first orders "
    "(own derivation by generating functions): theta = q(1-p)/(p(1-q)), size = immigration/(orders q)",
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
