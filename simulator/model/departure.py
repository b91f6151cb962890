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
    is_agent = s.sellers[seat].is_agent == 1
    turnover = p.agents.turnover_per_year if is_agent else p.people.turnover_per_year
    if turnover == 0.0:
        return math.inf
    stream = AGENT_TENURE if is_agent else TENURE
    return exponential(luck_of_seat(s, stream, seat, s.sellers[seat].stint), turnover / DAYS_PER_YEAR)


@kernel
def follow_probability(p: Parameters, s: State, account: int) -> float:
    """Chance that a customer goes with its departing seller.

    Formula: logistic(c0 + c1*P - c2*T - c3*(contacts-1)). Source: a guess; direction from Palmatier, Scheer &
    Steenkamp, Journal of Marketing Research 44 (2007), on loyalty to the salesperson and to the firm.
    """
    odds = p.people.follow_base + p.people.follow_bond * s.book[account].bond
    odds -= p.people.follow_trust * s.book[account].trust
    return logistic(odds - p.people.follow_contacts * (p.levers[s.firm.row].contacts - 1.0))


@kernel
def leave_seat(s: State, seat: int, now: float) -> None:
    """The holder of a seat goes."""
    record(s, now, EventKind.SELLER_LEFT, NOBODY, seat, float(s.sellers[seat].owned), Cause.NONE)
    s.sellers[seat].is_there = 0
    s.sellers[seat].stint += 1


@kernel
def part_from_seller(p: Parameters, s: State, account: int, now: float) -> bool:
    """A customer follows its departed seller, or is handed over; tell whether it was lost.

    A handover breaks the bond and costs part of the share of wallet; the freest seat takes the account.
    """
    age(p, s, account, now)
    seat = s.book[account].owner
    chance = follow_probability(p, s, account)
    number = s.book[account].handovers
    s.book[account].handovers += 1
    if luck_of(s, DEPARTURE_FOLLOW, account, number) < chance:
        lose_customer(p, s, account, now, Cause.FOLLOWED_SELLER, chance)
        return True
    s.book[account].bond = 0.0
    s.book[account].share *= 1.0 - p.people.handover_loss
    disown(s, account)
    heir = freest_seat(s)
    own(s, seat if heir == NOBODY else heir, account)
    record(s, now, EventKind.HANDED_OVER, account, s.book[account].owner, chance, Cause.NONE)
    return False


@kernel
def hand_back(s: State, account: int, seat: int, now: float) -> bool:
    """The pursuit of a departed seller goes back to the lead pool; tell whether it is a lead again."""
    if s.book[account].status != Status.PURSUED:
        return False
    s.book[account].status = Status.LEAD
    s.book[account].windows += 1
    s.firm.leads += 1
    record(s, now, EventKind.HANDED_BACK, account, seat, 0.0, Cause.NONE)
    return True


@kernel
def take_seat(p: Parameters, s: State, seat: int, now: float) -> None:
    """A new holder comes, with a skill of its own and a ramp to climb (agents have none)."""
    s.sellers[seat].is_there = 1
    s.sellers[seat].skill = draw_skill(p, s, seat, s.sellers[seat].stint)
    s.sellers[seat].started = now
    record(s, now, EventKind.SELLER_CAME, NOBODY, seat, s.sellers[seat].skill, Cause.NONE)


@kernel
def best_seat(s: State) -> int:
    """The present seller with the most revenue so far, the lowest seat first; NOBODY if there is none."""
    best = NOBODY
    for seat in range(len(s.sellers)):
        works = s.sellers[seat].is_open == 1 and s.sellers[seat].is_there == 1
        if works and (best == NOBODY or s.sellers[seat].revenue > s.sellers[best].revenue):
            best = seat
    return best
