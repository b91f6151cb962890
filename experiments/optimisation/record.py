"""An optimisation as JSON: every setting that was tried, what was chosen, and where all comes from."""

import json
from dataclasses import asdict
from importlib.metadata import version

from experiments.optimisation.levers import Lever, LeverSpace, tuned
from experiments.optimisation.optimise import Effort, Fresh, Optimum
from experiments.optimisation.search import Goal, Trial
from experiments.optimisation.words import answer, notes
from experiments.plan import plan_from_json
from experiments.provenance import environment, provenance_of
from experiments.records import Json, rounded
from experiments.statistics import Estimate


def optimum_record(space: LeverSpace, optimum: Optimum, *, engine: str) -> Json:
    """An optimisation as JSON objects; docs/how-to/optimise-a-strategy.md describes the keys."""
    settings = {"goal": asdict(optimum.goal), "effort": asdict(optimum.effort), "engine": engine}
    chosen = optimum.chosen.trial
    return {
        "optimisation": space.plan.title,
        "answer": answer(space, optimum),
        "notes": dict(notes(space, optimum)),
        "strategy": space.strategy,
        "currency": space.currency,
        "seed": space.plan.seed,
        "fresh_seed": space.plan.seed + 1,
        **settings,
        "runs": optimum.runs,
        "levers": [lever.factor.name for lever in space.levers],
        "chosen": _fresh_record(space, optimum.chosen),
        "chosen_strategy": tuned(space, chosen.row) if chosen is not None else None,
        "search_gain": _estimate_record(optimum.search_gain),
        "optimism": _estimate_record(optimum.optimism),
        "own": _fresh_record(space, optimum.own),
        "frontier": [_fresh_record(space, each) for each in optimum.frontier],
        "trials": [_trial_record(space, trial) for trial in optimum.trials],
        "provenance": provenance_of({"levers": _inputs(space), "settings": settings}),
        "environment": {**environment(), "optuna": version("optuna")},
    }


def space_from_record(inputs: Json) -> LeverSpace:
    """The levers of an optimisation from the inputs of its provenance."""
    plan = plan_from_json(json.dumps(inputs["plan"]))
    levers = tuple(Lever(factor=factor, **each) for factor, each in zip(plan.factors, inputs["ranges"], strict=True))
    return LeverSpace(
        plan=plan,
        levers=levers,
        strategy=inputs["strategy"],
        currency=inputs["currency"],
        left_out=tuple(inputs["left_out"]),
    )


def goal_and_effort(settings: Json) -> tuple[Goal, Effort]:
    """What an optimisation was for, and what it might take."""
    return Goal(**settings["goal"]), Effort(**settings["effort"])


def _inputs(space: LeverSpace) -> Json:
    return {
        "plan": json.loads(space.plan.to_json()),
        "ranges": [
            {"kind": each.kind, "low": each.low, "high": each.high, "scale": each.scale, "own": each.own}
            for each in space.levers
        ],
        "strategy": space.strategy,
        "currency": space.currency,
        "left_out": list(space.left_out),
    }


def _trial_record(space: LeverSpace, trial: Trial) -> Json:
    return {
        "levers": {lever.factor.name: lever.value(each) for lever, each in zip(space.levers, trial.row, strict=True)},
        "mean": rounded(trial.estimate.mean),
        "risk": rounded(trial.risk),
        "ruin": rounded(trial.ruin),
    }


def _fresh_record(space: LeverSpace, fresh: Fresh) -> Json:
    record = {
        name: _estimate_record(each)
        for name, each in (
            ("outcome", fresh.outcome),
            ("risk", fresh.risk),
            ("ruin", fresh.ruin),
            ("gain", fresh.gain),
        )
    }
    if fresh.trial is None:
        return record
    return {"search": _trial_record(space, fresh.trial), **record}


def _estimate_record(estimate: Estimate) -> Json:
    return {"mean": rounded(estimate.mean), "interval": [rounded(estimate.low), rounded(estimate.high)]}
