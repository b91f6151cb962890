"""From a calibration to a world: an overlay that extends a base world by what the records say.

The simulator's own law of ordering and leaving is MBG/NBD, so that model's numbers go into the world, whichever model
describes the records best. Records show customers at the share of wallet that they give, and losses of all causes
together; the world wants frequencies at full share, wallets, and dropout alone. The three factors between them are
first set by simple reckoning, then tuned by simulation (`experiments.calibration.tuning`).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, inf, log, sqrt

import numpy as np

from experiments.calibration.calibration import Calibration
from experiments.calibration.gaps import Regularity
from experiments.calibration.likelihood import Fit, Value
from experiments.calibration.portrait import Portrait, Sizes, portrait_of
from experiments.calibration.words import WEEKS_PER_YEAR
from experiments.statistics import normal_quantile
from simulator.scenario.world import Segment, World

FEWEST_FOR_GAMMA = 2.0  # below this shape, 1 / frequency has hardly a mean, and neither has wallet / frequency
MOST_REGULAR = 1.15  # gaps up to this shape are as good as random: days are whole
LEAST_DROPOUT, MOST_DROPOUT = 1e-4, 0.95
LEAST_CONCENTRATION, MOST_CONCENTRATION = 0.2, 1000.0
OTHER_SCALE = 10.0
LARGEST_TAIL = 0.4  # a larger one leaves no body whose width could be told


@dataclass(frozen=True, kw_only=True)
class Factors:
    """What lies between the records and the world.

    Attributes:
        frequency: Orders at full share over orders seen.
        wallet: Wallet over spend seen.
        dropout: Odds of dropout alone over odds of leaving by any cause.
        winning: Log-odds of winning a bid, above those of the base world.
    """

    frequency: float
    wallet: float
    dropout: float
    winning: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the records say of one segment (by its label; empty for all): the dropout model, sizes, noise."""

    label: str
    source: str
    fit: Fit
    spend: Sizes
    noise: float
    noise_error: float

    @property
    def orders_per_year(self) -> float:
        """Mean frequency."""
        return self.fit.derived["orders_per_week"].estimate * WEEKS_PER_YEAR

    @property
    def dropout(self) -> float:
        """Mean chance of leaving after an order, any cause."""
        return min(max(self.fit.derived["dropout"].estimate, LEAST_DROPOUT), MOST_DROPOUT)


def seen_by_segment(found: Calibration, world: World) -> dict[str, Seen]:
    """For each direct segment of the base world what the records say of it: its own part, else the whole.

    A segment of the records belongs to one of the world if it has its name or its title.
    """
    direct = {name: segment for name, segment in world.segments.items() if segment.dealer is None}
    own = {name: label for name, segment in direct.items() for label in found.segments if _same(label, name, segment)}
    whole = _seen("", "all accounts of the file", found.choice.fits["MBG/NBD"], found.portrait)
    if not own:
        return dict.fromkeys(direct, whole)
    parts = {}
    for name, label in own.items():
        mask = [segment == label for segment in found.orders.segment]
        part = portrait_of(found.orders.of(np.array(mask)))
        parts[name] = _seen(label, f"accounts of segment '{label}'", found.segments[label], part)
    return parts


def _same(label: str, name: str, segment: Segment) -> bool:
    plain = label.casefold().replace(" ", "_").replace("-", "_")
    return plain in {name.casefold(), segment.title.casefold().replace(" ", "_").replace("-", "_")}


def _seen(label: str, source: str, fit: Fit, portrait: Portrait) -> Seen:
    return Seen(
        label=label,
        source=source,
        fit=fit,
        spend=portrait.spend,
        noise=portrait.order_noise,
        noise_error=portrait.order_noise_error,
    )


def reckoned_factors(world: World, share: float | None) -> Factors:
    """Factors by simple reckoning: customers give the share midway between the first and the largest."""
    usual = share if share is not None else 0.5 * (world.relationship.first_share + world.relationship.share_max)
    return Factors(frequency=usual ** -(1.0 - world.relationship.growth_in_value), wallet=1.0 / usual, dropout=1.0)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the overlay with what is said behind it."""

    path: tuple[str, ...]
    text: str
    comment: str


def entries(seen: Mapping[str, Seen], factors: Factors, regular: Regularity | None) -> list[Entry]:
    """All lines of the overlay."""
    lines = [entry for name, part in seen.items() for entry in _segment_entries(name, part, factors)]
    if regular is not None:
        shape = regular.shape if regular.shape > MOST_REGULAR else 1.0
        said = f"gamma shape of gaps {regular.shape:.2f} ± {1.96 * regular.standard_error:.2f}"
        said += "" if shape > 1.0 else ": as good as random"
        lines.append(Entry(path=("relationship", "regularity"), text=f"{shape:.4g}", comment=said))
    return lines


def _segment_entries(name: str, seen: Seen, factors: Factors) -> list[Entry]:
    return [
        Entry(path=("segments", name, "wallet"), text=_wallet(seen, factors), comment=_wallet_words(seen, factors)),
        Entry(
            path=("segments", name, "orders_per_year"), text=_frequency(seen, factors), comment=_frequency_words(seen)
        ),
        Entry(
            path=("segments", name, "order_noise"),
            text=f"{seen.noise:.3g}",
            comment=f"seen: sigma of ln order value within accounts {seen.noise:.3g} ± {1.96 * seen.noise_error:.2g}",
        ),
        Entry(path=("segments", name, "dropout"), text=_dropout(seen, factors), comment=_dropout_words(seen, factors)),
    ]


def _frequency(seen: Seen, factors: Factors) -> str:
    r = float(seen.fit.values[0])
    mean, cv = seen.orders_per_year * factors.frequency, min(1.0 / sqrt(r), 5.0)
    if r >= FEWEST_FOR_GAMMA:
        return f"{{distribution: gamma, mean: {mean:.4g}, cv: {cv:.3g}}}"
    sigma = sqrt(log(1.0 + cv * cv))
    return f"{{distribution: lognormal, median: {mean * exp(-0.5 * sigma * sigma):.4g}, sigma: {sigma:.3g}}}"


def _frequency_words(seen: Seen) -> str:
    rate = seen.fit.derived["orders_per_week"]
    text = f"seen: {_interval(rate, WEEKS_PER_YEAR)} a year per living account, r {_interval(seen.fit.parameters['r'])}"
    if seen.fit.values[0] < FEWEST_FOR_GAMMA:
        text += "; lognormal of the same mean and spread, as order value is wallet / frequency"
    return text


def _wallet(seen: Seen, factors: Factors) -> str:
    spend = seen.spend
    median = f"{spend.median * factors.wallet:.4g}"
    sigma, tail = spend.sigma, spend.tail
    giants = tail is not None and tail.verdict == "pareto" and tail.exponent > 1.0
    if tail is not None and giants and tail.share < LARGEST_TAIL and tail.start > spend.median:
        # The body meets the tail where the tail was seen to begin; giants would make it too wide.
        sigma = log(tail.start / spend.median) / normal_quantile(1.0 - tail.share)
    sigma = min(max(sigma, 0.01), 5.0)
    if tail is not None and giants:
        law = f"distribution: lognormal_pareto, median: {_plain(median)}, sigma: {sigma:.3g}"
        return f"{{{law}, tail_probability: {tail.share:.3g}, tail_exponent: {tail.exponent:.3g}}}"
    return f"{{distribution: lognormal, median: {_plain(median)}, sigma: {sigma:.3g}}}"


def _plain(number: str) -> str:
    """A number without an exponent."""
    return f"{float(number):.0f}" if float(number) >= 1000.0 else number


def _wallet_words(seen: Seen, factors: Factors) -> str:
    s = seen.spend
    low, high = s.median - 1.96 * s.median_error, s.median + 1.96 * s.median_error
    return (
        f"seen: spend of {s.median:,.0f} a year ({low:,.0f} to {high:,.0f}), sigma {s.sigma:.2f} ± "
        f"{1.96 * s.sigma_error:.2f}; times {factors.wallet:.2f} for what they buy elsewhere"
    )


def _dropout(seen: Seen, factors: Factors) -> str:
    odds = seen.dropout / (1.0 - seen.dropout) * factors.dropout
    mean = min(max(odds / (1.0 + odds), LEAST_DROPOUT), MOST_DROPOUT)
    a, b = float(seen.fit.values[2]), float(seen.fit.values[3])
    concentration = min(max(a + b, LEAST_CONCENTRATION), MOST_CONCENTRATION)
    if any(name in text for text in seen.fit.boundary for name in ("drops out", "same chance")):
        return f"{mean:.4g}"
    return f"{{distribution: beta, mean: {mean:.4g}, concentration: {concentration:.3g}}}"


def _dropout_words(seen: Seen, factors: Factors) -> str:
    dropout = "; ".join(text for text in seen.fit.boundary if "drop" in text)
    told = dropout or f"{_interval(seen.fit.derived['dropout'])} per order"
    return f"seen: {told}, all causes; odds times {factors.dropout:.2f}, as the base world has other causes too"


def _interval(value: Value, factor: float = 1.0) -> str:
    text = f"{value.estimate * factor:.3g}"
    known = value.low == value.low and value.high < inf
    return f"{text} ({value.low * factor:.3g} to {value.high * factor:.3g})" if known else text


def overlay_text(lines: list[Entry], found: Calibration, base: str, remarks: list[str], sources: dict[str, str]) -> str:
    """The overlay as YAML with comments."""
    orders = found.orders
    first, last = (dt.date.fromordinal(day).isoformat() for day in (int(orders.day.min()), orders.until))
    head = [
        "# Written by keysim calibrate. What stands here comes from order records, with 95 % intervals of what was",
        "# seen; everything else is that of the base world: look at it, and replace what you know better.",
        f"# Records: {found.reading.file}, {len(orders)} orders of {orders.accounts} accounts, {first} to {last}",
        f"# sha256 {found.reading.sha256}",
        *(f"# {remark}" for remark in remarks),
        f"extends: {base}",
        f"title: Calibrated on {_quoted(found.reading.file)}",
    ]
    body: list[str] = []
    open_path: tuple[str, ...] = ()
    for entry in lines:
        folders = entry.path[:-1]
        for depth, name in enumerate(folders):
            if open_path[: depth + 1] != folders[: depth + 1]:
                source = f"   # from {sources[name]}" if depth == 1 and name in sources else ""
                body.append(f"{'  ' * depth}{name}:{source}")
        open_path = folders
        indent = "  " * len(folders)
        body += [f"{indent}# {entry.comment}", f"{indent}{entry.path[-1]}: {entry.text}"]
    return "\n".join([*head, "", *body]) + "\n"


def _quoted(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter not in "\"'\\#:{}[],&*!|>%@`")


def scale_remarks(found: Calibration, world: World, seen: dict[str, Seen]) -> list[str]:
    """What does not fit between the records and the base world's money."""
    remarks = []
    currency = found.reading.currency
    if currency and currency != world.currency:
        remarks.append(
            f"CAUTION: the records are in {currency}, costs and thresholds of the base in {world.currency}: set them"
        )
    for name, part in seen.items():
        usual = world.segments[name].wallet.to_distribution().quantile(0.5)
        ratio = part.spend.median / float(usual)
        if not 1.0 / OTHER_SCALE**1.5 < ratio < OTHER_SCALE:
            remarks.append(
                f"CAUTION: spend in the records and wallets of the base differ {max(ratio, 1 / ratio):.0f}-fold in "
                f"{name}: costs, sponsor_wallet and wallet_reference need setting"
            )
            break
    return remarks
