"""A run that is watched: an observer is told of every event as it happens, and may look at the state of that moment.

The observer stands beside the run and changes nothing: the event log is the same float for float, watched or not.
"""

from collections.abc import Callable
from typing import Any

from simulator.model.parameters import Parameters
from simulator.model.state import State

# One line of the event log: time, kind, account, seller, amount, cause.
Entry = tuple[float, int, int, int, float, int]

# Told of the parameters, the state and the event that is being recorded; it must only read.
Observer = Callable[[Parameters, State, Entry], None]


class ObservedLog(list[Any]):
    """An event log that shows every entry to an observer, at the moment in which it is written."""

    def __init__(self, p: Parameters, observer: Observer) -> None:
        super().__init__()
        self.p = p
        self.observer = observer
        self.state: State | None = None

    def append(self, entry: Entry) -> None:
        """Write an entry down and tell the observer."""
        super().append(entry)
        if self.state is not None:
            self.observer(self.p, self.state, entry)


def observed(p: Parameters, s: State, observer: Observer) -> State:
    """Put an observer beside a run that has not begun.

    Args:
        p: Parameters of the run.
        s: Its new state, with lists for vectors.
        observer: Called as `observer(p, s, entry)`.

    Returns:
        The same state with a log that tells the observer.
    """
    log = ObservedLog(p, observer)
    watched = s._replace(log=log, recording=True)
    log.state = watched
    return watched
