"""The compiled engine's sellers: what each slot does next, sponsors, departures.

Each handler does what the process of the same name in the reference engine does, in the same order.
"""

from simulator.engines.compiled.calendar import best_lead, due_at_once, plan
from simulator.engines.compiled.layout import (
    DEPARTMENT_QUEUE,
    EXECUTIVE_QUEUE,
    NORMAL,
    URGENT,
    Machine,
    Stage,
    Task,
)
from simulator.engines.compiled.serving import announce_lead
from simulator.events import Cause, EventKind, Status, Timer
from simulator.kernels import kernel
from simulator.model.customer import finish_visit
from simulator.model.department import readiness
from simulator.model.departure import hand_back
from simulator.model.luck import record
from simulator.model.occupancy import occupy
from simulator.model.parameters import Parameters
from simulator.model.people import rotate, works
from simulator.model.pursuit import bid, call_cold, give_up_waiting, qualify, start_pursuit
from simulator.model.state import EXECUTIVES, NOBODY, SELLER_SLOTS, State
from simulator.model.targeting import cold_score, pick_customer, pick_prospect, should_hunt


@kernel
def seat_of(p: Parameters, slot: int) -> int:
    """The seat that a slot belongs to."""
    return slot // p.selling.parallel_pursuits


@kernel
def rest(m: Machine, slot: int, for_leads: int) -> None:
    """A slot has nothing to do until it is woken."""
    row = m.slots[slot]
    row.stage = Stage.RESTING
    row.for_leads = for_leads
    if for_leads == 1:
        m.clock.resting_for_leads += 1
        m.clock.lowest_resting = min(m.clock.lowest_resting, slot)


@kernel
def busy(p: Parameters, s: State, m: Machine, slot: int, stage: int, days: float) -> None:
    """A slot spends some days on a stage of its activity, which count for hunting or for growing."""
    row, seller = m.slots[slot], s.sellers[seat_of(p, slot)]
    if stage == Stage.VISITING:
        seller.grow_time += days
    else:
        seller.hunt_time += days
    row.stage = stage
    row.version += 1
    occupy(s, SELLER_SLOTS, 1, m.clock.now)
    plan(m, days, Timer.ACTIVITY_ENDS, slot, row.version)


@kernel
def next_activity(p: Parameters, s: State, m: Machine, slot: int) -> None:
    """A free slot takes up what it does next, or rests."""
    seat = seat_of(p, slot)
    if not works(s, seat):
        rest(m, slot, 0)
        return
    lever = p.levers[s.firm.row]
    hunts_first = should_hunt(p, s, seat)
    account = NOBODY if hunts_first else pick_customer(p, s, seat, m.clock.now)
    if account == NOBODY and lever.hunt > 0.0 and hunt(p, s, m, slot, seat):
        return
    if account == NOBODY and hunts_first and lever.grow > 0.0:
        account = pick_customer(p, s, seat, m.clock.now)
    if account == NOBODY:
        rest(m, slot, 1)
        return
    m.slots[slot].account = account
    m.slots[slot].episode = s.book[account].episode
    rotate(s, account, m.clock.now)
    busy(p, s, m, slot, Stage.VISITING, p.relationship.visit)


@kernel
def hunt(p: Parameters, s: State, m: Machine, slot: int, seat: int) -> bool:
    """Take the best lead that waits, or call a prospect where that scores higher; tell whether there was either."""
    now = m.clock.now
    lead = best_lead(s, m)
    prospect = pick_prospect(p, s, seat, now)
    if lead != NOBODY and (prospect == NOBODY or -m.leads[1].negative_score >= cold_score(p, s, prospect, now)):
        begin_pursuit(p, s, m, slot, lead)
        return True
    if prospect == NOBODY:
        return False
    m.slots[slot].account = prospect
    busy(p, s, m, slot, Stage.CALLING, p.selling.prospecting)
    return True


@kernel
def begin_pursuit(p: Parameters, s: State, m: Machine, slot: int, account: int) -> None:
    """A pursuit begins with its qualification."""
    row = m.slots[slot]
    row.account = account
    row.pursued = account
    cycle = start_pursuit(p, s, account, seat_of(p, slot), m.clock.now)
    row.first_days = cycle * p.selling.qualification_share
    row.rest_days = cycle - row.first_days
    busy(p, s, m, slot, Stage.QUALIFYING, row.first_days)


@kernel
def end_pursuit_of(p: Parameters, s: State, m: Machine, slot: int, has_won: bool) -> None:
    """A pursuit is over: the account becomes a customer or is left alone, the slot goes on."""
    row = m.slots[slot]
    account = row.pursued
    row.pursued = NOBODY
    if has_won:
        due_at_once(m, URGENT, Task.START_CUSTOMER, account, 0)
    else:
        plan(m, p.selling.cooling, Timer.RETURN, account, 0)
    next_activity(p, s, m, slot)


@kernel
def activity_ends(p: Parameters, s: State, m: Machine, slot: int, version: int) -> None:
    """A stage of a slot's activity is over."""
    row = m.slots[slot]
    if row.version != version:
        return
    now, seat, stage = m.clock.now, seat_of(p, slot), row.stage
    occupy(s, SELLER_SLOTS, -1, now)
    if stage == Stage.VISITING:
        finish_visit(p, s, row.account, row.episode, seat, now)
        next_activity(p, s, m, slot)
    elif stage == Stage.CALLING:
        if call_cold(p, s, row.account, seat, now):
            begin_pursuit(p, s, m, slot, row.account)
        else:
            next_activity(p, s, m, slot)
    elif stage == Stage.QUALIFYING:
        end_qualification(p, s, m, slot)
    else:
        end_proposal(p, s, m, slot)


@kernel
def end_qualification(p: Parameters, s: State, m: Machine, slot: int) -> None:
    """The buyer's screen; who passes goes on, big bids by way of a sponsor."""
    row = m.slots[slot]
    if not qualify(p, s, row.account, seat_of(p, slot), row.first_days, m.clock.now):
        end_pursuit_of(p, s, m, slot, False)
    elif s.accounts[row.account].wallet > p.sponsors.sponsor_wallet:
        ask_sponsor(p, s, m, slot)
    else:
        row.waited = 0.0
        busy(p, s, m, slot, Stage.PROPOSING, row.rest_days)


@kernel
def end_proposal(p: Parameters, s: State, m: Machine, slot: int) -> None:
    """The buyer chooses; a sponsor is free for the next bid."""
    row = m.slots[slot]
    now, stage = m.clock.now, row.stage
    boost = 0.0
    if stage == Stage.WITH_EXECUTIVE:
        occupy(s, EXECUTIVES, -1, now)
        boost = p.sponsors.executive_boost
    elif stage == Stage.WITH_DEPARTMENT:
        boost = p.department.boost * readiness(p, s, now)
    days = row.waited + row.rest_days if stage != Stage.PROPOSING else row.rest_days
    has_won = bid(p, s, row.account, seat_of(p, slot), days, boost, now)
    if stage != Stage.PROPOSING:
        release_sponsor(m, row.sponsor)
    end_pursuit_of(p, s, m, slot, has_won)


@kernel
def ask_sponsor(p: Parameters, s: State, m: Machine, slot: int) -> None:
    """A big bid asks for an executive or, once it is open, for the department; it waits at most one window."""
    row = m.slots[slot]
    row.stage = Stage.WAITING
    row.version += 1
    row.asked = m.clock.now
    row.sponsor = DEPARTMENT_QUEUE if s.firm.department_open == 1 else EXECUTIVE_QUEUE
    line = m.queues[row.sponsor]
    row.previous_waiting = line.last
    row.next_waiting = NOBODY
    if line.last == NOBODY:
        line.first = slot
    else:
        m.slots[line.last].next_waiting = slot
    line.last = slot
    if line.busy < line.capacity:
        grant_sponsor(m, row.sponsor)
    else:
        plan(m, p.buying.window, Timer.SPONSOR_PATIENCE, slot, row.version)


@kernel
def leave_line(m: Machine, slot: int) -> None:
    """A slot no longer waits for a sponsor."""
    row = m.slots[slot]
    line = m.queues[row.sponsor]
    if row.previous_waiting == NOBODY:
        line.first = row.next_waiting
    else:
        m.slots[row.previous_waiting].next_waiting = row.next_waiting
    if row.next_waiting == NOBODY:
        line.last = row.previous_waiting
    else:
        m.slots[row.next_waiting].previous_waiting = row.previous_waiting


@kernel
def grant_sponsor(m: Machine, queue: int) -> None:
    """Give a free sponsor to the bid that has waited longest."""
    line = m.queues[queue]
    slot = line.first
    leave_line(m, slot)
    line.busy += 1
    due_at_once(m, NORMAL, Task.SPONSOR_GRANTED, slot, m.slots[slot].version)


@kernel
def release_sponsor(m: Machine, queue: int) -> None:
    """A sponsor is free again; who gets it is settled when all that is urgent at this instant is done.

    The bids of one departed seller may hold one kind of sponsor and wait for the other.
    """
    m.queues[queue].busy -= 1
    due_at_once(m, NORMAL, Task.SPONSOR_FREED, queue, 0)


@kernel
def sponsor_freed(m: Machine, queue: int) -> None:
    """One sponsor, if any is free, closes if it is to, or goes to the bid that has waited longest."""
    line = m.queues[queue]
    if line.busy >= line.capacity:
        return
    if line.closing > 0:
        line.closing -= 1
        line.capacity -= 1
    elif line.first != NOBODY:
        grant_sponsor(m, queue)


@kernel
def set_sponsors(m: Machine, queue: int, wanted: int) -> None:
    """Open or close sponsors to a number; one that backs a bid closes when the bid is done."""
    line = m.queues[queue]
    change = wanted - (line.capacity - line.closing)
    if change < 0:
        free = min(-change, line.capacity - line.busy)
        line.capacity -= free
        line.closing += -change - free
        return
    kept = min(change, line.closing)
    line.closing -= kept
    line.capacity += change - kept
    while line.busy < line.capacity and line.first != NOBODY:
        grant_sponsor(m, queue)


@kernel
def sponsor_seized(p: Parameters, s: State, m: Machine, slot: int, version: int) -> None:
    """A bid that has got its sponsor goes on to the proposal, unless the buyer has failed meanwhile."""
    row = m.slots[slot]
    if row.version != version:
        return
    now = m.clock.now
    row.waited = now - row.asked
    if s.book[row.account].status != Status.PURSUED:
        give_up_waiting(p, s, row.account, seat_of(p, slot), row.waited, now)
        release_sponsor(m, row.sponsor)
        row.version += 1
        end_pursuit_of(p, s, m, slot, False)
        return
    record(s, now, EventKind.SPONSORED, row.account, seat_of(p, slot), row.waited, Cause.NONE)
    if row.sponsor == DEPARTMENT_QUEUE:
        busy(p, s, m, slot, Stage.WITH_DEPARTMENT, row.rest_days)
    else:
        occupy(s, EXECUTIVES, 1, now)
        busy(p, s, m, slot, Stage.WITH_EXECUTIVE, row.rest_days)


@kernel
def patience_ends(p: Parameters, s: State, m: Machine, slot: int, version: int) -> None:
    """A bid has waited for a sponsor as long as a window is open."""
    row = m.slots[slot]
    if row.version != version or row.stage != Stage.WAITING:
        return
    now = m.clock.now
    give_up_waiting(p, s, row.account, seat_of(p, slot), now - row.asked, now)
    leave_line(m, slot)
    row.version += 1
    end_pursuit_of(p, s, m, slot, False)


@kernel
def interrupt(p: Parameters, s: State, m: Machine, slot: int) -> None:
    """The seller has left in the middle of an activity: a pursuit goes back to the lead pool."""
    row = m.slots[slot]
    now, stage = m.clock.now, row.stage
    if stage != Stage.WAITING:
        occupy(s, SELLER_SLOTS, -1, now)
    if stage == Stage.WITH_EXECUTIVE:
        occupy(s, EXECUTIVES, -1, now)
    if stage == Stage.WAITING:
        leave_line(m, slot)
        due_at_once(m, NORMAL, Task.SPONSOR_FREED, row.sponsor, 0)
    elif stage in (Stage.WITH_EXECUTIVE, Stage.WITH_DEPARTMENT):
        release_sponsor(m, row.sponsor)
    row.version += 1
    account = row.pursued
    row.pursued = NOBODY
    if account != NOBODY and hand_back(s, account, seat_of(p, slot), now):
        announce_lead(p, s, m, account)
    next_activity(p, s, m, slot)
