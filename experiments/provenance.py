"""Where a result comes from: which program, which model, which inputs, which machine."""

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import simulator
from simulator.scenario.schema import Scenario


def provenance(scenario: Scenario, settings: Mapping[str, object]) -> dict[str, str]:
    """Tells what made a result; the same everywhere for the same program and inputs.

    Args:
        scenario: The resolved scenario.
        settings: What else decides the result: seed, replications, engine.

    Returns:
        `keysim_version`, `model_sha256` (all source files of the simulator), `inputs_sha256` (scenario and
        settings).
    """
    inputs = {"scenario": json.loads(scenario.model_dump_json()), "settings": dict(settings)}
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return {
        "keysim_version": keysim_version(),
        "model_sha256": model_hash(),
        "inputs_sha256": hashlib.sha256(text.encode()).hexdigest(),
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


@cache
def model_hash() -> str:
    """SHA-256 over the source files of the simulator, by name: another hash, maybe another result.

    Examples:
        >>> len(model_hash())
        64
    """
    folder = Path(simulator.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
