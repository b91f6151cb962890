"""One run of the reference engine, from the first process to the last month end."""

from collections.abc import Generator
from typing import Any

import simpy

from simulator.engines.reference.asking import check_policy, end_month
from simulator.engines.reference.environment import OrderedEnvironment, Run
from simulator.engines.reference.market import attacks, failure, prepare_fields, retenders, reviews
from simulator.engines.reference.policy import FirmView, Policy
from simulator.engines.reference.selling import slot
from simulator.engines.reference.serving import set_desks
from simulator.engines.reference.staffing import outside_event, set_department, stints
from simulator.events import Cause, EventKind, Timer
from simulator.model.department import update_department
from simulator.model.equity import close_run
from simulator.model.luck import record
from simulator.model.month import pull_levers, write_row
from simulator.model.parameters import Parameters
from simulator.model.people import draw_skill
from simulator.model.state import NOBODY, State
from simulator.units import DAYS_PER_MONTH

Process = Generator[Any, Any, Any]
# Every rule as the strategy file says.
BY_THE_FILE = Policy()


def run_reference(p: Parameters, s: State, policy: Policy = BY_THE_FILE, segments: tuple[str, ...] = ()) -> None:
    """Run the model to its horizon, or to insolvency; the state is changed in place.

    Args:
        p: Parameters, with lists for vectors.
        s: A new state, with lists for vectors.
        policy: Functions in place of some of the strategy's rules.
        segments: Names of the segments, for a policy to read.

    Raises:
        ValueError: The policy answers what makes no sense, or its phase rule meets contingency rules.
    """
    run = _set_up(p, s, policy, segments)
    check_policy(run)
    _start(run)
    _go(run)
    close_run(p, s)


def _set_up(p: Parameters, s: State, policy: Policy, segments: tuple[str, ...]) -> Run:
    env = OrderedEnvironment()
    return Run(
        env=env,
        p=p,
        s=s,
        policy=policy,
        view=FirmView(p, s, env, segments),
        desks=simpy.PriorityResource(env, capacity=p.max_desks),
        executives=simpy.Resource(env, capacity=p.sponsors.executive_slots),
        department=simpy.PriorityResource(env, capacity=max(1, p.max_managers * p.department.pursuits_per_manager)),
    )


def _start(run: Run) -> None:
    p, s = run.p, run.s
    for seat in range(len(s.sellers)):
        s.sellers[seat].skill = draw_skill(p, s, seat, 0)
    record(s, 0.0, EventKind.PHASE_BEGAN, NOBODY, NOBODY, 0.0, Cause.NONE)
    pull_levers(p, s, 0.0)
    update_department(p, s, 0.0)
    set_desks(run)
    set_department(run)
    write_row(p, s, 0.0)
    prepare_fields(run)
    for account in range(len(s.book)):
        run.env.process(reviews(run, account))
        run.env.process(retenders(run, account))
        run.env.process(failure(run, account))
    parallel = p.selling.parallel_pursuits
    for number in range(len(s.sellers) * parallel):
        run.slots[number] = run.env.process(slot(run, number // parallel, number))
    for seat in range(len(s.sellers)):
        run.env.process(stints(run, seat))
    for event in range(len(p.outside)):
        run.env.process(outside_event(run, event))
    run.env.process(attacks(run))
    run.env.process(months(run))


def months(run: Run) -> Process:
    """Close every month but the last, which the end of the run closes at the horizon itself."""
    month = 1
    while month * DAYS_PER_MONTH < run.p.horizon - 1e-6:
        yield run.after(month * DAYS_PER_MONTH - run.now, Timer.MONTH_END, 0)
        if end_month(run):
            set_desks(run)
        set_department(run)
        run.wake_all()
        month += 1


def _go(run: Run) -> None:
    """Step until the horizon, or until the instant of insolvency is over."""
    env, firm, horizon = run.env, run.s.firm, run.p.horizon
    while (due := env.peek()) <= horizon and due <= firm.insolvent_at:
        env.step()
