"""A commented starter scenario in a folder of the user's own."""

import os
from pathlib import Path

from simulator.bundled import bundled_scenarios
from simulator.errors import Fault, ScenarioError, printable

MAIN_FILE = "scenario.yaml"


def write_starter(folder: str | os.PathLike[str]) -> Path:
    """Writes a scenario, a world and two strategies to begin with; never writes over a file.

    Args:
        folder: Where to write; it is made if it does not exist.

    Returns:
        The scenario file, which names the others.

    Raises:
        ScenarioError: If one of the files exists already, or the folder cannot be written to.
    """
    target = Path(folder)
    templates = {target / file.name: file for file in sorted((bundled_scenarios() / "starter").glob("*.yaml"))}
    existing = [printable(str(file)) for file in templates if os.path.lexists(file)]
    if existing:
        raise ScenarioError(Fault(file=file, message="exists already; nothing was written") for file in existing)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for file, template in templates.items():
            with file.open("xb") as new:
                new.write(template.read_bytes())
    except OSError as error:
        message = f"cannot be written to: {error.strerror}"
        raise ScenarioError([Fault(file=printable(str(target)), message=message)]) from None
    return target / MAIN_FILE
