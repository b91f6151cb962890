"""Order records of a simulated firm: what its customers would leave in an ERP.

Used to write an example export, and to tune a world until its simulated records look like those of a file.
"""

from collections.abc import Iterable

import numpy as np

from experiments.calibration.orders import Orders, settle
from experiments.calibration.tallies import IntArray
from simulator.events import EventKind
from simulator.results import EventLog, FloatArray, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

FIRST_DAY = 738_000  # an ordinal in 2021: simulated records need some date
MOST_STINTS, MOST_HOLDERS = 1_000, 1_000_000  # holders of one seat, and of all seats of one firm


def simulated_orders(
    scenario: Scenario, strategy: str, replications: Iterable[int], segments: Iterable[str] | None = None
) -> Orders:
    """The orders of several replications as the records of one large firm.

    Args:
        scenario: The scenario.
        strategy: Which strategy.
        replications: Which lucks; their accounts are put side by side.
        segments: Only accounts of these segments; default all.
    """
    names = list(scenario.world.segments)
    wanted = np.array([segments is None or name in set(segments) for name in names])
    accounts, days, values, sellers, kinds, offset = [], [], [], [], [], 0
    for firm, replication in enumerate(replications):
        run = simulate(scenario, strategy, replication=replication, record_events=True)
        account, day, value, holder = _ordered(run)
        holder = np.where(holder >= 0, holder + firm * MOST_HOLDERS, holder)
        segment = run.accounts["segment"].astype(np.int64)
        chosen = wanted[segment[account]]
        accounts.append(account[chosen] + offset)
        days.append(day[chosen])
        values.append(value[chosen])
        sellers.append(holder[chosen])
        kinds.append(segment)
        offset += len(segment)
    number, day = np.concatenate(accounts), np.concatenate(days) + FIRST_DAY
    settled = settle(number, day, np.concatenate(values))
    kept, place = np.unique(settled.account, return_inverse=True)
    kind = np.concatenate(kinds)[kept]
    seller = np.concatenate(sellers)[settled.line]
    holders = np.unique(seller[seller >= 0])
    return Orders(
        account=place.astype(np.int64),
        day=settled.day,
        value=settled.value,
        names=[f"C{number + 1:05d}" for number in kept.tolist()],
        until=FIRST_DAY + int(scenario.run.horizon),
        segment=[names[number] for number in kind.tolist()],
        seller=np.where(seller >= 0, np.searchsorted(holders, seller), -1),
        sellers=[seller_name(number) for number in holders.tolist()],
        lost_day=np.zeros(0, dtype=np.int64),
    )


def _ordered(run: RunResult) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    log = run.events
    assert log is not None
    orders = log.event == EventKind.ORDERED
    seller = holders(log, log.time[orders], log.seller[orders])
    return log.account[orders], log.time[orders].astype(np.int64), log.amount[orders], seller


def holders(log: EventLog, time: FloatArray, seat: IntArray) -> IntArray:
    """Who held a seat at a time, as a number of its own for every holder of every seat; -1 for no seat."""
    found = np.where(seat >= 0, seat * MOST_STINTS, -1)
    came = log.event == EventKind.SELLER_CAME
    for each in np.unique(log.seller[came]).tolist():
        rows = seat == each
        found[rows] += np.searchsorted(log.time[came & (log.seller == each)], time[rows], side="right")
    return np.asarray(found, dtype=np.int64)


def seller_name(number: int) -> str:
    """Name of the holder of a seat in one of the simulated firms.

    Examples:
        >>> seller_name(0), seller_name(MOST_HOLDERS + 2 * MOST_STINTS + 1)
        ('F1-S1-1', 'F2-S3-2')
    """
    firm, rest = divmod(number, MOST_HOLDERS)
    seat, stint = divmod(rest, MOST_STINTS)
    return f"F{firm + 1}-S{seat + 1}-{stint + 1}"
