"""The accounts of a market, drawn once per replication, the same under every strategy.

An account's entity number is its segment's position times `SEGMENT_SPAN` plus its position in the segment, so one
more account changes nothing for the others.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simulator.model.tables import record_type
from simulator.randomness import Stream, draws
from simulator.scenario.declared import AnyDistribution
from simulator.scenario.world import Segment, World
from simulator.units import DAYS_PER_YEAR

FloatArray = NDArray[np.float64]
SEGMENT_SPAN = 2**22
SMALL, MIDDLE, LARGE = 0, 1, 2


@dataclass(slots=True)
class Account:
    """What one account is; money per year for wallets, per day for frequencies."""

    entity: int = 0
    segment: int = 0
    size_class: int = SMALL
    wallet: float = 0.0
    observed_wallet: float = 0.0
    log_size: float = 0.0
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


class _Luck(NamedTuple):
    """The uniform draws of one segment's accounts, by purpose."""

    seed: int
    replication: int
    entities: NDArray[np.int64]

    def of(self, stream: Stream) -> FloatArray:
        return draws(self.seed, self.replication, int(stream), self.entities, 0)

    def quantile(self, declared: AnyDistribution, stream: Stream) -> FloatArray:
        if declared.distribution == "constant":
            return np.full(len(self.entities), declared.value)
        return np.asarray(declared.to_distribution().quantile(self.of(stream)))


def correlated(uniform: FloatArray, wallet_uniform: FloatArray, correlation: float) -> FloatArray:
    """Tie one attribute's luck to the wallet's by a Gaussian copula.

    Args:
        uniform: The attribute's own draws, shape (n,).
        wallet_uniform: The wallet's draws, shape (n,).
        correlation: Correlation of the two normal scores, -1 to 1.

    Returns:
        Draws with the same uniform distribution, correlated with the wallet's.

    Formula: Phi(r z_w + sqrt(1 - r^2) z). Source: Nelsen, An Introduction to Copulas, 2006, 2.3.
    """
    if correlation == 0.0:
        return uniform
    score = correlation * ndtri(wallet_uniform) + np.sqrt(1.0 - correlation**2) * ndtri(uniform)
    return np.asarray(ndtr(score))


def _copula(luck: _Luck, declared: AnyDistribution, stream: Stream, correlation: float) -> FloatArray:
    if declared.distribution == "constant":
        return np.full(len(luck.entities), declared.value)
    uniform = correlated(luck.of(stream), luck.of(Stream.WALLET), correlation)
    return np.asarray(declared.to_distribution().quantile(uniform))


def _order_frequency(segment: Segment, luck: _Luck, wallet: FloatArray) -> FloatArray:
    """Orders per year at full share; for a dealer the long-run mean of its (s, S) cycles."""
    if segment.dealer is not None:
        return wallet / (segment.dealer.order_quantity + segment.dealer.sale_value)
    assert segment.orders_per_year is not None, "the loader refuses direct segments without it"
    return luck.quantile(segment.orders_per_year, Stream.ORDER_FREQUENCY)


def _order_value(segment: Segment, luck: _Luck, wallet: FloatArray, frequency: FloatArray) -> FloatArray:
    if segment.order_value is not None:
        return luck.quantile(segment.order_value, Stream.ORDER_SIZE)
    return np.asarray(np.divide(wallet, frequency, out=np.zeros_like(wallet), where=frequency > 0.0))


def _size_class(segment: Segment, wallet: FloatArray) -> NDArray[np.int64]:
    """SMALL below the segment's median wallet, LARGE above its 90th centile."""
    middle, large = segment.wallet.to_distribution().quantile(np.array([0.5, 0.9]))
    return np.where(wallet > large, LARGE, np.where(wallet < middle, SMALL, MIDDLE)).astype(np.int64)


def _segment_accounts(segment: Segment, position: int, seed: int, replication: int) -> dict[str, NDArray[Any]]:
    count = segment.accounts
    luck = _Luck(seed, replication, position * SEGMENT_SPAN + np.arange(count, dtype=np.int64))
    wallet = luck.quantile(segment.wallet, Stream.WALLET)
    log_size = np.log(wallet / float(segment.wallet.to_distribution().quantile(np.array([0.5]))[0]))
    frequency = _order_frequency(segment, luck, wallet)
    noise = segment.observation_noise
    observed = wallet * np.exp(noise * ndtri(luck.of(Stream.OBSERVED_WALLET))) if noise > 0.0 else wallet
    return {
        "entity": luck.entities,
        "segment": np.full(count, position, dtype=np.int64),
        "wallet": wallet,
        "observed_wallet": observed,
        "log_size": log_size,
        "size_class": _size_class(segment, wallet),
        "orders_per_day": frequency / DAYS_PER_YEAR,
        "order_value": _order_value(segment, luck, wallet, frequency),
        "reviews_per_day": luck.quantile(segment.reviews_per_year, Stream.REVIEW_PROPENSITY) / DAYS_PER_YEAR,
        "retenders_per_day": luck.quantile(segment.retenders_per_year, Stream.RETENDER_PROPENSITY) / DAYS_PER_YEAR,
        "dropout": luck.quantile(segment.dropout, Stream.DROPOUT_PROPENSITY),
        "influence": _copula(luck, segment.influence, Stream.INFLUENCE, segment.influence_wallet_correlation),
        "innovativeness": luck.quantile(segment.innovativeness, Stream.INNOVATIVENESS),
        "required_brand": _copula(
            luck, segment.required_brand, Stream.REQUIRED_BRAND, segment.required_brand_wallet_correlation
        ),
        "risk_aversion": segment.risk_aversion * np.exp(segment.risk_size_exponent * log_size),
        "incumbent": luck.quantile(segment.incumbent_strength, Stream.INCUMBENT),
    }


def draw_population(world: World, seed: int, replication: int) -> NDArray[Any]:
    """Draw every account of a world for one replication.

    Args:
        world: The market.
        seed: Seed of the scenario.
        replication: Which repetition.

    Returns:
        A structured array of `Account`, segment by segment in the order of the file.
    """
    parts = [
        _segment_accounts(segment, position, seed, replication)
        for position, segment in enumerate(world.segments.values())
    ]
    population = np.empty(sum(len(part["entity"]) for part in parts), dtype=record_type(Account))
    for name in record_type(Account).names or ():
        population[name] = np.concatenate([part[name] for part in parts])
    return population
