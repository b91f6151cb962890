"""The event loop's door: three addresses in, a verdict on room out; compiled once per machine and model.

Importing this module builds the bundle layouts but compiles nothing; the first call does, or reads the cache.
"""

from simulator.engines.compiled.example import example_bundles
from simulator.engines.compiled.loop import advance
from simulator.engines.compiled.memory import layout_of
from simulator.machine_code import compiled_for_model

_parameters, _state, _machine = example_bundles()
open_parameters = layout_of("Parameters", _parameters).opener
open_state = layout_of("State", _state).opener
open_machine = layout_of("Machine", _machine).opener


def run_at(parameters: int, state: int, machine: int, margin: int) -> int:
    """Advance the run whose bundles stand at three addresses; see `loop.advance`."""
    return advance(open_parameters(parameters), open_state(state), open_machine(machine), margin)


run_loop = compiled_for_model(run_at)
