"""The key-account department: when it opens, what it adds, what it costs (sections 4.3, 5.4, claim C5)."""

import math

from simulator.events import Cause, EventKind, Tier
from simulator.kernels import kernel
from simulator.model.gauges import holds
from simulator.model.growth import age
from simulator.model.luck import record
from simulator.model.parameters import NO_TRIGGER, Parameters
from simulator.model.state import NOBODY, State


@kernel
def update_department(p: Parameters, s: State, now: float) -> None:
    """Open or close the department as the strategy's rules say."""
    firm, row = s.firm, s.firm.row
    managers = p.levers[row].managers
    if firm.department_open == 0:
        rule = p.levers[row].open_when
        if managers > 0 and (rule == NO_TRIGGER or holds(p, s, rule, now)):
            firm.department_open = 1
            firm.department_since = now
            record(s, now, EventKind.DEPARTMENT_OPENED, NOBODY, NOBODY, float(managers), Cause.NONE)
        return
    rule = p.levers[row].close_when
    if managers == 0 or (rule != NO_TRIGGER and holds(p, s, rule, now)):
        firm.department_open = 0
        record(s, now, EventKind.DEPARTMENT_CLOSED, NOBODY, NOBODY, 0.0, Cause.NONE)


@kernel
def readiness(p: Parameters, s: State, now: float) -> float:
    """What the department can rely on: the on-time average phi, times its own ramp; 0 to 1.

    A department without a working back office is an information desk (claim C5).
    """
    if p.department.ramp == 0.0:
        return s.firm.on_time
    return s.firm.on_time * min(1.0, (now - s.firm.department_since) / p.department.ramp)


@kernel
def sponsor_slots(p: Parameters, s: State) -> int:
    """Bids that the department can back at a time now."""
    if s.firm.department_open == 0:
        return 0
    return p.levers[s.firm.row].managers * p.department.pursuits_per_manager


@kernel
def care_for_key_accounts(p: Parameters, s: State, months: float, now: float) -> None:
    """Each month the department looks after the key accounts: T += care * phi * (1 - T)."""
    if s.firm.department_open == 0 or p.department.care == 0.0:
        return
    part = 1.0 - math.pow(1.0 - p.department.care * readiness(p, s, now), months)
    for i in range(s.firm.customers):
        account = s.customers[i]
        if s.book[account].tier == Tier.KEY:
            age(p, s, account, now)
            s.book[account].trust += part * (1.0 - s.book[account].trust)
