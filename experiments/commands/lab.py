"""`keysim lab`: the page in the browser."""

import threading
from importlib.util import find_spec
from pathlib import Path

from experiments.commands.prepare import prepare, warm_up
from experiments.commands.settings import bad_input
from experiments.invocation import installation_of
from simulator.errors import SimulatorError


def lab(file: Path | None, *, port: int | None, browser: bool) -> None:
    """Checks the file, compiles the engine if need be, and serves until interrupted.

    Raises:
        SimulatorError: streamlit is not installed.
        ScenarioError: With all the faults of the file, or of the port.
    """
    if find_spec("streamlit") is None:
        raise SimulatorError(f"the lab needs streamlit: {installation_of('lab')}")
    from experiments.lab.document import open_file
    from experiments.lab.server import bound, serve

    if port is not None and bound(port) is None:
        raise bad_input("--port", f"{port} is taken, or not allowed")
    if file is not None:
        open_file(file)
    prepare("compiled", quiet=False)
    # What is compiled must still be loaded; that can happen while the browser opens.
    threading.Thread(target=warm_up, daemon=True).start()
    serve(None if file is None else str(file), port=port, browser=browser)
