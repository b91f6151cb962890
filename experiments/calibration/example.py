"""An example export, as an ERP might write it: simulated orders with all that makes real files awkward."""

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from experiments.calibration.deals import Deals
from experiments.calibration.orders import Orders
from experiments.calibration.synthetic import simulated_orders
from experiments.calibration.synthetic_deals import simulated_deals
from simulator.scenario.load import load_scenario

SCENARIO, STRATEGY = "chase_or_build.yaml", "build_base"
YEARS = 4
REPLICATIONS = 4
RETURN_EVERY, AGAIN_EVERY = 97, 211
HEADER = ("Order no", "Customer no", "Segment", "Sales rep", "Order date", "Net amount")
DEALS_HEADER = ("Opportunity", "Account", "Owner", "Created", "Close Date", "Stage", "Amount")


def write_example(file: Path, seed: int = 6) -> Path:
    """Writes four years of orders and deals of the default world's base builder.

    Orders have semicolons, days first, decimal commas; some are returned in part, some lines are written twice. Deals
    have commas, months first, thousands marks.

    Args:
        file: Where the orders go.
        seed: Seed of all luck.

    Returns:
        Where the deals are: beside the orders, with `-deals` in the name.
    """
    overrides = (f"run.seed={seed}", f"run.horizon={YEARS} years")
    scenario = load_scenario(SCENARIO, overrides)
    orders = simulated_orders(scenario, STRATEGY, range(REPLICATIONS))
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{';'.join(row)}\n" for row in (HEADER, *_rows(orders)))
    beside = file.with_name(f"{file.stem}-deals{file.suffix}")
    with beside.open("w", encoding="utf-8", newline="\n") as stream:
        deals = simulated_deals(scenario, STRATEGY, range(REPLICATIONS))
        csv.writer(stream, lineterminator="\n").writerows((DEALS_HEADER, *_deal_rows(deals)))
    return beside


def _deal_rows(deals: Deals) -> Iterator[tuple[str, ...]]:
    stages = np.where(deals.won, "Closed Won", np.where(deals.is_closed, "Closed Lost", "Proposal"))
    for number in range(len(deals)):
        closed = int(deals.closed[number])
        yield (
            f"O{number + 1:05d}",
            deals.account[number],
            deals.sellers[int(deals.seller[number])],
            _american(int(deals.created[number])),
            _american(closed) if closed else "",
            str(stages[number]),
            f"{float(deals.amount[number]):,.2f}",
        )


def _american(day: int) -> str:
    return dt.date.fromordinal(day).strftime("%m/%d/%Y")


def _rows(orders: Orders) -> Iterator[tuple[str, ...]]:
    for number, place in enumerate(np.argsort(orders.day, kind="stable").tolist(), 1):
        account = int(orders.account[place])
        seller = int(orders.seller[place])
        date = dt.date.fromordinal(int(orders.day[place]))
        value = float(orders.value[place])
        known = (orders.names[account], orders.segment[account], orders.sellers[seller] if seller >= 0 else "")
        row = (f"A{number:06d}", *known, date.strftime("%d.%m.%Y"), _german(value))
        yield row
        if number % AGAIN_EVERY == 0:
            yield row
        if number % RETURN_EVERY == 0:
            back = date + dt.timedelta(days=9)
            yield (f"R{number:06d}", *known, back.strftime("%d.%m.%Y"), _german(-0.3 * value))


def _german(amount: float) -> str:
    """1234.5 as 1.234,50.

    Examples:
        >>> _german(-1234.5)
        '-1.234,50'
    """
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
