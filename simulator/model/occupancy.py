"""How much sellers, executives and desks are in use: exact sums of time, for utilisation and opportunity cost."""

from simulator.kernels import kernel
from simulator.model.parameters import UNLIMITED, Parameters
from simulator.model.state import DESKS, EXECUTIVES, RESOURCES, SELLER_SLOTS, State


@kernel
def occupy(s: State, resource: int, change: int, now: float) -> None:
    """Take one unit of a resource into use (+1), give one back (-1), or only bring its sums up to date (0)."""
    used = s.resources[resource].in_use * (now - s.resources[resource].used_until)
    s.resources[resource].time_used += used
    s.resources[resource].time_used_month += used
    s.resources[resource].used_until = now
    s.resources[resource].in_use += change


@kernel
def settle_occupancy(p: Parameters, s: State, now: float) -> None:
    """Bring all sums up to now, together with the time that was there to be used since the last close."""
    days = now - s.firm.closed_at
    phase = s.firm.row
    for resource in range(RESOURCES):
        occupy(s, resource, 0, now)
    sellers = p.levers[phase].reps + p.levers[phase].agents
    s.resources[SELLER_SLOTS].time_there += sellers * p.selling.parallel_pursuits * days
    s.resources[EXECUTIVES].time_there += p.sponsors.executive_slots * days
    if p.levers[phase].desks < UNLIMITED:
        s.resources[DESKS].time_there += p.levers[phase].desks * days


@kernel
def executive_load(p: Parameters, s: State, days: float) -> float:
    """Part of the executives' time that sponsoring took in the month that ends now, 0 to 1."""
    return min(1.0, s.resources[EXECUTIVES].time_used_month / (p.sponsors.executive_slots * days))
