"""What a CRM's deals put into a world: how often deals are won, how long they take, how much sellers differ.

Of the win rate only its level goes in, as the constant of the buyers' choice. How it changes with size follows in the
world from risk, screening, sponsors and from whom a strategy goes after; a list of deals does not part these. Nor does
it say why accounts are lost after departures: tie, trust and contacts are not in it.
"""

from math import exp, isnan

import numpy as np

from experiments.calibration.departures import Departures
from experiments.calibration.overlay import Entry
from experiments.calibration.pipeline import Cycle, Pipeline
from experiments.calibration.win_level import WinLevel
from simulator.scenario.world import World

HALF = 1.959964  # standard errors of a 95 % interval
LEAST = 0.01


def winning_entries(level: WinLevel | None, winning: float, world: World) -> list[Entry]:
    """The lines for how often deals are won; none where that is not known.

    Args:
        level: What the deals say.
        winning: Log-odds above those of the base world.
        world: The base world.
    """
    if level is None:
        return []
    reach = HALF * level.standard_error
    low, seen, high = (100.0 / (1.0 + exp(-(level.log_odds + side * reach))) for side in (-1, 0, 1))
    whole = HALF * level.world_error
    said = (
        f"seen: of 100 deals of {level.amount:,.0f} {seen:.0f} are won ({low:.0f} to {high:.0f}); log-odds "
        f"{winning:+.2f} ± {whole:.2f} against the base world, so that its reference firm wins as many (the ± holds "
        "the luck of one firm); why they are won is the base world's guess"
    )
    kept = f"{-winning:+.2f} ± {whole:.2f} again where customers re-tender: deals tell of new accounts alone"
    return [
        Entry(path=("choice", "intercept"), text=f"{world.choice.intercept + winning:.4g}", comment=said),
        Entry(path=("choice", "switching_cost"), text=f"{world.choice.switching_cost - winning:.4g}", comment=kept),
    ]


def winning_drawn(level: WinLevel | None, winning: float, world: World, random: np.random.Generator) -> list[Entry]:
    """The same lines from an estimate drawn anew."""
    if level is None:
        return []
    return winning_entries(level, winning + random.normal(0.0, level.world_error), world)


def unmapped(found: Pipeline, simulated: WinLevel | None, departures: Departures | None) -> list[str]:
    """What the deals and sellers show and the world does not take, and why.

    Args:
        found: What the deals show.
        simulated: How often the reference firm's deals are won in the new world.
        departures: Accounts lost after departures.
    """
    remarks = []
    if (rate := found.win_rate) is not None:
        reach = HALF * rate.slope.standard_error
        here = "" if simulated is None else f"; deals simulated here show {simulated.slope:+.2f}"
        remarks.append(
            f"NOT TAKEN: win rate by size, log-odds {rate.slope.estimate:+.2f} ± {reach:.2f} per unit of ln(amount)"
            f"{here}. In a world it follows from risk, screening, sponsors and targets, which deals do not part."
        )
    if departures is not None:
        reach = 100.0 * HALF * departures.standard_error
        remarks.append(
            f"NOT TAKEN: losses after departures, {100.0 * departures.difference:+.1f} ± {reach:.1f} percentage points."
            " A world splits them among tie, trust, contacts and handover, which no file shows."
        )
    return remarks


def selling_entries(found: Pipeline, world: World) -> list[Entry]:
    """The lines of the overlay; none where the deals are too few."""
    lines = []
    if (cycle := found.cycle) is not None:
        wallet, deal = cycle.median_amount / world.relationship.first_share, f"a deal of {cycle.median_amount:,.0f}"
        lines += [
            _entry("wallet_reference", wallet, f"of {deal}, taken as a year's purchases at the first share of wallet"),
            _entry("cycle", cycle.median_days, f"seen: median days of {deal}, of the median seller{_days(cycle)}"),
            _entry(
                "cycle_size_exponent",
                min(max(cycle.exponent.estimate, -3.0), 3.0),
                f"seen: {cycle.exponent.estimate:.3g} ± {HALF * cycle.exponent.standard_error:.2g}",
            ),
            _entry("cycle_sigma", cycle.sigma, f"seen: {cycle.sigma:.3g} ± {HALF * cycle.sigma_error:.2g}"),
        ]
    if (rate := found.win_rate) is not None and not isnan(rate.skill):
        said = f"seen: sigma of log-odds of winning {rate.skill:.3g} ({rate.skill_low:.2g} to {rate.skill_high:.2g})"
        lines.append(_entry("skill_sigma", _skill(rate.skill, world), said))
    return lines


def selling_drawn(found: Pipeline, world: World, random: np.random.Generator) -> list[Entry]:
    """The same lines from estimates drawn anew: normal, or normal on the logarithm, with their standard errors."""
    lines = []
    for entry in selling_entries(found, world):
        value = float(entry.text)
        cycle, rate = found.cycle, found.win_rate
        match entry.path[-1]:
            case "cycle_size_exponent" if cycle is not None:
                value = min(max(random.normal(value, cycle.exponent.standard_error), -3.0), 3.0)
            case "cycle_sigma" if cycle is not None:
                value *= exp(random.normal(0.0, cycle.sigma_error / cycle.sigma))
            case "cycle" if cycle is not None:
                value *= exp(random.normal(0.0, cycle.level_error))
            case "skill_sigma" if rate is not None:
                value = _skill(abs(random.normal(rate.skill, (rate.skill_high - rate.skill) / HALF)), world)
        lines.append(_entry(entry.path[-1], value, entry.comment))
    return lines


def _days(cycle: Cycle) -> str:
    reach = exp(HALF * cycle.level_error)
    return f", {cycle.median_days / reach:.3g} to {cycle.median_days * reach:.3g}"


def _skill(spread: float, world: World) -> float:
    """The world's sigma of ln(skill), whose weight in the log-odds is `choice.skill`."""
    return max(spread, 0.0) / world.choice.skill if world.choice.skill > LEAST else 0.0


def _entry(name: str, value: float, comment: str) -> Entry:
    text = f"{value:.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"
    return Entry(path=("selling", name), text=text, comment=comment)
