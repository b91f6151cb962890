"""How much sellers, executives and desks are in use: exact sums of time, for utilisation and opportunity cost."""

from simulator.kernels import kernel
from simulator.model.parameters import UNLIMITED, Parameters
from simulator.model.state import DESKS, EXECUTIVES, RESOURCES, SELLER_SLOTS, State


@kernel
def occupy(s: State, resource: int, change: int, now: float) -> None:
    """Take one unit of a resource into use (+1), give one back (-1), or only bring its sums up to date (0)."""
    firm = s.firm
    used = firm.in_use[resource] * (now - firm.used_until[resource])
    firm.time_used[resource] += used
    firm.time_used_month[resource] += used
    firm.used_until[resource] = now
    firm.in_use[resource] += change


@kernel
def settle_occupancy(p: Parameters, s: State, now: float) -> None:
    """Bring all sums up to now, together with the time that was there to be used since the last close."""
    days = now - s.firm.closed_at[0]
    phase = s.firm.row[0]
    for resource in range(RESOURCES):
        occupy(s, resource, 0, now)
    sellers = p.levers.reps[phase] + p.levers.agents[phase]
    s.firm.time_there[SELLER_SLOTS] += sellers * p.selling.parallel_pursuits * days
    s.firm.time_there[EXECUTIVES] += p.sponsors.executive_slots * days
    if p.levers.desks[phase] < UNLIMITED:
        s.firm.time_there[DESKS] += p.levers.desks[phase] * days


@kernel
def executive_load(p: Parameters, s: State, days: float) -> float:
    """Part of the executives' time that sponsoring took in the month that ends now, 0 to 1."""
    return min(1.0, s.firm.time_used_month[EXECUTIVES] / (p.sponsors.executive_slots * days))
