"""The first run on a machine compiles the engine: say so, and show that something happens."""

import gc
import sys
import threading
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from simulator.simulate import Engine

EXPECTED_SECONDS = 17.0
NOTE = "Compiling the engine for this machine, once (less than half a minute)"


def prepare(engine: Engine, *, quiet: bool) -> None:
    """Compile the engine before the work begins if this machine has not done so yet.

    Args:
        engine: The engine that will run.
        quiet: Whether to say nothing.
    """
    from simulator import machine_code

    if engine != "compiled" or machine_code.is_ready():
        return
    if quiet:
        warm_up()
    elif sys.stderr.isatty():
        _with_bar()
    else:
        print(f"{NOTE} ...", file=sys.stderr, flush=True)
        warm_up()


def warm_up() -> None:
    """Run the smallest scenario there is on the compiled engine."""
    from simulator.engines.compiled.example import smallest_scenario
    from simulator.simulate import simulate

    scenario = smallest_scenario()
    # The compiler makes millions of objects that live on; looking for garbage among them takes seconds.
    was_looking = gc.isenabled()
    gc.disable()
    try:
        simulate(scenario, scenario.baseline)
    finally:
        if was_looking:
            gc.enable()


def _with_bar() -> None:
    """Compile in a thread beside a bar that moves with the time that it usually takes."""
    columns = (TextColumn(NOTE), BarColumn(bar_width=20), TimeElapsedColumn())
    failures: list[BaseException] = []

    def work() -> None:
        try:
            warm_up()
        except BaseException as error:  # handed to the caller below
            failures.append(error)

    worker = threading.Thread(target=work, daemon=True)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("compile", total=EXPECTED_SECONDS)
        started = time.monotonic()
        worker.start()
        while worker.is_alive():
            worker.join(timeout=0.2)
            bar.update(task, completed=min(time.monotonic() - started, 0.97 * EXPECTED_SECONDS))
    if failures:
        raise failures[0]
