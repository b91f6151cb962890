"""How uncertain a calibrated world is: the same world from the same accounts, drawn again with replacement.

Every draw is what another sample of as many accounts from the same market would have said; an account is drawn with
all its orders, so that what hangs together stays together. The three factors between records and world stay as they
were tuned. Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 6.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import yaml

from experiments.calibration import mbgnbd
from experiments.calibration.customers import customers_of
from experiments.calibration.gaps import gaps_of, regularity
from experiments.calibration.likelihood import fit
from experiments.calibration.orders import Orders
from experiments.calibration.overlay import Entry, Factors, Seen, entries
from experiments.calibration.portrait import Sizes, order_noise, sizes, yearly_spend
from experiments.calibration.tails import TailTest, pareto_exponent
from experiments.world_draws import WorldDraws
from simulator.results import FloatArray

DRAWS = 100
SEED = 20260101


def draw_worlds(
    orders: Orders,
    seen: Mapping[str, Seen],
    factors: Factors,
    estimates: list[Entry],
    drawn_selling: Callable[[np.random.Generator], list[Entry]],
    *,
    count: int = DRAWS,
    progress: Callable[[str], None] = lambda _: None,
) -> WorldDraws:
    """Draws the accounts again and again, and makes each time the numbers of the world from them.

    Args:
        orders: All orders.
        seen: What was estimated for each segment of the world.
        factors: What lies between records and world.
        estimates: The lines of the overlay.
        drawn_selling: Draws the lines that come from deals.
        count: How many draws.
        progress: Told which draw.
    """
    random = np.random.default_rng([SEED, 6])
    draws = []
    for number in range(count):
        progress(f"drawing accounts again, {number + 1} of {count}")
        draws.append(values_of([*_drawn(orders, seen, factors, random), *drawn_selling(random)]))
    return WorldDraws(estimates=values_of(estimates), draws=tuple(draws))


def values_of(lines: list[Entry]) -> dict[str, Any]:
    """The values of an overlay's lines by dotted path."""
    return {".".join(line.path): yaml.safe_load(line.text) for line in lines}


def _drawn(orders: Orders, seen: Mapping[str, Seen], factors: Factors, random: np.random.Generator) -> list[Entry]:
    """The overlay from accounts drawn once; segments that share an estimate share its draw."""
    again: dict[str, Seen] = {}
    for part in seen.values():
        if part.label not in again:
            chosen = np.array([segment == part.label for segment in orders.segment]) if part.label else None
            sample = resampled(orders if chosen is None else orders.of(chosen), random)
            again[part.label] = seen_again(part, sample)
    gaps = gaps_of(resampled(orders, random))
    return entries({name: again[part.label] for name, part in seen.items()}, factors, regularity(gaps))


def resampled(orders: Orders, random: np.random.Generator) -> Orders:
    """As many accounts, drawn with replacement, each with all its orders.

    Examples:
        >>> one = np.zeros(0, dtype=np.int64)
        >>> few = Orders(
        ...     account=np.array([0, 0, 1]),
        ...     day=np.array([1, 5, 3]),
        ...     value=np.ones(3),
        ...     names=["a", "b"],
        ...     until=9,
        ...     seller=one,
        ...     lost_day=one,
        ... )
        >>> drawn = resampled(few, np.random.default_rng(1))
        >>> drawn.account.tolist(), drawn.day.tolist()
        ([0, 0, 1], [1, 5, 3])
    """
    accounts, start, counts = np.unique(orders.account, return_index=True, return_counts=True)
    chosen = np.sort(random.integers(0, len(accounts), len(accounts)))
    lengths = counts[chosen]
    begins = np.cumsum(lengths) - lengths
    place = np.repeat(start[chosen] - begins, lengths) + np.arange(int(lengths.sum()))
    return replace(
        orders,
        account=np.repeat(np.arange(len(chosen)), lengths),
        day=orders.day[place],
        value=orders.value[place],
        names=[orders.names[int(accounts[number])] for number in chosen.tolist()],
        segment=(),
        seller=np.zeros(0, dtype=np.int64),
        lost_day=np.zeros(0, dtype=np.int64),
    )


def seen_again(seen: Seen, sample: Orders) -> Seen:
    """What another sample says; the search begins at the estimate, and the law of the tail stays."""
    noise, noise_error = order_noise(sample)
    # Spend is reckoned as it was for the estimate, however many accounts of the sample have three orders.
    fewest = 1 if seen.spend.count < sample.accounts else sample.accounts + 1
    return replace(
        seen,
        fit=fit(mbgnbd.MODEL, customers_of(sample), [seen.fit.values.tolist()]),
        spend=_sizes_again(seen.spend, yearly_spend(sample, fewest)),
        noise=noise,
        noise_error=noise_error,
    )


def _sizes_again(estimate: Sizes, values: FloatArray) -> Sizes:
    found = sizes(values, test_tail=False)
    return found if estimate.tail is None else replace(found, tail=_tail_again(estimate.tail, values))


def _tail_again(estimate: TailTest, values: FloatArray) -> TailTest:
    tail = np.sort(values[values >= estimate.start])
    if len(tail) < 2 or tail[0] == tail[-1]:
        return estimate
    return replace(estimate, share=len(tail) / len(values), exponent=pareto_exponent(tail))
