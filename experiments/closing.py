"""How a run ends: who holds the revenue, and what became of every account that was ever key."""

from collections.abc import Mapping

import numpy as np

from simulator.events import Cause, Status, Tier
from simulator.results import FloatArray, RunResult

# The best part of the holders at which a curve of concentration is read.
PARTS = np.linspace(0.0, 1.0, 51)
ORIGINS: Mapping[Cause, str] = {
    Cause.LANDED_BIG: "landed big",
    Cause.GROWN: "grown from small",
    Cause.LIGHTHOUSE: "lighthouse",
    Cause.EARLY_ADOPTER: "early adopter",
    Cause.ALLY: "ally",
    Cause.DEALER: "dealer",
}
FATES = ("still key", "customer, not key", "lost", "the firm failed")


def closing_measures(run: RunResult) -> dict[str, FloatArray]:
    """Measures the end of a run.

    Returns:
        `customers_curve` and `sellers_curve`, shape (51,): part of the revenue that the best part of them has;
        `key_fates`, shape (6, 4): accounts that were ever key, by origin and by what they are at the end.
    """
    bought = np.asarray(run.accounts["revenue_last_year"], dtype=float)
    return {
        "customers_curve": concentration_curve(bought[bought > 0.0]),
        "sellers_curve": concentration_curve(np.asarray(run.sellers["revenue"], dtype=float)),
        "key_fates": _key_fates(run),
    }


def concentration_curve(amounts: FloatArray) -> FloatArray:
    """Part of the total that the best part of the holders has, at each of `PARTS`; NaN without any amount.

    The Lorenz curve read from the top; straight lines between holders, as in `simulator.measures.top_share`.

    Examples:
        >>> concentration_curve(np.array([80.0, 5.0, 5.0, 5.0, 5.0]))[10]
        np.float64(0.8)
    """
    total = float(amounts.sum())
    if total <= 0.0:
        return np.full(len(PARTS), np.nan)
    held = np.concatenate(([0.0], np.cumsum(np.sort(amounts)[::-1]))) / total
    return np.interp(PARTS * len(amounts), np.arange(len(amounts) + 1), held)


def _key_fates(run: RunResult) -> FloatArray:
    origin, status, tier = (np.asarray(run.accounts[name]) for name in ("origin", "status", "tier"))
    is_customer = status == Status.CUSTOMER
    failed = bool(run.outcomes["insolvent"])
    fate = np.where(failed, 3, np.where(~is_customer, 2, np.where(tier == Tier.KEY, 0, 1)))
    return np.array(
        [[float(np.sum((origin == code) & (fate == place))) for place in range(len(FATES))] for code in ORIGINS]
    )
