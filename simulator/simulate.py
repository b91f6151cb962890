"""The way in: one scenario, one strategy, one replication in; one result out."""

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.catalogue import TIMELINE
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.population import PopulationPlan
from simulator.model.state import State, month_count, object_state
from simulator.outcomes import account_table, outcomes_of, remaining_margins, seller_table, timeline_of
from simulator.randomness import check_key
from simulator.results import EventLog, RunResult
from simulator.scenario.schema import Scenario
from simulator.scenario.world import World
from simulator.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from simulator.engines.compiled import Template
    from simulator.engines.reference import Observer, Policy

Engine = Literal["compiled", "reference"]
ENGINES: tuple[Engine, ...] = ("compiled", "reference")


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
    if engine not in ENGINES:
        raise ValueError(f"there is no engine {engine!r}; there are: {', '.join(ENGINES)}")
    if policy is not None and engine != "reference":
        raise ValueError('a policy in Python runs on the reference engine only: add engine="reference"')
    if observer is not None and engine != "reference":
        raise ValueError('an observer in Python watches the reference engine only: add engine="reference"')
    seed = scenario.run.seed
    check_key(seed, replication)
    prepared = _prepare(scenario, strategy)
    luck: dict[str, Any] = {
        "seed": seed,
        "replication": replication,
        "recording": record_events or observer is not None,
    }
    accounts = population(scenario, seed, replication)
    if engine == "reference":
        s = _run_reference(prepared, accounts, luck, policy, observer)
    else:
        s = _run_compiled(prepared, accounts, luck)
    return _result(strategy, prepared.parameters, s, engine)


def population(scenario: Scenario, seed: int, replication: int) -> NDArray[Any]:
    """The accounts of one replication, in arrays of one's own; strategies that come in turn share the drawing.

    Args:
        scenario: The scenario.
        seed: Its seed.
        replication: Which repetition.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> accounts = population(load_scenario("chase_or_build"), seed=1, replication=0)
        >>> len(accounts), bool((accounts["wallet"] > 0).all())
        (600, True)
    """
    kept = getattr(_last_population, "drawn", None)
    if kept is None or kept[0] is not scenario.world or kept[1:3] != (seed, replication):
        kept = (scenario.world, seed, replication, _population_plan(scenario.world).draw(seed, replication))
        _last_population.drawn = kept
    accounts: NDArray[Any] = kept[3].copy()
    return accounts


def _population_plan(world: World) -> PopulationPlan:
    """The plan of a world's population, kept for the world used last (worlds are frozen)."""
    kept = getattr(_last_population, "plan", None)
    if kept is None or kept[0] is not world:
        kept = (world, PopulationPlan(world))
        _last_population.plan = kept
    plan: PopulationPlan = kept[1]
    return plan


# The population drawn last, by thread: strategies are compared replication by replication.
_last_population = threading.local()


class _Prepared:
    """The parameters of one strategy, resolved once for all its replications; nothing in them changes in a run."""

    def __init__(self, scenario: Scenario, strategy: str) -> None:
        self.scenario = scenario
        self.parameters = parameters_of(scenario, strategy)

    @property
    def size(self) -> dict[str, Any]:
        """Height and width of the timeline."""
        return {"months": month_count(self.parameters.horizon, DAYS_PER_MONTH), "columns": len(TIMELINE)}

    @cached_property
    def template(self) -> "Template":
        """Parameters and empty tables as the compiled engine reads them."""
        from simulator.engines.compiled import Template, compiled_parameters

        accounts = sum(segment.accounts for segment in self.scenario.world.segments.values())
        return Template(compiled_parameters(self.parameters), accounts, **self.size)


_prepared: dict[tuple[int, str], _Prepared] = {}
MOST_PREPARED = 64


def _prepare(scenario: Scenario, strategy: str) -> _Prepared:
    """The parameters of a strategy, kept for the last few scenarios by identity (they are frozen)."""
    key = (id(scenario), strategy)
    found = _prepared.get(key)
    if found is None or found.scenario is not scenario:
        found = _Prepared(scenario, strategy)
        while len(_prepared) >= MOST_PREPARED:
            _prepared.pop(next(iter(_prepared)), None)
        _prepared[key] = found
    return found


def _run_reference(
    prepared: _Prepared,
    accounts: NDArray[Any],
    settings: dict[str, Any],
    policy: "Policy | None",
    observer: "Observer | None",
) -> State:
    from simulator.engines.reference import Policy, observed, run_reference

    s = object_state(prepared.parameters, accounts, **settings, **prepared.size)
    if observer is not None:
        s = observed(prepared.parameters, s, observer)
    run_reference(prepared.parameters, s, policy or Policy(), tuple(prepared.scenario.world.segments))
    return s


def _run_compiled(prepared: _Prepared, accounts: NDArray[Any], settings: dict[str, Any]) -> State:
    from simulator.engines.compiled import run_compiled, run_in_python
    from simulator.machine_code import is_switched_off

    if is_switched_off():
        s = object_state(prepared.parameters, accounts, **settings, **prepared.size)
        return run_in_python(prepared.parameters, s)
    return run_compiled(prepared.template, accounts, **settings)


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


def _result(strategy: str, p: Parameters, s: State, engine: Engine) -> RunResult:
    return RunResult(
        strategy=strategy,
        seed=s.seed,
        replication=s.replication,
        engine=engine,
        event_count=int(s.tally.events),
        outcomes=outcomes_of(p, s),
        timeline=timeline_of(s),
        accounts=account_table(s),
        sellers=seller_table(s),
        events=_event_log(s) if s.recording else None,
        remaining_margins=remaining_margins(p, s) if s.recording else None,
    )
