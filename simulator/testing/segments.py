"""Random segments: a few accounts each, with any law for whatever differs between accounts."""

from collections.abc import Mapping
from typing import Any

from simulator.testing.picking import Built, Pick

MAKERS, DEALERS = "makers", "dealers"
NAMES = (MAKERS, DEALERS, "builders", "packers")
NO_SPREAD = (0.0, 1e-200)


def _spread(pick: Pick) -> float:
    return pick.one_of(NO_SPREAD) if pick.chance(0.1) else pick.between(0.01, 1.2)


def positive(pick: Pick, low: float, high: float) -> Any:
    """Amounts that differ between accounts by any law of positive numbers, or not at all.

    Args:
        pick: Where the choice comes from.
        low: Lowest that their middle may be.
        high: Highest that their middle may be.
    """
    middle, spread = pick.amount(low, high), _spread(pick)
    laws: tuple[Any, ...] = (
        middle,
        {"distribution": "lognormal", "median": middle, "sigma": spread},
        {"distribution": "gamma", "mean": middle, "cv": spread},
        {"distribution": "exponential", "mean": middle},
        {
            "distribution": "lognormal_pareto",
            "median": middle,
            "sigma": spread,
            "tail_probability": pick.between(0.05, 0.3),
            "tail_exponent": pick.between(1.2, 3.0),
        },
    )
    return pick.one_of(laws)


def fractions(pick: Pick) -> Any:
    """Chances, alike or different between accounts."""
    if pick.switch():
        return pick.part()
    return {"distribution": "beta", "mean": pick.between(0.05, 0.95), "concentration": pick.between(0.5, 9.0)}


def log_odds(pick: Pick) -> Any:
    """Numbers of either sign, alike or different between accounts."""
    if pick.switch():
        return pick.weight()
    return {"distribution": "normal", "mean": pick.weight(), "sd": pick.part()}


def order_values(pick: Pick) -> Any:
    """What one order is worth, where it does not follow from wallet and frequency."""
    if pick.switch():
        return positive(pick, 100.0, 1e4)
    shape: Built = {"p": pick.between(1.0, 6.0), "q": pick.between(2.0, 4.0), "gamma": pick.amount(100.0, 1e4)}
    return {"distribution": "gamma_gamma", **shape}


def _common(pick: Pick) -> Built:
    """Fields that any segment may have."""
    return pick.block(
        {
            "accounts": lambda: pick.one_of((1, pick.whole(2, 14))),
            "wallet": lambda: positive(pick, 1e3, 1e5),
            "reviews_per_year": lambda: pick.one_of((24.0, 12.0, 12.0, 0.0, positive(pick, 0.5, 9.0))),
        },
        {
            "retenders_per_year": lambda: positive(pick, 0.1, 3.0),
            "dropout": lambda: pick.one_of((0.05, 0.2, fractions(pick))),
            "influence": lambda: positive(pick, 0.1, 3.0),
            "influence_wallet_correlation": lambda: pick.between(-1.0, 1.0),
            "innovativeness": lambda: fractions(pick),
            "required_brand": lambda: log_odds(pick),
            "required_brand_wallet_correlation": lambda: pick.between(-1.0, 1.0),
            "risk_aversion": pick.some,
            "risk_size_exponent": pick.weight,
            "incumbent_strength": lambda: log_odds(pick),
            "observation_noise": pick.part,
            "default_per_year": lambda: pick.one_of((0.1, 0.3, 1.0)),
            "wallet_growth_per_year": lambda: pick.between(-0.5, 0.5),
            "wallet_volatility": pick.part,
        },
        density=0.5,
    )


def _stock(pick: Pick) -> Built:
    """What makes a segment one of dealers."""
    return pick.block(
        {"sale_value": lambda: pick.amount(100.0, 3e3), "order_quantity": lambda: pick.amount(1e3, 9e3)},
        {"channel_conflict": pick.some},
    )


def _direct(pick: Pick) -> Built:
    """What makes a segment one of end customers, perhaps a new field, perhaps with a gate."""
    return pick.block(
        {"orders_per_year": lambda: positive(pick, 2.0, 30.0)},
        {
            "order_noise": pick.part,
            "order_value": lambda: order_values(pick),
            "new_field": lambda: {
                "innovation_per_year": pick.one_of((0.0, 1.0, 3.0)),
                "imitation_per_year": pick.between(0.0, 5.0),
            },
            "entry_gate": lambda: {"steepness": pick.between(0.5, 6.0), "threshold": pick.between(0.0, 0.5)},
        },
        density=0.3,
    )


def segments(seeds: Mapping[str, int]) -> Built:
    """Segments by name; references of some count in others.

    Args:
        seeds: A seed for each name; the segment `DEALERS` is one of dealers.
    """
    found: Built = {}
    for name, seed in seeds.items():
        pick = Pick(seed)
        kind = {"dealer": _stock(pick)} if name == DEALERS else _direct(pick)
        others = [other for other in seeds if other != name and pick.switch()]
        found[name] = _common(pick) | kind | {"references_from": {other: pick.some() for other in others}}
    return found
