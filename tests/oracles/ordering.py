"""Oracles of ordering while nobody leaves: NBD, compound Poisson, gamma-gamma, renewal, dealers."""

import math
from collections.abc import Iterator

import numpy as np
from scipy import special, stats

from tests.oracles.registry import Row, balance_row, mean_row, oracle, share_row, variance_row
from tests.support.histories import History
from tests.support.worlds import null_scenario, play

YEAR = 365.0


@oracle(
    "NBD: counts of repeat orders",
    setting="order rates gamma over accounts (r = 1.5, mean 4 a year), Poisson orders, nobody leaves; one"
    " year from the first order",
    source="Ehrenberg, Applied Statistics 8 (1959); Morrison & Schmittlein, J. Business & Econ. Stat. 6 (1988)",
)
def nbd_counts() -> Iterator[Row]:
    shape, mean = 1.5, 4.0
    rates = {"distribution": "gamma", "mean": mean, "cv": 1.0 / math.sqrt(shape)}
    history = History(
        play(null_scenario({"makers": {"accounts": 3000, "orders_per_year": rates}}, horizon=550.0, seed=21))
    )
    counts = history.counts(0.0, YEAR)[history.won_before(550.0 - YEAR)]
    law = stats.nbinom(shape, shape / (shape + mean))
    yield mean_row("mean", "r t/a", mean, counts)
    yield variance_row("variance", "m + m²/r", float(law.var()), counts)
    yield share_row("P(no repeat)", "(a/(a+t))^r", float(law.pmf(0)), int((counts == 0).sum()), len(counts))
    yield share_row("P(one repeat)", "NBD", float(law.pmf(1)), int((counts == 1).sum()), len(counts))
    yield share_row("P(more than 10)", "NBD", float(law.sf(10)), int((counts > 10).sum()), len(counts))


@oracle(
    "NBD: next year's orders of an account with x orders",
    setting="as above; two years from the first order",
    source="Morrison & Schmittlein (1988), conditional expectation",
)
def nbd_conditional() -> Iterator[Row]:
    shape, mean = 0.8, 3.0
    rates = {"distribution": "gamma", "mean": mean, "cv": 1.0 / math.sqrt(shape)}
    scenario = null_scenario({"makers": {"accounts": 2500, "orders_per_year": rates}}, horizon=915.0, seed=22)
    history = History(play(scenario))
    chosen = history.won_before(915.0 - 2.0 * YEAR)
    first, second = history.counts(0.0, YEAR)[chosen], history.counts(YEAR, 2.0 * YEAR)[chosen]
    rate = shape / mean
    for name, group in (
        ("x = 0", first == 0),
        ("x = 1 to 3", (first >= 1) & (first <= 3)),
        ("x > 3", first > 3),
    ):
        predicted = (shape + first[group]) / (rate + 1.0)
        yield balance_row(f"next year, {name}", "(r + x)/(a + t)", predicted, second[group])


@oracle(
    "Compound Poisson revenue",
    setting="Poisson orders, 12 a year, lognormal order values (sigma 0.8, mean 1000); 18 months from the first order",
    source="Feller, An Introduction to Probability Theory and Its Applications 1 (1968), XII.2",
)
def compound_poisson() -> Iterator[Row]:
    years, rate, sigma = 1.5, 12.0, 0.8
    scenario = null_scenario({"makers": {"accounts": 1500, "order_noise": sigma}}, horizon=750.0, seed=23)
    history = History(play(scenario))
    chosen = history.won_before(750.0 - years * YEAR)
    revenue = history.sums(0.0, years * YEAR)[chosen] / 1000.0
    counts = history.counts(0.0, years * YEAR)[chosen]
    yield mean_row("orders", "l t", rate * years, counts)
    yield variance_row("variance of orders", "l t", rate * years, counts)
    yield mean_row("revenue in thousands", "l t m", rate * years, revenue)
    yield variance_row("its variance", "l t (m² + s²)", rate * years * math.exp(sigma**2), revenue)


@oracle(
    "Gamma-gamma spend",
    setting="order values gamma (shape p = 4) around an account's own mean, p/nu with nu gamma (q = 7, "
    "9000); five orders predict the next five",
    source="Fader & Hardie, The gamma-gamma model of monetary value (2013), equations 3 and 5",
)
def gamma_gamma_spend() -> Iterator[Row]:
    p, q, scale = 4.0, 7.0, 9_000.0
    value = {"distribution": "gamma_gamma", "p": p, "q": q, "gamma": scale}
    scenario = null_scenario({"makers": {"accounts": 1500, "order_value": value}}, horizon=750.0, seed=24)
    history = History(play(scenario))
    ordered = [history.orders.amount[history.orders.account == account] for account in range(history.accounts)]
    spends = np.array([values[:10] for values in ordered if len(values) >= 10])
    before, after = spends[:, :5].mean(axis=1), spends[:, 5:].mean(axis=1)
    mean = p * scale / (q - 1.0)
    yield mean_row("mean order value", "p g/(q-1)", mean, after)
    between, within = mean**2 / (q - 2.0), mean**2 * (1.0 + 1.0 / (q - 2.0)) / p / 5.0
    yield variance_row("variance of a mean of five", "m²/(q-2) + E[p/nu²]/5", between + within, after)
    predicted = (scale + 5.0 * before) * p / (5.0 * p + q - 1.0)
    low = before < np.median(before)
    yield balance_row("next orders, low spenders", "p (g + x m)/(p x + q - 1)", predicted[low], after[low])
    yield balance_row("next orders, high spenders", "p (g + x m)/(p x + q - 1)", predicted[~low], after[~low])


@oracle(
    "Renewal theory: regular customers",
    setting="gamma intervals of shape 4 with mean a twelfth of a year; two years from the first order",
    source="Cox, Renewal Theory (1962), 3.2 and 4.2: P(N >= n) is the law of the sum of n intervals",
)
def renewal_counts() -> Iterator[Row]:
    shape, mean_days, days = 4.0, YEAR / 12.0, 2.0 * YEAR
    scenario = null_scenario({"makers": {"accounts": 1200}}, relationship={"regularity": shape}, horizon=915.0, seed=25)
    history = History(play(scenario))
    counts = history.counts(0.0, days)[history.won_before(915.0 - days)]
    numbers = np.arange(1, 400)
    reached = special.gammainc(shape * numbers, days * shape / mean_days)
    mean = float(reached.sum())
    variance = float(((2 * numbers - 1) * reached).sum()) - mean**2
    yield mean_row("mean count", "sum_n P(Gamma(n k) <= t)", mean, counts)
    yield variance_row("variance of the count", "sum_n (2n-1) P(..) - m²", variance, counts)
    yield mean_row("mean count, asymptotic", "t/m + (1/k - 1)/2", days / mean_days + (1.0 / shape - 1.0) / 2.0, counts)


@oracle(
    "Dealers: (s, S) cycles",
    setting="downstream sales Poisson with exponential sizes m = 2000, order quantity Q = 9000, wallet 120 000 a year",
    source="Axsäter, Inventory Control (2015), 5.3; memoryless overshoot of exponential sizes",
)
def dealer_cycles() -> Iterator[Row]:
    sale, quantity, wallet = 2_000.0, 9_000.0, 120_000.0
    dealer = {"sale_value": sale, "order_quantity": quantity}
    segment = {"accounts": 400, "orders_per_year": None, "wallet": wallet, "dealer": dealer}
    history = History(play(null_scenario({"dealers": segment}, horizon=1095.0, seed=26)))
    order = np.argsort(history.orders.account, kind="stable")
    account, time, value = (
        column[order] for column in (history.orders.account, history.orders.time, history.orders.amount)
    )
    # A fixed number of cycles per dealer, so that short cycles are not favoured by the horizon.
    position = np.arange(len(account)) - np.searchsorted(account, account)
    follows = np.flatnonzero((position >= 1) & (position <= 12))
    gaps, values = (time[follows] - time[follows - 1]) / YEAR, value[follows]
    rate = wallet / sale
    yield mean_row("interval in years", "(1 + Q/m)/l", (1.0 + quantity / sale) / rate, gaps)
    yield variance_row("its variance", "(1 + 2Q/m)/l²", (1.0 + 2.0 * quantity / sale) / rate**2, gaps)
    yield mean_row("order", "Q + m", quantity + sale, values)
    yield variance_row("its variance, in m²", "1", 1.0, values / sale)
    scores = (gaps - gaps.mean()) / gaps.std() * (values - values.mean()) / values.std()
    yield mean_row("correlation of the two", "0", 0.0, scores)
