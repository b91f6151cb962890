"""Growth of a relation: ageing, good and bad deliveries, visits, and what the share of wallet means for orders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.events import EventKind
from simulator.model.growth import (
    age,
    begin_relation,
    deepen,
    disappoint,
    mean_order_value,
    order_frequency,
    order_interval,
    order_value,
    upgrade_probability,
    visit,
    yearly_rate,
)
from simulator.model.parameters import SERVICE
from tests.support.states import fresh, make_customers

PART = st.floats(0.0, 1.0)
DEALER = {"orders_per_year": None, "dealer": {"sale_value": 500.0, "order_quantity": 4_500.0}}


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0), PART)
def test_ageing_twice_is_ageing_once(first: float, second: float, trust: float) -> None:
    decays = {"trust_decay_per_year": 0.7, "bond_decay_per_year": 1.3}
    levels = []
    for stops in ((first, first + second), (first + second,)):
        p, s = fresh({"makers": {"accounts": 1}}, relationship=decays)
        s.book[0].trust, s.book[0].bond = trust, trust
        for stop in stops:
            age(p, s, 0, stop)
        levels.append((s.book[0].trust, s.book[0].bond))
    assert levels[0] == pytest.approx(levels[1], rel=1e-12)
    assert levels[0][0] <= trust


@given(PART, PART, PART, PART, PART)
def test_a_good_delivery_lifts_and_a_bad_one_lowers_within_bounds(
    share: float, trust: float, gain: float, loss: float, theta: float
) -> None:
    rates = {"trust_gain": gain, "bond_gain": gain, "growth": gain, "trust_loss": loss, "setback": loss}
    p, s = fresh({"makers": {"accounts": 1}}, relationship=rates, phase={"personal_share": theta})
    make_customers(s, [0], share=share, trust=trust)
    deepen(p, s, 0)
    lifted = s.book[0].share, s.book[0].trust, s.book[0].bond
    assert share <= lifted[0] <= 1.0
    assert trust <= lifted[1] <= 1.0
    assert lifted[2] == pytest.approx(gain * theta)
    disappoint(p, s, 0)
    assert 0.0 <= s.book[0].share <= lifted[0]
    assert 0.0 <= s.book[0].trust <= lifted[1]


@given(st.floats(0.01, 1.0), PART)
def test_revenue_is_the_share_of_the_wallet_however_growth_is_split(share: float, psi: float) -> None:
    p, s = fresh({"makers": {"accounts": 1, "wallet": 36_000.0}}, relationship={"growth_in_value": psi})
    make_customers(s, [0], share=share)
    assert yearly_rate(p, s, 0) == pytest.approx(36_000.0 * share)


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_a_dealers_revenue_is_its_share_of_the_wallet(share: float) -> None:
    p, s = fresh({"dealers": {"accounts": 1, "wallet": 60_000.0, **DEALER}})
    make_customers(s, [0], share=share)
    assert mean_order_value(p, s, 0) == 5_000.0
    assert order_frequency(p, s, 0) * 365.0 == pytest.approx(12.0 * share)
    assert yearly_rate(p, s, 0) == pytest.approx(60_000.0 * share)


def test_a_dealer_orders_at_least_its_order_quantity() -> None:
    p, s = fresh({"dealers": {"accounts": 20, "wallet": 60_000.0, **DEALER}})
    make_customers(s, range(20))
    assert min(order_value(p, s, account) for account in range(20)) > 4_500.0
    assert min(order_interval(p, s, account) for account in range(20)) > 0.0


def test_growth_in_value_alone_leaves_the_frequency() -> None:
    p, s = fresh({"makers": {"accounts": 1}}, relationship={"growth_in_value": 1.0})
    make_customers(s, [0], share=0.25)
    assert order_frequency(p, s, 0) * 365.0 == pytest.approx(12.0)
    assert mean_order_value(p, s, 0) == pytest.approx(250.0)


def test_a_recession_thins_orders_out() -> None:
    p, s = fresh({"makers": {"accounts": 1}})
    make_customers(s, [0])
    before = order_frequency(p, s, 0), order_interval(p, s, 0)
    s.markets[0].demand = 0.5
    assert order_frequency(p, s, 0) == pytest.approx(before[0] * 0.5)
    assert order_interval(p, s, 0) == pytest.approx(before[1] * 2.0)


def test_without_a_share_no_order_comes() -> None:
    p, s = fresh({"makers": {"accounts": 1}})
    make_customers(s, [0], share=0.0)
    assert order_interval(p, s, 0) == float("inf")


@pytest.mark.parametrize(("risk", "share"), [(1e-300, 0.4), (0.5, 0.4 * 0.6065306597126334)])
def test_a_relation_begins_smaller_where_risk_is_seen(risk: float, share: float) -> None:
    p, s = fresh(relationship={"first_share": 0.4, "bond_start": 0.2}, choice={"prior_variance": risk})
    begin_relation(p, s, 0, 5.0)
    assert s.book[0].share == pytest.approx(share)
    assert (s.book[0].trust, s.book[0].bond, s.book[0].customer_since) == (0.5, 0.2, 5.0)


def test_a_return_remembers_trust_that_is_higher_than_a_stranger_gets() -> None:
    p, s = fresh(relationship={"trust_start": 0.3})
    s.book[0].trust = 0.6
    begin_relation(p, s, 0, 0.0)
    assert s.book[0].trust == 0.6


def test_upgrades_need_a_step_and_rise_with_trust_and_service() -> None:
    odds = {"upgrade_base": -1.0, "upgrade_trust": 1.0, "upgrade_service": 0.5, "upgrade_trust_service": 0.5}
    p, s = fresh(relationship=odds)
    assert upgrade_probability(p, s, 0) == 0.0
    p, s = fresh(relationship=odds | {"upgrade_step": 0.5})
    chances = []
    for trust, service in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)):
        s.book[0].trust, s.stocks[SERVICE].level = trust, service
        chances.append(upgrade_probability(p, s, 0))
    assert chances == sorted(chances)
    assert chances[1] == 0.5


def test_a_certain_upgrade_closes_its_part_of_the_gap() -> None:
    relation = {"upgrade_base": 100.0, "upgrade_step": 0.5, "share_max": 0.8}
    p, s = fresh(relationship=relation)
    make_customers(s, [0], share=0.2)
    visit(p, s, 0, 0, 1.0)
    assert s.book[0].share == pytest.approx(0.5)
    assert [entry[1] for entry in s.log] == [EventKind.VISITED, EventKind.UPGRADED]
