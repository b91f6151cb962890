"""`keysim bench`: how fast this machine runs the model."""

import sys

from experiments.commands.prepare import prepare


def bench() -> int:
    """Measure both engines on the bundled scenario and print the figures; returns the exit status."""
    from experiments.bench.engines import engines_block

    prepare("compiled", quiet=False)
    print(engines_block(lambda line: print(line, file=sys.stderr, flush=True)))
    return 0
