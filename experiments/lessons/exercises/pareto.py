"""Exercise 3: how unequal wallets are, from orders."""

from math import sqrt

import numpy as np

from experiments.lessons.exercise import Exercise, Question, counted, inferred
from experiments.lessons.records import chosen, order_table
from experiments.lessons.sealed import hidden, sealed_log, sealed_scenario
from simulator.events import EventKind
from simulator.results import EventLog, FloatArray

STORY = (
    "Five years of orders (`orders.csv`). All orders of an account are of the same value: its wallet divided by 12. "
    "Wallets are lognormal, and sellers had no favourites."
)


def pareto(seed: int) -> Exercise:
    """Lesson 3: how unequal wallets are, from orders."""
    sigma, median = hidden(seed, 3, "sigma", 0.5, 1.5), hidden(seed, 3, "median", 100e3, 400e3)
    law = f"{{distribution: lognormal, median: {median}, sigma: {sigma}}}"
    log = sealed_log(sealed_scenario(3, seed, f"world.segments.market.wallet={law}"))
    return Exercise(
        lesson=3, story=STORY, tables={"orders.csv": order_table(log)}, questions=_questions(log, sigma, median)
    )


def _questions(log: EventLog, sigma: float, median: float) -> tuple[Question, ...]:
    revenue, sizes = _by_account(log)
    n = len(sizes)
    return (
        counted(
            "top20_share",
            "Which part of all revenue came from the largest fifth of the accounts in the file?",
            float(revenue[: round(0.2 * n)].sum() / revenue.sum()),
            "add up by account, sort, and take a fifth of the number of accounts",
            margin=0.015,
        ),
        inferred(
            "sigma",
            "What is sigma, the standard deviation of the logarithm of wallets?",
            truth=sigma,
            error=sigma / sqrt(2 * n),
            reference=float(np.std(sizes, ddof=1)),
            look="natural logarithms, one value per account and not per order",
        ),
        inferred(
            "median_wallet",
            "What is the median wallet of the market (CNY a year)?",
            truth=median,
            error=median * sigma * 1.2533 / sqrt(n),
            reference=12 * float(np.exp(np.mean(sizes))),
            look="an order is a twelfth of a wallet; take the median over accounts, not over orders",
        ),
    )


def _by_account(log: EventLog) -> tuple[FloatArray, FloatArray]:
    """Of the accounts that ordered: revenue, the largest first, and the logarithm of the value of an order."""
    orders = chosen(log, EventKind.ORDERED)
    account, first = np.unique(log.account[orders], return_index=True)
    revenue = np.sort(np.bincount(log.account[orders], weights=log.amount[orders]))[::-1][: len(account)]
    return np.asarray(revenue, dtype=float), np.log(log.amount[orders][first])
