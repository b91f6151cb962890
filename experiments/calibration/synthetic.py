"""Order records of a simulated firm: what its customers would leave in an ERP.

Used to write an example export, and to tune a world until its simulated records look like those of a file.
"""

from collections.abc import Iterable

import numpy as np

from experiments.calibration.orders import Orders, settle
from simulator.events import EventKind
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

FIRST_DAY = 738_000  # an ordinal in 2021: simulated records need some date


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
    for replication in replications:
        run = simulate(scenario, strategy, replication=replication, record_events=True)
        account, day, value, seller = _ordered(run)
        segment = run.accounts["segment"].astype(np.int64)
        chosen = wanted[segment[account]]
        accounts.append(account[chosen] + offset)
        days.append(day[chosen])
        values.append(value[chosen])
        sellers.append(seller[chosen])
        kinds.append(segment)
        offset += len(segment)
    number, day = np.concatenate(accounts), np.concatenate(days) + FIRST_DAY
    settled = settle(number, day, np.concatenate(values))
    kept, place = np.unique(settled.account, return_inverse=True)
    kind = np.concatenate(kinds)[kept]
    seller = np.concatenate(sellers)[settled.line]
    return Orders(
        account=place.astype(np.int64),
        day=settled.day,
        value=settled.value,
        names=[f"C{number + 1:05d}" for number in kept.tolist()],
        until=FIRST_DAY + int(scenario.run.horizon),
        segment=[names[number] for number in kind.tolist()],
        seller=seller,
        sellers=[f"S{number + 1:02d}" for number in range(int(seller.max(initial=-1)) + 1)],
        lost_day=np.zeros(0, dtype=np.int64),
    )


def _ordered(run: RunResult) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    log = run.events
    assert log is not None
    orders = log.event == EventKind.ORDERED
    return log.account[orders], log.time[orders].astype(np.int64), log.amount[orders], log.seller[orders]
