"""One draw for one purpose, from the run's own key; and the log of what came of it."""

from typing import Any

from simulator.kernels import compiled_form_of, kernel
from simulator.model.state import State
from simulator.randomness import draw


@kernel
def luck_of(s: State, stream: int, account: int, index: int) -> float:
    """Draw the uniform number that belongs to an account's index-th event of one purpose."""
    return draw(s.seed, s.replication, stream, s.accounts[account].entity, index)


@kernel
def luck_of_seat(s: State, stream: int, seat: int, index: int) -> float:
    """Draw the uniform number that belongs to a seat's index-th event of one purpose."""
    return draw(s.seed, s.replication, stream, s.sellers[seat].entity, index)


@kernel
def luck_of_firm(s: State, stream: int, index: int) -> float:
    """Draw the uniform number that belongs to the index-th event of the market as a whole."""
    return draw(s.seed, s.replication, stream, 0, index)


def write(log: Any, number: int, time: float, kind: int, account: int, seller: int, amount: float, cause: int) -> None:
    """Append one entry to the event log, which is a list here and an array of records in compiled code."""
    log.append((time, kind, account, seller, amount, cause))


@compiled_form_of(write)
def _write_record(
    log: Any, number: int, time: float, kind: int, account: int, seller: int, amount: float, cause: int
) -> Any:
    def write_record(
        log: Any, number: int, time: float, kind: int, account: int, seller: int, amount: float, cause: int
    ) -> None:
        entry = log[number]
        entry.time = time
        entry.event = kind
        entry.account = account
        entry.seller = seller
        entry.amount = amount
        entry.cause = cause

    return write_record


@kernel
def record(s: State, now: float, kind: int, account: int, seller: int, amount: float, cause: int) -> None:
    """Count an event and, if the log is kept, write it down."""
    if s.recording:
        write(s.log, s.tally.events, now, kind, account, seller, amount, cause)
    s.tally.events += 1
