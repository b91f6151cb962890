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
    at_full_strength = work / s.sellers.skill[seat]
    if s.sellers.is_agent[seat] == 1 or p.selling.ramp == 0.0:
        return at_full_strength
    return ramp_days(at_full_strength, now - s.sellers.started[seat], p.selling.ramp, p.selling.ramp_start)


@kernel
def own(s: State, seat: int, account: int) -> None:
    """Put an account at the end of a seat's list."""
    book, sellers = s.book, s.sellers
    last = sellers.last_owned[seat]
    book.owner[account] = seat
    book.previous_owned[account] = last
    book.next_owned[account] = NOBODY
    if last == NOBODY:
        sellers.first_owned[seat] = account
    else:
        book.next_owned[last] = account
    sellers.last_owned[seat] = account
    sellers.owned[seat] += 1


@kernel
def disown(s: State, account: int) -> None:
    """Take an account off its seat's list."""
    book, sellers = s.book, s.sellers
    seat = book.owner[account]
    before, after = book.previous_owned[account], book.next_owned[account]
    if before == NOBODY:
        sellers.first_owned[seat] = after
    else:
        book.next_owned[before] = after
    if after == NOBODY:
        sellers.last_owned[seat] = before
    else:
        book.previous_owned[after] = before
    book.owner[account] = NOBODY
    sellers.owned[seat] -= 1


@kernel
def rotate(s: State, account: int) -> None:
    """Put an account at the end of its seller's list: it is being visited."""
    seat = s.book.owner[account]
    disown(s, account)
    own(s, seat, account)


@kernel
def works(s: State, seat: int) -> bool:
    """Whether a seat is open and somebody sits in it."""
    return s.sellers.is_open[seat] == 1 and s.sellers.is_there[seat] == 1


@kernel
def freest_seat(s: State) -> int:
    """The working seat with the fewest accounts, the lowest number first; NOBODY if none works."""
    best = NOBODY
    for seat in range(len(s.sellers.skill)):
        if works(s, seat) and (best == NOBODY or s.sellers.owned[seat] < s.sellers.owned[best]):
            best = seat
    return best


@kernel
def seat_is_wanted(p: Parameters, s: State, seat: int) -> bool:
    """Whether the present levers ask for this seat; agents' seats come after all sellers' seats."""
    if s.sellers.is_agent[seat] == 1:
        return seat - p.max_reps < p.levers.agents[s.firm.row[0]]
    return seat < p.levers.reps[s.firm.row[0]]


@kernel
def open_seats(p: Parameters, s: State, now: float) -> None:
    """Bring the seats to the numbers that the levers ask for; closed seats hand their accounts over."""
    sellers = s.sellers
    for seat in range(len(sellers.skill)):
        if seat_is_wanted(p, s, seat) and sellers.is_open[seat] == 0:
            sellers.is_open[seat] = 1
            sellers.started[seat] = now if now > 0.0 else -p.selling.ramp
        elif not seat_is_wanted(p, s, seat):
            sellers.is_open[seat] = 0
    for seat in range(len(sellers.skill)):
        if sellers.is_open[seat] == 1 or freest_seat(s) == NOBODY:
            continue
        while sellers.first_owned[seat] != NOBODY:
            account = sellers.first_owned[seat]
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
    owner = s.book.owner[account]
    if owner != NOBODY and s.sellers.is_agent[owner] == 1:
        return 1.0
    return p.levers.personal_share[s.firm.row[0]]
