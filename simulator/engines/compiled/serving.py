"""The compiled engine's market and back office: leads, orders, desks, payments, adoption.

Each handler does what the process of the same name in the reference engine does, in the same order.
"""

from simulator.engines.compiled.calendar import due_at_once, plan, push_lead
from simulator.engines.compiled.layout import (
    COMMON_ORDERS,
    NORMAL,
    URGENT,
    URGENT_ORDERS,
    Machine,
    Stage,
    Task,
)
from simulator.events import Cause, Status, Tier, Timer
from simulator.kernels import kernel
from simulator.model.customer import collect, complete_order, is_customer_since, place_order
from simulator.model.delivery import work_days
from simulator.model.growth import order_interval
from simulator.model.occupancy import occupy
from simulator.model.parameters import UNLIMITED, Parameters
from simulator.model.pursuit import refer
from simulator.model.state import DESKS, NOBODY, State
from simulator.model.targeting import score
from simulator.model.technology import adopt, days_to_adoption


@kernel
def wake(m: Machine, slot: int) -> None:
    """End a slot's rest."""
    row = m.slots[slot]
    if row.for_leads == 1:
        row.for_leads = 0
        m.clock.resting_for_leads -= 1
    row.stage = Stage.WOKEN
    due_at_once(m, NORMAL, Task.WAKE, slot, 0)


@kernel
def wake_one(m: Machine) -> None:
    """Wake the lowest slot that rests for want of leads, if there is one."""
    if m.clock.resting_for_leads == 0:
        return
    slot = m.clock.lowest_resting
    while m.slots[slot].for_leads == 0:
        slot += 1
    m.clock.lowest_resting = slot
    wake(m, slot)


@kernel
def wake_all(m: Machine) -> None:
    """End every rest, in order of slots."""
    for slot in range(len(m.slots)):
        if m.slots[slot].stage == Stage.RESTING:
            wake(m, slot)


@kernel
def announce_lead(p: Parameters, s: State, m: Machine, account: int) -> None:
    """A lead joins the pool, and will be gone when its window closes."""
    window = s.book[account].windows
    push_lead(m, -score(p, s, account, 1.0, 0.0, m.clock.now), account, window)
    wake_one(m)
    plan(m, p.buying.window, Timer.WINDOW_CLOSES, account, window)


@kernel
def new_order(m: Machine) -> int:
    """A free row of the order table."""
    order = m.clock.free_order
    if order != NOBODY:
        m.clock.free_order = m.orders[order].next_order
        return order
    m.clock.orders_made += 1
    return m.clock.orders_made - 1


@kernel
def free_order(m: Machine, order: int) -> None:
    """Give a row of the order table back."""
    m.orders[order].next_order = m.clock.free_order
    m.clock.free_order = order


@kernel
def customer_turn(p: Parameters, s: State, m: Machine, account: int, episode: int) -> None:
    """A customer that has not left orders, and plans its next order."""
    if not is_customer_since(s, account, episode):
        return
    order = new_order(m)
    row = m.orders[order]
    row.account = account
    row.episode = episode
    row.number = s.book[account].orders
    row.value = place_order(p, s, account, m.clock.now)
    due_at_once(m, URGENT, Task.START_ORDER, order, 0)
    days = order_interval(p, s, account)
    if days < p.horizon:
        plan(m, days, Timer.ORDER, account, episode)


@kernel
def start_order(p: Parameters, s: State, m: Machine, order: int) -> None:
    """An order arrives at the back office: work begins, or it asks for a desk."""
    row = m.orders[order]
    row.placed = m.clock.now
    row.has_desk = 0
    lever = p.levers[s.firm.row]
    if lever.desks == UNLIMITED:
        start_work(p, s, m, order)
        return
    row.has_desk = 1
    goes_first = lever.key_priority != 0 and s.book[row.account].tier == Tier.KEY
    line = m.queues[URGENT_ORDERS if goes_first else COMMON_ORDERS]
    row.next_order = NOBODY
    if line.last == NOBODY:
        line.first = order
    else:
        m.orders[line.last].next_order = order
    line.last = order
    grant_desks(m)


@kernel
def grant_desks(m: Machine) -> None:
    """Give free desks to waiting orders, key accounts' first."""
    desks = m.queues[COMMON_ORDERS]
    while desks.busy < desks.capacity:
        line = m.queues[URGENT_ORDERS] if m.queues[URGENT_ORDERS].first != NOBODY else desks
        order = line.first
        if order == NOBODY:
            return
        line.first = m.orders[order].next_order
        if line.first == NOBODY:
            line.last = NOBODY
        desks.busy += 1
        due_at_once(m, NORMAL, Task.DESK_GRANTED, order, 0)


@kernel
def start_work(p: Parameters, s: State, m: Machine, order: int) -> None:
    """Work on an order begins."""
    row = m.orders[order]
    plan(m, work_days(p, s, row.account, row.number, row.value), Timer.WORK_ENDS, row.account, order)


@kernel
def desk_granted(p: Parameters, s: State, m: Machine, order: int) -> None:
    """A desk takes an order up."""
    occupy(s, DESKS, 1, m.clock.now)
    start_work(p, s, m, order)


@kernel
def work_ends(p: Parameters, s: State, m: Machine, order: int) -> None:
    """An order leaves the back office: delivery, invoice, what the customer makes of it."""
    row = m.orders[order]
    now, account = m.clock.now, row.account
    if row.has_desk == 1:
        occupy(s, DESKS, -1, now)
        m.queues[COMMON_ORDERS].busy -= 1
        grant_desks(m)
    was_customer = is_customer_since(s, account, row.episode)
    cause, amount, term = complete_order(p, s, account, row.episode, row.number, row.value, row.placed, now)
    row.amount = amount
    if was_customer and s.book[account].status == Status.LOST:
        plan(m, p.relationship.win_back_after, Timer.RETURN, account, 0)
    if was_customer and cause == Cause.GOOD:
        watch_fields(p, s, m)
        friend = refer(p, s, account, now)
        if friend != NOBODY:
            announce_lead(p, s, m, friend)
    plan(m, term, Timer.PAYMENT, account, order)


@kernel
def payment(p: Parameters, s: State, m: Machine, order: int) -> None:
    """An invoice falls due."""
    collect(p, s, m.orders[order].account, m.orders[order].amount, m.clock.now)
    free_order(m, order)


@kernel
def watch_fields(p: Parameters, s: State, m: Machine) -> None:
    """A good delivery may have raised the fitness of new fields: their next adoptions come sooner."""
    for segment in range(len(p.segments)):
        if p.segments[segment].is_new_field == 1 and s.markets[segment].hazard_at == m.clock.now:
            restart_field(m, segment)


@kernel
def restart_field(m: Machine, segment: int) -> None:
    """Plan a field's next adoption anew; the plan before it is void."""
    row = m.fields[segment]
    row.version += 1
    if row.left > 0:
        due_at_once(m, URGENT, Task.START_ADOPTION, segment, row.version)


@kernel
def start_adoption(p: Parameters, s: State, m: Machine, segment: int, version: int) -> None:
    """Plan a field's next adoption."""
    row = m.fields[segment]
    days = days_to_adoption(p, s, segment, m.field_thresholds[row.first + row.left - 1])
    if days < p.horizon:
        plan(m, days, Timer.ADOPTION, segment, version)


@kernel
def adoption(p: Parameters, s: State, m: Machine, segment: int, version: int) -> None:
    """A field's next account adopts, unless the field has changed before."""
    row = m.fields[segment]
    if row.version != version:
        return
    row.left -= 1
    account = m.field_accounts[row.first + row.left]
    if adopt(p, s, account, m.clock.now):
        announce_lead(p, s, m, account)
    restart_field(m, segment)
