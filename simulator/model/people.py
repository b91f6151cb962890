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
    if tenure >= p.selling.ramp or s.sellers.is_agent[seat] == 1:
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
