"""Measures everything and writes docs/explanation/performance.md: `python -m experiments.bench [PART...]`.

Without parts all are measured (about six minutes). The libraries of the `bench` extra have to be
installed for the part `rivals`.
"""

import sys
from collections.abc import Callable, Mapping

from experiments.bench.anatomy import memory, memory_table, profile, profile_table, profile_words
from experiments.bench.answer import Question, answer_table, ask, cost, question
from experiments.bench.calibration import calibration_block
from experiments.bench.clock import machine
from experiments.bench.engines import engines_block
from experiments.bench.floor import floor_words
from experiments.bench.page import PAGE, write_blocks
from experiments.bench.rivals import RIVALS, is_installed
from experiments.bench.rivals_queue import Queue
from experiments.bench.rivals_race import race, race_table
from experiments.bench.sweeping import sweep_block

QUEUE = Queue(customers=50_000)
ROUNDS = 5
SECONDS_EACH = 0.5
PROFILED_REPLICATIONS = 100
ANSWER_REPLICATIONS = 4_000
ANSWER_PAIRS = 7


def tell(line: str) -> None:
    """Say on standard error how far the measuring is."""
    print(line, file=sys.stderr, flush=True)


def rivals_block() -> str:
    """The race of all libraries, with what the queue was."""
    missing = [library for library in RIVALS if not is_installed(library)]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)} (they are in the extra 'bench')")
    lanes = race(QUEUE, ROUNDS, at_least=SECONDS_EACH, tell=tell)
    return (
        f"{QUEUE.customers:,} customers, {QUEUE.desks} desks, load {QUEUE.load:.2f}; {ROUNDS} rounds with new luck."
        f" Erlang C: {QUEUE.mean_wait:.4f} days. Measured on: {machine()}.\n\n{race_table(QUEUE, lanes)}"
    )


def answer_block() -> str:
    """What an answer costs in four ways, and whether the numbers of replications are enough."""
    scenario = question()
    costs = cost(scenario, ANSWER_PAIRS, tell)
    tell(f"{ANSWER_REPLICATIONS:,} replications of both strategies")
    asked = ask(scenario, ANSWER_REPLICATIONS)
    return f"{answer_table(asked, costs)}\n\n{answer_words(asked)} Measured on: {machine()}."


def answer_words(asked: Question) -> str:
    """Where the numbers of replications come from, and how often they were enough.

    Args:
        asked: What the replications say.
    """
    paired, of_paired = asked.settled_paired()
    apart, of_apart = asked.settled_apart()
    saved = (asked.spread_apart / asked.spread_paired) ** 2
    return (
        f"From {len(asked.first):,} replications: mean difference {asked.difference:,.0f}; standard deviation of a"
        f" difference {asked.spread_apart:,.0f} with luck apart and {asked.spread_paired:,.0f} with luck shared, that"
        f" is {saved:.2f} times fewer replications. Cut into blocks of the needed size, the same replications settled"
        f" the question in {paired} of {of_paired} blocks with shared luck and in {apart} of {of_apart} without."
    )


def profile_block() -> str:
    """Where the time of a run goes."""
    found = profile(question(), PROFILED_REPLICATIONS)
    return f"{profile_table(found)}\n\n{profile_words(found)} Measured on: {machine()}."


def memory_block() -> str:
    """What the memory holds."""
    return memory_table(memory(question()))


BLOCKS: Mapping[str, Callable[[], str]] = {
    "engines": lambda: engines_block(tell),
    "profile": profile_block,
    "floor": floor_words,
    "memory": memory_block,
    "rivals": rivals_block,
    "answer": answer_block,
    "sweep": lambda: sweep_block(tell),
    "calibration": lambda: calibration_block(tell),
}


def main(parts: list[str]) -> None:
    """Measure the parts that are asked for, print them, and write them into the page.

    Args:
        parts: Names of blocks; none means all.
    """
    unknown = [part for part in parts if part not in BLOCKS]
    if unknown:
        raise SystemExit(f"no part {unknown[0]!r}; there are: {', '.join(BLOCKS)}")
    blocks = {}
    for part in parts or BLOCKS:
        tell(f"-- {part}")
        blocks[part] = BLOCKS[part]()
        print(blocks[part], end="\n\n", flush=True)
    if PAGE.exists():
        write_blocks(blocks)
        tell(f"written to {PAGE}")


if __name__ == "__main__":
    main(sys.argv[1:])
