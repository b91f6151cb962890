"""Where the time of a run goes, stage by stage, and what its memory holds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import process_time
from typing import Any, TypeVar

import numpy as np

from experiments.bench.clock import rounded, timed
from simulator.catalogue import TIMELINE
from simulator.engines.compiled import Template, compiled_parameters
from simulator.engines.compiled.entry import run_loop
from simulator.engines.compiled.layout import Later, LogEntry
from simulator.engines.compiled.outcome import NEEDS_ROOM
from simulator.engines.compiled.run import Addresses, told
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.population import Account, PopulationPlan, draw_population
from simulator.model.state import Relation, State, month_count
from simulator.model.tables import record_type
from simulator.outcomes import account_table, outcomes_of, timeline_of
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.units import DAYS_PER_MONTH

POPULATION = "drawing the population"
SET_UP = "laying out the tables"
LOOP = "event loop (machine code)"
OUTCOMES = "outcomes, timeline, account table"
REST = "everything between, in Python"
STAGES = (LOOP, POPULATION, SET_UP, OUTCOMES, REST)

Result = TypeVar("Result")


@dataclass(kw_only=True)
class Profile:
    """Processor seconds by stage, and what was done in them.

    Attributes:
        seconds: By stage.
        runs: How many runs there were: replications times strategies.
        entries: Entries that their event logs would hold.
        planned: Events that they put on the calendar.
    """

    seconds: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    entries: int = 0
    planned: int = 0

    @property
    def total(self) -> float:
        """Processor seconds of all stages."""
        return sum(self.seconds.values())

    def stage(self, name: str, work: Callable[[], Result]) -> Result:
        """Do a part of the work, and book its time.

        Args:
            name: Of the stage.
            work: What to do.
        """
        begin = process_time()
        result = work()
        self.seconds[name] += process_time() - begin  # type: ignore[assignment]  # Counter adds floats as well
        return result


def profile(scenario: Scenario, replications: int) -> Profile:
    """Time every stage of the compiled engine's runs, as a comparison of strategies goes through them.

    The population is drawn once per replication and shared by the strategies. What `simulate` takes beyond its stages,
    on the same lucks, is the rest.

    Args:
        scenario: What is run.
        replications: How many lucks.

    Raises:
        RuntimeError: A table had to grow in the middle of a run, so that the stages cannot be told apart.
    """
    prepared = {name: (parameters_of(scenario, name), template_of(scenario, name)) for name in scenario.strategies}
    plan = PopulationPlan(scenario.world)
    _all_strategies(scenario, 0)
    found, whole = Profile(), 0.0
    for replication in range(1, replications + 1):
        whole += timed(partial(_all_strategies, scenario, replication))[1]
        (accounts,) = found.stage(POPULATION, partial(plan.draw, scenario.run.seed, [replication]))
        for p, template in prepared.values():
            _in_stages(found, p, template, accounts, (scenario.run.seed, replication))
    found.seconds[REST] = max(0.0, whole - found.total)  # type: ignore[assignment]
    return found


def _all_strategies(scenario: Scenario, replication: int) -> None:
    for name in scenario.strategies:
        simulate(scenario, name, replication=replication)


def template_of(scenario: Scenario, strategy: str, accounts: int | None = None) -> Template:
    """What a run of a strategy begins with.

    Args:
        scenario: What is run.
        strategy: Name of a strategy.
        accounts: Number of accounts; by default those of the scenario.
    """
    p = compiled_parameters(parameters_of(scenario, strategy))
    number = accounts or sum(segment.accounts for segment in scenario.world.segments.values())
    return Template(p, number, months=month_count(p.horizon, DAYS_PER_MONTH), columns=len(TIMELINE))


def _in_stages(found: Profile, p: Parameters, template: Template, accounts: Any, luck: tuple[int, int]) -> None:
    seed, replication = luck
    lay_out = partial(template.new_run, seed=seed, replication=replication, recording=False)
    s, m, at = found.stage(SET_UP, lambda: lay_out(accounts.copy()))
    _advance(found, template, at)
    found.runs += 1
    found.entries += int(s.tally.events)
    found.planned += int(m.clock.sequence)
    found.stage(OUTCOMES, partial(_results, p, told(s)))


def _advance(found: Profile, template: Template, at: Addresses) -> None:
    place = (template.address, at.state.ctypes.data, at.machine.ctypes.data, template.margin)
    run = partial(run_loop, np.array([place]), np.array([NEEDS_ROOM]))
    if found.stage(LOOP, run):
        raise RuntimeError("a table had to grow: this scenario cannot be profiled")


def _results(p: Parameters, s: State) -> None:
    outcomes_of(p, s)
    timeline_of(s)
    account_table(s)


def profile_table(found: Profile) -> str:
    """The profile as a table in Markdown.

    Args:
        found: What `profile` gave.
    """
    rows = ["| stage | share of a run | microseconds per run |", "|---|---:|---:|"]
    for stage in STAGES:
        seconds = found.seconds[stage]
        rows.append(f"| {stage} | {seconds / found.total:.0%} | {rounded(seconds / found.runs * 1e6)} |")
    rows.append(f"| whole run | 100% | {rounded(found.total / found.runs * 1e6)} |")
    return "\n".join(rows)


def profile_words(found: Profile) -> str:
    """What one event costs, in a sentence.

    Args:
        found: What `profile` gave.
    """
    loop = found.seconds[LOOP]
    return (
        f"A run of this scenario plans {rounded(found.planned / found.runs)} events and writes"
        f" {rounded(found.entries / found.runs)} entries of the event log (which is counted, not kept, unless asked"
        f" for). In the loop a planned event costs {loop / found.planned * 1e9:.0f} nanoseconds with all that it"
        f" brings about, an entry {loop / found.entries * 1e9:.0f}: {found.entries / loop / 1e6:.1f} million entries"
        f" per second and core in the loop, {found.entries / found.total / 1e6:.1f} million over the whole run."
    )


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Bytes that a run of the compiled engine holds.

    Attributes:
        drawn: What an account is (the drawn row).
        relation: What the firm's relation to it is.
        planned: One planned event on the calendar.
        entry: One entry of the event log.
        per_account: All tables of a run, for each account more; the event log not counted.
        fixed: All tables of a run, whatever the number of accounts.
    """

    drawn: int
    relation: int
    planned: int
    entry: int
    per_account: float
    fixed: float


def memory(scenario: Scenario, sizes: tuple[int, int] = (2_000, 4_000)) -> Memory:
    """Add up the tables of a run: row sizes from their layouts, the rest from runs of two sizes.

    Tables are proportional to the number of accounts plus a fixed part, so two sizes give both. They grow (by
    doubling) only where more is planned at once than the first size has room for.

    Args:
        scenario: What is run; its segments keep their proportions.
        sizes: Two numbers of accounts.
    """
    small, large = (_table_bytes(scenario, size) for size in sizes)
    per_account = (large[1] - small[1]) / (large[0] - small[0])
    return Memory(
        drawn=record_type(Account).itemsize,
        relation=record_type(Relation).itemsize,
        planned=record_type(Later).itemsize,
        entry=record_type(LogEntry).itemsize,
        per_account=per_account,
        fixed=small[1] - per_account * small[0],
    )


def _table_bytes(scenario: Scenario, accounts: int) -> tuple[int, int]:
    """Number of accounts and bytes of all tables."""
    drawn = np.resize(draw_population(scenario.world, scenario.run.seed, 0), accounts)
    s, m, _ = template_of(scenario, scenario.baseline, accounts).new_run(
        drawn, seed=scenario.run.seed, replication=0, recording=False
    )
    return accounts, sum(int(value.nbytes) for bundle in (s, m) for value in bundle if hasattr(value, "nbytes"))


def memory_table(found: Memory) -> str:
    """The memory as a table in Markdown.

    Args:
        found: What `memory` gave.
    """
    return "\n".join(
        (
            "| what | bytes |",
            "|---|---:|",
            f"| an account as drawn | {found.drawn:,} |",
            f"| the firm's relation to it | {found.relation:,} |",
            f"| one planned event | {found.planned:,} |",
            f"| one entry of the event log, if it is kept | {found.entry:,} |",
            f"| all tables of a run, per account, with room on the calendar | {found.per_account:,.0f} |",
            f"| all tables of a run, whatever its size | {found.fixed:,.0f} |",
            f"| all tables of a run with a million accounts | {found.fixed + 1e6 * found.per_account:,.0f} |",
        )
    )
