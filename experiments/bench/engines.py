"""Both engines on the same work: events per second, the ratio, two threads, and growth with the number of accounts."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

from experiments.bench.clock import Pair, machine, median_ratio, rounded, timed
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate

SCENARIO = "chase_or_build.yaml"
PAIRS = 7
REPLICATIONS_PER_PAIR = 10
THREADED_RUNS = 80
# Accounts, and the years that keep the largest run short; sellers and desks grow with the market.
SIZES = ((1_000, 5.0), (10_000, 5.0), (100_000, 2.0), (1_000_000, 0.5))

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class EnginePair:
    """Both engines on the same runs; the numbers of events are equal, or the measurement fails."""

    events: int
    pair: Pair


def race_engines(scenario: Scenario, pairs: int = PAIRS) -> list[EnginePair]:
    """Run the same replications with both engines, one right after the other.

    Args:
        scenario: What to run; all its strategies.
        pairs: How many times, each with other luck.

    Raises:
        AssertionError: The engines do not count the same events.
    """
    found = []
    for number in range(pairs):
        ours = timed(lambda number=number: _events(scenario, "compiled", number))  # type: ignore[misc]
        theirs = timed(lambda number=number: _events(scenario, "reference", number))  # type: ignore[misc]
        assert ours[0] == theirs[0], "the engines count different events"
        found.append(EnginePair(events=ours[0], pair=Pair(ours=ours[1], theirs=theirs[1])))
    return found


def _events(scenario: Scenario, engine: Engine, number: int) -> int:
    """Events of one pair's replications."""
    first = number * REPLICATIONS_PER_PAIR
    return sum(
        simulate(scenario, strategy, replication=first + i, engine=engine).event_count
        for i in range(REPLICATIONS_PER_PAIR)
        for strategy in scenario.strategies
    )


def thread_gain(scenario: Scenario, rounds: int = 5) -> float:
    """How many times faster two threads finish the same runs than one, by the clock on the wall; the middle round."""
    pairs = [Pair(ours=_wall(scenario, 2, number), theirs=_wall(scenario, 1, number)) for number in range(rounds)]
    return median_ratio(pairs)


def _wall(scenario: Scenario, threads: int, number: int) -> float:
    strategy = scenario.baseline
    begin = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda i: simulate(scenario, strategy, replication=number * 1000 + i), range(THREADED_RUNS)))
    return perf_counter() - begin


def scaled(accounts: int, years: float) -> Scenario:
    """The default scenario with another number of accounts, and sellers and desks in proportion.

    Args:
        accounts: About how many accounts.
        years: Length of the run.
    """
    base = load_scenario(SCENARIO, (f"run.horizon={years} years",))
    total = sum(segment.accounts for segment in base.world.segments.values())
    factor = accounts / total
    tree = base.model_dump()
    for segment in tree["world"]["segments"].values():
        segment["accounts"] = max(1, round(segment["accounts"] * factor))
    tree["world"]["sponsors"]["executive_slots"] = min(1000, max(1, round(2 * factor)))
    for name in ("opening_cash", "credit_limit", "cash_reserve", "fixed_cost_per_month"):
        tree["world"]["finance"][name] *= factor
    for strategy in tree["strategies"].values():
        for phase in strategy["phases"]:
            phase["until"] = None
            phase["reps"], phase["desks"] = max(1, round(5 * factor)), max(1, round(3 * factor))
            phase["budget"] = {name: amount * factor for name, amount in phase["budget"].items()}
        strategy["phases"] = strategy["phases"][:1]
    return Scenario.model_validate(tree)


@dataclass(frozen=True, kw_only=True)
class SizeCost:
    """What one run of a large market costs."""

    accounts: int
    years: float
    events: int
    microseconds: float


def cost_by_size(tell: Tell, sizes: Sequence[tuple[int, float]] = SIZES) -> list[SizeCost]:
    """Cost per event of whole runs, from small markets to large ones.

    Args:
        tell: What to do with a line of progress.
        sizes: Accounts and years of each run.
    """
    found = []
    for accounts, years in sizes:
        tell(f"{accounts:,} accounts over {years} years")
        scenario = scaled(accounts, years)
        result, seconds = timed(lambda scenario=scenario: simulate(scenario, scenario.baseline))  # type: ignore[misc]
        size = SizeCost(
            accounts=accounts,
            years=years,
            events=result.event_count,
            microseconds=1e6 * seconds / result.event_count,
        )
        found.append(size)
    return found


def engines_block(tell: Tell) -> str:
    """All figures of the engines, in Markdown."""
    scenario = load_scenario(SCENARIO)
    simulate(scenario, scenario.baseline)
    tell("both engines on the same runs")
    pairs = race_engines(scenario)
    tell("one thread and two")
    gain = thread_gain(scenario)
    sizes = cost_by_size(tell)
    compiled = sorted(one.events / one.pair.ours for one in pairs)[len(pairs) // 2]
    reference = sorted(one.events / one.pair.theirs for one in pairs)[len(pairs) // 2]
    lines = [
        f"{SCENARIO}, whole `simulate` calls, {len(pairs)} pairs of {REPLICATIONS_PER_PAIR} replications of both "
        f"strategies; both engines counted {sum(one.events for one in pairs):,} events. Measured on: {machine()}.",
        "",
        "| engine | events per second |",
        "| --- | ---: |",
        f"| compiled | {rounded(compiled)} |",
        f"| reference | {rounded(reference)} |",
        f"| compiled is faster by (median of the pairs) | {rounded(median_ratio([one.pair for one in pairs]))} |",
        f"| two threads are faster than one by | {rounded(gain)} |",
        "",
        "| accounts | years | events | µs per event |",
        "| ---: | ---: | ---: | ---: |",
        *(f"| {size.accounts:,} | {size.years:g} | {size.events:,} | {rounded(size.microseconds)} |" for size in sizes),
    ]
    return "\n".join(lines)
