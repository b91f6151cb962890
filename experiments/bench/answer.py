"""Time to an answer: what it costs to decide whether to chase big accounts or to build the base.

Two things save time, and they multiply: a replication that costs less, and replications that say more. Strategies that
meet the same luck, account by account, differ less by chance than strategies with luck of their own, so fewer
replications settle the question.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from statistics import median

import numpy as np

from experiments.bench.clock import Pair, median_ratio, rounded, timed
from experiments.replication import replicate
from experiments.statistics import (
    CONFIDENCE,
    mean,
    normal_quantile,
    paired_t_p_value,
    replications_to_settle,
    variance,
)
from simulator.results import FloatArray
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate

QUESTION = "chase_or_build.yaml"
OUTCOME = "value"
LUCKS_PER_PAIR = 4
BOTH: tuple[Engine, Engine] = ("compiled", "reference")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What many replications say about one outcome of two strategies.

    Attributes:
        outcome: Its name.
        first: Values of the strategy that is put forward, shape (replications,).
        second: Values of the baseline in the same lucks.
    """

    outcome: str
    first: FloatArray
    second: FloatArray

    @property
    def difference(self) -> float:
        """Mean difference."""
        return mean(self.first - self.second)

    @property
    def spread_apart(self) -> float:
        """Standard deviation of a difference if each strategy has luck of its own: sqrt(Var a + Var b)."""
        return sqrt(variance(self.first) + variance(self.second))

    @property
    def spread_paired(self) -> float:
        """Standard deviation of a difference in the same luck."""
        return sqrt(variance(self.first - self.second))

    @property
    def needed_apart(self) -> int:
        """Replications of each strategy that settle the question with a chance of 80 %, luck apart."""
        return int(replications_to_settle(self.difference, self.spread_apart, comparisons=1))

    @property
    def needed_paired(self) -> int:
        """Replications of each strategy that settle the question with a chance of 80 %, luck shared."""
        return int(replications_to_settle(self.difference, self.spread_paired, comparisons=1))

    def settled_paired(self) -> tuple[int, int]:
        """In how many blocks of so many replications the paired test settled it, and how many blocks there were."""
        size = self.needed_paired
        blocks = [slice(start, start + size) for start in range(0, len(self.first) - size + 1, size)]
        p_values = [paired_t_p_value(self.first[block] - self.second[block]) for block in blocks]
        return sum(p < 1 - CONFIDENCE for p in p_values), len(blocks)

    def settled_apart(self) -> tuple[int, int]:
        """The same for luck apart: one strategy from one block, the other from the next."""
        size = self.needed_apart
        starts = range(0, len(self.first) - 2 * size + 1, size)
        z = [
            _z_apart(self.first[start : start + size], self.second[start + size : start + 2 * size]) for start in starts
        ]
        return sum(abs(value) > normal_quantile(0.5 + CONFIDENCE / 2) for value in z), len(z)


def _z_apart(first: FloatArray, second: FloatArray) -> float:
    """Distance of two means in standard errors of their difference (samples of hundreds: Welch's t is normal)."""
    return (mean(first) - mean(second)) / sqrt(variance(first) / len(first) + variance(second) / len(second))


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Processor seconds of one replication of both strategies; compiled engine beside reference engine, in pairs."""

    pairs: tuple[Pair, ...]

    @property
    def compiled(self) -> float:
        """Of the compiled engine, in the middle pair."""
        return median(pair.ours for pair in self.pairs)

    @property
    def reference(self) -> float:
        """Of the reference engine: the compiled engine's, times the middle ratio."""
        return self.compiled * median_ratio(self.pairs)


def question() -> Scenario:
    """The bundled scenario whose question is to be decided."""
    return load_scenario(QUESTION)


def ask(scenario: Scenario, replications: int) -> Question:
    """Run both strategies through many lucks.

    Args:
        scenario: Two strategies, one of them the baseline.
        replications: How many lucks.
    """
    (other,) = [name for name in scenario.strategies if name != scenario.baseline]
    runs = replicate(
        scenario,
        (other, scenario.baseline),
        replications=replications,
        seed=scenario.run.seed,
        engine="compiled",
        columns=(),
        fail_fast=True,
    )
    return Question(
        outcome=OUTCOME,
        first=np.asarray(runs.outcomes[other][OUTCOME]),
        second=np.asarray(runs.outcomes[scenario.baseline][OUTCOME]),
    )


def cost(scenario: Scenario, rounds: int, tell: Callable[[str], None] = lambda _: None) -> Costs:
    """Measure what a replication of both strategies costs: the same lucks, engine beside engine.

    Args:
        scenario: What is run.
        rounds: How many pairs.
        tell: Called with a line on each pair.
    """
    for engine in BOTH:
        _run(scenario, engine, range(1))
    pairs = []
    for number in range(rounds):
        lucks = range(number * LUCKS_PER_PAIR, (number + 1) * LUCKS_PER_PAIR)
        ours, theirs = (_seconds(scenario, engine, lucks) for engine in BOTH)
        pair = Pair(ours=ours, theirs=theirs)
        pairs.append(pair)
        tell(f"pair {number + 1} of {rounds}: {pair.ours:.4f} s and {pair.theirs:.3f} s per replication")
    return Costs(pairs=tuple(pairs))


def _seconds(scenario: Scenario, engine: Engine, lucks: range) -> float:
    return timed(lambda: _run(scenario, engine, lucks))[1] / len(lucks)


def _run(scenario: Scenario, engine: Engine, lucks: range) -> None:
    for replication in lucks:
        for strategy in scenario.strategies:
            simulate(scenario, strategy, replication=replication, engine=engine)


def answer_table(asked: Question, costs: Costs) -> str:
    """The four ways to the answer as a table in Markdown, the slowest first.

    Args:
        asked: What the replications say.
        costs: What a replication costs.
    """
    ways = [
        ("reference engine (SimPy)", "its own", costs.reference, asked.needed_apart),
        ("reference engine (SimPy)", "shared", costs.reference, asked.needed_paired),
        ("compiled engine", "its own", costs.compiled, asked.needed_apart),
        ("compiled engine", "shared", costs.compiled, asked.needed_paired),
    ]
    slowest = costs.reference * asked.needed_apart
    rows = [
        "| engine | luck of each strategy | replications | seconds per replication | seconds to answer | faster by |",
        "|---|---|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {engine} | {luck} | {needed:,} | {rounded(each)} | {rounded(each * needed)} |"
        f" {rounded(slowest / (each * needed))} |"
        for engine, luck, each, needed in ways
    ]
    return "\n".join(rows)
