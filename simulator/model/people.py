"""Sellers: skill, ramp, and which customers each one owns (sections 3.2, 5.2).

A seat's customers form a linked list, the longest unvisited first.
"""

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
def strength(p: Parameters, s: State, seat: int, now: float) -> float:
    """How fast a seller works: skill times the ramp, which rises in a line from `ramp_start` to 1."""
    tenure = now - s.sellers.started[seat]
    if tenure >= p.selling.ramp:
        return s.sellers.skill[seat]
    part = p.selling.ramp_start + (1.0 - p.selling.ramp_start) * tenure / p.selling.ramp
    return s.sellers.skill[seat] * part


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
def freest_seat(p: Parameters, s: State) -> int:
    """The open seat with the fewest accounts, the lowest number first; seat 0 if none is open."""
    best = NOBODY
    for seat in range(p.max_reps):
        if s.sellers.is_open[seat] == 1 and (best == NOBODY or s.sellers.owned[seat] < s.sellers.owned[best]):
            best = seat
    return max(best, 0)


@kernel
def open_seats(p: Parameters, s: State, now: float) -> None:
    """Bring the seats to the number that the phase wants; closed seats hand their accounts over."""
    wanted = p.levers.reps[s.firm.phase[0]]
    for seat in range(p.max_reps):
        is_open = s.sellers.is_open[seat]
        if seat < wanted and is_open == 0:
            s.sellers.is_open[seat] = 1
            s.sellers.started[seat] = now if now > 0.0 else -p.selling.ramp
        elif seat >= wanted and is_open == 1:
            s.sellers.is_open[seat] = 0
    for seat in range(wanted, p.max_reps):
        while wanted > 0 and s.sellers.first_owned[seat] != NOBODY:
            account = s.sellers.first_owned[seat]
            disown(s, account)
            own(s, freest_seat(p, s), account)
