"""Sellers: skill, ramp, and which customers each one owns (sections 3.2, 5.2).

A seat's customers form a linked list, the longest unvisited first.
"""

import math

from simulator.kernels import kernel
from simulator.model.luck import luck_of_seat
from simulator.model.parameters import Parameters
from simulator.model.state import NOBODY, State
from simulator.model.variates import lognormal
from simulator.randomness import Stream

SKILL = int(Stream.SKILL)


@kernel
def draw_skill(p: Parameters, s: State, seat: int, stint: int) -> float:
    """Skill of the person who holds a seat in its stint-th term: lognormal, median 1."""
    if p.selling.skill_sigma == 0.0:
        return 1.0
    return lognormal(luck_of_seat(s, SKILL, seat, stint), p.selling.skill_sigma)


@kernel
def ramp_days(work: float, tenure: float, ramp: float, start: float) -> float:
    """Days that a seller needs for some work while strength still rises in a line.

    Args:
        work: Days that the work takes at full strength.
        tenure: Days since the seller came.
        ramp: Days until full strength.
        start: Strength on the first day, above 0.

    Formula: the x at which the integral of the strength from tenure to tenure + x is the work; the positive root
    of a quadratic until the ramp ends, one day per day of work after it.

    Example:
        >>> ramp_days(10.0, 100.0, 100.0, 0.2)
        10.0
        >>> round(ramp_days(60.0, 0.0, 100.0, 0.2), 6)
        100.0
        >>> round(ramp_days(70.0, 0.0, 100.0, 0.2), 6)
        110.0
    """
    left = ramp - tenure
    if left <= 0.0:
        return work
    slope = (1.0 - start) / ramp
    now = start + slope * tenure
    within = left * (now + 1.0) / 2.0
    if work >= within:
        return left + work - within
    if slope == 0.0:
        return work / now
    return (math.sqrt(now * now + 2.0 * slope * work) - now) / slope


@kernel
def days_for(p: Parameters, s: State, seat: int, work: float, now: float) -> float:
    """Days that the holder of a seat needs for some work, by skill and ramp; agents have no ramp."""
    at_full_strength = work / s.sellers[seat].skill
    if s.sellers[seat].is_agent == 1 or p.selling.ramp == 0.0:
        return at_full_strength
    return ramp_days(at_full_strength, now - s.sellers[seat].started, p.selling.ramp, p.selling.ramp_start)


@kernel
def own(s: State, seat: int, account: int) -> None:
    """Put an account at the end of a seat's list."""
    book, sellers = s.book, s.sellers
    last = sellers[seat].last_owned
    book[account].owner = seat
    book[account].previous_owned = last
    book[account].next_owned = NOBODY
    if last == NOBODY:
        sellers[seat].first_owned = account
    else:
        book[last].next_owned = account
    sellers[seat].last_owned = account
    sellers[seat].owned += 1


@kernel
def disown(s: State, account: int) -> None:
    """Take an account off its seat's list."""
    book, sellers = s.book, s.sellers
    seat = book[account].owner
    before, after = book[account].previous_owned, book[account].next_owned
    if before == NOBODY:
        sellers[seat].first_owned = after
    else:
        book[before].next_owned = after
    if after == NOBODY:
        sellers[seat].last_owned = before
    else:
        book[after].previous_owned = before
    book[account].owner = NOBODY
    sellers[seat].owned -= 1


@kernel
def enlist(s: State, account: int) -> None:
    """Put an account at the end of the list of customers."""
    s.customers[s.firm.customers] = account
    s.book[account].place = s.firm.customers
    s.firm.customers += 1


@kernel
def delist(s: State, account: int) -> None:
    """Take an account off the list of customers; the last of the list takes its place."""
    s.firm.customers -= 1
    last, place = s.customers[s.firm.customers], s.book[account].place
    s.customers[place] = last
    s.book[last].place = place
    s.book[account].place = NOBODY


@kernel
def rotate(s: State, account: int, now: float) -> None:
    """Put an account at the end of its seller's list: it is being visited."""
    s.book[account].visited = now
    seat = s.book[account].owner
    disown(s, account)
    own(s, seat, account)


@kernel
def works(s: State, seat: int) -> bool:
    """Whether a seat is open and somebody sits in it."""
    return s.sellers[seat].is_open == 1 and s.sellers[seat].is_there == 1


@kernel
def freest_seat(s: State) -> int:
    """The working seat with the fewest accounts, the lowest number first; NOBODY if none works."""
    best = NOBODY
    for seat in range(len(s.sellers)):
        if works(s, seat) and (best == NOBODY or s.sellers[seat].owned < s.sellers[best].owned):
            best = seat
    return best


@kernel
def seat_is_wanted(p: Parameters, s: State, seat: int) -> bool:
    """Whether the present levers ask for this seat; agents' seats come after all sellers' seats."""
    if s.sellers[seat].is_agent == 1:
        return seat - p.max_reps < p.levers[s.firm.row].agents
    return seat < p.levers[s.firm.row].reps


@kernel
def open_seats(p: Parameters, s: State, now: float) -> None:
    """Bring the seats to the numbers that the levers ask for; closed seats hand their accounts over.

    A handover costs what it costs when a seller leaves: the bond breaks and part of the share of wallet is lost.
    """
    sellers = s.sellers
    for seat in range(len(sellers)):
        if seat_is_wanted(p, s, seat) and sellers[seat].is_open == 0:
            sellers[seat].is_open = 1
            sellers[seat].started = now if now > 0.0 else -p.selling.ramp
        elif not seat_is_wanted(p, s, seat):
            sellers[seat].is_open = 0
    for seat in range(len(sellers)):
        if sellers[seat].is_open == 1 or freest_seat(s) == NOBODY:
            continue
        while sellers[seat].first_owned != NOBODY:
            account = sellers[seat].first_owned
            s.book[account].bond = 0.0
            s.book[account].share *= 1.0 - p.people.handover_loss
            disown(s, account)
            own(s, freest_seat(s), account)


@kernel
def working_reps(p: Parameters, s: State) -> int:
    """Salaried sellers who are there now."""
    count = 0
    for seat in range(p.max_reps):
        count += 1 if works(s, seat) else 0
    return count


@kernel
def personal_share(p: Parameters, s: State, account: int) -> float:
    """Part of care that builds the personal bond; an agent's bond is wholly the agent's."""
    owner = s.book[account].owner
    if owner != NOBODY and s.sellers[owner].is_agent == 1:
        return 1.0
    return p.levers[s.firm.row].personal_share
