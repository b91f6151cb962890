"""Oracles of concentration and of blows: top shares, Gibrat, time bomb, departures, attacks, adoption."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import stats
from scipy.sparse import csc_array
from scipy.sparse.linalg import expm_multiply

from simulator.events import Cause, EventKind
from simulator.measures import gini, hhi, top_share
from simulator.model.population import draw_population
from tests.oracles.choosing import logistic
from tests.oracles.registry import Row, balance_row, mean_row, oracle, share_row, variance_row
from tests.support.histories import Floats, History, happenings
from tests.support.worlds import CERTAIN, null_scenario, outcomes_only, play

YEAR = 365.0


def wallets(wallet: dict[str, Any], accounts: int, seed: int, replications: int) -> list[Floats]:
    """Wallets of several populations."""
    world = null_scenario({"makers": {"accounts": accounts, "wallet": wallet}}).world
    drawn = [draw_population(world, seed, replication) for replication in range(replications)]
    return [population["wallet"] for population in drawn]


@oracle(
    "Lognormal wallets: top shares and Gini",
    setting="sigma 1.2, 5000 accounts, 200 populations",
    source="Aitchison & Brown, The Lognormal Distribution (1957), 11.3",
)
def lognormal_concentration() -> Iterator[Row]:
    sigma = 1.2
    drawn = wallets({"distribution": "lognormal", "median": 50_000.0, "sigma": sigma}, 5000, 71, 200)
    theory = float(2.0 * stats.norm.cdf(sigma / math.sqrt(2.0)) - 1.0)
    yield mean_row("Gini", "2 Phi(s/sqrt 2) - 1", theory, [gini(sizes) for sizes in drawn])
    for part in (0.05, 0.2):
        share = float(stats.norm.cdf(sigma - stats.norm.isf(part)))
        name = f"share of the top {part:.0%}"
        yield mean_row(name, "Phi(s - Phi⁻¹(1-q))", share, [top_share(sizes, part) for sizes in drawn])
    index = math.exp(sigma**2)
    yield mean_row("HHI times n", "E[X²]/E[X]² = e^(s²)", index, [hhi(sizes) * len(sizes) for sizes in drawn])


@oracle(
    "Pareto tail: top shares and Gini",
    setting="accounts beyond the joint of the lognormal-Pareto law (tail half, exponent 3.5), 20 000 "
    "accounts, 100 populations",
    source="Arnold, Pareto Distributions (2015), 4.2",
)
def pareto_concentration() -> Iterator[Row]:
    law = {
        "distribution": "lognormal_pareto",
        "median": 50_000.0,
        "sigma": 1.0,
        "tail_probability": 0.5,
        "tail_exponent": 3.5,
    }
    tails = [sizes[sizes > 50_000.0] for sizes in wallets(law, 20_000, 72, 100)]
    yield mean_row("Gini", "1/(2a - 1)", 1.0 / 6.0, [gini(sizes) for sizes in tails])
    top = 0.2 ** (1.0 - 1.0 / 3.5)
    yield mean_row("share of the top 20%", "q^(1 - 1/a)", top, [top_share(sizes, 0.2) for sizes in tails])


@oracle(
    "Gibrat: wallets after four years of shocks",
    setting="2000 equal wallets, yearly growth 0.03 and volatility 0.25 of the logarithm",
    source="Gibrat, Les inégalités économiques (1931); Sutton, J. Economic Literature 35 (1997)",
)
def gibrat_wallets() -> Iterator[Row]:
    segment = {
        "accounts": 2000,
        "reviews_per_year": 0.0,
        "wallet_growth_per_year": 0.03,
        "wallet_volatility": 0.25,
    }
    run = outcomes_only(null_scenario({"makers": segment}, horizon=4.0 * YEAR + 1.0, seed=78))
    logs = np.log(run.accounts["wallet"].astype(np.float64) / 12_000.0)
    yield mean_row("mean of the logarithm", "g t", 0.12, logs)
    yield variance_row("its variance", "s² t", 0.25, logs)


@oracle(
    "Time bomb: variance of the retained share",
    setting="30 accounts with lognormal wallets (sigma 1.2), each lost at 0.3 a year whatever its size; "
    "what is kept of the wallets held after 6 months, 12 months later; 400 replications",
    source="variance of a weighted sum of independent trials: HHI p (1-p)",
)
def time_bomb() -> Iterator[Row]:
    wallet = {"distribution": "lognormal", "median": 50_000.0, "sigma": 1.2}
    segment = {
        "accounts": 30,
        "wallet": wallet,
        "orders_per_year": 0.01,
        "reviews_per_year": 24.0,
        "default_per_year": 0.3,
    }
    scenario = null_scenario({"makers": segment}, horizon=1.5 * YEAR, seed=73)
    kept_chance = math.exp(-0.3)
    kept, index = [], []
    for replication in range(400):
        run = play(scenario, replication)
        history = History(run)
        held = (history.won_at < 0.5 * YEAR) & (history.lost_at >= 0.5 * YEAR)
        sizes = run.accounts["wallet"][held].astype(np.float64)
        kept.append(float(sizes[history.lost_at[held] > 1.5 * YEAR].sum() / sizes.sum()))
        index.append(hhi(sizes))
    yield mean_row("retained share", "p = e^(-h)", kept_chance, kept)
    squares = (np.array(kept) - kept_chance) ** 2
    yield balance_row("its variance", "HHI p (1-p)", np.array(index) * kept_chance * (1.0 - kept_chance), squares)


@oracle(
    "Rep shock: two customers of one seller",
    setting="one seat, 60 customers held after 6 months, departures 0.5 a year, follow chance 0.4, own "
    "failures 0.2 a year; pairs that both survive 2 more years; 300 replications",
    source="Marshall & Olkin, J. American Statistical Association 62 (1967): common shocks",
)
def rep_shock() -> Iterator[Row]:
    leave, follow, fail, years = 0.5, 0.4, 0.2, 2.0
    segment = {"accounts": 60, "orders_per_year": 0.01, "reviews_per_year": 24.0, "default_per_year": fail}
    scenario = null_scenario(
        {"makers": segment},
        people={"turnover_per_year": leave, "follow_base": math.log(follow / (1.0 - follow))},
        horizon=2.5 * YEAR,
        seed=74,
    )
    lines = np.array([outcomes_only(scenario, replication).timeline["customers"] for replication in range(300)])
    before, after = lines[:, 6], lines[:, 30]
    single = math.exp(-(fail + leave * follow) * years)
    yield mean_row("one survives", "e^(-(h + d f) t)", single, after / before)
    both = math.exp(-(2.0 * fail + leave * (1.0 - (1.0 - follow) ** 2)) * years)
    pairs = after * (after - 1.0) / (before * (before - 1.0))
    yield mean_row("both survive", "e^(-(2h + d (1 - (1-f)²)) t)", both, pairs)


@oracle(
    "Attacks: how often, on whom, and with what success",
    setting="12 attacks a year on 40 customers, weight run rate to the power 1, log-odds of success -1.2 "
    "at trust 0.5; lost customers come back at once; 40 years",
    source="marked Poisson process; Kingman, Poisson Processes (1993), 5.2",
)
def attack_targets() -> Iterator[Row]:
    years, rate = 40.0, 12.0
    wallet = {"distribution": "lognormal", "median": 12_000.0, "sigma": 1.0}
    scenario = null_scenario(
        {"makers": {"accounts": 40, "wallet": wallet, "orders_per_year": 6.0}},
        competition={"attacks_per_year": rate, "base": CERTAIN, "trust": 2.0},
        choice={"switching_cost": CERTAIN + 0.2},
        relationship={"win_back_after": 0.0},
        horizon=years * YEAR,
        seed=75,
    )
    run = play(scenario)
    assert run.events is not None
    history = History(run)
    held = happenings(run.events, EventKind.ATTACKED)
    lost = happenings(run.events, EventKind.CUSTOMER_LOST)
    successes, attacks = int((lost.cause == Cause.ATTACK).sum()), len(held.time) + len(lost.time)
    expected = rate * years
    yield Row(
        name="attacks in 40 years",
        formula="a t",
        theory=expected,
        simulation=float(attacks),
        standard_error=math.sqrt(expected),
    )
    yield share_row("success", "logistic(a0 - b T - c)", logistic(-1.2), successes, attacks)
    # A lost customer's status ends with the attack: the survivors of failed attacks show the weights.
    weights, targets = [], []
    orders = history.orders
    for time, target in zip(held.time, held.account, strict=True):
        before = orders.time < time
        fading = orders.amount[before] * np.exp((orders.time[before] - time) / YEAR)
        level = np.bincount(orders.account[before], weights=fading, minlength=40)
        level[_away(run.events, time)] = 0.0
        weights.append(float((level**2).sum() / level.sum() ** 2))
        targets.append(float(level[target] / level.sum()))
    yield balance_row("mean share of the attacked", "sum of squared shares", weights, targets)


def _away(log: Any, time: float) -> Any:
    """Accounts that were no customers just before a moment: their last win or loss was a loss, or there is
    none."""
    state = np.zeros(40, dtype=np.int64)
    changes = happenings(log, EventKind.WON, EventKind.CUSTOMER_LOST)
    kinds = log.event[np.isin(log.event, [EventKind.WON, EventKind.CUSTOMER_LOST])]
    before = changes.time < time
    state[changes.account[before]] = kinds[before] == EventKind.WON
    return np.flatnonzero(state == 0)


def adopters(size: int, innovation: float, imitation: float, years: float) -> tuple[float, float]:
    """Exact mean and variance of adopters: forward equations of the pure birth process."""
    count = np.arange(size + 1)
    rate = (size - count) * (innovation + imitation * count / size)
    generator = csc_array(np.diag(-rate) + np.diag(rate[:-1], -1))
    start = np.zeros(size + 1)
    start[0] = 1.0
    law = expm_multiply(generator * years, start)
    mean = float((count * law).sum())
    return mean, float((count**2 * law).sum()) - mean**2


@oracle(
    "Bass: adoption of a new field",
    setting="innovation 0.08 a year at fitness 0.5, imitation 0.6 a year; 60 replications with 100 "
    "accounts, 4 with 1500",
    source="Bass, Management Science 15 (1969); stochastic form: Niu, Marketing Science 21 (2002), a "
    "pure birth process",
)
def bass_curve() -> Iterator[Row]:
    innovation, imitation = 0.04, 0.6

    def adopted(size: int, replications: int, years: float, seed: int) -> Floats:
        segment = {
            "accounts": size,
            "reviews_per_year": 0.0,
            "orders_per_year": 0.01,
            "new_field": {"innovation_per_year": 0.08, "imitation_per_year": imitation},
        }
        scenario = null_scenario(
            {"pioneers": segment}, technology={"fitness_start": 0.5}, horizon=years * YEAR, seed=seed
        )
        runs = [play(scenario, replication) for replication in range(replications)]
        return np.array([len(happenings(run.events, EventKind.ADOPTED).time) for run in runs if run.events])

    small = adopted(100, 60, 4.0, 76)
    mean, variance = adopters(100, innovation, imitation, 4.0)
    yield mean_row("adopters of 100 in 4 years", "pure birth, forward equations", mean, small)
    squares = (small - mean) ** 2
    yield mean_row("their variance", "pure birth, forward equations", variance, squares)
    large = adopted(1500, 4, 5.0, 77)
    together = math.exp(-(innovation + imitation) * 5.0)
    curve = (1.0 - together) / (1.0 + imitation / innovation * together)
    _, spread = adopters(1500, innovation, imitation, 5.0)
    yield Row(
        name="part of 1500 in 5 years",
        formula="(1 - e^(-(p+q)t))/(1 + q/p e^(-(p+q)t))",
        theory=curve,
        simulation=float(large.mean() / 1500.0),
        standard_error=math.sqrt(spread / len(large)) / 1500.0,
    )
