"""What drives customers away: the signs of the weights, and what a loss leaves behind."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.events import Cause, EventKind, Status
from simulator.model.leaving import dropout_probability, lose_customer, price_gap
from simulator.model.state import NOBODY
from tests.support.states import fresh, make_customers

INNER = st.floats(0.001, 0.999)


@given(INNER)
def test_without_weights_it_is_the_accounts_own_dropout(dropout: float) -> None:
    p, s = fresh({"makers": {"accounts": 1, "dropout": dropout}})
    make_customers(s, [0], trust=0.9)
    assert dropout_probability(p, s, 0, True) == pytest.approx(dropout)


@pytest.mark.parametrize("dropout", [0.0, 1.0])
def test_certain_accounts_stay_certain(dropout: float) -> None:
    p, s = fresh({"makers": {"accounts": 1, "dropout": dropout}}, leaving={"trust": 5.0, "late": 5.0})
    make_customers(s, [0])
    assert dropout_probability(p, s, 0, True) == dropout


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_trust_and_bond_hold_customers(low: float, high: float) -> None:
    low, high = sorted((low, high))
    p, s = fresh({"makers": {"accounts": 2, "dropout": 0.1}}, leaving={"trust": 2.0, "bond": 1.0})
    make_customers(s, [0, 1])
    s.book[0].trust, s.book[1].trust = low, high
    assert dropout_probability(p, s, 1, False) <= dropout_probability(p, s, 0, False)
    s.book[0].trust, s.book[1].trust = 0.5, 0.5
    s.book[0].bond, s.book[1].bond = low, high
    assert dropout_probability(p, s, 1, False) <= dropout_probability(p, s, 0, False)


def test_lateness_and_price_drive_customers_away() -> None:
    leaving = {"late": 0.7, "price": 2.0}
    chances = []
    for price, late in ((1.0, False), (1.0, True), (1.2, True)):
        p, s = fresh({"makers": {"accounts": 1, "dropout": 0.1}}, leaving=leaving, phase={"price": price})
        make_customers(s, [0])
        chances.append(dropout_probability(p, s, 0, late))
    odds = [math.log(chance / (1.0 - chance)) for chance in chances]
    assert odds[1] - odds[0] == pytest.approx(0.7)
    assert odds[2] - odds[1] == pytest.approx(2.0 * math.log(1.2))


def test_a_denied_concession_counts_like_a_higher_price() -> None:
    p, s = fresh(phase={"price": 1.1})
    s.book[0].denied = 0.05
    s.markets[0].price = 0.9
    assert price_gap(p, s, 0) == pytest.approx(math.log(1.1 / 0.9) + 0.05)


def test_size_holds_large_customers_where_it_weighs() -> None:
    wallet = {"distribution": "lognormal", "median": 1e4, "sigma": 1.0}
    p, s = fresh({"makers": {"accounts": 30, "wallet": wallet, "dropout": 0.1}}, leaving={"size": 0.5})
    make_customers(s, range(30))
    by_size = sorted(range(30), key=lambda account: s.accounts[account].wallet)
    chances = [dropout_probability(p, s, account, False) for account in by_size]
    assert chances == sorted(chances, reverse=True)


def test_a_loss_is_told_counted_and_remembered() -> None:
    p, s = fresh(relationship={"memory": 0.25})
    make_customers(s, [3, 4, 5], trust=0.8)
    lose_customer(p, s, 4, 10.0, Cause.RETENDER, 0.5)
    gone = s.book[4]
    assert (gone.status, gone.owner, gone.share, gone.bond) == (Status.LOST, NOBODY, 0.0, 0.0)
    assert gone.trust == pytest.approx(0.2)
    assert (s.firm.customers, s.tally.lost, s.causes[Cause.RETENDER].lost) == (2, 1, 1)
    assert (s.book[3].next_owned, s.sellers[0].owned) == (5, 2)
    assert s.log[-1] == (10.0, EventKind.CUSTOMER_LOST, 4, 0, 0.5, Cause.RETENDER)
