"""One luck as a film: month by month where each account stands and how much it buys, under each strategy.

The same account is the same luck under every strategy, so it stands at the same place in every picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, sin, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.amounts import short
from simulator.catalogue import CAUSES
from simulator.events import Cause, EventKind, Tier
from simulator.results import EventLog, FloatArray, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate
from simulator.units import DAYS_PER_MONTH

# One letter per state of an account, and what it is called.
STATES = {
    ".": "prospect",
    "p": "pursued",
    "s": "small customer",
    "m": "mid-size customer",
    "k": "key account",
    "x": "lost customer",
    "f": "failed itself",
}
LEVELS = "0123456789abcdefghijklmnopqrstuvwxyz"  # sizes, from nothing to the largest
MONTHS_BACK = 12  # an account is as large as what it bought in so many months
LARGEST = 0.96  # quantile of wallets that is drawn at full size; a few giants must not make the rest invisible
GOLDEN_ANGLE = pi * (3.0 - sqrt(5.0))
GAP = 1.3  # room for an account, as a multiple of its own area
SMALLEST = 0.16  # radius of the smallest account, as a part of the largest
MOST_NEWS = 200

_TIERS = {Tier.NONE: "s", Tier.SMALL: "s", Tier.MID: "m", Tier.KEY: "k"}
_CUSTOMERS = frozenset("smk")
_ENDS_OF_PURSUIT = frozenset(
    {EventKind.SCREENED_OUT, EventKind.SPONSOR_LATE, EventKind.BID_LOST, EventKind.HANDED_BACK, EventKind.RETURNED}
)
_ORIGINS = CAUSES["where a key account came from"]
_LOSSES = CAUSES["why a customer left"]


@dataclass(frozen=True, kw_only=True)
class Reel:
    """One strategy's months; entry 0 is the start.

    Attributes:
        states: By month, one letter of `STATES` per account.
        sizes: By month, one letter of `LEVELS` per account.
        cash: By month.
        news: What happened to key accounts: month, account, text.
        insolvent: Month from which the firm is no more; none if it lives.
    """

    states: tuple[str, ...]
    sizes: tuple[str, ...]
    cash: tuple[float, ...]
    news: tuple[tuple[int, int, str], ...]
    insolvent: int | None


@dataclass(frozen=True, kw_only=True)
class Film:
    """All strategies in one luck, and where each account is drawn.

    Attributes:
        luck: Which replication.
        places: By account x, y and the radius of its wallet, in units of the largest radius.
        segments: By account, the position of its segment.
        titles: Of the segments.
        reels: By strategy.
    """

    luck: int
    currency: str
    places: FloatArray
    wallets: FloatArray
    segments: tuple[int, ...]
    titles: tuple[str, ...]
    reels: Mapping[str, Reel]

    @property
    def months(self) -> int:
        """Length in months."""
        return len(next(iter(self.reels.values())).states) - 1


def film(scenario: Scenario, luck: int, engine: Engine = "compiled") -> Film:
    """Runs every strategy of a scenario in one luck and films it."""
    runs = {
        name: simulate(scenario, name, replication=luck, engine=engine, record_events=True)
        for name in scenario.strategies
    }
    accounts = next(iter(runs.values())).accounts
    wallets = np.asarray(accounts["wallet"], dtype=float)
    segments = np.asarray(accounts["segment"], dtype=int)
    largest = float(np.quantile(wallets, LARGEST)) or 1.0
    names = list(scenario.world.segments)
    return Film(
        luck=luck,
        currency=scenario.world.currency,
        places=_places(np.sqrt(np.clip(wallets / largest, SMALLEST**2, 1.0)), segments, len(names)),
        wallets=wallets,
        segments=tuple(segments.tolist()),
        titles=tuple(scenario.world.segments[name].title or name for name in names),
        reels={name: _reel(run, len(wallets), largest) for name, run in runs.items()},
    )


def film_data(shown: Film, colours: Mapping[str, str]) -> dict[str, Any]:
    """A film as plain data for the page that plays it."""
    return {
        "months": shown.months,
        "states": STATES,
        "levels": LEVELS,
        "places": np.round(shown.places, 3).tolist(),
        "wallets": [short(wallet, "money_per_year") for wallet in shown.wallets.tolist()],
        "segments": shown.segments,
        "titles": shown.titles,
        "currency": shown.currency,
        "reels": [
            {
                "name": name,
                "colour": colours[name],
                "states": reel.states,
                "sizes": reel.sizes,
                "cash": [short(cash, "money") for cash in reel.cash],
                "news": reel.news,
                "insolvent": reel.insolvent,
            }
            for name, reel in shown.reels.items()
        ],
    }


def _reel(run: RunResult, accounts: int, largest: float) -> Reel:
    log = run.events
    if log is None:
        raise ValueError("a film needs a run with its events")
    cash = run.timeline["cash"]
    months = len(cash) - 1
    ends = DAYS_PER_MONTH * np.arange(months + 1, dtype=np.float64)
    ended = log.time[log.event == EventKind.INSOLVENT]
    return Reel(
        states=tuple(_states(log, ends, accounts)),
        sizes=tuple(_letters(_bought(log, months, accounts), largest)),
        cash=tuple(cash.tolist()),
        news=tuple(_news(log))[:MOST_NEWS],
        insolvent=_month(float(ended[0])) if len(ended) else None,
    )


def _month(day: float) -> int:
    """The month in which a day lies, from 1."""
    return max(1, ceil(day / DAYS_PER_MONTH - 1e-9))


def _states(log: EventLog, ends: FloatArray, accounts: int) -> Iterator[str]:
    """The letters of all accounts at the start and at each month end."""
    letters = ["."] * accounts
    place = 0
    concerned = (log.account >= 0).tolist()
    times, kinds, who, amounts = (column.tolist() for column in (log.time, log.event, log.account, log.amount))
    for end in ends.tolist():
        while place < len(times) and times[place] <= end:
            if concerned[place]:
                letters[who[place]] = _next_letter(letters[who[place]], kinds[place], amounts[place])
            place += 1
        yield "".join(letters)


def _next_letter(letter: str, kind: int, amount: float) -> str:
    """What an account is after an event."""
    if kind == EventKind.TIER_CHANGED:
        return _TIERS[Tier(int(amount))] if letter in _CUSTOMERS else letter
    if kind == EventKind.WON:
        return "s"
    if kind == EventKind.CUSTOMER_LOST:
        return "x"
    if kind == EventKind.FAILED:
        return "f"
    if kind == EventKind.PURSUIT_STARTED and letter not in _CUSTOMERS:
        return "p"
    return "." if kind in _ENDS_OF_PURSUIT and letter not in _CUSTOMERS else letter


def _bought(log: EventLog, months: int, accounts: int) -> FloatArray:
    """What each account was invoiced in the last twelve months, shape (months + 1, accounts)."""
    invoiced = np.zeros((months + 1, accounts))
    chosen = (log.event == EventKind.INVOICED) & (log.account >= 0)
    month = np.clip(np.ceil(log.time[chosen] / DAYS_PER_MONTH).astype(int), 0, months)
    np.add.at(invoiced, (month, log.account[chosen]), log.amount[chosen])
    total = np.cumsum(invoiced, axis=0)
    total[MONTHS_BACK:] -= total[:-MONTHS_BACK].copy()
    return total


def _letters(bought: FloatArray, largest: float) -> Iterator[str]:
    """Radii as letters; the area of an account is its revenue, on the scale of its wallet's ring."""
    radii = np.sqrt(np.clip(bought / largest, 0.0, 1.0))
    levels: NDArray[np.int64] = np.ceil(radii * (len(LEVELS) - 1)).astype(np.int64)
    for row in levels.tolist():
        yield "".join(LEVELS[level] for level in row)


def _news(log: EventLog) -> Iterator[tuple[int, int, str]]:
    """Key accounts that come, and customers that were key and go; the end of the firm."""
    key: set[int] = set()
    chosen = np.isin(
        log.event,
        [EventKind.BECAME_KEY, EventKind.TIER_CHANGED, EventKind.CUSTOMER_LOST, EventKind.INSOLVENT],
    )
    columns = (log.time, log.event, log.account, log.amount, log.cause)
    for time, event, account, amount, cause in zip(*(column[chosen].tolist() for column in columns), strict=True):
        month = _month(time)
        if event == EventKind.BECAME_KEY:
            yield month, account, f"becomes a key account: {_ORIGINS.get(Cause(cause), 'reason unknown')}"
        elif event == EventKind.TIER_CHANGED:
            (key.add if amount == Tier.KEY else key.discard)(account)
        elif event == EventKind.CUSTOMER_LOST and account in key:
            key.discard(account)
            yield month, account, f"is lost, a key account: {_LOSSES.get(Cause(cause), 'reason unknown')}"
        elif event == EventKind.INSOLVENT:
            yield month, -1, "the firm is insolvent"


def _places(radii: FloatArray, segments: NDArray[np.int64], count: int) -> FloatArray:
    """Where accounts stand: each segment a disc, its largest account in the middle; shape (accounts, 3)."""
    discs = [_disc(radii[segments == segment]) for segment in range(count)]
    reaches = [
        float(np.max(np.hypot(*disc.T) + radii[segments == segment], initial=1.0)) for segment, disc in enumerate(discs)
    ]
    places = np.zeros((len(radii), 3))
    places[:, 2] = radii
    for segment, centre in enumerate(_centres(reaches)):
        places[segments == segment, :2] = discs[segment] + centre
    return places


def _disc(radii: FloatArray) -> FloatArray:
    """A sunflower: the largest first, each as far out as the room that those before it take."""
    order = np.argsort(-radii, kind="stable")
    room = np.cumsum(GAP * radii[order] ** 2) - GAP * radii[order] ** 2
    places = np.zeros((len(radii), 2))
    for rank, (account, area) in enumerate(zip(order.tolist(), room.tolist(), strict=True)):
        angle = rank * GOLDEN_ANGLE
        places[account] = sqrt(area) * cos(angle), sqrt(area) * sin(angle)
    return places


def _centres(reaches: Sequence[float]) -> list[tuple[float, float]]:
    """Centres of the discs in a grid of rows, none over another."""
    columns = ceil(sqrt(len(reaches)))
    cell = 2.12 * max(reaches, default=1.0)
    return [(cell * (place % columns), cell * (place // columns)) for place, _ in enumerate(reaches)]
