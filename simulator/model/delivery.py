"""The back office: work on an order, and whether the delivery was good (section 4.5)."""

import math

from simulator.events import Cause, EventKind
from simulator.kernels import kernel
from simulator.model.luck import luck_of, record
from simulator.model.parameters import INTERNAL, QUALITY, Parameters
from simulator.model.state import State
from simulator.model.variates import exponential, lognormal
from simulator.randomness import Stream

WORK_TIME = int(Stream.WORK_TIME)
FAULT = int(Stream.FAULT)


@kernel
def work_days(p: Parameters, s: State, account: int, number: int, value: float) -> float:
    """Days of desk work on an account's n-th order.

    Formula: work*(value/ref)^e * LogNormal / (1 + k*internal); a unit exponential in place of the lognormal where
    the work is memoryless.
    """
    delivery = p.delivery
    if delivery.work == 0.0:
        return 0.0
    days = delivery.work * math.pow(value / delivery.order_reference, delivery.work_size_exponent)
    if delivery.memoryless_work:
        days *= exponential(luck_of(s, WORK_TIME, account, number), 1.0)
    elif delivery.work_sigma > 0.0:
        days *= lognormal(luck_of(s, WORK_TIME, account, number), delivery.work_sigma)
    return days / (1.0 + delivery.internal_speed * s.stocks[INTERNAL].level)


@kernel
def fault_probability(p: Parameters, s: State) -> float:
    """Chance that a delivery is faulty: fault * exp(-kappa * quality)."""
    return p.delivery.fault * math.exp(-p.delivery.fault_quality * s.stocks[QUALITY].level)


@kernel
def judge_delivery(p: Parameters, s: State, account: int, number: int, sojourn: float, now: float) -> int:
    """Decide how a delivery went, note it in the on-time average, and give its cause code."""
    late = sojourn > p.delivery.promise
    chance = fault_probability(p, s)
    faulty = chance > 0.0 and luck_of(s, FAULT, account, number) < chance
    on_time = 0.0 if late else 1.0
    s.firm.on_time += (on_time - s.firm.on_time) / p.delivery.on_time_memory
    s.tally.delivered += 1
    s.tally.on_time += 0 if late else 1
    s.book[account].deliveries += 1
    cause = Cause.GOOD
    if late and faulty:
        cause = Cause.LATE_AND_FAULTY
    elif late:
        cause = Cause.LATE
    elif faulty:
        cause = Cause.FAULTY
    record(s, now, EventKind.DELIVERED, account, s.book[account].owner, sojourn, cause)
    return cause
