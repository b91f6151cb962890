"""Null worlds: everything is switched off, so that a test switches on only what it is about.

In the null world every account invites the firm at its first review, is won at once and for good, orders at the
times of a Poisson process, every order costs nothing, is delivered at once and paid at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.catalogue import TIMELINE
from simulator.engines.reference import run_reference
from simulator.model.parameters import Parameters, parameters_of
from simulator.model.population import Accounts, draw_population
from simulator.model.state import State, as_lists, month_count, new_state
from simulator.outcomes import outcomes_of, timeline_of
from simulator.scenario.schema import Scenario
from simulator.units import DAYS_PER_MONTH

CERTAIN = 100.0  # log-odds at which a chance is 1 to the last bit
AT_ONCE = 1e-6  # days
NEVER = 1e9  # days
STRATEGY = "only"

Changes = Mapping[str, Any]
Floats = NDArray[np.float64]


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


@dataclass(frozen=True)
class Play:
    """One run with all that it leaves behind: parameters, final state, and the event log by column."""

    p: Parameters
    s: State
    time: Floats
    event: NDArray[np.int64]
    account: NDArray[np.int64]
    amount: Floats
    cause: NDArray[np.int64]

    @property
    def outcomes(self) -> dict[str, float]:
        """All outcomes of the run."""
        return outcomes_of(self.p, self.s)

    @property
    def timeline(self) -> dict[str, Floats]:
        """The monthly timeline."""
        return timeline_of(self.s)


def play(
    scenario: Scenario,
    *,
    strategy: str = STRATEGY,
    replication: int = 0,
    recording: bool = True,
    accounts: Accounts | None = None,
) -> Play:
    """Run one replication on the reference engine and keep its state.

    Args:
        scenario: What to run.
        strategy: Name of one of its strategies.
        replication: Which repetition.
        recording: Whether the event log is kept.
        accounts: A population to use instead of the one that the scenario draws.
    """
    seed = scenario.run.seed
    p = parameters_of(scenario, strategy)
    population = draw_population(scenario.world, seed, replication) if accounts is None else accounts
    s: State = as_lists(
        new_state(
            p,
            population,
            seed=seed,
            replication=replication,
            recording=recording,
            months=month_count(p.horizon, DAYS_PER_MONTH),
            columns=len(TIMELINE),
        )
    )
    run_reference(p, s)
    columns: list[Any] = list(zip(*s.log, strict=True)) or [()] * 6
    time, event, account, _, amount, cause = columns
    return Play(
        p=p,
        s=s,
        time=np.array(time, dtype=np.float64),
        event=np.array(event, dtype=np.int64),
        account=np.array(account, dtype=np.int64),
        amount=np.array(amount, dtype=np.float64),
        cause=np.array(cause, dtype=np.int64),
    )
