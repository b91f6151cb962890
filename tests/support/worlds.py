"""Null worlds: everything is switched off, so that a test switches on only what it is about.

In the null world every account invites the firm at its first review, is won at once and for good, and
orders at the times of a Poisson process; an order costs nothing, is delivered at once and paid at once.
"""

from collections.abc import Mapping
from typing import Any

from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate

CERTAIN = 100.0  # log-odds at which a chance is 1 to the last bit
AT_ONCE = 1e-6  # days
NEVER = 1e9  # days
STRATEGY = "only"
ENGINE: Engine = "reference"

Changes = Mapping[str, Any]


def merged(base: Changes, changes: Changes) -> dict[str, Any]:
    """Lay changes over nested blocks.

    Example:
        >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}})
        {'a': {'b': 3, 'c': 2}}
    """
    result = dict(base)
    for name, value in changes.items():
        below = result.get(name)
        both = isinstance(below, Mapping) and isinstance(value, Mapping) and "distribution" not in value
        result[name] = merged(below, value) if both else value  # type: ignore[arg-type]
    return result


def null_segment(**changes: Any) -> dict[str, Any]:
    """One segment of 100 equal accounts that look for a supplier every month and order every month."""
    base = {"accounts": 100, "wallet": 12_000.0, "orders_per_year": 12.0, "reviews_per_year": 12.0}
    return merged(base, changes)


def null_world(segments: Mapping[str, Changes] | None = None, **changes: Any) -> dict[str, Any]:
    """A world in which nothing is switched on but reviews, certain wins and Poisson orders.

    Args:
        segments: Changes to each segment by its name; by default there is one without changes.
        changes: Blocks of the world, with the fields to change.
    """
    named = segments or {"makers": {}}
    base: dict[str, Any] = {
        "segments": {name: null_segment(**segment) for name, segment in named.items()},
        "selling": {
            "parallel_pursuits": 1,
            "cycle": AT_ONCE,
            "cycle_size_exponent": 0.0,
            "cycle_sigma": 0.0,
            "cold_success": 0.0,
            "cooling": NEVER,
        },
        # No perceived risk: the first share is the whole wallet.
        "choice": {"intercept": CERTAIN, "prior_variance": 1e-300},
        "relationship": {"win_back_after": NEVER},
        "finance": {"opening_cash": 1e9, "gross_margin": 1.0, "payment_term": 0.0},
    }
    return merged(base, changes)


def null_scenario(
    segments: Mapping[str, Changes] | None = None,
    *,
    phase: Changes | None = None,
    phases: list[Changes] | None = None,
    horizon: float = 365.0,
    seed: int = 1,
    **changes: Any,
) -> Scenario:
    """A null world with one strategy of one seller.

    Args:
        segments: Changes to each segment by its name.
        phase: Levers of the only phase.
        phases: Levers of several phases, instead of `phase`.
        horizon: Days.
        seed: Seed of all luck.
        changes: Blocks of the world, with the fields to change.
    """
    listed = phases if phases is not None else [phase or {}]
    return Scenario.model_validate(
        {
            "world": null_world(segments, **changes),
            "run": {"horizon": horizon, "seed": seed},
            "baseline": STRATEGY,
            "strategies": {STRATEGY: {"phases": [{"reps": 1, **levers} for levers in listed]}},
        }
    )


def play(scenario: Scenario, replication: int = 0) -> RunResult:
    """Run the only strategy of a null scenario once, with its event log."""
    return simulate(scenario, STRATEGY, replication=replication, engine=ENGINE, record_events=True)


def outcomes_only(scenario: Scenario, replication: int = 0) -> RunResult:
    """Run the only strategy of a null scenario once, without the event log."""
    return simulate(scenario, STRATEGY, replication=replication, engine=ENGINE)
