"""`keysim bench`: how fast this machine runs the model."""

import sys

from experiments.commands.prepare import prepare

PROFILED_REPLICATIONS = 100


def bench() -> int:
    """Measure the engines on the bundled scenario and print the figures; returns the exit status."""
    from experiments.bench.anatomy import profile, profile_table, profile_words
    from experiments.bench.engines import SCENARIO, engines_block
    from simulator.scenario.load import load_scenario

    prepare("compiled", quiet=False)
    print(engines_block(_tell))
    _tell("where the time goes")
    found = profile(load_scenario(SCENARIO), PROFILED_REPLICATIONS)
    print(f"\n{profile_table(found)}\n\n{profile_words(found)}")
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
