"""The reference engine: the model as SimPy processes, to be read, taught and extended."""

from simulator.engines.reference.observing import Entry, Observer, observed
from simulator.engines.reference.policy import FirmView, Policy
from simulator.engines.reference.run import run_reference

__all__ = ["Entry", "FirmView", "Observer", "Policy", "observed", "run_reference"]
