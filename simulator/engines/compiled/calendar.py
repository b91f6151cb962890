"""The compiled engine's lines: calendar of planned events, pool of leads, immediate tasks."""

from simulator.engines.compiled.layout import NORMAL, URGENT, Machine
from simulator.events import Status
from simulator.kernels import kernel
from simulator.model.state import NOBODY, State

# Children per node of the heap: fewer levels than a binary heap.
ARITY = 4
# Room for the timer in an entry's order is above, for the entity below.
ENTITY_BITS = 40


@kernel
def plan(m: Machine, days: float, timer: int, entity: int, data: int) -> None:
    """Plan an event for some days from now; one beyond the horizon will never be and is forgotten.

    The run is cut into short spans. Events of the present span lie in a heap, which stays small; those of a later span
    in that span's list, in no order, until its turn comes (a ladder of one rung). So planning and taking an event cost
    the same in a large market as in a small one.

    Source: Tang, Goh & Thng, Ladder queue: an O(1) priority queue structure for large-scale discrete event simulation,
    ACM TOMACS 15 (2005).
    """
    clock = m.clock
    time = clock.now + days
    if time > clock.horizon:
        return
    clock.planned += 1
    clock.sequence += 1
    order = (timer << ENTITY_BITS) + entity
    span = min(int(time / clock.span_days), len(m.spans) - 1)
    if span <= clock.span:
        push_entry(m, time, order, clock.sequence, data)
        return
    place = new_later(m)
    later = m.later[place]
    later.time = time
    later.order = order
    later.sequence = clock.sequence
    later.data = data
    later.next_later = m.spans[span].first
    m.spans[span].first = place
    m.spans[span].count += 1


@kernel
def new_later(m: Machine) -> int:
    """A free row of the table of later events."""
    place = m.clock.free_later
    if place != NOBODY:
        m.clock.free_later = m.later[place].next_later
        return place
    m.clock.later_made += 1
    return m.clock.later_made - 1


@kernel
def find_span(m: Machine) -> None:
    """Where the present span has no event left, go to the next that has any."""
    clock = m.clock
    while clock.near == 0 and clock.span + 1 < len(m.spans) and (clock.span < 0 or m.spans[clock.span].count == 0):
        clock.span += 1


@kernel
def open_span(m: Machine) -> None:
    """Put all events of the present span into the heap."""
    clock = m.clock
    span = m.spans[clock.span]
    place = span.first
    while place != NOBODY:
        later = m.later[place]
        push_entry(m, later.time, later.order, later.sequence, later.data)
        following = later.next_later
        later.next_later = clock.free_later
        clock.free_later = place
        place = following
    span.first = NOBODY
    span.count = 0


@kernel
def push_entry(m: Machine, time: float, order: int, sequence: int, data: int) -> None:
    """Put an event into the heap of the present span, which begins at position 1."""
    clock = m.clock
    clock.near += 1
    hole = clock.near
    while hole > 1:
        parent = (hole - 2) // ARITY + 1
        if not comes_before(m, time, order, sequence, parent):
            break
        copy_entry(m, parent, hole)
        hole = parent
    entry = m.calendar[hole]
    entry.time = time
    entry.order = order
    entry.sequence = sequence
    entry.data = data


@kernel
def comes_before(m: Machine, time: float, order: int, sequence: int, position: int) -> bool:
    """Whether an event comes before the one at a position of the heap: by time, then order, then sequence."""
    other = m.calendar[position]
    if time != other.time:
        return time < other.time
    if order != other.order:
        return order < other.order
    return sequence < other.sequence


@kernel
def copy_entry(m: Machine, source: int, target: int) -> None:
    """Copy an event to another position of the heap."""
    entry, copy = m.calendar[source], m.calendar[target]
    copy.time = entry.time
    copy.order = entry.order
    copy.sequence = entry.sequence
    copy.data = entry.data


@kernel
def first_child(m: Machine, node: int, size: int) -> int:
    """The child of a node that comes first; beyond the size if it has none."""
    best = (node - 1) * ARITY + 2
    for other in range(best + 1, min(best + ARITY, size + 1)):
        entry = m.calendar[other]
        if comes_before(m, entry.time, entry.order, entry.sequence, best):
            best = other
    return best


@kernel
def drop_first(m: Machine) -> None:
    """Take the first event, at position 1, out of the heap."""
    m.clock.planned -= 1
    size = m.clock.near - 1
    m.clock.near = size
    if size == 0:
        return
    last = m.calendar[size + 1]
    time, order, sequence = last.time, last.order, last.sequence
    hole = 1
    while True:
        child = first_child(m, hole, size)
        if child > size or comes_before(m, time, order, sequence, child):
            break
        copy_entry(m, child, hole)
        hole = child
    copy_entry(m, size + 1, hole)


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
def is_waiting(s: State, account: int, window: int) -> bool:
    """Whether a lead of the pool is still one; others are left there until they are seen."""
    relation = s.book[account]
    return relation.status == Status.LEAD and relation.windows == window


@kernel
def sweep_leads(s: State, m: Machine) -> None:
    """Take all leads that are gone out of the pool."""
    count = m.clock.leads
    m.clock.leads = 0
    for position in range(1, count + 1):
        lead = m.leads[position]
        score, account, window = lead.negative_score, lead.account, lead.window
        if is_waiting(s, account, window):
            push_lead(m, score, account, window)


@kernel
def best_lead(s: State, m: Machine) -> int:
    """The waiting lead of the highest score, which stays in the pool, or NOBODY; leads that are gone are dropped."""
    while m.clock.leads > 0:
        lead = m.leads[1]
        if is_waiting(s, lead.account, lead.window):
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
