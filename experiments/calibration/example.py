"""An example export, as an ERP might write it: simulated orders with all that makes real files awkward."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from experiments.calibration.orders import Orders
from experiments.calibration.synthetic import simulated_orders
from simulator.scenario.load import load_scenario

SCENARIO, STRATEGY = "chase_or_build.yaml", "build_base"
YEARS = 4
REPLICATIONS = 4
RETURN_EVERY, AGAIN_EVERY = 97, 211
HEADER = ("Order no", "Customer no", "Segment", "Sales rep", "Order date", "Net amount")


def write_example(file: Path, seed: int = 6) -> None:
    """Writes four years of orders of the default world's base builder: semicolons, day first, decimal commas.

    Some orders are returned in part, and some lines are written twice.

    Args:
        file: Where to.
        seed: Seed of all luck.
    """
    overrides = (f"run.seed={seed}", f"run.horizon={YEARS} years")
    orders = simulated_orders(load_scenario(SCENARIO, overrides), STRATEGY, range(REPLICATIONS))
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{';'.join(row)}\n" for row in (HEADER, *_rows(orders)))


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
