"""From an event log to the records that a firm would have: orders, bids, people, customers."""

import numpy as np
from numpy.typing import NDArray

from experiments.lessons.exercise import Table
from simulator.events import Cause, EventKind
from simulator.results import EventLog, FloatArray


def chosen(log: EventLog, *kinds: EventKind) -> NDArray[np.bool_]:
    """Which lines of the log are of these kinds."""
    return np.isin(log.event, kinds)


def order_table(log: EventLog) -> Table:
    """All orders: day, account, amount."""
    orders = chosen(log, EventKind.ORDERED)
    rows = zip(log.time[orders].tolist(), log.account[orders].tolist(), log.amount[orders].tolist(), strict=True)
    return Table(header=("day", "account", "amount"), rows=[(round(d, 2), a, round(x, 2)) for d, a, x in rows])


def lives(log: EventLog, until: float) -> list[FloatArray]:
    """The amounts of each account's orders up to its first loss, in their order."""
    orders = chosen(log, EventKind.ORDERED) & (log.time <= until)
    account, amount = log.account[orders], log.amount[orders]
    return [amount[account == one] for one in np.unique(account)]


def bid_table(log: EventLog, deliveries_before: bool) -> Table:
    """All bids: day, account, won or not; and how many deliveries there had been."""
    bids = chosen(log, EventKind.WON, EventKind.BID_LOST)
    before = np.cumsum(chosen(log, EventKind.DELIVERED))[bids].tolist()
    won = (log.event[bids] == EventKind.WON).tolist()
    day = [round(one, 2) for one in log.time[bids].tolist()]
    account = log.account[bids].tolist()
    result = ["won" if one else "lost" for one in won]
    if deliveries_before:
        rows: list[tuple[float | int | str, ...]] = list(zip(day, account, before, result, strict=True))
        return Table(header=("day", "account", "deliveries_before", "result"), rows=rows)
    return Table(header=("day", "account", "result"), rows=list(zip(day, account, result, strict=True)))


def people_table(log: EventLog) -> Table:
    """Who left and who came: with the customers that the seller owned, and how many of these followed."""
    rows: list[tuple[float | int | str, ...]] = []
    for place in np.flatnonzero(chosen(log, EventKind.SELLER_LEFT, EventKind.SELLER_CAME)).tolist():
        day, seat = float(log.time[place]), int(log.seller[place])
        if log.event[place] == EventKind.SELLER_CAME:
            rows.append((round(day, 2), seat, "came", "", ""))
        else:
            rows.append((round(day, 2), seat, "left", int(log.amount[place]), followers(log, day)))
    return Table(header=("day", "seat", "what", "customers", "followed"), rows=rows)


def followers(log: EventLog, day: float | None = None) -> int:
    """Customers that followed a seller, on one day or ever."""
    followed = chosen(log, EventKind.CUSTOMER_LOST) & (log.cause == Cause.FOLLOWED_SELLER)
    return int(np.sum(followed if day is None else followed & (log.time == day)))


def seat_years(log: EventLog, seats: int, horizon: float) -> float:
    """Years during which the seats were held."""
    left = log.time[chosen(log, EventKind.SELLER_LEFT)]
    came = log.time[chosen(log, EventKind.SELLER_CAME)]
    return float(seats * horizon - np.sum(horizon - left) + np.sum(horizon - came)) / 365


def customer_table(log: EventLog) -> Table:
    """Every time that an account was a customer: from, to (empty: still), and why it ended."""
    begun: dict[int, float] = {}
    rows: list[tuple[float | int | str, ...]] = []
    for place in np.flatnonzero(chosen(log, EventKind.WON, EventKind.CUSTOMER_LOST)).tolist():
        account, day = int(log.account[place]), float(log.time[place])
        if log.event[place] == EventKind.WON:
            begun[account] = day
        else:
            why = Cause(int(log.cause[place])).name.lower()
            rows.append((account, round(begun.pop(account), 2), round(day, 2), why))
    rows += [(account, round(day, 2), "", "") for account, day in begun.items()]
    return Table(header=("account", "from_day", "to_day", "why"), rows=sorted(rows, key=lambda row: (row[1], row[0])))


def customer_years(table: Table, horizon: float) -> float:
    """Years during which accounts were customers."""
    return sum((float(row[2]) if row[2] != "" else horizon) - float(row[1]) for row in table.rows) / 365
