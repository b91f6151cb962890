"""References: what a good delivery says to others (section 4.6)."""

import math

from simulator.kernels import kernel
from simulator.model.parameters import BRAND, Parameters
from simulator.model.state import State
from simulator.units import DAYS_PER_YEAR


@kernel
def read(p: Parameters, s: State, segment: int, now: float) -> None:
    """Work out a segment's references as of now, once for all who ask at this moment; nothing else changes."""
    market = s.markets[segment]
    if market.read_at == now and market.read_of == market.reference:
        return
    age = (now - market.reference_at) / DAYS_PER_YEAR
    market.read_at = now
    market.read_of = market.reference
    market.read_stock = market.reference * math.exp(-p.references.decay_per_year * age)
    market.read_level = 1.0 - math.exp(-market.read_stock)


@kernel
def reference_stock(p: Parameters, s: State, segment: int, now: float) -> float:
    """Reference stock R of a segment now, worn by time since its last change."""
    read(p, s, segment, now)
    return s.markets[segment].read_stock


@kernel
def reference_level(p: Parameters, s: State, segment: int, now: float) -> float:
    """Reputation R~ = 1 - exp(-R) in a segment: it saturates at 1. Source: a guess (section 4.6)."""
    read(p, s, segment, now)
    return s.markets[segment].read_level


@kernel
def brand_strength(p: Parameters, s: State, segment: int, now: float) -> float:
    """Brand B as a segment sees it: the brand stock plus reputation."""
    return s.stocks[BRAND].level + p.references.brand_weight * reference_level(p, s, segment, now)


@kernel
def credit_reference(p: Parameters, s: State, account: int, now: float) -> None:
    """Add a good delivery's weight to the reference stock of every segment that listens."""
    weight = p.references.gain * s.accounts[account].influence
    if s.book[account].is_ally == 1:
        weight *= p.alliance.reference_weight
    if weight == 0.0:
        return
    origin = s.accounts[account].segment
    for segment in range(len(s.markets)):
        similarity = p.similarity[origin][segment]
        if similarity > 0.0:
            s.markets[segment].reference = reference_stock(p, s, segment, now) + weight * similarity
            s.markets[segment].reference_at = now


@kernel
def referral_probability(p: Parameters, s: State, account: int) -> float:
    """Chance that a good delivery sends a warm lead (the snowball)."""
    return min(1.0, p.references.referral * s.accounts[account].influence)
