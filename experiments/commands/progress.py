"""A progress bar with the time left, for whatever lasts longer than two seconds."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_UNTIL_SHOWN = 2.0


class ProgressBar:
    """Shows on standard error how many runs are done; silent where that is no terminal."""

    def __init__(self, *, wanted: bool) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("runs"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task("runs", total=None)
        self._timer = threading.Timer(SECONDS_UNTIL_SHOWN, self._bar.start)
        self._timer.daemon = True
        if wanted and console.is_terminal:
            self._timer.start()

    def __call__(self, done: int, total: int) -> None:
        """Moves the bar."""
        self._bar.update(self._task, completed=done, total=total)

    def close(self) -> None:
        """Takes the bar away."""
        self._timer.cancel()
        if self._timer.is_alive():
            self._timer.join()
        if self._bar.live.is_started:
            self._bar.stop()


@contextmanager
def progress_bar(*, wanted: bool) -> Iterator[ProgressBar]:
    """A progress bar that is gone when the work is."""
    bar = ProgressBar(wanted=wanted)
    try:
        yield bar
    finally:
        bar.close()
