"""The way in: one scenario, one strategy, one replication in; one result out."""

from typing import Literal

import numpy as np

from simulator.catalogue import TIMELINE
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.population import draw_population
from simulator.model.state import State, month_count, object_state
from simulator.outcomes import account_table, outcomes_of, timeline_of
from simulator.randomness import check_key
from simulator.results import EventLog, RunResult
from simulator.scenario.schema import Scenario
from simulator.units import DAYS_PER_MONTH

Engine = Literal["reference"]
ENGINES: tuple[Engine, ...] = ("reference",)


def simulate(
    scenario: Scenario,
    strategy: str,
    *,
    replication: int = 0,
    engine: Engine = "reference",
    record_events: bool = False,
) -> RunResult:
    """Run one replication of one strategy.

    The same scenario, strategy, seed and replication give the same result, to the last bit, in whatever process
    and order; two strategies with the same replication meet the same luck, account by account.

    Args:
        scenario: A validated scenario.
        strategy: Name of one of its strategies.
        replication: Which repetition, from 0.
        engine: Which engine runs the model.
        record_events: Whether the event log is kept.

    Returns:
        Outcomes, timeline, account table and, if asked for, the event log.

    Raises:
        KeyError: The scenario has no such strategy.
        ValueError: Seed or replication is out of range, or there is no such engine.
    """
    if engine not in ENGINES:
        raise ValueError(f"there is no engine {engine!r}; there are: {', '.join(ENGINES)}")
    check_key(scenario.run.seed, replication)
    p = parameters_of(scenario, strategy)
    s = _new_state(scenario, p, replication, record_events)
    from simulator.engines.reference import run_reference

    run_reference(p, s)
    return _result(scenario, strategy, p, s, engine)


def _new_state(scenario: Scenario, p: Parameters, replication: int, recording: bool) -> State:
    seed = scenario.run.seed
    return object_state(
        p,
        draw_population(scenario.world, seed, replication),
        seed=seed,
        replication=replication,
        recording=recording,
        months=month_count(p.horizon, DAYS_PER_MONTH),
        columns=len(TIMELINE),
    )


def _event_log(s: State) -> EventLog:
    columns = list(zip(*s.log, strict=True)) or [()] * 6
    time, event, account, seller, amount, cause = columns
    return EventLog(
        time=np.array(time, dtype=np.float64),
        event=np.array(event, dtype=np.int64),
        account=np.array(account, dtype=np.int64),
        seller=np.array(seller, dtype=np.int64),
        amount=np.array(amount, dtype=np.float64),
        cause=np.array(cause, dtype=np.int64),
    )


def _result(scenario: Scenario, strategy: str, p: Parameters, s: State, engine: Engine) -> RunResult:
    return RunResult(
        strategy=strategy,
        seed=s.seed,
        replication=s.replication,
        engine=engine,
        event_count=s.tally.events,
        outcomes=outcomes_of(p, s),
        timeline=timeline_of(s),
        accounts=account_table(s),
        events=_event_log(s) if s.recording else None,
    )
