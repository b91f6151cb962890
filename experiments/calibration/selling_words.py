"""Deals and sellers in plain words."""

import datetime as dt
from collections.abc import Iterator
from math import isnan

from experiments.amounts import short
from experiments.calibration.calibration import Calibration
from experiments.calibration.deals import DealsReading
from experiments.calibration.departures import Departures
from experiments.calibration.pipeline import Cycle, Pipeline, WinRate
from simulator.errors import printable

SURE = 1.96


def deals_lines(reading: DealsReading) -> Iterator[str]:
    """What was read of a CRM export, and what was not."""
    columns = ", ".join(f"{role} '{printable(name)}'" for role, name in reading.columns.items())
    yield f"{printable(reading.file)}: {columns}"
    for each in reading.left_out:
        lines = ", ".join(map(str, each.lines)) + (", ..." if each.count > len(each.lines) else "")
        yield f"left out: {each.count} deals with {each.reason} (line {lines})"
    yield from reading.notes


def selling_lines(found: Calibration) -> Iterator[str]:
    """Cycle, win rate, sellers, departures."""
    if found.pipeline is not None:
        yield from _pipeline_lines(found.pipeline)
    if found.departures is not None:
        yield _departures_line(found.departures)


def _pipeline_lines(found: Pipeline) -> Iterator[str]:
    day = dt.date.fromordinal(found.decided_before).isoformat()
    yield f"deals created up to {day} are looked at: of later ones only the quick are decided"
    yield "too few won deals to tell how long they take" if found.cycle is None else _cycle_line(found.cycle)
    if found.win_rate is None:
        yield "too few closed deals to tell how often they are won"
    else:
        yield from _win_lines(found.win_rate)


def _cycle_line(cycle: Cycle) -> str:
    slope, reach = cycle.exponent, SURE * cycle.exponent.standard_error
    low, twice, high = (2.0 ** (slope.estimate + side * reach) for side in (-1, 0, 1))
    return (
        f"a deal of {short(cycle.median_amount, 'money')} takes {cycle.median_days:.0f} days until it is won (median); "
        f"twice the amount takes {twice:.2f} times as long ({low:.2f} to {high:.2f}); sigma {cycle.sigma:.2f} within "
        "sellers"
    )


def _win_lines(rate: WinRate) -> Iterator[str]:
    shares = ", ".join(f"{100 * each.won / each.closed:.0f}" for each in rate.groups)
    reach = SURE * rate.slope.standard_error
    sure = "no effect of size can be told from none" if abs(rate.slope.estimate) < reach else "an effect of size"
    yield (
        f"of 100 deals are won, from the smallest quarter to the largest: {shares}; log-odds change by "
        f"{rate.slope.estimate:+.2f} ± {reach:.2f} per unit of ln(amount): {sure}"
    )
    if isnan(rate.skill):
        yield "how much sellers differ in winning cannot be told: no column of sellers, or too few of them"
        return
    told = "sellers differ" if rate.skill_p_value < 0.05 else "this could be chance"
    yield (
        f"{rate.sellers} sellers: log-odds of winning differ with sigma {rate.skill:.2f} ({rate.skill_low:.2f} to "
        f"{rate.skill_high:.2f}, p = {rate.skill_p_value:.2g}): {told}"
    )


def _departures_line(found: Departures) -> str:
    reach, after, otherwise = SURE * found.standard_error, 100.0 * found.lost_after, 100.0 * found.lost_otherwise
    sure = "departures cost accounts" if found.difference > 0.0 else "fewer are lost than elsewhere"
    sure = "no effect can be told from none" if abs(found.difference) < reach else sure
    return (
        f"{found.sellers} days on which sellers left, {found.accounts} accounts of theirs: {after:.0f} % did not order "
        f"in the half-year after, {otherwise:.0f} % of the other sellers' accounts; "
        f"difference {100 * found.difference:+.1f} ± {100 * reach:.1f} percentage points: {sure}"
    )
