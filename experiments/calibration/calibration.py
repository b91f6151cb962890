"""A whole calibration: what a firm's order records say about its customers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from experiments.calibration import gammagamma, sbg
from experiments.calibration.backtest import Backtest, backtest
from experiments.calibration.choice import Choice, choose
from experiments.calibration.customers import customers_of
from experiments.calibration.deals import Deals, DealsReading
from experiments.calibration.departures import Departures, departures_of
from experiments.calibration.likelihood import Fit, fit
from experiments.calibration.orders import Orders
from experiments.calibration.pipeline import Pipeline, pipeline_of
from experiments.calibration.portrait import Portrait, portrait_of
from experiments.calibration.reading import Reading
from experiments.calibration.text_file import fault
from simulator.units import DAYS_PER_YEAR

FEWEST_ACCOUNTS = 10
FEWEST_SPENDERS = 20
FEWEST_IN_SEGMENT = 50
LONG_RECORDS = 3.0  # years from which contracts are counted in years, not in quarters


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What the records say.

    Attributes:
        reading: What was read.
        orders: The orders.
        since: First day on which an account may have begun, if only such accounts were modelled; else 0.
        portrait: Sizes, concentration, rhythm, growth.
        choice: Customer-base models.
        backtest: The held-out weeks as the chosen model foretold them; None if there are none.
        spend: Gamma-gamma model of order values; None if too few accounts ordered twice.
        contracts: sBG model, if the file says who was lost; else None.
        contract_days: Length of its periods.
        segments: The dropout model of each segment that has enough accounts.
        deals: What was read of a CRM export; None without one.
        pipeline: What its deals tell.
        departures: What happened to the accounts of sellers who left; None if that cannot be seen.
    """

    reading: Reading
    orders: Orders
    since: int
    portrait: Portrait
    choice: Choice
    backtest: Backtest | None
    spend: Fit | None
    contracts: Fit | None
    contract_days: float
    segments: dict[str, Fit]
    deals: DealsReading | None
    pipeline: Pipeline | None
    departures: Departures | None

    @property
    def models(self) -> dict[str, Fit]:
        """All fitted models by name."""
        extra = [found for found in (self.spend, self.contracts) if found is not None]
        return dict(self.choice.fits) | {found.model.name: found for found in extra}


def calibrate(
    orders: Orders,
    reading: Reading,
    crm: tuple[Deals, DealsReading] | None = None,
    *,
    since: int = 0,
    hold_out_weeks: float | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Calibration:
    """Fits all models and measures all else.

    Args:
        orders: The orders of a file.
        reading: How they were read.
        crm: Deals of a CRM, and how they were read.
        since: Only accounts whose first order is not before this day (ordinal) are modelled.
        hold_out_weeks: Weeks on which the models are tried; default a quarter of the records.
        progress: Told what is being done.

    Raises:
        ScenarioError: There are too few accounts to say anything.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from experiments.calibration.example import write_example
        >>> from experiments.calibration.reading import read_orders
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "orders.csv")
        ...     deals = write_example(file)
        ...     found = calibrate(*read_orders(file))
        >>> found.choice.chosen, found.portrait.accounts
        ('Pareto/NBD', 319)
        >>> f"the largest fifth of the accounts brought {found.portrait.concentration['top20_share']:.0%} of the money"
        'the largest fifth of the accounts brought 67% of the money'
    """
    if since:
        orders = begun_since(orders, since)
    if orders.accounts < FEWEST_ACCOUNTS or orders.accounts == len(orders):
        raise fault(
            reading.file,
            f"{orders.accounts} accounts with {len(orders)} orders say nothing: at least {FEWEST_ACCOUNTS} accounts "
            f"are needed, and some that ordered on two days or more",
        )
    progress("sizes, rhythm and growth")
    portrait = portrait_of(orders)
    spending = gammagamma.spend_of(orders)
    contract_days = DAYS_PER_YEAR if portrait.days >= LONG_RECORDS * DAYS_PER_YEAR else DAYS_PER_YEAR / 4.0
    choice = choose(orders, hold_out_weeks=hold_out_weeks, progress=progress)
    deals, deals_reading = crm or (None, None)
    progress("deals and sellers")
    pipeline = None if deals is None else pipeline_of(deals)
    progress("the held-out weeks again")
    return Calibration(
        reading=reading,
        orders=orders,
        since=since,
        portrait=portrait,
        choice=choice,
        backtest=backtest(orders, choice.split_day, choice.early[choice.chosen]) if choice.early else None,
        spend=fit(gammagamma.MODEL, spending) if (spending.orders > 1).sum() >= FEWEST_SPENDERS else None,
        contracts=_contracts(orders, contract_days),
        contract_days=contract_days if len(orders.lost_day) else nan,
        segments=_segments(orders, progress),
        deals=deals_reading,
        pipeline=pipeline,
        departures=departures_of(orders, deals),
    )


def begun_since(orders: Orders, day: int) -> Orders:
    """The accounts whose first order is not before a day, numbered anew."""
    numbers = np.unique(orders.account)
    begun = np.zeros(len(orders.names), dtype=bool)
    begun[numbers] = orders.first_days >= day
    chosen = orders.of(begun)
    kept = np.flatnonzero(begun)
    chosen_accounts = kept.tolist()
    return replace(
        chosen,
        account=np.searchsorted(kept, chosen.account),
        names=[orders.names[i] for i in chosen_accounts],
        segment=[orders.segment[i] for i in chosen_accounts] if orders.segment else [],
        lost_day=orders.lost_day[kept] if len(orders.lost_day) else orders.lost_day,
    )


def _contracts(orders: Orders, period_days: float) -> Fit | None:
    if not len(orders.lost_day) or not (orders.lost_day > 0).any():
        return None
    return fit(sbg.MODEL, sbg.renewals_of(orders, period_days))


def _segments(orders: Orders, progress: Callable[[str], None]) -> dict[str, Fit]:
    from experiments.calibration import mbgnbd

    found: dict[str, Fit] = {}
    for name in sorted(set(orders.segment) - {""}):
        part = orders.of(np.array([segment == name for segment in orders.segment]))
        if part.accounts >= FEWEST_IN_SEGMENT and len(part) > part.accounts:
            progress(f"MBG/NBD of segment {name}")
            found[name] = fit(mbgnbd.MODEL, customers_of(part))
    return found
