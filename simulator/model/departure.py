"""Sellers leave: which of their customers follow, what a handover costs, who comes next (section 5.2, claim C9)."""

import math

from simulator.events import Cause, EventKind, Status
from simulator.kernels import kernel
from simulator.model.choice import logistic
from simulator.model.growth import age
from simulator.model.leaving import lose_customer
from simulator.model.luck import luck_of, luck_of_seat, record
from simulator.model.parameters import Parameters
from simulator.model.people import disown, draw_skill, freest_seat, own
from simulator.model.state import NOBODY, State
from simulator.model.variates import exponential
from simulator.randomness import Stream
from simulator.units import DAYS_PER_YEAR

TENURE = int(Stream.TENURE)
AGENT_TENURE = int(Stream.AGENT_TENURE)
DEPARTURE_FOLLOW = int(Stream.DEPARTURE_FOLLOW)


@kernel
def tenure(p: Parameters, s: State, seat: int) -> float:
    """Days that the present holder of a seat stays; inf if nobody ever leaves."""
    is_agent = s.sellers.is_agent[seat] == 1
    turnover = p.agents.turnover_per_year if is_agent else p.people.turnover_per_year
    if turnover == 0.0:
        return math.inf
    stream = AGENT_TENURE if is_agent else TENURE
    return exponential(luck_of_seat(s, stream, seat, s.sellers.stint[seat]), turnover / DAYS_PER_YEAR)


@kernel
def follow_probability(p: Parameters, s: State, account: int) -> float:
    """Chance that a customer goes with its departing seller.

    Formula: logistic(c0 + c1*P - c2*T - c3*(contacts-1)). Source: a guess; direction from Palmatier, Scheer &
    Steenkamp, Journal of Marketing Research 44 (2007), on loyalty to the salesperson and to the firm.
    """
    odds = p.people.follow_base + p.people.follow_bond * s.book.bond[account]
    odds -= p.people.follow_trust * s.book.trust[account]
    return logistic(odds - p.people.follow_contacts * (p.levers.contacts[s.firm.row[0]] - 1.0))


@kernel
def leave_seat(s: State, seat: int, now: float) -> None:
    """The holder of a seat goes."""
    record(s, now, EventKind.SELLER_LEFT, NOBODY, seat, float(s.sellers.owned[seat]), Cause.NONE)
    s.sellers.is_there[seat] = 0
    s.sellers.stint[seat] += 1


@kernel
def part_from_seller(p: Parameters, s: State, account: int, now: float) -> bool:
    """A customer follows its departed seller, or is handed over; tell whether it was lost.

    A handover breaks the bond and costs part of the share of wallet; the freest seat takes the account.
    """
    age(p, s, account, now)
    seat = s.book.owner[account]
    chance = follow_probability(p, s, account)
    number = s.book.handovers[account]
    s.book.handovers[account] += 1
    if luck_of(s, DEPARTURE_FOLLOW, account, number) < chance:
        lose_customer(p, s, account, now, Cause.FOLLOWED_SELLER, chance)
        return True
    s.book.bond[account] = 0.0
    s.book.share[account] *= 1.0 - p.people.handover_loss
    disown(s, account)
    heir = freest_seat(s)
    own(s, seat if heir == NOBODY else heir, account)
    record(s, now, EventKind.HANDED_OVER, account, s.book.owner[account], chance, Cause.NONE)
    return False


@kernel
def hand_back(p: Parameters, s: State, account: int, seat: int, now: float) -> bool:
    """The pursuit of a departed seller goes back to the lead pool; tell whether it is a lead again."""
    if s.book.status[account] != Status.PURSUED:
        return False
    s.book.status[account] = Status.LEAD
    s.book.windows[account] += 1
    s.book.window_closes[account] = now + p.buying.window
    s.firm.leads[0] += 1
    record(s, now, EventKind.HANDED_BACK, account, seat, 0.0, Cause.NONE)
    return True


@kernel
def take_seat(p: Parameters, s: State, seat: int, now: float) -> None:
    """A new holder comes, with a skill of its own and a ramp to climb (agents have none)."""
    s.sellers.is_there[seat] = 1
    s.sellers.skill[seat] = draw_skill(p, s, seat, s.sellers.stint[seat])
    s.sellers.started[seat] = now
    record(s, now, EventKind.SELLER_CAME, NOBODY, seat, s.sellers.skill[seat], Cause.NONE)


@kernel
def best_seat(s: State) -> int:
    """The present seller with the most revenue so far, the lowest seat first; NOBODY if there is none."""
    best = NOBODY
    for seat in range(len(s.sellers.skill)):
        works = s.sellers.is_open[seat] == 1 and s.sellers.is_there[seat] == 1
        if works and (best == NOBODY or s.sellers.revenue[seat] > s.sellers.revenue[best]):
            best = seat
    return best
