"""The compiled engine: the same model as one event loop over arrays, in machine code."""

from simulator.engines.compiled.plain import run_in_python
from simulator.engines.compiled.run import Template, compiled_parameters, run_compiled

__all__ = ["Template", "compiled_parameters", "run_compiled", "run_in_python"]
