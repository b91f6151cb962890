"""Patterns that a credible world shows by itself, measured on its event logs (published ranges beside them).

`python -m experiments.patterns` writes docs/findings/patterns.md.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from experiments.execute import available_cores
from simulator.events import EventKind
from simulator.results import RunResult
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.units import DAYS_PER_MONTH, DAYS_PER_YEAR

PAGE = Path("docs/findings/patterns.md")
SCENARIOS = ("chase_or_build.yaml", "chase_or_build_contrarian.yaml")
HEAD = ("| pattern | published | accepted here | measured | holds |", "| --- | --- | --- | --- | --- |")
REPLICATIONS = 60
# Yearly revenue of a customer, CNY: 10k, 50k and 100k USD at 7 CNY.
REVENUE_CLASSES = (0.0, 70e3, 350e3, 700e3, float("inf"))
CLASS_NAMES = ("below 70k", "70k to 350k", "350k to 700k", "above 700k")
WALLET_CLASSES = (0.0, 300e3, 1e6, 3e6, float("inf"))
TOP = 10
# What counts as the published figure.
CUSTOMERS_TOP20 = (0.43, 0.75)
SELLERS_TOP20 = (0.35, 0.65)
CYCLE_EXPONENT = (0.3, 0.6)
HETEROGENEITY_ALONE = ("world.leaving.trust=0", "world.leaving.bond=0", "world.leaving.size=0")
TRUST_ALONE = tuple(
    f"world.segments.{name}.dropout=0.06" for name in ("machine_builders", "packaging", "medical_devices", "dealers")
)


@dataclass(frozen=True, kw_only=True)
class Spell:
    """One relation from the win to the loss, or to the end of the run."""

    account: int
    won: float
    ended: float
    was_lost: bool
    revenue: float

    @property
    def years(self) -> float:
        """Length of the relation."""
        return (self.ended - self.won) / DAYS_PER_YEAR


@dataclass(kw_only=True)
class Sample:
    """What the patterns are read from, gathered over runs."""

    spells: list[Spell] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    pursuits: list[tuple[float, float, bool]] = field(default_factory=list)
    top20: list[float] = field(default_factory=list)
    seller_top20: list[float] = field(default_factory=list)
    top10_variation: list[float] = field(default_factory=list)


def gather(scenario: Scenario, replications: int) -> Sample:
    """Run every strategy of a scenario and gather what the patterns are read from.

    Args:
        scenario: The scenario.
        replications: How many lucks.
    """
    from concurrent.futures import ThreadPoolExecutor

    tasks = [(name, number) for number in range(replications) for name in scenario.strategies]
    sample = Sample()
    with ThreadPoolExecutor(available_cores()) as pool:
        runs = pool.map(lambda task: simulate(scenario, task[0], replication=task[1], record_events=True), tasks)
        for run in runs:
            _add(sample, run, scenario.run.horizon)
    return sample


def _add(sample: Sample, run: RunResult, horizon: float) -> None:
    if run.outcomes["insolvent"] == 1.0:
        return
    sample.spells.extend(_spells(run, horizon))
    sample.gaps.extend(_gaps(run))
    sample.pursuits.extend(_pursuits(run))
    sample.top20.append(run.outcomes["top20_share"])
    sample.seller_top20.append(run.outcomes["seller_top20_share"])
    sample.top10_variation.append(_top_variation(run, horizon))


def _of(run: RunResult, *kinds: EventKind) -> Iterator[tuple[float, int, int, float]]:
    log = run.events
    assert log is not None, "patterns need the event log"
    chosen = np.isin(log.event, kinds)
    columns = (log.time[chosen], log.event[chosen], log.account[chosen], log.amount[chosen])
    return zip(*(column.tolist() for column in columns), strict=True)


def _spells(run: RunResult, horizon: float) -> Iterator[Spell]:
    """Every relation of a run; its invoices count to the account's open relation, or to the one just ended."""
    won: dict[int, float] = {}
    revenue: dict[int, float] = defaultdict(float)
    for time, kind, account, amount in _of(run, EventKind.WON, EventKind.INVOICED, EventKind.CUSTOMER_LOST):
        if kind == EventKind.WON:
            won[account], revenue[account] = time, 0.0
        elif kind == EventKind.INVOICED:
            revenue[account] += amount
        else:
            yield Spell(account=account, won=won.pop(account), ended=time, was_lost=True, revenue=revenue[account])
    for account, start in won.items():
        yield Spell(account=account, won=start, ended=horizon, was_lost=False, revenue=revenue[account])


def _gaps(run: RunResult) -> Iterator[float]:
    """Days between orders of one account within one relation."""
    last: dict[int, float] = {}
    for time, kind, account, _ in _of(run, EventKind.ORDERED, EventKind.CUSTOMER_LOST):
        if kind == EventKind.ORDERED:
            if account in last:
                yield time - last[account]
            last[account] = time
        else:
            last.pop(account, None)


def _pursuits(run: RunResult) -> Iterator[tuple[float, float, bool]]:
    """Wallet, planned days and success of every finished pursuit."""
    begun: dict[int, float] = {}
    wallets = run.accounts["wallet"]
    ends = (EventKind.WON, EventKind.BID_LOST, EventKind.SCREENED_OUT, EventKind.SPONSOR_LATE)
    for _, kind, account, amount in _of(run, EventKind.PURSUIT_STARTED, *ends):
        if kind == EventKind.PURSUIT_STARTED:
            begun[account] = amount
        elif account in begun:
            yield float(wallets[account]), begun.pop(account), kind == EventKind.WON


def _top_variation(run: RunResult, horizon: float) -> float:
    """Variation coefficient, over the last year's months, of the share of the year before's ten best customers."""
    months = round(horizon / DAYS_PER_MONTH)
    table = np.zeros((len(run.accounts["wallet"]), months + 1))
    for time, _, account, amount in _of(run, EventKind.INVOICED):
        table[account, min(int(time / DAYS_PER_MONTH), months)] += amount
    best = np.argsort(-table[:, months - 24 : months - 12].sum(axis=1))[:TOP]
    last = table[:, months - 12 : months]
    totals = last.sum(axis=0)
    shares = last[best].sum(axis=0)[totals > 0.0] / totals[totals > 0.0]
    return float(np.std(shares) / np.mean(shares)) if len(shares) and np.mean(shares) > 0.0 else float("nan")


def churn_by_revenue(spells: Sequence[Spell]) -> list[float]:
    """Part of customers lost per year, by class of yearly revenue; short relations count as half a year.

    Formula: 1 - exp(-losses / years at risk).
    """
    years, losses = np.zeros(len(CLASS_NAMES)), np.zeros(len(CLASS_NAMES))
    for spell in spells:
        rate = spell.revenue / max(spell.years, 0.5)
        position = int(np.searchsorted(REVENUE_CLASSES, rate, side="right")) - 1
        years[position] += spell.years
        losses[position] += spell.was_lost
    return [float(value) for value in 1.0 - np.exp(-losses / years)]


def hazard_by_tenure(spells: Sequence[Spell], years: int = 4) -> list[float]:
    """Losses per customer and year in the first, second, ... year of a relation."""
    at_risk, losses = np.zeros(years), np.zeros(years)
    for spell in spells:
        for year in range(years):
            at_risk[year] += min(max(spell.years - year, 0.0), 1.0)
        if spell.was_lost and spell.years < years:
            losses[int(spell.years)] += 1
    return [float(value) for value in losses / at_risk]


def win_rate_by_wallet(pursuits: Sequence[tuple[float, float, bool]]) -> list[float]:
    """Part of finished pursuits won, by class of wallet."""
    return [
        float(np.mean([won for wallet, _, won in pursuits if low <= wallet < high]))
        for low, high in pairwise(WALLET_CLASSES)
    ]


def cycle_exponent(pursuits: Sequence[tuple[float, float, bool]]) -> float:
    """Slope of ln(sales cycle) on ln(wallet)."""
    wallets, days = np.log([pursuit[0] for pursuit in pursuits]), np.log([pursuit[1] for pursuit in pursuits])
    return float(np.polyfit(wallets, days, 1)[0])


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One pattern: what was published, what counts as the same here, what the world shows, and whether it fits."""

    name: str
    published: str
    accepted: str
    measured: str
    holds: bool


def _list(values: Sequence[float], digits: int = 2) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in values)


def _range(limits: tuple[float, float]) -> str:
    return f"{limits[0]:.2f} to {limits[1]:.2f}"


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _falls(values: Sequence[float]) -> bool:
    return all(before > after for before, after in pairwise(values))


def measure(sample: Sample, heterogeneity: Sample, trust: Sample) -> list[Pattern]:
    """Measure every pattern of section 9 of the model.

    Args:
        sample: Runs of the scenario.
        heterogeneity: Runs in which only the difference between accounts makes them leave.
        trust: Runs in which all accounts are alike in dropout, and trust matters.
    """
    return [
        *concentrations(sample),
        *pursuits_by_size(sample.pursuits),
        leaving_by_size(sample.spells),
        order_gaps(sample.gaps),
        leaving_by_tenure("heterogeneity alone", heterogeneity.spells),
        leaving_by_tenure("trust alone", trust.spells),
        largest_customers(sample.top10_variation),
    ]


def concentrations(sample: Sample) -> Iterator[Pattern]:
    """How much the best fifth brings, of customers and of sellers."""
    top, sellers = float(np.mean(sample.top20)), float(np.nanmean(sample.seller_top20))
    yield Pattern(
        name="top-20 % of customers, share of revenue",
        published="0.43 to 0.75",
        accepted=_range(CUSTOMERS_TOP20),
        measured=f"{top:.2f}",
        holds=_within(top, CUSTOMERS_TOP20),
    )
    yield Pattern(
        name="top-20 % of sellers, share of revenue",
        published="about half",
        accepted=_range(SELLERS_TOP20),
        measured=f"{sellers:.2f}",
        holds=_within(sellers, SELLERS_TOP20),
    )


def pursuits_by_size(pursuits: Sequence[tuple[float, float, bool]]) -> Iterator[Pattern]:
    """Larger bids take longer and are won less often."""
    exponent, wins = cycle_exponent(pursuits), win_rate_by_wallet(pursuits)
    yield Pattern(
        name="sales cycle grows with the wallet, exponent",
        published="0.45",
        accepted=_range(CYCLE_EXPONENT),
        measured=f"{exponent:.2f}",
        holds=_within(exponent, CYCLE_EXPONENT),
    )
    yield Pattern(
        name="win rate by wallet (below 300k, 1M, 3M, above)",
        published="falls with size",
        accepted="the last is the lowest",
        measured=_list(wins),
        holds=wins[0] > wins[-1] and wins[1] > wins[-1] and wins[2] > wins[-1],
    )


def leaving_by_size(spells: Sequence[Spell]) -> Pattern:
    """Large customers leave less often."""
    churn = churn_by_revenue(spells)
    return Pattern(
        name=f"yearly churn by yearly revenue ({', '.join(CLASS_NAMES)})",
        published="0.40, 0.22, 0.14, 0.08",
        accepted="falls over the first three; the last below half of the first",
        measured=_list(churn),
        holds=_falls(churn[:3]) and churn[0] > 2.0 * churn[3],
    )


def order_gaps(gaps: Sequence[float]) -> Pattern:
    """Intervals between orders are skewed to the right."""
    middle, mean = float(np.median(gaps)), float(np.mean(gaps))
    return Pattern(
        name="days between orders, median and mean",
        published="28 and 46: skewed to the right",
        accepted="median of 15 to 45, below 3/4 of the mean",
        measured=f"{middle:.0f} and {mean:.0f}",
        holds=middle < 0.75 * mean and 15.0 <= middle <= 45.0,
    )


def leaving_by_tenure(why: str, spells: Sequence[Spell]) -> Pattern:
    """Most losses come in the first year of a relation."""
    hazard = hazard_by_tenure(spells)
    return Pattern(
        name=f"losses per year in the 1st to 4th year, {why}",
        published="highest in the first year",
        accepted="the first is the highest",
        measured=_list(hazard),
        holds=hazard[0] > max(hazard[1:]),
    )


def largest_customers(top10_variation: Sequence[float]) -> Pattern:
    """The share of last year's ten best customers moves from month to month."""
    variation = float(np.nanmean(top10_variation))
    return Pattern(
        name="monthly share of last year's ten best, variation",
        published="volatile",
        accepted="above 0.15",
        measured=f"{variation:.2f}",
        holds=variation > 0.15,
    )


def measure_file(name: str, replications: int = REPLICATIONS) -> list[Pattern]:
    """Measure every pattern on a bundled scenario.

    Args:
        name: The scenario's file.
        replications: How many lucks for each of the three samples.
    """
    variants = [load_scenario(name, overrides) for overrides in ((), HETEROGENEITY_ALONE, TRUST_ALONE)]
    samples = [gather(variant, replications) for variant in variants]
    return measure(*samples)


def page() -> str:
    """The page of findings."""
    lines = [
        "# Patterns that the worlds show by themselves",
        "",
        f"Measured over {REPLICATIONS} replications of both strategies together, insolvent runs left out; regenerated "
        "by `python -m experiments.patterns`. Published figures are those of the model's section 9 (sources there: "
        "partly vendor reports). The ranges under *accepted here* are wide, and were chosen by us: *holds* says that "
        "the measured figure lies in the range, not that it equals the published one.",
    ]
    for name in SCENARIOS:
        lines += ["", f"## {name}", "", *HEAD]
        lines += [
            f"| {found.name} | {found.published} | {found.accepted} | {found.measured} |"
            f" {'yes' if found.holds else 'no'} |"
            for found in measure_file(name)
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
