"""One draw for one purpose, from the run's own key; and the log of what came of it."""

from simulator.kernels import kernel
from simulator.model.state import State
from simulator.randomness import draw


@kernel
def luck_of(s: State, stream: int, account: int, index: int) -> float:
    """Draw the uniform number that belongs to an account's index-th event of one purpose."""
    return draw(s.seed, s.replication, stream, s.accounts[account].entity, index)


@kernel
def luck_of_seat(s: State, stream: int, seat: int, index: int) -> float:
    """Draw the uniform number that belongs to a seat's index-th event of one purpose."""
    return draw(s.seed, s.replication, stream, seat, index)


@kernel
def record(s: State, now: float, kind: int, account: int, seller: int, amount: float, cause: int) -> None:
    """Count an event and, if the log is kept, write it down."""
    s.tally.events += 1
    if s.recording:
        s.log.append((now, int(kind), account, seller, amount, int(cause)))
