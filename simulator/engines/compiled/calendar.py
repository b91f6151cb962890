"""The compiled engine's lines: calendar of planned events, pool of leads, immediate tasks."""

from simulator.engines.compiled.layout import NORMAL, URGENT, Machine
from simulator.events import Status
from simulator.kernels import kernel
from simulator.model.state import NOBODY, State

# Children per node: fewer levels than a binary heap, so fewer far reads in a large calendar.
ARITY = 4
# Room for the timer in an entry's order is above, for the entity below.
ENTITY_BITS = 40


@kernel
def comes_before(m: Machine, a: int, b: int) -> bool:
    """Whether the planned event at one position comes before the one at another."""
    first, second = m.calendar[a], m.calendar[b]
    if first.time != second.time:
        return first.time < second.time
    if first.order != second.order:
        return first.order < second.order
    return first.sequence < second.sequence


@kernel
def copy_entry(m: Machine, source: int, target: int) -> None:
    """Copy a planned event to another position."""
    m.calendar[target].time = m.calendar[source].time
    m.calendar[target].order = m.calendar[source].order
    m.calendar[target].sequence = m.calendar[source].sequence
    m.calendar[target].data = m.calendar[source].data


@kernel
def plan(m: Machine, days: float, timer: int, entity: int, data: int) -> None:
    """Plan an event for some days from now.

    Position 0 of the calendar is scratch; the heap begins at 1.
    """
    clock = m.clock
    clock.planned += 1
    clock.sequence += 1
    time = clock.now + days
    order = (timer << ENTITY_BITS) + entity
    hole = clock.planned
    while hole > 1:
        parent = (hole - 2) // ARITY + 1
        above = m.calendar[parent]
        # The new event has the highest sequence, so equals stay above it.
        if above.time < time or (above.time == time and above.order <= order):
            break
        copy_entry(m, parent, hole)
        hole = parent
    entry = m.calendar[hole]
    entry.time = time
    entry.order = order
    entry.sequence = clock.sequence
    entry.data = data


@kernel
def first_child(m: Machine, node: int, size: int) -> int:
    """The child of a node that comes first; beyond the size if it has none."""
    child = (node - 1) * ARITY + 2
    best = child
    for other in range(child + 1, min(child + ARITY, size + 1)):
        if comes_before(m, other, best):
            best = other
    return best


@kernel
def drop_first(m: Machine) -> None:
    """Take the first planned event, at position 1, off the calendar."""
    size = m.clock.planned - 1
    m.clock.planned = size
    if size == 0:
        return
    last = size + 1
    hole = 1
    while True:
        child = first_child(m, hole, size)
        if child > size or comes_before(m, last, child):
            break
        copy_entry(m, child, hole)
        hole = child
    copy_entry(m, last, hole)


@kernel
def push_lead(m: Machine, negative_score: float, account: int, window: int) -> None:
    """Put a lead into the pool (a binary heap from position 1)."""
    m.clock.leads += 1
    hole = m.clock.leads
    while hole > 1:
        parent = hole // 2
        above = m.leads[parent]
        if not lead_before(negative_score, account, window, above.negative_score, above.account, above.window):
            break
        set_lead(m, hole, above.negative_score, above.account, above.window)
        hole = parent
    set_lead(m, hole, negative_score, account, window)


@kernel
def set_lead(m: Machine, position: int, negative_score: float, account: int, window: int) -> None:
    """Write a lead to a position of the pool."""
    lead = m.leads[position]
    lead.negative_score = negative_score
    lead.account = account
    lead.window = window


@kernel
def lead_before(score_a: float, account_a: int, window_a: int, score_b: float, account_b: int, window_b: int) -> bool:
    """Whether lead a comes before lead b."""
    if score_a != score_b:
        return score_a < score_b
    if account_a != account_b:
        return account_a < account_b
    return window_a < window_b


@kernel
def drop_lead(m: Machine) -> None:
    """Take the first lead out of the pool."""
    size = m.clock.leads - 1
    m.clock.leads = size
    if size == 0:
        return
    last = m.leads[size + 1]
    score, account, window = last.negative_score, last.account, last.window
    hole = 1
    while 2 * hole <= size:
        child = 2 * hole
        if child < size:
            left, right = m.leads[child], m.leads[child + 1]
            if lead_before(
                right.negative_score, right.account, right.window, left.negative_score, left.account, left.window
            ):
                child += 1
        below = m.leads[child]
        if lead_before(score, account, window, below.negative_score, below.account, below.window):
            break
        set_lead(m, hole, below.negative_score, below.account, below.window)
        hole = child
    set_lead(m, hole, score, account, window)


@kernel
def best_lead(s: State, m: Machine) -> int:
    """The waiting lead of the highest score, which stays in the pool, or NOBODY; leads that are gone are dropped."""
    while m.clock.leads > 0:
        lead = m.leads[1]
        relation = s.book[lead.account]
        if relation.status == Status.LEAD and relation.windows == lead.window:
            return lead.account
        drop_lead(m)
    return NOBODY


@kernel
def due_at_once(m: Machine, ring: int, task: int, subject: int, version: int) -> None:
    """Put an immediate task at the end of its line; one that finds no room is counted, and ends the run."""
    line = m.rings[ring]
    room = len(m.urgent) if ring == URGENT else len(m.normal)
    if line.count == room:
        m.clock.lost_task += 1
        return
    position = (line.start + line.count) % room
    due = m.urgent[position] if ring == URGENT else m.normal[position]
    due.task = task
    due.subject = subject
    due.version = version
    line.count += 1


@kernel
def next_task(m: Machine) -> int:
    """The line that holds the next immediate task, or -1; starts and interrupts go before grants and wakings."""
    if m.rings[URGENT].count > 0:
        return URGENT
    return NORMAL if m.rings[NORMAL].count > 0 else -1
