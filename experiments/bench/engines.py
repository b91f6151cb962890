"""Both engines on the same work: events per second, the ratio, two threads; and all that `keysim bench` prints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from experiments.bench.clock import Pair, machine, median_ratio, rounded, timed
from experiments.bench.growth import cost_by_size, growth_table
from experiments.bench.startup import startup_table
from experiments.replication import replicate
from simulator.engines.compiled import compiled_parameters
from simulator.model.parameters import parameters_of
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate

SCENARIO = "chase_or_build.yaml"
PAIRS = 7
REPLICATIONS_PER_PAIR = 10
THREADED_REPLICATIONS = 200
SECONDS_EACH = 0.2

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


def thread_gain(scenario: Scenario, rounds: int = 7) -> float:
    """How many times faster two threads replicate the strategies than one, by the clock on the wall; the middle round.

    The median, as what else the machine does in a round changes it in either direction.
    """
    pairs = [Pair(ours=_wall(scenario, 2, number), theirs=_wall(scenario, 1, number)) for number in range(rounds)]
    return median_ratio(pairs)


def _wall(scenario: Scenario, threads: int, seed: int) -> float:
    begin = perf_counter()
    replicate(
        scenario,
        tuple(scenario.strategies),
        replications=THREADED_REPLICATIONS,
        seed=seed,
        engine="compiled",
        workers=threads,
    )
    return perf_counter() - begin


def engines_table(pairs: Sequence[EnginePair], gain: float) -> str:
    """Speed of both engines, in Markdown.

    Args:
        pairs: What `race_engines` gave.
        gain: How many times faster two threads are.
    """
    middle = len(pairs) // 2
    compiled = sorted(one.events / one.pair.ours for one in pairs)[middle]
    reference = sorted(one.events / one.pair.theirs for one in pairs)[middle]
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
    ]
    return "\n".join(lines)


def parameter_words(scenario: Scenario) -> str:
    """What it takes to turn a scenario into the numbers of a run, which is done once for all replications.

    Args:
        scenario: What is resolved; its baseline.
    """
    _, seconds = timed(lambda: compiled_parameters(parameters_of(scenario, scenario.baseline)), SECONDS_EACH)
    return f"Parameters are resolved once per strategy, in {rounded(1e3 * seconds)} ms, for all its replications."


def engines_block(tell: Tell) -> str:
    """All figures of the engines, in Markdown.

    Args:
        tell: What to do with a line of progress.
    """
    scenario = load_scenario(SCENARIO)
    simulate(scenario, scenario.baseline)
    tell("both engines on the same runs")
    pairs = race_engines(scenario)
    tell("one thread and two")
    speed = engines_table(pairs, thread_gain(scenario))
    parts = [speed, parameter_words(scenario), growth_table(cost_by_size(tell)), startup_table(tell)]
    return "\n\n".join(parts)
