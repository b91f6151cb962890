"""The chance behind an event, read at its moment: which rule of the model decided, and with which draw."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from experiments.stories import chances
from experiments.stories.chances import Chance
from simulator.engines.reference import Entry
from simulator.events import Cause, EventKind
from simulator.model.choice import gate_probability
from simulator.model.department import readiness
from simulator.model.luck import luck_of
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.randomness import Stream


@dataclass
class Memory:
    """What an event is about where the event itself does not say it: which order, which sponsor, which friend."""

    placed: list[tuple[float, int]] = field(default_factory=list)
    delivered_number: int = 0
    delivery: Cause = Cause.NONE
    delivered_by: int = -1
    has_sponsor: bool = False
    by_department: bool = False
    share_at_visit: float = 0.0

    def note(self, s: State, entry: Entry) -> None:
        """Look at one event of the account."""
        time, kind, account, _, amount, cause = entry
        if kind == EventKind.ORDERED:
            self.placed.append((time, s.book[account].orders - 1))
        elif kind == EventKind.DELIVERED:
            nearest = min(self.placed, key=lambda order: abs(order[0] - (time - amount)))
            self.placed.remove(nearest)
            self.delivered_number, self.delivery = nearest[1], Cause(cause)
        elif kind == EventKind.PURSUIT_STARTED:
            self.has_sponsor = False
        elif kind == EventKind.QUALIFIED:
            self.by_department = s.firm.department_open == 1
        elif kind == EventKind.SPONSORED:
            self.has_sponsor = True
        elif kind == EventKind.VISITED:
            self.share_at_visit = s.book[account].share


class Sight(NamedTuple):
    """What can be seen at a moment: parameters, state, the event, and what led to it."""

    p: Parameters
    s: State
    memory: Memory
    time: float
    kind: int
    account: int
    seat: int
    amount: float
    cause: int

    def draw(self, stream: Stream, index: int, account: int | None = None) -> float:
        """The draw that decides; reading it changes nothing."""
        return luck_of(self.s, int(stream), self.account if account is None else account, index)

    @property
    def sponsor(self) -> float:
        """Log-odds that the sponsor of the present bid adds."""
        if not self.memory.has_sponsor:
            return 0.0
        if self.memory.by_department:
            return self.p.department.boost * readiness(self.p, self.s, self.time)
        return self.p.sponsors.executive_boost


def chance_of(sight: Sight) -> Chance | None:
    """The chance behind an event; None where chance did not decide."""
    reader = READERS.get(EventKind(sight.kind))
    return reader(sight) if reader else None


def _window(sight: Sight) -> Chance | None:
    p, s, memory, time, _, account, _, chance, cause = sight
    if cause == Cause.COLD_CALL:
        return _cold_call(sight)
    if cause == Cause.REFERRAL:
        friend = memory.delivered_by
        draw = sight.draw(Stream.REFERRAL, s.book[friend].referrals - 1, friend)
        return Chance(probability=chance, draw=draw, facts={"its influence": s.accounts[friend].influence})
    stream = Stream.FIRST_INVITATION if cause == Cause.ADOPTION else Stream.INVITATION
    facts = chances.invitation_facts(p, s, account, time)
    return Chance(probability=chance, draw=sight.draw(stream, s.book[account].reviews), facts=facts)


def _cold_call(sight: Sight) -> Chance | None:
    draw = sight.draw(Stream.COLD_SUCCESS, sight.s.book[sight.account].calls - 1)
    return Chance(probability=sight.amount, draw=draw)


def _screen(sight: Sight) -> Chance | None:
    p, s, _, time, _, account, _, chance, _ = sight
    return Chance(
        probability=chance,
        draw=sight.draw(Stream.SCREEN, s.book[account].pursuits - 1),
        terms=chances.screen_terms(p, s, account, time),
        facts=chances.screen_facts(p, s, account, time),
        scale=gate_probability(p, s, s.accounts[account].segment, time),
    )


def _bid(sight: Sight) -> Chance | None:
    p, s, _, time, _, account, seat, chance, _ = sight
    return Chance(
        probability=chance,
        draw=sight.draw(Stream.CHOICE, s.book[account].pursuits - 1),
        terms=chances.win_terms(p, s, account, seat, sight.sponsor, time),
    )


def _retender(sight: Sight) -> Chance | None:
    p, s, _, time, kind, account, _, chance, _ = sight
    return Chance(
        probability=chance if kind == EventKind.RETENDER_KEPT else 1.0 - chance,
        draw=sight.draw(Stream.RETENDER_CHOICE, s.book[account].retenders - 1),
        terms=chances.keep_terms(p, s, account, time),
    )


def _dropout(sight: Sight) -> Chance | None:
    p, s, memory, _, _, account, _, chance, _ = sight
    late = memory.delivery in (Cause.LATE, Cause.LATE_AND_FAULTY)
    return Chance(
        probability=chance,
        draw=sight.draw(Stream.DROPOUT, memory.delivered_number),
        terms=chances.dropout_terms(p, s, account, late=late),
        facts=chances.dropout_facts(p, s, account, late=late),
    )


def _follow(sight: Sight) -> Chance | None:
    p, s, _, _, _, account, _, chance, _ = sight
    draw = sight.draw(Stream.DEPARTURE_FOLLOW, s.book[account].handovers - 1)
    return Chance(probability=chance, draw=draw, terms=chances.follow_terms(p, s, account, chance))


def _attack(sight: Sight) -> Chance | None:
    p, s, _, _, _, account, _, chance, _ = sight
    draw = sight.draw(Stream.ATTACK_CHOICE, s.firm.attacks - 1)
    return Chance(probability=chance, draw=draw, terms=chances.attack_terms(p, s, account, chance))


def _visit(sight: Sight) -> Chance | None:
    """The chance of an upgrade; an upgrade itself follows at once and tells the new share."""
    draw = sight.draw(Stream.VISIT_UPGRADE, sight.s.book[sight.account].visits - 1)
    return Chance(probability=sight.amount, draw=draw, terms=chances.upgrade_terms(sight.p, sight.s, sight.account))


def _loss(sight: Sight) -> Chance | None:
    reader = LOSSES.get(Cause(sight.cause))
    return reader(sight) if reader else None


Reader = Callable[[Sight], Chance | None]
LOSSES: dict[Cause, Reader] = {
    Cause.DROPOUT: _dropout,
    Cause.RETENDER: _retender,
    Cause.FOLLOWED_SELLER: _follow,
    Cause.ATTACK: _attack,
}
READERS: dict[EventKind, Reader] = {
    EventKind.WINDOW_OPENED: _window,
    EventKind.PROSPECTED: _cold_call,
    EventKind.QUALIFIED: _screen,
    EventKind.SCREENED_OUT: _screen,
    EventKind.WON: _bid,
    EventKind.BID_LOST: _bid,
    EventKind.VISITED: _visit,
    EventKind.RETENDER_KEPT: _retender,
    EventKind.CUSTOMER_LOST: _loss,
    EventKind.HANDED_OVER: _follow,
    EventKind.ATTACKED: _attack,
}
