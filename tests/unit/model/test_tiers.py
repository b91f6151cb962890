"""Tiers: key by revenue, reference, technology or alliance; and where a key account came from."""

from typing import Any

import pytest

from simulator.events import Cause, EventKind, Status, Tier
from simulator.model.bargaining import note_revenue
from simulator.model.leaving import lose_customer
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.model.tiers import tier_of, update_tiers
from tests.support.states import fresh, make_customers

# Revenue of five customers: shares of 50, 30, 15, 4 and 1 %.
REVENUES = (5_000.0, 3_000.0, 1_500.0, 400.0, 100.0)


def firm(**changes: Any) -> tuple[Parameters, State]:
    """Five customers with run rates."""
    tiers = {"key_share": 0.2, "mid_share": 0.03} | changes.pop("tiers", {})
    p, s = fresh(changes.pop("segments", None), tiers=tiers, **changes)
    make_customers(s, range(5))
    for account, revenue in enumerate(REVENUES):
        note_revenue(s, account, revenue, 0.0)
    return p, s


def test_tiers_follow_the_shares_of_run_rate_revenue() -> None:
    p, s = firm()
    update_tiers(p, s, 0.0)
    assert [s.book[account].tier for account in range(5)] == [Tier.KEY, Tier.KEY, Tier.MID, Tier.MID, Tier.SMALL]
    assert [row.count for row in s.tiers] == [0, 1, 2, 2]
    assert s.firm.largest_share == pytest.approx(0.5)


def test_a_key_account_needs_its_revenue() -> None:
    p, s = firm(tiers={"key_revenue": 4_000.0})
    update_tiers(p, s, 0.0)
    assert [s.book[account].tier for account in (0, 1)] == [Tier.KEY, Tier.MID]


def test_big_is_relative_to_the_firm() -> None:
    p, s = firm()
    assert tier_of(p, s, 3, 400.0, 1_000.0) == Tier.KEY
    assert tier_of(p, s, 3, 400.0, 100_000.0) == Tier.SMALL
    assert tier_of(p, s, 3, 0.0, 0.0) == Tier.SMALL


@pytest.mark.parametrize(
    ("field", "world", "origin"),
    [
        ("influence", {"references": {"lighthouse_influence": 1.0}}, Cause.LIGHTHOUSE),
        ("innovativeness", {"technology": {"early_adopter": 0.5}}, Cause.EARLY_ADOPTER),
        ("", {}, Cause.ALLY),
    ],
)
def test_small_customers_are_key_for_other_reasons(field: str, world: dict[str, Any], origin: Cause) -> None:
    p, s = firm(**world)
    if field:
        setattr(s.accounts[4], field, 1.0)
    else:
        s.book[4].is_ally = 1
    update_tiers(p, s, 0.0)
    assert (s.book[4].tier, s.book[4].origin) == (Tier.KEY, origin)
    assert s.causes[origin].key_accounts == 1


def test_origin_tells_landed_from_grown() -> None:
    p, s = firm(tiers={"landed_ratio": 0.5})
    s.book[0].first_rate, s.book[1].first_rate = 2_500.0, 1_000.0
    update_tiers(p, s, 12.0)
    assert [s.book[account].origin for account in (0, 1)] == [Cause.LANDED_BIG, Cause.GROWN]
    assert s.tally.first_key_at == 12.0
    told = [entry for entry in s.log if entry[1] == EventKind.BECAME_KEY]
    assert [(entry[2], entry[5]) for entry in told] == [(0, Cause.LANDED_BIG), (1, Cause.GROWN)]


def test_a_key_dealer_is_a_dealer() -> None:
    dealer = {"orders_per_year": None, "dealer": {"sale_value": 100.0, "order_quantity": 900.0}}
    p, s = firm(segments={"dealers": dealer})
    update_tiers(p, s, 0.0)
    assert s.book[0].origin == Cause.DEALER


def test_an_origin_is_told_once() -> None:
    p, s = firm()
    update_tiers(p, s, 0.0)
    update_tiers(p, s, 30.0)
    lose_customer(p, s, 0, 40.0, Cause.EVENT, 1.0)
    make_customers(s, [0])
    assert s.book[0].status == Status.CUSTOMER
    update_tiers(p, s, 60.0)
    assert sum(entry[1] == EventKind.BECAME_KEY for entry in s.log) == 2
