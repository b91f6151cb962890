"""Back-tests: their intervals hold what they promise where the model is right, and fail where it is wrong."""

import numpy as np
import pytest
from scipy import stats

from experiments.calibration import mbgnbd, nbd, paretonbd
from experiments.calibration.backtest import backtest, future_orders
from experiments.calibration.choice import MODULES
from experiments.calibration.customers import Customers, customers_of
from experiments.calibration.likelihood import fit
from experiments.calibration.orders import Orders
from simulator.results import FloatArray

START, SPLIT, END = 730_000, 730_500, 730_700
FALSE_ALARM = 1e-4


def firm(seed: int, leaving: str, accounts: int = 250) -> Orders:
    """Accounts that begin within 200 days and leave by dropout, silently, or not at all."""
    random = np.random.default_rng([seed, 5])
    frequency = random.gamma(1.2, 1.0 / 40.0, accounts)
    chance = random.beta(0.8, 6.0, accounts) if leaving == "dropout" else np.zeros(accounts)
    silent = random.exponential(400.0, accounts) if leaving == "silent" else np.full(accounts, np.inf)
    rate = random.gamma(6.0, 1.0 / 500.0, accounts)
    account: list[int] = []
    day: list[int] = []
    for number in range(accounts):
        begin = now = START + random.uniform(0.0, 200.0)
        while now < min(END, begin + silent[number]):
            if not account or (account[-1], day[-1]) != (number, int(now)):
                account.append(number)
                day.append(int(now))
            if random.random() < chance[number]:
                break
            now += random.exponential(1.0 / frequency[number])
    values: FloatArray = random.gamma(4.0, 1.0 / rate[np.array(account)])
    return Orders(
        account=np.array(account),
        day=np.array(day),
        value=values,
        names=[str(number) for number in range(accounts)],
        until=END,
        seller=np.zeros(0, dtype=np.int64),
        lost_day=np.zeros(0, dtype=np.int64),
    )


def coverage(firms: int) -> dict[str, int]:
    hits: dict[str, int] = {}
    for seed in range(firms):
        orders = firm(seed, "dropout")
        found = backtest(orders, SPLIT, fit(mbgnbd.MODEL, customers_of(orders, SPLIT)), seed)
        for name, foretold in found.totals.items():
            hits[name] = hits.get(name, 0) + foretold.inside
    return hits


def check(firms: int) -> None:
    low, _ = stats.binom.interval(1.0 - FALSE_ALARM, firms, 0.9)
    hits = coverage(firms)
    assert set(hits) == {"orders", "active", "revenue", "top20_share"}
    assert min(hits.values()) >= low, hits


def test_intervals_hold_what_came() -> None:
    check(4)


@pytest.mark.slow
def test_intervals_hold_what_came_in_many_firms() -> None:
    check(200)


def test_a_model_that_knows_no_leaving_foretells_too_much() -> None:
    orders = firm(1, "dropout")
    found = backtest(orders, SPLIT, fit(nbd.MODEL, customers_of(orders, SPLIT))).totals
    assert found["orders"].seen < found["orders"].low
    assert not found["orders"].inside


def test_silent_leaving_is_foretold_too() -> None:
    found = []
    for seed in range(3):
        orders = firm(seed, "silent")
        found.append(backtest(orders, SPLIT, fit(paretonbd.MODEL, customers_of(orders, SPLIT))).totals["orders"])
    seen, foretold = sum(each.seen for each in found), sum(each.median for each in found)
    assert foretold == pytest.approx(seen, rel=0.25)


@pytest.mark.parametrize("name", list(MODULES))
def test_simulated_futures_have_the_expected_mean(name: str) -> None:
    values = np.array([1.2, 8.0, 0.8, 6.0])[: len(MODULES[name].MODEL.parameters)]
    row = Customers(
        repeats=np.full(20_000, 4), last=np.full(20_000, 20.0), age=np.full(20_000, 30.0), weights=np.ones(20_000)
    )
    drawn = future_orders(name, values, row, 25.0, np.random.default_rng(9), 5).sum(axis=0)
    expected = MODULES[name].expected(values, row.sample(1), 25.0)[0]
    error = float(drawn.std()) / np.sqrt(len(drawn))
    assert float(drawn.mean()) == pytest.approx(expected, abs=stats.norm.isf(FALSE_ALARM) * error)


def test_curves_end_at_the_totals() -> None:
    orders = firm(2, "dropout")
    found = backtest(orders, SPLIT, fit(mbgnbd.MODEL, customers_of(orders, SPLIT)))
    curve, total = found.curves["orders"], found.totals["orders"]
    assert len(found.steps) == len(curve.seen) == 7
    assert found.steps[-1] == pytest.approx((END - SPLIT) / 7.0)
    assert (curve.seen[-1], curve.low[-1], curve.median[-1], curve.high[-1]) == (
        total.seen, total.low, total.median, total.high
    )  # fmt: skip
    assert sorted(curve.median) == list(curve.median)


@pytest.mark.slow
def test_bands_of_the_curves_hold_what_came() -> None:
    """Per step 90 of 100 firms lie within the band."""
    firms = 120
    inside = {"orders": np.zeros(7), "active": np.zeros(7)}
    for seed in range(firms):
        orders = firm(seed, "dropout")
        found = backtest(orders, SPLIT, fit(mbgnbd.MODEL, customers_of(orders, SPLIT)), seed)
        for name, curve in found.curves.items():
            inside[name] += (np.array(curve.low) <= curve.seen) & (np.array(curve.seen) <= curve.high)
    low, _ = stats.binom.interval(1.0 - FALSE_ALARM, firms, 0.9)
    assert min(each.min() for each in inside.values()) >= low, inside
