"""What one waits for before the first result: help, a small run, and the first use on a machine."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from statistics import median
from time import perf_counter

from experiments.bench.clock import rounded

TIMES = 5
KEYSIM = (sys.executable, "-c", "from experiments.cli import main; main()")
HELP = (*KEYSIM, "--help")
SMALL_RUN = (*KEYSIM, "run", "chase_or_build.yaml", "--strategy", "chase_big")

Tell = Callable[[str], None]


def waited(command: tuple[str, ...], **places: str) -> float:
    """Seconds on the wall until a command has ended.

    Args:
        command: Program and arguments.
        places: Environment variables to set.
    """
    begin = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=os.environ | places)
    return perf_counter() - begin


def startup_table(tell: Tell) -> str:
    """Seconds until the help, a small run, and a small run where nothing is compiled yet; in Markdown.

    Args:
        tell: What to do with a line of progress.
    """
    tell("start-up")
    waited(SMALL_RUN)
    shown = {
        "`keysim --help`": median(waited(HELP) for _ in range(TIMES)),
        "`keysim run`, one luck of `chase_or_build.yaml`": median(waited(SMALL_RUN) for _ in range(TIMES)),
    }
    tell("first use of a machine")
    with tempfile.TemporaryDirectory() as folder:
        shown["the same, the first time on a machine (it compiles)"] = waited(SMALL_RUN, KEYSIM_CACHE_DIR=folder)
    rows = ["| command | seconds until it has ended |", "| --- | ---: |"]
    rows += [f"| {name} | {rounded(seconds)} |" for name, seconds in shown.items()]
    return "\n".join(rows)
