"""What one run gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class EventLog:
    """Everything that happened, in order; all columns have the same length.

    `event` and `cause` hold codes (`simulator.events.EventKind`, `simulator.events.Cause`); `account` and
    `seller` are -1 where none is concerned; `time` is in days, `amount` in money or as the kind says.
    """

    time: FloatArray
    event: NDArray[np.int64]
    account: NDArray[np.int64]
    seller: NDArray[np.int64]
    amount: FloatArray
    cause: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.time)


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """One replication of one strategy.

    `accounts` has one entry per account of the market, `sellers` one per seat that is open or has sold something.
    With the event log comes `remaining_margins`: what closing equity expects of each account, as of the horizon.
    """

    strategy: str
    seed: int
    replication: int
    engine: str
    event_count: int
    outcomes: Mapping[str, float]
    timeline: Mapping[str, FloatArray]
    accounts: Mapping[str, NDArray[np.generic]]
    sellers: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    events: EventLog | None = None
    remaining_margins: FloatArray | None = None
