"""The way in: one scenario, one strategy, one replication in; one result out. Or many of them, quicker."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from simulator.machine_code import is_switched_off
from simulator.model.parameters import Parameters
from simulator.model.state import State, object_state
from simulator.outcomes import account_table, outcomes_of, remaining_margins, seller_table, timeline_of
from simulator.prepared import Prepared, account_count, populations, prepare
from simulator.randomness import check_key
from simulator.results import EventLog, RunResult
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    from simulator.engines.reference import Observer, Policy

Engine = Literal["compiled", "reference"]
ENGINES: tuple[Engine, ...] = ("compiled", "reference")

# So many runs share one call of machine code, and their tables the processor's cache.
MOST_RUNS_TOGETHER, MOST_ACCOUNTS_TOGETHER = 16, 10_000


class Run(NamedTuple):
    """What `simulate_many` takes."""

    scenario: Scenario
    strategy: str
    replication: int


def simulate(
    scenario: Scenario,
    strategy: str,
    *,
    replication: int = 0,
    engine: Engine = "compiled",
    record_events: bool = False,
    policy: "Policy | None" = None,
    observer: "Observer | None" = None,
) -> RunResult:
    """Run one replication of one strategy.

    The same scenario, strategy, seed and replication give the same result, to the last bit, in whatever process
    and order and with either engine; two strategies with the same replication meet the same luck, account by
    account.

    Args:
        scenario: A validated scenario.
        strategy: Name of one of its strategies.
        replication: Which repetition, from 0.
        engine: Which engine runs the model: machine code, or SimPy processes to read and extend.
        record_events: Whether the event log is kept.
        policy: Python functions in place of some of the strategy's rules; for the reference engine only.
        observer: Told of every event at its moment, to look at the state; for the reference engine only.

    Returns:
        Outcomes, timeline, account table and, if asked for, the event log with what every customer is still worth.

    Raises:
        KeyError: The scenario has no such strategy.
        ValueError: Seed or replication is out of range, there is no such engine, or the policy does not fit.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> scenario = load_scenario("chase_or_build")
        >>> run = simulate(scenario, "build_base", replication=7)
        >>> f"{run.outcomes['customers']:.0f} customers, {run.outcomes['key_accounts']:.0f} of them key accounts"
        '25 customers, 6 of them key accounts'

        The same in SimPy, float for float:

        >>> reference = simulate(scenario, "build_base", replication=7, engine="reference")
        >>> bool((reference.timeline["cash"] == run.timeline["cash"]).all())
        True
    """
    _check_engine(engine)
    if policy is not None and engine != "reference":
        raise ValueError('a policy in Python runs on the reference engine only: add engine="reference"')
    if observer is not None and engine != "reference":
        raise ValueError('an observer in Python watches the reference engine only: add engine="reference"')
    run = Run(scenario, strategy, replication)
    recording = record_events or observer is not None
    if engine == "compiled" and not is_switched_off():
        return next(_run_batch([run], recording))
    prepared = _prepared(run)
    (accounts,) = populations(scenario.world, scenario.run.seed, [replication])
    s = object_state(
        prepared.parameters,
        accounts,
        seed=scenario.run.seed,
        replication=replication,
        recording=recording,
        **prepared.size,
    )
    s = _run_reference(prepared, s, policy, observer) if engine == "reference" else _run_plain(prepared, s)
    return _result(strategy, prepared.parameters, s, engine)


def simulate_many(runs: Iterable[Run], *, engine: Engine = "compiled", tables: bool = True) -> Iterator[RunResult]:
    """Run many replications, quicker than one by one: the compiled engine takes several in one call.

    Such a call leaves other threads alone, and accounts are drawn once for runs of the same world and replication
    that lie close together. So the best order is by world, then by replication, then by strategy.

    Args:
        runs: What to run.
        engine: Which engine runs.
        tables: Whether the results hold their tables of accounts and sellers, which take time.

    Yields:
        The result of each, equal to what `simulate` gives.

    Raises:
        KeyError: A scenario has no such strategy.
        ValueError: Seed or replication is out of range, or there is no such engine.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> scenario = load_scenario("chase_or_build")
        >>> runs = [Run(scenario, name, luck) for luck in range(3) for name in scenario.strategies]
        >>> [f"{run.strategy} {run.replication}" for run in simulate_many(runs)][:3]
        ['chase_big 0', 'build_base 0', 'chase_big 1']
    """
    _check_engine(engine)
    if engine == "reference" or is_switched_off():
        for scenario, strategy, replication in runs:
            yield simulate(scenario, strategy, replication=replication, engine=engine)
        return
    for batch in _batches(runs):
        yield from _run_batch(batch, recording=False, tables=tables)


def _check_engine(engine: str) -> None:
    if engine not in ENGINES:
        raise ValueError(f"there is no engine {engine!r}; there are: {', '.join(ENGINES)}")


def _batches(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs of a common world and seed, in portions."""
    batch: list[Run] = []
    for run in runs:
        if batch and (len(batch) >= _fitting(batch[0].scenario) or not _is_akin(run.scenario, batch[0].scenario)):
            yield batch
            batch = []
        batch.append(run)
    if batch:
        yield batch


def _is_akin(scenario: Scenario, other: Scenario) -> bool:
    return scenario.world is other.world and scenario.run.seed == other.run.seed


def _fitting(scenario: Scenario) -> int:
    return max(1, min(MOST_RUNS_TOGETHER, MOST_ACCOUNTS_TOGETHER // account_count(scenario.world)))


def _run_batch(batch: Sequence[Run], recording: bool, tables: bool = True) -> Iterator[RunResult]:
    """Runs of a common world and seed in one call of machine code; if one fails, each is run alone up to that one."""
    try:
        results = _run_together(batch, recording, tables)
    except Exception:
        if len(batch) == 1:
            raise
        for run in batch:
            yield from _run_batch([run], recording, tables)
    else:
        yield from results


def _run_together(batch: Sequence[Run], recording: bool, tables: bool) -> list[RunResult]:
    from simulator.engines.compiled import Start, run_together

    prepared = [_prepared(run) for run in batch]
    world, seed = batch[0].scenario.world, batch[0].scenario.run.seed
    drawn = populations(world, seed, [run.replication for run in batch])
    states = run_together(
        [
            Start(each.template, accounts, seed, run.replication, recording)
            for run, each, accounts in zip(batch, prepared, drawn, strict=True)
        ]
    )
    return [
        _result(run.strategy, each.parameters, s, "compiled", tables)
        for run, each, s in zip(batch, prepared, states, strict=True)
    ]


def _prepared(run: Run) -> Prepared:
    check_key(run.scenario.run.seed, run.replication)
    return prepare(run.scenario, run.strategy)


def _run_reference(prepared: Prepared, s: State, policy: "Policy | None", observer: "Observer | None") -> State:
    from simulator.engines.reference import Policy, observed, run_reference

    if observer is not None:
        s = observed(prepared.parameters, s, observer)
    run_reference(prepared.parameters, s, policy or Policy(), tuple(prepared.scenario.world.segments))
    return s


def _run_plain(prepared: Prepared, s: State) -> State:
    from simulator.engines.compiled import run_in_python

    return run_in_python(prepared.parameters, s)


def _event_log(s: State) -> EventLog:
    if isinstance(s.log, np.ndarray):
        return EventLog(**{name: np.ascontiguousarray(s.log[name]) for name in s.log.dtype.names or ()})
    time, event, account, seller, amount, cause = zip(*s.log, strict=True)
    return EventLog(
        time=np.array(time, dtype=np.float64),
        event=np.array(event, dtype=np.int64),
        account=np.array(account, dtype=np.int64),
        seller=np.array(seller, dtype=np.int64),
        amount=np.array(amount, dtype=np.float64),
        cause=np.array(cause, dtype=np.int64),
    )


def _result(strategy: str, p: Parameters, s: State, engine: Engine, tables: bool = True) -> RunResult:
    return RunResult(
        strategy=strategy,
        seed=s.seed,
        replication=s.replication,
        engine=engine,
        event_count=int(s.tally.events),
        outcomes=outcomes_of(p, s),
        timeline=timeline_of(s),
        accounts=account_table(s) if tables else {},
        sellers=seller_table(s) if tables else {},
        events=_event_log(s) if s.recording else None,
        remaining_margins=remaining_margins(p, s) if s.recording else None,
    )
