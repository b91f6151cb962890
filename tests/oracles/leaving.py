"""Oracles of leaving: BG/NBD, Pareto/NBD, competing risks, proportional hazards."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator.events import Cause
from tests.oracles.registry import Row, balance_row, mean_row, oracle, share_row
from tests.support.histories import History
from tests.support.worlds import CERTAIN, null_scenario, play

YEAR = 365.0
# Whoever re-tenders is lost, however good the firm's bid.
CERTAIN_LOSS = {"switching_cost": -4.0 * CERTAIN}


def gamma_rates(shape: float, rate: float) -> dict[str, Any]:
    """A gamma law by its textbook parameters."""
    return {"distribution": "gamma", "mean": shape / rate, "cv": 1.0 / math.sqrt(shape)}


def bgnbd_transactions(r: float, alpha: float, a: float, b: float, t: float) -> float:
    """Expected repeat orders up to t of a customer who is alive at 0, equation 9 of Fader, Hardie & Lee
    (2005)."""
    tail = special.hyp2f1(r, b, a + b - 1.0, t / (alpha + t))
    return float((a + b - 1.0) / (a - 1.0) * (1.0 - (alpha / (alpha + t)) ** r * tail))


def alive_and_counted(history: History, years: float, chosen: NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """Of chosen accounts at an age: repeat orders x, age of the last in years, and whether they are alive."""
    counts = history.counts(0.0, years * YEAR)[chosen]
    last = history.last_age(years * YEAR)[chosen] / YEAR
    return counts, last, (history.lifetime > years * YEAR)[chosen]


@oracle(
    "BG/NBD: dropout after orders",
    setting="order rates gamma (r = 1.2, a year's rate 0.3), dropout beta (0.8, 2.5) after every order, "
    "the first included; those who survive the first order are BG/NBD customers with b + 1",
    source="Fader, Hardie & Lee, Marketing Science 24 (2005), equations 9 and 10 and appendix; first "
    "order: Batislam, Denizel & Filiztekin, Int. J. Research in Marketing 24 (2007)",
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
    for name, group in (
        ("x = 0", counts == 0),
        ("x = 1 to 3", (counts > 0) & (counts <= 3)),
        ("x > 3", counts > 3),
    ):
        formula = "L(alive)/L, by quadrature"
        yield balance_row(f"P(alive), {name}", formula, chance[group], alive[group].astype(float))


@oracle(
    "Competing risks: shares of causes",
    setting="Poisson orders (6 a year) with dropout 0.1, re-tenders (1 a year) lost with chance 0.4, "
    "failures (0.3 a year)",
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
    yield share_row(
        "lost within 4 years, of the others",
        "1 - e^(-ht)",
        survived,
        int(later.sum()),
        int((lifetime > 0.0).sum()),
    )
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
