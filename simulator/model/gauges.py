"""The firm's gauges at a month end, and the triggers that read them (section 5.6)."""

from simulator.events import Tier
from simulator.kernels import kernel
from simulator.model.bargaining import firm_run_rate
from simulator.model.parameters import Parameters
from simulator.model.reputation import reference_stock
from simulator.model.state import State
from simulator.scenario.metrics import Metric
from simulator.scenario.triggers import Operation, compares

# The loader, which starts without a compiler, asks it too.
kernel(compares)


@kernel
def strongest_reference(p: Parameters, s: State, now: float) -> float:
    """Largest reference stock of any segment."""
    best = 0.0
    for segment in range(len(s.markets)):
        best = max(best, reference_stock(p, s, segment, now))
    return best


@kernel
def win_rate(s: State) -> float:
    """Part of the finished pursuits that were won; 0 before the first."""
    finished = 0
    won = 0
    for size in range(3):
        finished += s.sizes[size].finished
        won += s.sizes[size].won
    return won / finished if finished > 0 else 0.0


@kernel
def gauge(p: Parameters, s: State, metric: int, now: float) -> float:
    """Read one gauge (see `simulator.scenario.metrics`)."""
    firm = s.firm
    if metric == Metric.TIME:
        return now
    if metric == Metric.CASH:
        return firm.cash
    if metric == Metric.CUSTOMERS:
        return float(firm.customers)
    if metric == Metric.KEY_ACCOUNTS:
        return float(s.tiers[Tier.KEY].count)
    if metric == Metric.MID_ACCOUNTS:
        return float(s.tiers[Tier.MID].count)
    if metric == Metric.REVENUE:
        return firm_run_rate(s, now)
    if metric == Metric.ON_TIME:
        return firm.on_time
    if metric == Metric.LARGEST_SHARE:
        return firm.largest_share
    return derived_gauge(p, s, metric, now)


@kernel
def derived_gauge(p: Parameters, s: State, metric: int, now: float) -> float:
    """Read one gauge that is computed when it is asked for."""
    if metric == Metric.WIN_RATE:
        return win_rate(s)
    if metric == Metric.REFERENCE:
        return strongest_reference(p, s, now)
    return s.stocks[metric - Metric.BRAND].level


@kernel
def holds(p: Parameters, s: State, trigger: int, now: float) -> bool:
    """Whether a trigger holds now, by its position in the strategy's list."""
    # A stack of truth values in one integer, the top in the lowest bit; the loader bounds its depth.
    stack = 0
    for step in range(p.triggers[trigger].start, p.triggers[trigger].end):
        operation = p.steps[step].operation
        if operation in (Operation.AND, Operation.OR):
            top, below = stack & 1, (stack >> 1) & 1
            joined = top & below if operation == Operation.AND else top | below
            stack = ((stack >> 2) << 1) | joined
        elif operation == Operation.NOT:
            stack ^= 1
        else:
            is_true = compares(operation, gauge(p, s, p.steps[step].metric, now), p.steps[step].value)
            stack = (stack << 1) | (1 if is_true else 0)
    return (stack & 1) == 1
