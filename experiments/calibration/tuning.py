"""Tuning a world until its simulated order records look like those of a file (indirect inference).

Records cannot be turned into a world by formula alone: trust, growth, re-tenders and attacks of the base world shift
what is ordered and who is lost. So the firm is simulated in the new world, its orders are read and fitted exactly as
the file was, and three factors per world are moved until mean frequency, mean chance of leaving and median spend agree.
The same luck is met in every round. Source: Gourieroux, Monfort and Renault, J. Applied Econometrics 8 (1993).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

import numpy as np

from experiments.calibration import mbgnbd
from experiments.calibration.bootstrap import draw_worlds
from experiments.calibration.calibration import Calibration
from experiments.calibration.customers import customers_of
from experiments.calibration.likelihood import fit
from experiments.calibration.orders import Orders
from experiments.calibration.overlay import (
    LEAST_DROPOUT,
    MOST_DROPOUT,
    Entry,
    Factors,
    Seen,
    entries,
    overlay_text,
    reckoned_factors,
    scale_remarks,
    seen_by_segment,
)
from experiments.calibration.pipeline import decided_before
from experiments.calibration.portrait import yearly_spend
from experiments.calibration.selling_lines import (
    selling_drawn,
    selling_entries,
    unmapped,
    winning_drawn,
    winning_entries,
)
from experiments.calibration.synthetic import simulated_orders
from experiments.calibration.synthetic_deals import simulated_deals
from experiments.calibration.win_level import WinLevel, win_level_of
from experiments.world_draws import WorldDraws
from simulator.scenario.load import load_scenario, load_world
from simulator.scenario.schema import Scenario
from simulator.scenario.world import World
from simulator.units import DAYS_PER_YEAR

REFERENCE_STRATEGY = "strategies/build_base.yaml"
ROUNDS = 8
REPLICATIONS = 12
FEWEST_LUCKS = 6
QUARTILES = 1.349  # distance of a normal law's quartiles, in standard deviations
LEAST_YEARS, MOST_YEARS = 2.0, 6.0
ENDLESS_CASH = 1e12
FEWEST_ORDERS, FEWEST_ACCOUNTS = 100, 40
NEAR = 0.03
LARGEST_STEP = 1.0
CAREFUL = 0.8
WIDEST = 4.0
# Which accounts a firm goes after depends on how long their deals take; the reference firm must not jump with that.
FIRST_SELLING = "The factors were tuned with the base world's own sales cycle; that of the deals came in afterwards."


@dataclass(frozen=True, kw_only=True)
class Moments:
    """What is compared: logarithms of mean frequency and of median spend, log-odds of leaving."""

    frequency: float
    spend: float
    leaving: float

    def misses(self, other: "Moments") -> tuple[float, float, float]:
        """How far another one lies above."""
        return (other.frequency - self.frequency, other.spend - self.spend, other.leaving - self.leaving)


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """Factors, and by how much the simulated records still miss the file's (frequency, spend, odds of leaving)."""

    factors: Factors
    misses: tuple[float, float, float]
    rounds: int


@dataclass(frozen=True, kw_only=True)
class TunedWinning:
    """Log-odds of winning above those of the base world, what is still missed, and what the simulated deals show."""

    winning: float
    miss: float
    win_level: WinLevel
    firm_luck: float


def tune_winning(scenario: Callable[[float], Scenario], level: WinLevel) -> TunedWinning | None:
    """Finds the log-odds under which simulated deals are won as often as those of the file.

    Args:
        scenario: The reference firm under such log-odds.
        level: How often the deals of the file are won.

    Returns:
        None if the simulated firm has no deals of that amount.
    """
    at, best = 0.0, None
    for _ in range(ROUNDS):
        found = _win_level(scenario(at), range(REPLICATIONS))
        odds = None if found is None else found.at(level.amount)
        if found is None or odds is None:
            break
        miss = odds - level.log_odds
        if best is None or abs(miss) < abs(best.miss):
            best = TunedWinning(winning=at, miss=miss, win_level=found, firm_luck=0.0)
        if abs(miss) < NEAR:
            break
        at = max(-WIDEST, min(WIDEST, at - max(-LARGEST_STEP, min(LARGEST_STEP, CAREFUL * miss))))
    if best is None:
        return None
    return replace(best, firm_luck=firm_luck(scenario(best.winning), level.amount))


def firm_luck(scenario: Scenario, amount: float) -> float:
    """How far the log-odds of winning differ between lucks of one firm, beyond what the number of deals explains.

    Its sellers, its brand and its references are luck too, and a file shows one firm. The spread comes from the
    quartiles, as a firm that fails early wins hardly anything.
    """
    levels = [_win_level(scenario, [each]) for each in range(REPLICATIONS)]
    known = [(level.at(amount), level.standard_error) for level in levels if level is not None]
    odds = np.array([seen for seen, _ in known if seen is not None])
    if len(odds) < FEWEST_LUCKS:
        return 0.0
    lower, upper = np.quantile(odds, (0.25, 0.75))
    noise = float(np.median([error for seen, error in known if seen is not None]))
    return sqrt(max(0.0, (float(upper - lower) / QUARTILES) ** 2 - noise**2))


def moments_of(orders: Orders) -> Moments | None:
    """Moments of some records; None if they are too few."""
    if len(orders) < FEWEST_ORDERS or orders.accounts < FEWEST_ACCOUNTS:
        return None
    found = fit(mbgnbd.MODEL, customers_of(orders))
    dropout = min(max(found.derived["dropout"].estimate, LEAST_DROPOUT), MOST_DROPOUT)
    return Moments(
        frequency=log(found.derived["orders_per_week"].estimate),
        spend=float(np.log(yearly_spend(orders)).mean()),
        leaving=log(dropout / (1.0 - dropout)),
    )


def tune(
    base: str,
    target: Moments,
    days: int,
    start: Factors,
    lines: Callable[[Factors], list[Entry]],
    segments: Mapping[str, object],
    progress: Callable[[str], None] = lambda _: None,
) -> Tuned | None:
    """Finds the factors under which simulated records look like the file's; None if the firm wins no customers.

    Args:
        base: The base world.
        target: Moments of the file.
        days: Length of the file's records.
        start: Factors to start from.
        lines: The overlay under given factors.
        segments: Segments that the overlay is about.
        progress: Told the round.
    """
    years = records_years(days)
    at, best = start, None
    for number in range(ROUNDS):
        progress(f"tuning the world, round {number + 1}")
        scenario = _scenario(base, lines(at), years)
        found = moments_of(simulated_orders(scenario, "reference", range(REPLICATIONS), segments))
        if found is None:
            return best
        misses = target.misses(found)
        if best is None or max(map(abs, misses)) < max(map(abs, best.misses)):
            best = Tuned(factors=at, misses=misses, rounds=number + 1)
        if max(map(abs, misses)) < NEAR:
            break
        at = Factors(
            frequency=_moved(at.frequency, misses[0], start.frequency),
            wallet=_moved(at.wallet, misses[1], start.wallet),
            dropout=_moved(at.dropout, misses[2], start.dropout),
        )
    return best


def _win_level(scenario: Scenario, lucks: Sequence[int]) -> WinLevel | None:
    """How often the simulated firm's deals are won, read as those of a file are."""
    deals = simulated_deals(scenario, "reference", lucks)
    return win_level_of(deals.of((deals.created <= decided_before(deals)) & deals.is_closed))


def records_years(days: int) -> float:
    """How long the reference firm is simulated for records of so many days."""
    return min(max(days / DAYS_PER_YEAR, LEAST_YEARS), MOST_YEARS)


def _moved(factor: float, miss: float, start: float) -> float:
    """A step against the miss, within reason."""
    step = max(-LARGEST_STEP, min(LARGEST_STEP, CAREFUL * miss))
    return exp(max(log(start) - WIDEST, min(log(start) + WIDEST, log(factor) - step)))


def _scenario(base: str, lines: list[Entry], years: float) -> Scenario:
    """The firm that builds its base, never short of cash, in the new world."""
    overrides = [f"world={base}", f"strategies.reference={REFERENCE_STRATEGY}", "baseline=reference"]
    overrides += [f"run.horizon={years:.3f} years", "run.seed=20260101"]
    overrides += [f"world.{'.'.join(entry.path)}={entry.text}" for entry in lines]
    overrides += [f"world.finance.opening_cash={ENDLESS_CASH:.0f}", "world.events=[]"]
    return load_scenario("chase_or_build.yaml", overrides)


def tuned_world(
    found: Calibration, base: str, share: float | None, draws: int, progress: Callable[[str], None]
) -> tuple[str, WorldDraws]:
    """The overlay of a calibration, tuned by simulation; where that fails, reckoned, and said so.

    Args:
        found: The calibration.
        base: The base world, as the overlay names it.
        share: Share of wallet that customers usually give; None tunes it too.
        draws: How often the accounts are drawn again, for the uncertainty of the world.
        progress: Told the round.
    """
    world = load_world(base)
    seen = seen_by_segment(found, world)
    level = None if found.pipeline is None else found.pipeline.win_level
    tuned = _tuned(found, base, reckoned_factors(world, share), seen, progress)
    factors = reckoned_factors(world, share) if tuned is None else tuned.factors
    won = None
    if level is not None:
        progress("tuning how often deals are won")
        years, lines = records_years(found.portrait.days), _lines(found, seen, level, world)
        won = tune_winning(lambda at: _scenario(base, lines(replace(factors, winning=at)), years), level)
    if won is None or level is None:
        level = None  # no simulated deal is as large as those of the file
    else:
        factors = replace(factors, winning=won.winning)
        level = replace(level, firm_luck=won.firm_luck)
    selling = [] if found.pipeline is None else selling_entries(found.pipeline, world)
    winning = winning_entries(level, factors.winning, world)
    written = [*entries(seen, factors, found.portrait.regularity), *winning, *selling]
    remarks = [_told(tuned), *([FIRST_SELLING] if selling else []), *([] if won is None else [_told_winning(won)])]
    if found.pipeline is not None:
        remarks += unmapped(found.pipeline, None if won is None else won.win_level, found.departures)
    remarks += scale_remarks(found, world, seen)
    text = overlay_text(written, found, base, remarks, {name: part.source for name, part in seen.items()})

    def drawn_selling(random: np.random.Generator) -> list[Entry]:
        if found.pipeline is None:
            return []
        return [*selling_drawn(found.pipeline, world, random), *winning_drawn(level, factors.winning, world, random)]

    drawn = draw_worlds(found.orders, seen, factors, written, drawn_selling, count=draws, progress=progress)
    return text, drawn


def _tuned(
    found: Calibration,
    base: str,
    start: Factors,
    seen: Mapping[str, Seen],
    progress: Callable[[str], None],
) -> Tuned | None:
    """Tunes to the records."""
    target = moments_of(_of_segments(found, seen))
    if target is None:
        return None
    lines = _lines(found, seen, None, load_world(base))
    return tune(base, target, found.portrait.days, start, lines, seen, progress)


def _lines(
    found: Calibration, seen: Mapping[str, Seen], level: WinLevel | None, world: World
) -> Callable[[Factors], list[Entry]]:
    """The lines that the reference firm is simulated with."""
    regular = found.portrait.regularity
    return lambda factors: [*entries(seen, factors, regular), *winning_entries(level, factors.winning, world)]


def _of_segments(found: Calibration, seen: Mapping[str, Seen]) -> Orders:
    """The orders of the segments that the overlay is about."""
    labels = {part.label for part in seen.values()}
    if "" in labels:
        return found.orders
    return found.orders.of(np.array([segment in labels for segment in found.orders.segment]))


def _told(tuned: Tuned | None) -> str:
    if tuned is None:
        return "Not tuned by simulation: the records, or the simulated ones, are too few. Factors are reckoned."
    frequency, spend, leaving = (100.0 * (exp(miss) - 1.0) for miss in tuned.misses)
    return (
        f"Tuned by simulation: records simulated here (build_base, {REPLICATIONS} lucks) differ from the file's by "
        f"{frequency:+.0f} % in frequency, {spend:+.0f} % in median spend, {leaving:+.0f} % in the odds of leaving."
    )


def _told_winning(won: TunedWinning) -> str:
    return (
        "How often deals are won was tuned after that, the factors held: simulated here, the odds of winning differ "
        f"from the file's by {100.0 * (exp(won.miss) - 1.0):+.0f} %."
    )
