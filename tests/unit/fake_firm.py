"""A made-up engine for tests of the experiments: quick, deterministic, with effects that a test can set.

Its "value" is luck(replication) + an effect of the strategy + private noise, so that pairing has something to
pair; `simulate` may be sent to worker processes.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import nan

import numpy as np

from experiments.many import Simulate
from experiments.replication import Replications
from simulator.catalogue import OUTCOMES, TIMELINE
from simulator.results import EventLog, FloatArray, RunResult
from simulator.scenario.declared import ConstantDistribution
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine

MONTHS = 24
EFFECTS = {"chase": 0.0, "base": 400_000.0, "same": 0.0}


def scenario(*names: str, **changes: object) -> Scenario:
    """The smallest valid scenario with strategies of these names."""
    fields: dict[str, object] = {
        "title": "A made-up choice",
        "world": {
            "segments": {
                "makers": {
                    "accounts": 3,
                    "wallet": ConstantDistribution(value=1000.0),
                    "orders_per_year": ConstantDistribution(value=4.0),
                    "reviews_per_year": ConstantDistribution(value=1.0),
                }
            },
            "finance": {"opening_cash": 1_000_000.0},
        },
        "run": {"horizon": 730.0, "replications": 20, "seed": 7},
        "baseline": names[0],
        "strategies": {name: {"phases": [{"reps": 1}]} for name in names},
        **changes,
    }
    return Scenario.model_validate(fields)


def simulate(
    scenario: Scenario,
    strategy: str,
    *,
    replication: int = 0,
    engine: Engine = "reference",
    record_events: bool = False,
) -> RunResult:
    """One replication of the made-up firm."""
    seed = scenario.run.seed
    luck = np.random.default_rng([seed, replication]).normal()
    noise = np.random.default_rng([seed, replication, *strategy.encode()]).normal()
    effect = EFFECTS.get(strategy, 0.0)
    value = 2_000_000.0 + effect + 800_000.0 * luck + 100_000.0 * noise
    broke = luck < -1.5 and strategy == "chase"
    months = np.arange(MONTHS + 1.0)
    cash_flow = value * months / MONTHS - (effect > 0) * 300_000.0 * np.minimum(months, 6)
    outcomes = dict.fromkeys(OUTCOMES, 1.0) | {
        "value": value,
        "npv": value,
        "insolvent": float(broke),
        "insolvent_month": 12.0 if broke else nan,
        "cash_trough": -200_000.0 + 50_000.0 * luck,
        "first_key_month": nan if noise > 1 else 12.0 - noise,
        "spend": 480_000.0,
        "customers": 40.0 + round(5 * luck) + 3 * (effect > 0),
        "top20_share": 0.6 + 0.05 * np.tanh(noise),
    }
    timeline = {name: np.zeros(MONTHS + 1) for name in TIMELINE}
    timeline |= {"cash_flow": cash_flow, "cash": 1_000_000.0 + cash_flow, "customers": months}
    return RunResult(
        strategy=strategy,
        seed=seed,
        replication=replication,
        engine=engine,
        event_count=3,
        outcomes=outcomes,
        timeline=timeline,
        accounts={},
        events=_events() if record_events else None,
    )


def replace_outcomes(run: RunResult, **outcomes: float) -> RunResult:
    """The same run with some outcomes changed."""
    return replace(run, outcomes={**run.outcomes, **outcomes})


def simulate_with_failures(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
    """The same firm, but the strategy `base` fails in replication 3."""
    if strategy == "base" and replication == 3:
        raise ArithmeticError("a made-up fault")
    return simulate(scenario, strategy, replication=replication, engine=engine)


class Interrupted:
    """An engine that is interrupted after some runs, as by Ctrl-C; `left` says how many more there may be."""

    def __init__(self, simulate: Simulate, *, after: int) -> None:
        self.simulate, self.left = simulate, after

    def __call__(self, scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
        """One run, if any is left."""
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return self.simulate(scenario, strategy, replication=replication, engine=engine)


def _events() -> EventLog:
    return EventLog(
        time=np.array([0.1, 1 / 3, 2.0]),
        event=np.array([12, 20, 25]),
        account=np.array([5, 5, -1]),
        seller=np.array([0, -1, -1]),
        amount=np.array([0.25, 0.1, -1234.5]),
        cause=np.array([0, 20, 43]),
    )


def made_up_runs(strategies: Mapping[str, Mapping[str, FloatArray]]) -> Replications:
    """Runs with the outcomes given; every other outcome is 1, nobody fails, cash flow grows to `value`."""
    count = len(next(iter(next(iter(strategies.values())).values())))
    plain = {name: np.ones(count) for name in OUTCOMES}
    plain |= {"insolvent": np.zeros(count), "insolvent_month": np.full(count, nan)}
    outcomes = {name: plain | dict(given) for name, given in strategies.items()}
    growth = np.arange(MONTHS + 1.0) / MONTHS
    return Replications(
        seed=1,
        engine="reference",
        replications=count,
        outcomes=outcomes,
        timelines={
            name: {"cash_flow": np.outer(values["value"], growth), "cash": np.outer(values["value"], growth)}
            for name, values in outcomes.items()
        },
        event_counts={name: np.ones(count, dtype=np.int64) for name in strategies},
        failures=(),
    )
