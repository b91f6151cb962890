"""Whom sellers turn to: the pure chase picks the biggest, the pure base the likeliest per day of work."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.events import Status
from simulator.model.parameters import Parameters
from simulator.model.state import NOBODY, State
from simulator.model.targeting import (
    expected_odds,
    list_targets,
    pick_customer,
    pick_prospect,
    score,
    should_hunt,
    typical_cycle,
    wanted,
)
from tests.support.states import fresh, make_customers

WALLET = {"distribution": "lognormal", "median": 20_000.0, "sigma": 1.2}
CHASE = {"size_exponent": 1.0, "odds_exponent": 0.0, "effort_exponent": 0.0}
BASE = {"size_exponent": 0.0, "odds_exponent": 1.0, "effort_exponent": 1.0}


def market(targeting: dict[str, Any], **changes: Any) -> tuple[Parameters, State]:
    """Thirty unequal accounts, all of which a seller looks at."""
    selling = {"sample": 500, "cold_success": 0.5, "cycle": 44.0, "cycle_size_exponent": 0.45, "prospecting": 5.0}
    p, s = fresh(
        {"makers": {"accounts": 30, "wallet": WALLET, "risk_aversion": 0.5, "risk_size_exponent": 0.5}},
        selling=selling,
        choice={"intercept": 0.5, "prior_variance": 1.0},
        phase={"targeting": targeting, **changes},
    )
    list_targets(p, s)
    return p, s


def test_the_pure_chase_picks_the_biggest_as_seen() -> None:
    p, s = market(CHASE)
    biggest = max(range(30), key=lambda account: s.accounts[account].observed_wallet)
    assert pick_prospect(p, s, 0, 0.0) == biggest
    s.book[biggest].status = Status.COOLING
    second = max(set(range(30)) - {biggest}, key=lambda account: s.accounts[account].observed_wallet)
    assert pick_prospect(p, s, 0, 0.0) == second


def test_the_pure_base_picks_the_best_chance_per_day() -> None:
    p, s = market(BASE)

    def worth(account: int) -> float:
        days = typical_cycle(p, s.accounts[account].observed_wallet) + 5.0 / 0.5
        return expected_odds(p, s, account, 0.0) / days

    assert pick_prospect(p, s, 0, 0.0) == max(range(30), key=worth)


@given(st.floats(0.1, 3.0), st.integers(0, 29), st.integers(0, 29))
def test_the_chase_ranks_by_wallet_alone(exponent: float, one: int, other: int) -> None:
    p, s = market(CHASE | {"size_exponent": exponent})
    bigger = s.accounts[one].wallet > s.accounts[other].wallet
    assert (score(p, s, one, 1.0, 0.0, 0.0) > score(p, s, other, 1.0, 0.0, 0.0)) == bigger


def test_the_same_score_for_a_lead_needs_no_window_and_no_waiting() -> None:
    p, s = market(BASE)
    assert score(p, s, 0, 1.0, 0.0, 0.0) > score(p, s, 0, 0.5, 10.0, 0.0)


def test_a_seat_draws_anew_at_each_look() -> None:
    p, s = market(CHASE)
    p = p._replace(selling=p.selling.model_copy(update={"sample": 1}))
    assert len({pick_prospect(p, s, 0, 0.0) for _ in range(30)}) > 5
    assert s.sellers[0].attempts == 30


@pytest.mark.parametrize(
    "targeting", [{"min_wallet": 20_000.0}, {"max_wallet": 20_000.0}, {"segments": ["makers"]}, {"min_wallet": 1e12}]
)
def test_only_wanted_accounts_are_listed(targeting: dict[str, Any]) -> None:
    p, s = market(CHASE | targeting)
    listed = s.targets[: s.firm.target_count]
    assert listed == [account for account in range(30) if wanted(p, s, account)]
    low, high = targeting.get("min_wallet", 0.0), targeting.get("max_wallet", 1e99)
    assert all(low <= s.accounts[account].observed_wallet <= high for account in listed)
    assert (pick_prospect(p, s, 0, 0.0) == NOBODY) == (not listed)


def test_nobody_calls_where_calls_never_succeed() -> None:
    p, s = fresh(selling={"cold_success": 0.0})
    list_targets(p, s)
    assert pick_prospect(p, s, 0, 0.0) == NOBODY


@given(st.floats(0.1, 1.0), st.floats(0.0, 1.0))
def test_time_is_split_as_the_strategy_asks(hunt: float, grow: float) -> None:
    p, s = fresh({"makers": {"accounts": 1}}, phase={"effort": {"hunt": hunt, "grow": grow}})
    seller = s.sellers[0]
    for _ in range(400):
        if should_hunt(p, s, 0):
            seller.hunt_time += 1.0
        else:
            seller.grow_time += 1.0
    assert seller.hunt_time / 400.0 == pytest.approx(hunt / (hunt + grow), abs=0.01)


def test_visits_go_where_room_and_wallet_are() -> None:
    p, s = market(CHASE)
    make_customers(s, [0, 1, 2], share=0.5)
    biggest = max((0, 1, 2), key=lambda account: s.accounts[account].observed_wallet)
    assert pick_customer(p, s, 0, 10.0) == biggest
    s.book[biggest].share = 1.0
    assert pick_customer(p, s, 0, 10.0) != biggest


def test_a_customer_just_visited_waits_for_its_turn() -> None:
    p, s = market({"size_exponent": 0.0})
    make_customers(s, [0, 1], share=0.5)
    s.book[0].visited = 10.0
    assert pick_customer(p, s, 0, 11.0) == 1


def test_without_customers_there_is_nobody_to_visit() -> None:
    p, s = market(CHASE)
    assert pick_customer(p, s, 0, 10.0) == NOBODY
