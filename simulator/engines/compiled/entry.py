"""The event loop's door: the addresses of some runs in, a verdict on each out; compiled once per machine and model.

Importing this module builds the bundle layouts but compiles nothing; the first call does, or reads the cache.
"""

from typing import Any

from simulator.engines.compiled.example import example_bundles
from simulator.engines.compiled.loop import advance
from simulator.engines.compiled.memory import layout_of
from simulator.engines.compiled.outcome import FINISHED
from simulator.machine_code import compiled_for_model

_parameters, _state, _machine = example_bundles()
open_parameters = layout_of("Parameters", _parameters).opener
open_state = layout_of("State", _state).opener
open_machine = layout_of("Machine", _machine).opener


def run_all(places: Any, ends: Any) -> int:
    """Advance some runs, one after the other, as far as their tables have room; see `loop.advance`.

    Args:
        places: For each run the addresses of its parameters, state and machine, and the margin; shape (runs, 4).
        ends: What became of each; those that are `FINISHED` are left alone. It is written.

    Returns:
        How many are not finished.
    """
    left = 0
    for run in range(len(ends)):
        if ends[run] != FINISHED:
            parameters, state = open_parameters(places[run, 0]), open_state(places[run, 1])
            ends[run] = advance(parameters, state, open_machine(places[run, 2]), places[run, 3])
            if ends[run] != FINISHED:
                left += 1
    return left


run_loop = compiled_for_model(run_all)
