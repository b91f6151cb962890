"""New fields: markets that open as a technology is adopted, an exact Bass process (section 4.7)."""

import math

from simulator.events import Cause, EventKind, Status
from simulator.kernels import kernel
from simulator.model.luck import record
from simulator.model.parameters import Parameters
from simulator.model.pursuit import consider_invitation
from simulator.model.state import NOBODY, State
from simulator.model.tables import column
from simulator.model.variates import exponential
from simulator.randomness import Stream, draw
from simulator.units import DAYS_PER_YEAR

BASS_THRESHOLD = int(Stream.BASS_THRESHOLD)
FIRST_INVITATION = int(Stream.FIRST_INVITATION)


def adoption_order(s: State, segment: int) -> list[tuple[float, int]]:
    """Accounts of a new field with the common hazard at which each adopts (exponential, mean 1), the last first."""
    waiting = [
        (exponential(draw(s.seed, s.replication, BASS_THRESHOLD, int(entity), 0), 1.0), account)
        for account, (entity, own) in enumerate(
            zip(column(s.accounts, "entity"), column(s.accounts, "segment"), strict=True)
        )
        if own == segment
    ]
    return sorted(waiting, reverse=True)


@kernel
def close_new_fields(p: Parameters, s: State) -> None:
    """Before the start: accounts of a new field are not in the market yet."""
    for account in range(len(s.book)):
        segment = s.accounts[account].segment
        if p.segments[segment].is_new_field == 1:
            s.book[account].status = Status.NOT_YET
            s.markets[segment].field_size += 1


@kernel
def adoption_rate(p: Parameters, s: State, segment: int) -> float:
    """Growth of the common hazard per day: innovation * f + imitation * F.

    Source: Bass, Management Science 15 (1969); f multiplies the coefficient of innovation (a guess).
    """
    share = s.markets[segment].adopted / max(1, s.markets[segment].field_size)
    yearly = p.segments[segment].innovation_per_year * s.markets[segment].fitness
    return (yearly + p.segments[segment].imitation_per_year * share) / DAYS_PER_YEAR


@kernel
def accumulate_hazard(p: Parameters, s: State, segment: int, now: float) -> None:
    """Bring a field's common hazard up to now; its rate has been constant since the last change."""
    s.markets[segment].hazard += adoption_rate(p, s, segment) * (now - s.markets[segment].hazard_at)
    s.markets[segment].hazard_at = now


@kernel
def days_to_adoption(p: Parameters, s: State, segment: int, threshold: float) -> float:
    """Days until the common hazard reaches a threshold if nothing changes; inf if never."""
    rate = adoption_rate(p, s, segment)
    if rate <= 0.0:
        return math.inf
    return max(0.0, threshold - s.markets[segment].hazard) / rate


@kernel
def adopt(p: Parameters, s: State, account: int, now: float) -> bool:
    """An account adopts the technology and opens its first window; tell whether the firm has a lead."""
    segment = s.accounts[account].segment
    accumulate_hazard(p, s, segment, now)
    s.markets[segment].adopted += 1
    if s.book[account].status != Status.NOT_YET:
        return False
    s.book[account].status = Status.PROSPECT
    share = s.markets[segment].adopted / s.markets[segment].field_size
    record(s, now, EventKind.ADOPTED, account, NOBODY, share, Cause.NONE)
    return consider_invitation(p, s, account, Cause.ADOPTION, FIRST_INVITATION, now)


@kernel
def prove_technology(p: Parameters, s: State, account: int, now: float) -> None:
    """A good delivery to an innovative account raises the fitness of the fields that look to its segment.

    Formula: f += phi * innovativeness * similarity * (1 - f). Source: a guess (section 4.7, claim C3).
    """
    weight = p.technology.fitness_gain * s.accounts[account].innovativeness
    if weight == 0.0:
        return
    origin = s.accounts[account].segment
    for segment in range(len(s.markets)):
        part = weight * p.similarity[origin][segment]
        if p.segments[segment].is_new_field == 1 and part > 0.0:
            accumulate_hazard(p, s, segment, now)
            s.markets[segment].fitness += min(1.0, part) * (1.0 - s.markets[segment].fitness)
