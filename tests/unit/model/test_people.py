"""Sellers: whose customers are whose, as linked lists against plain ones; the ramp; seats that open and close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.parameters import Parameters
from simulator.model.people import days_for, disown, draw_skill, freest_seat, open_seats, own, ramp_days, rotate
from simulator.model.state import NOBODY, State
from tests.support.states import fresh, make_customers

ACCOUNTS, SEATS = 6, 3
STEPS = st.lists(
    st.tuples(st.sampled_from(["own", "disown", "rotate"]), st.integers(0, ACCOUNTS - 1), st.integers(0, SEATS - 1)),
    max_size=40,
)


def team(seats: int = SEATS) -> tuple[Parameters, State]:
    p, s = fresh({"makers": {"accounts": ACCOUNTS}}, phase={"reps": seats})
    open_seats(p, s, 0.0)
    return p, s


def owned_by(s: State, seat: int) -> list[int]:
    """A seat's list, read forwards; read backwards it has to be the same."""
    forwards, account = [], s.sellers[seat].first_owned
    while account != NOBODY:
        forwards.append(account)
        account = s.book[account].next_owned
    backwards, account = [], s.sellers[seat].last_owned
    while account != NOBODY:
        backwards.append(account)
        account = s.book[account].previous_owned
    assert forwards == backwards[::-1]
    assert len(forwards) == s.sellers[seat].owned
    return forwards


@given(STEPS)
def test_linked_lists_are_plain_lists(steps: list[tuple[str, int, int]]) -> None:
    _, s = team()
    plain: list[list[int]] = [[] for _ in range(SEATS)]
    for step, account, seat in steps:
        owner = s.book[account].owner
        if step == "own" and owner == NOBODY:
            own(s, seat, account)
            plain[seat].append(account)
        elif step == "disown" and owner != NOBODY:
            disown(s, account)
            plain[owner].remove(account)
        elif step == "rotate" and owner != NOBODY:
            rotate(s, account, 7.0)
            plain[owner].remove(account)
            plain[owner].append(account)
            assert s.book[account].visited == 7.0
        assert [owned_by(s, seat) for seat in range(SEATS)] == plain
        assert all((s.book[a].owner == NOBODY) == all(a not in accounts for accounts in plain) for a in range(ACCOUNTS))


@given(st.floats(0.1, 300.0), st.floats(0.0, 250.0), st.floats(1.0, 200.0), st.floats(0.05, 1.0))
def test_the_ramp_does_exactly_the_work(work: float, tenure: float, ramp: float, start: float) -> None:
    days = ramp_days(work, tenure, ramp, start)

    def done(until: float) -> float:
        """Work done since the first day: the integral of the strength."""
        climb = min(until, ramp)
        return start * climb + (1.0 - start) * climb**2 / (2.0 * ramp) + max(0.0, until - ramp)

    assert done(tenure + days) - done(tenure) == pytest.approx(work, rel=1e-6, abs=1e-6)
    assert work * (1.0 - 1e-12) <= days <= work / start * (1.0 + 1e-9)


def test_skill_shortens_the_work_and_agents_have_no_ramp() -> None:
    p, s = fresh(selling={"ramp": 100.0, "ramp_start": 0.5}, phase={"reps": 1, "agents": 1})
    s.sellers[0].started, s.sellers[0].skill = 0.0, 2.0
    s.sellers[1].started, s.sellers[1].skill = 0.0, 2.0
    assert days_for(p, s, 1, 20.0, 0.0) == 10.0
    assert days_for(p, s, 0, 20.0, 0.0) > 10.0
    assert days_for(p, s, 0, 20.0, 100.0) == 10.0


def test_skills_differ_by_seat_and_stint_with_median_one() -> None:
    p, s = fresh(selling={"skill_sigma": 0.5}, phase={"reps": 40})
    skills = [draw_skill(p, s, seat, stint) for seat in range(40) for stint in range(40)]
    assert len(set(skills)) == 1600
    assert 0.45 < sum(skill < 1.0 for skill in skills) / 1600 < 0.55


def test_the_freest_seat_has_the_fewest_accounts_and_the_lowest_number() -> None:
    _, s = team()
    make_customers(s, [0, 1], seat=0)
    make_customers(s, [2], seat=2)
    assert freest_seat(s) == 1
    s.sellers[1].is_there = 0
    assert freest_seat(s) == 2
    s.sellers[2].is_open = 0
    assert freest_seat(s) == 0
    s.sellers[0].is_there = 0
    assert freest_seat(s) == NOBODY


def test_a_closed_seat_hands_its_accounts_over() -> None:
    p, s = fresh(
        {"makers": {"accounts": ACCOUNTS}},
        people={"handover_loss": 0.25},
        phases=[{"reps": 3, "until": "time >= 1 day"}, {"reps": 1}],
    )
    open_seats(p, s, 0.0)
    make_customers(s, [0, 1], seat=0)
    make_customers(s, [2, 3], seat=2)
    s.book[2].bond = 0.9
    s.firm.row = 1
    open_seats(p, s, 30.0)
    assert [seller.is_open for seller in s.sellers] == [1, 0, 0]
    assert owned_by(s, 0) == [0, 1, 2, 3]
    assert (s.book[2].bond, s.book[2].share, s.book[0].share) == (0.0, 0.75, 1.0)


def test_the_first_team_is_experienced_and_a_later_one_is_not() -> None:
    p, s = fresh(selling={"ramp": 90.0}, phases=[{"reps": 1, "until": "time >= 1 day"}, {"reps": 2}])
    open_seats(p, s, 0.0)
    s.firm.row = 1
    open_seats(p, s, 30.0)
    assert [seller.started for seller in s.sellers] == [-90.0, 30.0]
