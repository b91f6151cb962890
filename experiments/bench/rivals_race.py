"""One session in which every library and both our engines simulate the same queue, in turn, several times."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median

import numpy as np

from experiments.bench.clock import Pair, median_ratio, rounded, timed
from experiments.bench.rivals import RIVALS, is_installed, named
from experiments.bench.rivals_office import days_until_served, office_waits
from experiments.bench.rivals_queue import Agreement, Queue, agreement
from simulator.results import FloatArray
from simulator.simulate import Engine

COMPILED, REFERENCE = "keysim, compiled engine", "keysim, reference engine"
FIRST_SEED = 20_261_123
WARM_UP_CUSTOMERS = 500
# Two-sided chance of 1 in 16,000 for a right simulation to be farther off than this.
LARGEST_Z = 4.0

Contestant = Callable[[Queue, int], Sequence[float] | FloatArray]


class DisagreementError(RuntimeError):
    """A library did not simulate the queue that it was asked for, so its speed means nothing."""


@dataclass(kw_only=True)
class Lane:
    """What one contestant did in all rounds.

    Attributes:
        name: The library with its version, or our engine.
        pairs: Per round, its processor seconds beside those of our compiled engine, which ran just before.
        waits: Per round, every customer's wait in days.
    """

    name: str
    pairs: list[Pair] = field(default_factory=list)
    waits: list[FloatArray] = field(default_factory=list)

    def customers_per_second(self, queue: Queue) -> float:
        """Customers served per processor second, in the middle round."""
        return queue.customers / median(pair.theirs for pair in self.pairs)

    @property
    def ratio(self) -> float:
        """How many times longer than our compiled engine it takes (middle pair)."""
        return median_ratio(self.pairs)

    def agreement(self, queue: Queue) -> Agreement:
        """How its waits of all rounds compare with Erlang's formula.

        Args:
            queue: What was simulated.

        Raises:
            DisagreementError: Customers are missing, or the mean wait is too far off.
        """
        found = agreement(queue, np.concatenate(self.waits), batches=50 * len(self.waits))
        if found.customers != queue.customers * len(self.waits):
            raise DisagreementError(f"{self.name} served {found.customers} customers in {len(self.waits)} rounds")
        if abs(found.z) > LARGEST_Z:
            raise DisagreementError(
                f"{self.name}: mean wait {found.mean_wait:.5f} days, Erlang C {queue.mean_wait:.5f}, z {found.z:+.1f}"
            )
        return found


def engine_waits(queue: Queue, seed: int, engine: Engine, horizons: dict[int, float]) -> FloatArray:
    """Simulate the queue with one of our engines.

    Args:
        queue: What is simulated.
        seed: Seed of all luck.
        engine: Which engine.
        horizons: By seed, the day on which the last customer leaves; filled before the clock starts.
    """
    return office_waits(queue, seed, horizons[seed], engine)


def contestants(horizons: dict[int, float]) -> Mapping[str, Contestant]:
    """Our reference engine and every library that is installed, by the name in the table.

    Args:
        horizons: By seed, the day on which our run ends.
    """
    ours = {REFERENCE: partial(engine_waits, engine="reference", horizons=horizons)}
    return {**ours, **{named(library): waits for library, waits in RIVALS.items() if is_installed(library)}}


def race(
    queue: Queue, rounds: int, *, at_least: float = 0.0, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Lane]:
    """Let everyone simulate the queue in turn, each paired with our compiled engine.

    Each round has a new seed and begins with another contestant; a short run of each before the clock starts pays for
    imports and machine code. Importing, and finding the horizon of our run, are not counted; building the model is.

    Args:
        queue: What is simulated.
        rounds: How often.
        at_least: Each run is repeated until it has used so many seconds, ours and theirs alike.
        tell: Called with a line on each finished run.

    Returns:
        What each contestant did, our compiled engine first.

    Raises:
        DisagreementError: One simulated another queue.
    """
    horizons: dict[int, float] = {}
    compiled: Contestant = partial(engine_waits, engine="compiled", horizons=horizons)
    others = contestants(horizons)
    _warm_up(queue, {COMPILED: compiled, **others}, horizons)
    lanes = {name: Lane(name=name) for name in (COMPILED, *others)}
    for number in range(rounds):
        seed = FIRST_SEED + number
        horizons[seed] = days_until_served(queue, seed)
        for name in _turned(list(others), number):
            ours, our_seconds = timed(partial(compiled, queue, seed), at_least)
            waits, seconds = timed(partial(others[name], queue, seed), at_least)
            lanes[name].pairs.append(Pair(ours=our_seconds, theirs=seconds))
            lanes[name].waits.append(np.asarray(waits, dtype=np.float64))
            lanes[COMPILED].pairs.append(Pair(ours=our_seconds, theirs=our_seconds))
            tell(f"round {number + 1} of {rounds}: {name}, {seconds:.2f} s beside {our_seconds:.3f} s")
        lanes[COMPILED].waits.append(np.asarray(ours, dtype=np.float64))
    for lane in lanes.values():
        lane.agreement(queue)
    return lanes


def _warm_up(queue: Queue, everyone: Mapping[str, Contestant], horizons: dict[int, float]) -> None:
    small = Queue(
        customers=WARM_UP_CUSTOMERS,
        desks=queue.desks,
        arrivals_per_day=queue.arrivals_per_day,
        served_per_day=queue.served_per_day,
    )
    seed = FIRST_SEED - 1
    horizons[seed] = days_until_served(small, seed)
    for waits in everyone.values():
        waits(small, seed)


def _turned(names: list[str], places: int) -> list[str]:
    start = places % len(names)
    return names[start:] + names[:start]


def race_table(queue: Queue, lanes: Mapping[str, Lane]) -> str:
    """The race as a table in Markdown.

    Args:
        queue: What was simulated.
        lanes: What `race` gave.
    """
    rows = [
        "| | customers per second | our compiled engine is faster by | mean wait (days) | z |",
        "|---|---:|---:|---:|---:|",
    ]
    for lane in sorted(lanes.values(), key=lambda lane: lane.ratio):
        found = lane.agreement(queue)
        faster = "" if lane.name == COMPILED else rounded(lane.ratio)
        speed = rounded(lane.customers_per_second(queue))
        rows.append(f"| {lane.name} | {speed} | {faster} | {found.mean_wait:.4f} | {found.z:+.2f} |")
    return "\n".join(rows)
