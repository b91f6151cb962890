"""The compiled engine's event loop: take the next planned event, handle it, do what is due at once, repeat."""

from simulator.engines.compiled.calendar import (
    ENTITY_BITS,
    drop_first,
    due_at_once,
    find_span,
    next_task,
    open_span,
    plan,
    sweep_leads,
)
from simulator.engines.compiled.layout import (
    EXECUTIVE_QUEUE,
    NORMAL,
    URGENT,
    Machine,
    Task,
)
from simulator.engines.compiled.outcome import FINISHED, NEEDS_ROOM
from simulator.engines.compiled.selling import (
    activity_ends,
    interrupt,
    next_activity,
    patience_ends,
    sponsor_freed,
    sponsor_seized,
)
from simulator.engines.compiled.serving import (
    adoption,
    announce_lead,
    customer_turn,
    desk_granted,
    payment,
    restart_field,
    start_adoption,
    start_order,
    work_ends,
)
from simulator.engines.compiled.staffing import (
    arrival,
    departure,
    month_end,
    outside_event,
    plan_attack,
    plan_departure,
    plan_month,
    set_department,
    set_desks,
    strike,
)
from simulator.events import Cause, EventKind, Timer
from simulator.kernels import kernel
from simulator.model.competition import fail, failure_delay
from simulator.model.customer import come_back, retender
from simulator.model.department import update_department
from simulator.model.equity import close_run
from simulator.model.luck import record
from simulator.model.month import pull_levers, write_row
from simulator.model.parameters import Parameters
from simulator.model.people import draw_skill
from simulator.model.pursuit import expire_lead, open_window, retender_interval, review_interval
from simulator.model.state import NOBODY, State
from simulator.model.technology import close_new_fields

ENTITY_MASK = (1 << ENTITY_BITS) - 1


@kernel
def plan_review(p: Parameters, s: State, m: Machine, account: int) -> None:
    """Plan an account's next review."""
    days = review_interval(s, account)
    if days < p.horizon:
        plan(m, days, Timer.REVIEW, account, 0)


@kernel
def plan_retender(p: Parameters, s: State, m: Machine, account: int) -> None:
    """Plan an account's next re-tender."""
    days = retender_interval(s, account)
    if days < p.horizon:
        plan(m, days, Timer.RETENDER, account, 0)


@kernel
def start(p: Parameters, s: State, m: Machine) -> None:
    """Begin: levers, fields, then every process of the reference engine in its order."""
    for seat in range(len(s.sellers)):
        s.sellers[seat].skill = draw_skill(p, s, seat, 0)
    record(s, 0.0, EventKind.PHASE_BEGAN, NOBODY, NOBODY, 0.0, Cause.NONE)
    pull_levers(p, s, 0.0)
    update_department(p, s, 0.0)
    m.queues[EXECUTIVE_QUEUE].capacity = p.sponsors.executive_slots
    set_desks(p, s, m)
    set_department(p, s, m)
    write_row(p, s, 0.0)
    close_new_fields(p, s)
    for segment in range(len(m.fields)):
        restart_field(m, segment)
    for account in range(len(s.book)):
        plan_review(p, s, m, account)
        plan_retender(p, s, m, account)
        days = failure_delay(p, s, account)
        if days < p.horizon:
            plan(m, days, Timer.FAILURE, account, 0)
    for slot in range(len(m.slots)):
        next_activity(p, s, m, slot)
    for seat in range(len(s.sellers)):
        plan_departure(p, s, m, seat)
    for number in range(len(p.outside)):
        if p.outside[number].at <= p.horizon:
            plan(m, p.outside[number].at, Timer.OUTSIDE, number, 0)
    plan_attack(p, s, m)
    plan_month(p, m)


@kernel
def do_task(p: Parameters, s: State, m: Machine, task: int, subject: int, version: int) -> None:
    """Do one immediate task."""
    if task == Task.START_ORDER:
        start_order(p, s, m, subject)
    elif task == Task.DESK_GRANTED:
        desk_granted(p, s, m, subject)
    elif task == Task.START_CUSTOMER:
        customer_turn(p, s, m, subject, s.book[subject].episode)
    elif task == Task.WAKE:
        next_activity(p, s, m, subject)
    elif task == Task.SPONSOR_FREED:
        sponsor_freed(m, subject)
    elif task == Task.SPONSOR_GRANTED:
        # SimPy takes two steps from a granted request to the process that waited for "request or patience".
        due_at_once(m, NORMAL, Task.SPONSOR_SEIZED, subject, version)
    elif task == Task.SPONSOR_SEIZED:
        sponsor_seized(p, s, m, subject, version)
    elif task == Task.START_ADOPTION:
        start_adoption(p, s, m, subject, version)
    else:
        interrupt(p, s, m, subject)


@kernel
def do_what_is_due(p: Parameters, s: State, m: Machine) -> None:
    """Do all immediate tasks, and those that they bring about."""
    while True:
        ring = next_task(m)
        if ring < 0:
            return
        line = m.rings[ring]
        due = m.urgent[line.start] if ring == URGENT else m.normal[line.start]
        task, subject, version = due.task, due.subject, due.version
        line.start = (line.start + 1) % (len(m.urgent) if ring == URGENT else len(m.normal))
        line.count -= 1
        do_task(p, s, m, task, subject, version)


@kernel
def handle(p: Parameters, s: State, m: Machine, timer: int, entity: int, data: int) -> None:
    """Handle one planned event."""
    now = m.clock.now
    if timer == Timer.ORDER:
        customer_turn(p, s, m, entity, data)
    elif timer == Timer.WORK_ENDS:
        work_ends(p, s, m, data)
    elif timer == Timer.PAYMENT:
        payment(p, s, m, data)
    elif timer == Timer.ACTIVITY_ENDS:
        activity_ends(p, s, m, entity, data)
    elif timer == Timer.REVIEW:
        if open_window(p, s, entity, now):
            announce_lead(p, s, m, entity)
        plan_review(p, s, m, entity)
    else:
        handle_clock(p, s, m, timer, entity, data)


@kernel
def handle_clock(p: Parameters, s: State, m: Machine, timer: int, entity: int, data: int) -> None:
    """Handle one planned event of an account's own clock, or a month end."""
    now = m.clock.now
    if timer == Timer.WINDOW_CLOSES:
        expire_lead(s, entity, data, now)
    elif timer == Timer.RETENDER:
        if retender(p, s, entity, now):
            plan(m, p.relationship.win_back_after, Timer.RETURN, entity, 0)
        plan_retender(p, s, m, entity)
    elif timer == Timer.RETURN:
        come_back(s, entity, now)
    elif timer == Timer.SPONSOR_PATIENCE:
        patience_ends(p, s, m, entity, data)
    elif timer == Timer.MONTH_END:
        month_end(p, s, m)
    else:
        handle_rare(p, s, m, timer, entity, data)


@kernel
def handle_rare(p: Parameters, s: State, m: Machine, timer: int, entity: int, data: int) -> None:
    """Handle one planned event of a kind that no order and no seller's activity brings about."""
    if timer == Timer.ADOPTION:
        adoption(p, s, m, entity, data)
    elif timer == Timer.DEPARTURE:
        departure(p, s, m, entity, data)
    elif timer == Timer.ARRIVAL:
        arrival(p, s, m, entity)
    elif timer == Timer.ATTACK:
        strike(p, s, m, 0.0)
        plan_attack(p, s, m)
    elif timer == Timer.FAILURE:
        fail(p, s, entity, m.clock.now)
    else:
        outside_event(p, s, m, entity, data)


@kernel
def has_room(s: State, m: Machine, margin: int) -> bool:
    """Whether every table that grows has room for whatever one event can add.

    Every order that waits may get a desk at once, where a phase opens many: a task and a planned event each. Every
    customer may follow a seller who leaves: a planned return and some entries in the log each; a month end may put
    every account into another tier.
    """
    clock = m.clock
    at_once = margin + clock.orders_made + 2 * s.firm.customers
    # A span that is about to be opened comes into the heap as a whole; there is none before the start.
    near = clock.near + m.spans[max(clock.span, 0)].count
    if near + at_once >= len(m.calendar) or clock.later_made + at_once >= len(m.later) or at_once >= len(m.normal):
        return False
    if s.recording and s.tally.events + 8 * (margin + len(s.book)) >= clock.log_room:
        return False
    return has_room_for_leads(s, m, margin) and clock.orders_made + margin < len(m.orders)


@kernel
def has_room_for_leads(s: State, m: Machine, margin: int) -> bool:
    """Whether the pool has room; where it has not, leads that are gone are swept out, which has to free a half."""
    if m.clock.leads + margin < len(m.leads):
        return True
    sweep_leads(s, m)
    return 2 * (m.clock.leads + margin) < len(m.leads)


@kernel
def advance(p: Parameters, s: State, m: Machine, margin: int) -> int:
    """Run on until the end (FINISHED) or until an array must grow (NEEDS_ROOM); may be called again after either."""
    if m.clock.has_started == 0:
        m.clock.has_started = 1
        start(p, s, m)
        do_what_is_due(p, s, m)
    while m.clock.planned > 0:
        find_span(m)
        if not has_room(s, m, margin):
            return NEEDS_ROOM
        if m.clock.near == 0:
            open_span(m)
        first = m.calendar[1]
        if first.time > s.firm.insolvent_at:
            break
        m.clock.now = first.time
        timer, entity, data = first.order >> ENTITY_BITS, first.order & ENTITY_MASK, first.data
        drop_first(m)
        handle(p, s, m, timer, entity, data)
        do_what_is_due(p, s, m)
    close_run(p, s)
    return FINISHED
