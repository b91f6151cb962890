"""What a machine can do at all: a plain C loop of the bare skeleton of a simulation, compiled and run here."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median

SOURCE = Path(__file__).with_name("floor.c")
EVENTS = 3_000_000
ROUNDS = 3
ACCOUNTS = (600, 10_000, 1_000_000)


def compiler() -> str | None:
    """The C compiler of this machine, if it has one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def floor_events_per_second(accounts: int, events: int = EVENTS, rounds: int = ROUNDS) -> float:
    """Events per processor second of the C loop, in the middle of several rounds.

    Args:
        accounts: How many accounts take turns, each with one event on the calendar.
        events: How many events.
        rounds: How often.

    Raises:
        RuntimeError: There is no C compiler.
        subprocess.CalledProcessError: It failed.
    """
    found = compiler()
    if found is None:
        raise RuntimeError("no C compiler: cc, gcc or clang")
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "floor")
        subprocess.run([found, "-O2", "-o", program, str(SOURCE), "-lm"], check=True)
        return median(_run(program, accounts, events) for _ in range(rounds))


def _run(program: str, accounts: int, events: int) -> float:
    words = [program, str(accounts), str(events)]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def floor_words() -> str:
    """The floor in a sentence; without a compiler, that it was not measured."""
    if compiler() is None:
        return "The floor was not measured: there is no C compiler on this machine."
    speeds = [f"{floor_events_per_second(number) / 1e6:.1f} million with {number:,} accounts" for number in ACCOUNTS]
    return f"Events per second of the C loop on this machine: {'; '.join(speeds)}."
