"""A trigger over gauges that a test chooses, by the model's own rule."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from simulator.model import gauges
from simulator.scenario.triggers import Program


def holds(program: Program, levels: Sequence[float]) -> bool:
    """Whether a compiled trigger holds where the gauges, indexed by `Metric`, read these levels."""
    p: Any = SimpleNamespace(triggers=[SimpleNamespace(start=0, end=len(program))], steps=program)
    s: Any = None
    with patch.object(gauges, "gauge", lambda _p, _s, metric, _now: levels[metric]):
        return gauges.holds(p, s, 0, 0.0)
