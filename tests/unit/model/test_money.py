"""Money: booking, insolvency, handling, prices, customer equity."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.events import Cause, EventKind
from simulator.model.equity import annuity, expected_margin
from simulator.model.money import discount_factor, handling_cost, post, price_factor
from simulator.model.state import NOBODY
from tests.support.states import fresh, make_customers

AMOUNTS = st.lists(st.floats(-1e4, 1e4), max_size=30)


@given(AMOUNTS)
def test_booking_keeps_cash_ledger_trough_and_insolvency(amounts: list[float]) -> None:
    p, s = fresh({"makers": {"accounts": 1}}, finance={"opening_cash": 5e3, "credit_limit": 2e3})
    cash, path, below = 5e3, [5e3], []
    for day, amount in enumerate(amounts):
        post(p, s, float(day), Cause.FIXED, amount, NOBODY, NOBODY)
        cash += amount
        path.append(cash)
        if cash < -2e3:
            below.append(float(day))
    assert s.firm.cash == cash
    assert s.firm.cash_trough == min(path)
    assert s.firm.insolvent_at == (below[0] if below else math.inf)
    assert sum(entry[1] == EventKind.INSOLVENT for entry in s.log) == min(1, len(below))
    assert sum(entry[1] == EventKind.LEDGER for entry in s.log) == sum(amount != 0.0 for amount in amounts)
    assert s.causes[Cause.FIXED].ledger == pytest.approx(cash - 5e3, abs=1e-6)


def test_present_value_is_discounted_by_the_day() -> None:
    p, s = fresh(finance={"discount_per_year": 0.2})
    post(p, s, 730.0, Cause.RECEIPT, 1000.0, 0, NOBODY)
    assert s.firm.npv == pytest.approx(1000.0 * math.exp(-0.4))


@given(st.floats(0.0, 1.0), st.floats(0.0, 3e4), st.floats(0.0, 3e4))
def test_discounting_is_multiplicative(rate: float, first: float, second: float) -> None:
    joint = discount_factor(rate, first) * discount_factor(rate, second)
    assert joint == pytest.approx(discount_factor(rate, first + second), rel=1e-9)


@given(st.integers(1, 1000), st.floats(0.0, 1.0))
def test_handling_falls_by_the_same_part_at_each_doubling(number: int, exponent: float) -> None:
    p, _ = fresh({"makers": {"accounts": 1}}, finance={"order_handling": 80.0, "order_learning": exponent})
    assert handling_cost(p, 1) == 80.0
    assert handling_cost(p, 2 * number) == pytest.approx(handling_cost(p, number) * 2.0**-exponent)


def test_a_price_is_index_times_discount_times_concession() -> None:
    dealer = {"orders_per_year": None, "dealer": {"sale_value": 100.0, "order_quantity": 900.0}}
    p, s = fresh({"makers": {}, "dealers": dealer}, finance={"dealer_discount": 0.2}, phase={"price": 1.1})
    s.book[0].concession = s.book[150].concession = 0.1
    assert price_factor(p, s, 0) == pytest.approx(1.1 * 0.9)
    assert price_factor(p, s, 150) == pytest.approx(1.1 * 0.8 * 0.9)


def rates(most: float) -> st.SearchStrategy[float]:
    """Rates per year: none, hardly any, or up to the most."""
    return st.one_of(st.just(0.0), st.floats(1e-300, most))


@given(rates(2.0), rates(0.5), st.floats(0.1, 30.0))
def test_an_annuity_falls_with_hazard_and_discount(hazard: float, discount: float, years: float) -> None:
    worth = annuity(100.0, hazard, discount, years)
    assert 0.0 < worth <= 100.0 * years * (1.0 + 1e-9)
    assert annuity(100.0, hazard + 0.5, discount, years) < worth
    assert annuity(100.0, hazard, discount, years + 1.0) >= worth * (1.0 - 1e-12)


def test_expected_margin_of_a_plain_customer() -> None:
    finance = {"gross_margin": 0.3, "order_handling": 10.0, "discount_per_year": 0.1, "equity_years": 5.0}
    p, s = fresh({"makers": {"dropout": 0.05}}, finance=finance)
    make_customers(s, [0])
    hazard = 12.0 * 0.05
    yearly = 12_000.0 * 0.3 - 12.0 * 10.0
    expected = yearly * (1.0 - math.exp(-(hazard + 0.1) * 5.0)) / (hazard + 0.1)
    assert expected_margin(p, s, 0, 0.0) == pytest.approx(expected)


def test_a_customer_that_costs_more_than_it_brings_is_worth_nothing() -> None:
    p, s = fresh(finance={"gross_margin": 0.01, "order_handling": 500.0})
    make_customers(s, [0])
    assert expected_margin(p, s, 0, 0.0) == 0.0
