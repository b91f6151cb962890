"""The compiled engine: the same model as one event loop over arrays, in machine code."""

from simulator.engines.compiled.plain import run_in_python
from simulator.engines.compiled.run import Start, Template, compiled_parameters, run_together

__all__ = ["Start", "Template", "compiled_parameters", "run_in_python", "run_together"]
