"""A sweep as JSON: the design, a summary of every point and strategy, what failed, and where it comes from."""

import json

from experiments.export import tables
from experiments.provenance import environment
from experiments.records import Json, rounded
from experiments.statistics import mean, mean_estimate, variance
from experiments.store import Store, StoredFailure
from simulator.results import FloatArray


def sweep_record(store: Store) -> Json:
    """All that a store holds, summed up; docs/reference/store.md describes every key."""
    plan = store.plan
    strategies: dict[int, Json] = {}
    for (point, strategy), table in tables(store):
        strategies.setdefault(point, {})[strategy] = _summaries(plan.outcomes, table)
    names = [factor.name for factor in plan.factors]
    return {
        "study": plan.title,
        "factors": names,
        "strategies": list(plan.strategies),
        "outcomes": list(plan.outcomes),
        "seed": plan.seed,
        "replications": plan.replications,
        "points": [
            {"point": point, "factors": dict(zip(names, plan.columns(point), strict=True)), "strategies": found}
            for point, found in strategies.items()
        ],
        "points_in_design": len(plan),
        "failures": [_failure(each) for each in store.failures()],
        "provenance": {
            "keysim_version": store.keysim_version,
            "model_sha256": store.model_sha256,
            "inputs_sha256": plan.sha256,
            "inputs": {"plan": json.loads(plan.to_json())},
        },
        "environment": environment(),
    }


def _summaries(outcomes: tuple[str, ...], table: FloatArray) -> Json:
    return {
        name: {
            "mean": rounded(mean(values)),
            "half_width": rounded(mean_estimate(values).half_width),
            "std": rounded(variance(values) ** 0.5),
            "runs": len(values),
        }
        for name, values in zip(outcomes, table.T, strict=True)
    }


def _failure(failure: StoredFailure) -> Json:
    return {"point": failure.point, "block": failure.block, "error": failure.error}
