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
        "failures": failure_records(store),
        "provenance": study_provenance(store),
        "environment": environment(),
    }


def study_provenance(store: Store, analysis: Json | None = None) -> Json:
    """Where the results of a store come from, and what was asked of them if it was more than to sum them up."""
    inputs: Json = {"plan": json.loads(store.plan.to_json())}
    return {
        "keysim_version": store.keysim_version,
        "model_sha256": store.model_sha256,
        "inputs_sha256": store.plan.sha256,
        "inputs": inputs if analysis is None else inputs | {"analysis": analysis},
    }


def failure_records(store: Store) -> list[Json]:
    """The blocks that gave no result."""
    return [_failure(each) for each in store.failures()]


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
