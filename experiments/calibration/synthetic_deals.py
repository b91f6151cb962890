"""Deals of a simulated firm: what its sellers would leave in a CRM.

A deal is a pursuit, from its first day until the account chooses or the pursuit ends without a choice. Its amount is
what the account would buy in a year at the first share of wallet. Pursuits of sellers who left meanwhile go to others
and are not written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from experiments.calibration.deals import Deals
from experiments.calibration.synthetic import FIRST_DAY, MOST_HOLDERS, holders, seller_name
from simulator.events import EventKind
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

LOST = frozenset({EventKind.BID_LOST, EventKind.SCREENED_OUT, EventKind.SPONSOR_LATE})
ENDS = LOST | {EventKind.WON, EventKind.HANDED_BACK}


@dataclass(frozen=True, kw_only=True)
class _Deal:
    account: int
    seller: int
    created: float
    closed: float
    won: bool
    amount: float


def simulated_deals(scenario: Scenario, strategy: str, replications: Iterable[int]) -> Deals:
    """The deals of several replications, side by side as those of one large firm, sorted by day of creation."""
    found: list[_Deal] = []
    offset = 0
    for place, replication in enumerate(replications):
        run = simulate(scenario, strategy, replication=replication, record_events=True)
        found += _deals(run, scenario.world.relationship.first_share, offset, place * MOST_HOLDERS)
        offset += len(run.accounts["segment"])
    found.sort(key=lambda deal: (int(deal.created), deal.account))
    sellers = sorted({deal.seller for deal in found})
    days = np.array([(int(deal.created), int(deal.closed)) for deal in found], dtype=np.int64) + FIRST_DAY
    closed = np.array([deal.closed > 0.0 for deal in found])
    return Deals(
        created=days[:, 0],
        closed=np.where(closed, days[:, 1], 0),
        won=np.array([deal.won for deal in found]),
        amount=np.array([deal.amount for deal in found]),
        account=[f"C{deal.account + 1:05d}" for deal in found],
        seller=np.searchsorted(sellers, [deal.seller for deal in found]),
        sellers=[seller_name(number) for number in sellers],
        until=FIRST_DAY + int(scenario.run.horizon),
    )


def _deals(run: RunResult, first_share: float, offset: int, first_seller: int) -> Iterator[_Deal]:
    log = run.events
    assert log is not None
    wallets = run.accounts["wallet"].astype(np.float64) * first_share
    seller = holders(log, log.time, log.seller)
    rows = np.flatnonzero(np.isin(log.event, [EventKind.PURSUIT_STARTED, *ENDS]))
    running: dict[int, int] = {}
    for row in rows.tolist():
        account, kind = int(log.account[row]), int(log.event[row])
        if kind == EventKind.PURSUIT_STARTED:
            running[account] = row
            continue
        start = running.pop(account, None)
        if start is not None and kind != EventKind.HANDED_BACK:
            yield _Deal(
                account=account + offset,
                seller=int(seller[start]) + first_seller,
                created=float(log.time[start]),
                closed=float(log.time[row]),
                won=kind == EventKind.WON,
                amount=float(wallets[account]),
            )
    for account, start in running.items():
        yield _Deal(
            account=account + offset,
            seller=int(seller[start]) + first_seller,
            created=float(log.time[start]),
            closed=0.0,
            won=False,
            amount=float(wallets[account]),
        )
