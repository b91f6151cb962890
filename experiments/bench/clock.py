"""Fair timing on a machine that others use too: processor time, and each thing measured next to its rival."""

import gc
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Processor seconds of two ways to do the same work, one right after the other."""

    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """How many times longer theirs takes.

        Example:
            >>> Pair(ours=2.0, theirs=6.0).ratio
            3.0
        """
        return self.theirs / self.ours


def timed(work: Callable[[], Result], at_least: float = 0.0) -> tuple[Result, float]:
    """Do some work in this thread; give its result and the processor seconds that the process used.

    Rubbish of earlier work is collected before the clock starts.

    Args:
        work: What to do.
        at_least: Short work is done again until so many seconds are used, and the mean is given.

    Example:
        >>> timed(lambda: 7)[0]
        7
    """
    gc.collect()
    begin, times = process_time(), 0
    while True:
        result, times = work(), times + 1
        used = process_time() - begin
        if used >= at_least:
            return result, used / times


def median_ratio(pairs: Sequence[Pair]) -> float:
    """How many times longer theirs takes, in the middle one of several pairs.

    Example:
        >>> median_ratio([Pair(ours=1.0, theirs=2.0), Pair(ours=1.0, theirs=9.0), Pair(ours=1.0, theirs=3.0)])
        3.0
    """
    return median(pair.ratio for pair in pairs)


def rounded(number: float) -> str:
    """A measured number with the two figures that mean something.

    Example:
        >>> rounded(1_284.0), rounded(97.6), rounded(3.14), rounded(0.0104)
        ('1,300', '98', '3.1', '0.010')
    """
    if number >= 10:
        return f"{float(f'{number:.2g}'):,.0f}"
    return f"{number:#.2g}"


def machine() -> str:
    """The machine and the Python that figures were measured on, in a few words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{_processor()}, {cores} cores, {platform.system()}, {python}"


def _processor() -> str:
    """The processor's name as the system gives it; Linux keeps it in a file."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
