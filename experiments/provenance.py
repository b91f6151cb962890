"""Where a result comes from: which program, which model, which inputs, which machine."""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from simulator.machine_code import model_hash
from simulator.scenario.schema import Scenario

__all__ = ["environment", "keysim_version", "model_hash", "provenance", "provenance_of"]


def provenance(scenario: Scenario, settings: Mapping[str, object]) -> dict[str, Any]:
    """Tells what made a result; the same everywhere for the same program and inputs.

    The inputs stand there whole, so that `keysim rerun` needs no other file.

    Args:
        scenario: The resolved scenario.
        settings: What else decides the result: seed, replications, engine.

    Returns:
        `keysim_version`, `model_sha256` (all source files of the simulator), `inputs_sha256` (scenario and
        settings), `inputs` (the same, resolved).
    """
    return provenance_of({"scenario": json.loads(scenario.model_dump_json()), "settings": dict(settings)})


def provenance_of(inputs: Mapping[str, object]) -> dict[str, Any]:
    """The same for inputs that are more than one scenario; they must be plain JSON."""
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return {
        "keysim_version": keysim_version(),
        "model_sha256": model_hash(),
        "inputs_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "inputs": dict(inputs),
    }


def environment() -> dict[str, str]:
    """Tells on what a result was made; it may differ between machines while the result does not.

    Examples:
        >>> sorted(environment())
        ['machine', 'numpy', 'python', 'scipy', 'system']
    """
    return {
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "scipy": version("scipy"),
        "system": platform.system(),
        "machine": platform.machine(),
    }


def keysim_version() -> str:
    """Version of the installed package; a bare checkout has none."""
    try:
        return version("keysim")
    except PackageNotFoundError:
        return "unknown"
