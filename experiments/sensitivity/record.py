"""A sensitivity analysis as JSON."""

from experiments.provenance import environment
from experiments.records import Json, rounded
from experiments.sensitivity.analysis import Sensitivity
from experiments.sensitivity.tables import reading
from experiments.statistics import Estimate
from experiments.store import Store
from experiments.sweep_records import failure_records, study_provenance


def sensitivity_record(store: Store, found: Sensitivity) -> Json:
    """All figures, by factor in the study's order; docs/reference/analysis-json.md describes every key."""
    plan, response = found.plan, found.response
    settings = {
        "command": "sensitivity",
        "method": found.method,
        "outcome": response.outcome,
        "strategy": response.strategy,
        "baseline": response.baseline,
    }
    return {
        "study": plan.title,
        **settings,
        "seed": plan.seed,
        "replications": plan.replications,
        "base_points": found.base_points,
        "points": len(plan),
        **_figures(found),
        "reading": list(reading(found)),
        "failures": failure_records(store),
        "provenance": study_provenance(store, settings),
        "environment": environment(),
    }


def _figures(found: Sensitivity) -> Json:
    names = [factor.name for factor in found.plan.factors]
    if found.sobol is not None:
        pairs = zip(names, found.sobol.first, found.sobol.total, strict=True)
        return {
            "base_points_complete": found.sobol.points,
            "variance": _estimate(found.sobol.variance),
            "luck_variance": rounded(found.sobol.luck_variance),
            "noise_variance": rounded(found.sobol.noise_variance),
            "factors": {name: {"first": _estimate(first), "total": _estimate(total)} for name, first, total in pairs},
        }
    effects = found.morris or ()
    return {
        "factors": {
            name: {
                "mean": rounded(each.mean),
                "size": _estimate(each.size),
                "luck": rounded(each.luck),
                "effect": rounded(each.effect),
                "spread": rounded(each.spread),
            }
            for name, each in zip(names, effects, strict=True)
        }
    }


def _estimate(estimate: Estimate) -> Json:
    return {"mean": rounded(estimate.mean), "half_width": rounded(estimate.half_width)}
