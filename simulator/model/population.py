"""The accounts of a market, drawn once per replication, the same under every strategy.

An account's entity number is its segment's position times `SEGMENT_SPAN` plus its position in the segment, so one
more account changes nothing for the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulator.inversion import Quantile, quick_quantile
from simulator.model.tables import record_type
from simulator.randomness import Stream, draw_table
from simulator.scenario.declared import AnyDistribution
from simulator.scenario.world import Segment, Selling, World
from simulator.units import DAYS_PER_YEAR

FloatArray = NDArray[np.float64]
SEGMENT_SPAN = 2**22
SMALL, MIDDLE, LARGE = 0, 1, 2


@dataclass(slots=True)
class Account:
    """What one account is; money per year for wallets, per day for frequencies.

    `log_size` is ln(wallet / the segment's median), `log_observed` ln(observed wallet), `typical_days` the median days
    of a pursuit of the observed wallet.
    """

    entity: int = 0
    segment: int = 0
    size_class: int = SMALL
    wallet: float = 0.0
    observed_wallet: float = 0.0
    log_size: float = 0.0
    log_observed: float = 0.0
    typical_days: float = 0.0
    orders_per_day: float = 0.0
    order_value: float = 0.0
    reviews_per_day: float = 0.0
    retenders_per_day: float = 0.0
    dropout: float = 0.0
    influence: float = 0.0
    innovativeness: float = 0.0
    required_brand: float = 0.0
    risk_aversion: float = 0.0
    incumbent: float = 0.0


def correlated(uniform: FloatArray, wallet_uniform: FloatArray, correlation: float) -> FloatArray:
    """Tie one attribute's luck to the wallet's by a Gaussian copula.

    Args:
        uniform: The attribute's own draws, any shape.
        wallet_uniform: The wallet's draws, the same shape.
        correlation: Correlation of the two normal scores, -1 to 1.

    Returns:
        Draws with the same uniform distribution, correlated with the wallet's.

    Formula: Phi(r z_w + sqrt(1 - r^2) z). Source: Nelsen, An Introduction to Copulas, 2006, 2.3.
    """
    if correlation == 0.0:
        return uniform
    score = correlation * ndtri(wallet_uniform) + np.sqrt(1.0 - correlation**2) * ndtri(uniform)
    return np.asarray(ndtr(score))


class _Attribute:
    """How one attribute of a segment's accounts is drawn: the same for all, or a quantile of their own luck."""

    def __init__(self, declared: AnyDistribution) -> None:
        self.constant = declared.value if declared.distribution == "constant" else None
        self._quantile: Quantile = quick_quantile(declared.to_distribution())

    def of(self, uniform: FloatArray) -> Any:
        """The attribute, for these draws."""
        return self.constant if self.constant is not None else self._quantile(uniform)

    def tied(self, luck: "_Luck", stream: Stream, correlation: float) -> Any:
        """The attribute, its luck tied to that of the wallet."""
        if self.constant is not None:
            return self.constant
        return self._quantile(correlated(luck[stream], luck[Stream.WALLET], correlation))


# The uniform draws of one segment's accounts, by purpose.
_Luck = dict[Stream, FloatArray]
STREAMS = (
    Stream.WALLET,
    Stream.OBSERVED_WALLET,
    Stream.ORDER_FREQUENCY,
    Stream.ORDER_SIZE,
    Stream.REVIEW_PROPENSITY,
    Stream.RETENDER_PROPENSITY,
    Stream.DROPOUT_PROPENSITY,
    Stream.INFLUENCE,
    Stream.INNOVATIVENESS,
    Stream.REQUIRED_BRAND,
    Stream.INCUMBENT,
)


class _SegmentPlan:
    """What of a segment's drawing is the same in every replication."""

    def __init__(self, segment: Segment, selling: Selling) -> None:
        self.segment, self.selling = segment, selling
        self.wallet = _Attribute(segment.wallet)
        middle, large = segment.wallet.to_distribution().quantile(np.array([0.5, 0.9])).tolist()
        self.middle, self.large = middle, large
        self.orders_per_year = _optional(segment.orders_per_year)
        self.order_value = _optional(segment.order_value)
        self.reviews = _Attribute(segment.reviews_per_year)
        self.retenders = _Attribute(segment.retenders_per_year)
        self.dropout = _Attribute(segment.dropout)
        self.influence = _Attribute(segment.influence)
        self.innovativeness = _Attribute(segment.innovativeness)
        self.required_brand = _Attribute(segment.required_brand)
        self.incumbent = _Attribute(segment.incumbent_strength)

    def fill(self, rows: NDArray[Any], luck: _Luck) -> None:
        """Write the drawn attributes into the rows of the segment's accounts, shape (replications, accounts)."""
        segment = self.segment
        wallet = np.broadcast_to(self.wallet.of(luck[Stream.WALLET]), rows.shape)
        rows["wallet"] = wallet
        rows["size_class"] = np.where(wallet > self.large, LARGE, np.where(wallet < self.middle, SMALL, MIDDLE))
        rows["log_size"] = log_size = np.log(wallet / self.middle)
        self._fill_observed(rows, wallet, luck)
        self._fill_orders(rows, wallet, luck)
        rows["reviews_per_day"] = self.reviews.of(luck[Stream.REVIEW_PROPENSITY]) / DAYS_PER_YEAR
        rows["retenders_per_day"] = self.retenders.of(luck[Stream.RETENDER_PROPENSITY]) / DAYS_PER_YEAR
        rows["dropout"] = self.dropout.of(luck[Stream.DROPOUT_PROPENSITY])
        rows["influence"] = self.influence.tied(luck, Stream.INFLUENCE, segment.influence_wallet_correlation)
        rows["innovativeness"] = self.innovativeness.of(luck[Stream.INNOVATIVENESS])
        rows["required_brand"] = self.required_brand.tied(
            luck, Stream.REQUIRED_BRAND, segment.required_brand_wallet_correlation
        )
        rows["risk_aversion"] = segment.risk_aversion * np.exp(segment.risk_size_exponent * log_size)
        rows["incumbent"] = self.incumbent.of(luck[Stream.INCUMBENT])

    def _fill_observed(self, rows: NDArray[Any], wallet: FloatArray, luck: _Luck) -> None:
        """What sellers see: the wallet with lognormal noise, and what they take from it."""
        noise, selling = self.segment.observation_noise, self.selling
        observed = wallet * np.exp(noise * ndtri(luck[Stream.OBSERVED_WALLET])) if noise > 0.0 else wallet
        rows["observed_wallet"] = observed
        rows["log_observed"] = np.log(observed)
        rows["typical_days"] = selling.cycle * np.power(
            observed / selling.wallet_reference, selling.cycle_size_exponent
        )

    def _fill_orders(self, rows: NDArray[Any], wallet: FloatArray, luck: _Luck) -> None:
        """Orders per day at full share (for a dealer the long-run mean of its (s, S) cycles), and their mean value."""
        dealer = self.segment.dealer
        if dealer is not None:
            frequency = wallet / (dealer.order_quantity + dealer.sale_value)
        else:
            assert self.orders_per_year is not None, "the loader refuses direct segments without it"
            frequency = np.broadcast_to(self.orders_per_year.of(luck[Stream.ORDER_FREQUENCY]), rows.shape)
        rows["orders_per_day"] = frequency / DAYS_PER_YEAR
        if self.order_value is not None:
            rows["order_value"] = self.order_value.of(luck[Stream.ORDER_SIZE])
        else:
            rows["order_value"] = np.divide(wallet, frequency, out=np.zeros(rows.shape), where=frequency > 0.0)


def _optional(declared: AnyDistribution | None) -> _Attribute | None:
    return None if declared is None else _Attribute(declared)


class PopulationPlan:
    """How the accounts of one world are drawn; made once, then used for all replications."""

    def __init__(self, world: World) -> None:
        self.segments = [_SegmentPlan(segment, world.selling) for segment in world.segments.values()]
        counts = [segment.accounts for segment in world.segments.values()]
        numbers = [place * SEGMENT_SPAN + np.arange(count, dtype=np.int64) for place, count in enumerate(counts)]
        self.entities = np.concatenate(numbers)
        ends = np.cumsum(counts).tolist()
        self.spans = [slice(end - count, end) for end, count in zip(ends, counts, strict=True)]
        self.start = np.zeros(len(self.entities), dtype=record_type(Account))
        self.start["entity"] = self.entities
        for place, span in enumerate(self.spans):
            self.start["segment"][span] = place

    def draw(self, seed: int, replications: Sequence[int]) -> NDArray[Any]:
        """The accounts of some replications, a structured array of `Account`, shape (replications, accounts)."""
        populations = np.tile(self.start, (len(replications), 1))
        uniform = draw_table(seed, replications, STREAMS, self.entities)
        for plan, span in zip(self.segments, self.spans, strict=True):
            plan.fill(populations[:, span], dict(zip(STREAMS, uniform[:, :, span], strict=True)))
        return populations


def draw_population(world: World, seed: int, replication: int) -> NDArray[Any]:
    """Draw every account of a world for one replication.

    Args:
        world: The market.
        seed: Seed of the scenario.
        replication: Which repetition.

    Returns:
        A structured array of `Account`, segment by segment in the order of the file.
    """
    accounts: NDArray[Any] = PopulationPlan(world).draw(seed, [replication])[0]
    return accounts
