"""Run rates, dependence, concessions and payment terms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.bargaining import (
    account_run_rate,
    dependence,
    firm_run_rate,
    note_revenue,
    payment_term,
    pressure,
    set_concession,
)
from tests.support.states import fresh

INVOICES = st.lists(st.tuples(st.integers(0, 3), st.floats(1.0, 1e6), st.floats(0.0, 100.0)), min_size=1, max_size=20)


@given(INVOICES)
def test_the_firms_run_rate_is_the_sum_of_its_accounts(invoices: list[tuple[int, float, float]]) -> None:
    _, s = fresh({"makers": {"accounts": 4}})
    now = 0.0
    for account, amount, days in invoices:
        now += days
        note_revenue(s, account, amount, now)
    rates = [account_run_rate(s, account, now + 50.0) for account in range(4)]
    assert sum(rates) == pytest.approx(firm_run_rate(s, now + 50.0))
    shares = [dependence(s, account, now + 50.0) for account in range(4)]
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert sum(shares) == pytest.approx(1.0)


def test_a_run_rate_fades_with_a_memory_of_one_year() -> None:
    _, s = fresh()
    note_revenue(s, 0, 1000.0, 10.0)
    assert account_run_rate(s, 0, 375.0) == pytest.approx(1000.0 / math.e)


def test_steady_revenue_runs_at_its_yearly_rate() -> None:
    _, s = fresh()
    for day in range(3650):
        note_revenue(s, 0, 10.0, float(day))
    assert account_run_rate(s, 0, 3649.5) == pytest.approx(3650.0, rel=1e-3)


def test_nobody_depends_on_a_firm_without_revenue() -> None:
    _, s = fresh()
    assert dependence(s, 0, 5.0) == 0.0


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_pressure_rises_with_dependence(one: float, other: float) -> None:
    p, _ = fresh({"makers": {"accounts": 1}}, bargaining={"half_dependence": 0.2})
    assert 0.0 <= pressure(p, min(one, other)) <= pressure(p, max(one, other)) < 1.0
    assert pressure(p, 0.2) == 0.5


@pytest.mark.parametrize(("cap", "granted", "denied"), [(1.0, 0.1, 0.0), (0.04, 0.04, 0.06), (0.0, 0.0, 0.1)])
def test_a_concession_is_capped_and_the_rest_is_resented(cap: float, granted: float, denied: float) -> None:
    p, s = fresh(bargaining={"concession_max": 0.12, "half_dependence": 0.2}, phase={"concession_cap": cap})
    note_revenue(s, 0, 500.0, 0.0)
    set_concession(p, s, 0, 0.0)
    assert s.book[0].concession == pytest.approx(granted)
    assert s.book[0].denied == pytest.approx(denied)


@pytest.mark.parametrize(("cap", "term"), [(1e9, 80.0), (50.0, 50.0), (10.0, 30.0)])
def test_a_term_grows_with_weight_up_to_the_cap_but_not_below_the_usual_one(cap: float, term: float) -> None:
    p, s = fresh(
        bargaining={"term_extra": 60.0, "half_dependence": 0.2},
        finance={"payment_term": 30.0},
        phase={"term_cap": cap},
    )
    assert payment_term(p, s, 0, 0.0) == 30.0
    note_revenue(s, 0, 500.0, 0.0)
    assert payment_term(p, s, 0, 0.0) == pytest.approx(term)
