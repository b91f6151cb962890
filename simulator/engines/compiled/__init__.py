"""The compiled engine: the same model as one event loop over arrays, in machine code."""

from simulator.engines.compiled.plain import run_in_python
from simulator.engines.compiled.run import compiled_parameters, record_state, run_compiled

__all__ = ["compiled_parameters", "record_state", "run_compiled", "run_in_python"]
