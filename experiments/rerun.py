"""Runs a result again from what it says of itself, and tells whether the numbers are the same."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.analyses import analysis_record
from experiments.bank import Bank
from experiments.blocks import run_replications
from experiments.breakeven.explore import explore
from experiments.breakeven.line import break_even
from experiments.breakeven.record import design_from_record, map_record
from experiments.claims.again import claims_again
from experiments.comparison import compare, summarise
from experiments.decide import decide
from experiments.decision_text import decision_record
from experiments.optimisation.optimise import optimise
from experiments.optimisation.record import goal_and_effort, optimum_record, space_from_record
from experiments.plan import plan_from_json
from experiments.provenance import model_hash
from experiments.records import Json, comparison_record, json_text, run_record, summary_record
from experiments.replication import replicate, replicate_in_worlds
from experiments.store import Store
from experiments.store_files import IN_MEMORY, create_store
from experiments.stories.again import trace_again, why_again
from experiments.sweep import fill
from experiments.sweep_records import sweep_record
from experiments.verdict import verdict
from experiments.world_draws import DrawnWorlds, patched
from simulator.errors import SimulatorError, printable
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

# What differs between machines and versions while the numbers need not.
NOT_RESULTS = ("environment", "provenance")
MOST_DIFFERENCES = 5


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """A result that was made again.

    Attributes:
        record: The new result.
        differences: Where it is not the old one, as paths of the JSON; none if all numbers are the same.
        same_model: Whether the model is the one that made the old result.
    """

    record: Json
    differences: tuple[str, ...]
    same_model: bool


def rerun_record(old: Json, *, workers: int = 1) -> Rerun:
    """Runs again what any command that simulates wrote with `--json`.

    Args:
        old: The whole result.
        workers: How many run side by side.

    Raises:
        SimulatorError: It does not say what it was made from.
    """
    origin = old.get("provenance")
    inputs = origin.get("inputs") if isinstance(origin, dict) else None
    if isinstance(origin, dict) and "orders_sha256" in origin:
        raise SimulatorError(
            "a calibration keeps none of the orders, so it cannot be run again from itself: "
            f"give `keysim calibrate` the orders with SHA-256 {printable(str(origin['orders_sha256']))} again"
        )
    if not isinstance(origin, dict) or not isinstance(inputs, dict):
        raise SimulatorError("the result holds no 'provenance' with 'inputs': it cannot be run again from itself")
    new = json.loads(json_text(_again(old, inputs, workers)))
    found = _differences(_results(old), _results(new), "")
    return Rerun(record=new, differences=tuple(found), same_model=origin.get("model_sha256") == model_hash())


def read_record(file: Path) -> Json:
    """Reads a result that a command wrote with `--json`.

    Raises:
        SimulatorError: The file is no JSON object.
    """
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SimulatorError(f"{file}: is neither a store nor a result in JSON ({error})") from error
    if not isinstance(record, dict):
        raise SimulatorError(f"{file}: holds no result")
    return record


def rerun_point(store: Store, point: int) -> Rerun:
    """Runs a design point of a store again, from the inputs that are stored with it.

    Raises:
        SimulatorError: The store holds nothing of this point.
    """
    text = store.inputs(point)
    if text is None:
        raise SimulatorError(f"{store.file}: holds nothing of point {point}; there are {len(store.plan)}, from 0")
    scenario = Scenario.model_validate_json(text)
    differences = []
    record: Json = {"point": point, "factors": dict(zip(_names(store), store.plan.columns(point), strict=True))}
    record["strategies"] = {name: {each: [] for each in store.plan.outcomes} for name in store.plan.strategies}
    for row in store.blocks(point):
        lucks = range(row.block, row.block + len(row.outcomes))
        new = run_replications(
            scenario, (row.strategy,), store.plan.outcomes, lucks, engine="compiled", simulate=simulate
        )[0]
        for outcome, values in zip(store.plan.outcomes, new.T, strict=True):
            record["strategies"][row.strategy][outcome] += values.tolist()
        unlike = np.flatnonzero((new.view(np.int64) != row.outcomes.view(np.int64)).any(axis=1))
        differences += [f"{row.strategy}, replication {row.block + place}" for place in unlike]
    return Rerun(record=record, differences=tuple(differences), same_model=store.model_sha256 == model_hash())


def _names(store: Store) -> list[str]:
    return [factor.name for factor in store.plan.factors]


def _again(old: Json, inputs: Json, workers: int) -> Json:
    if "claims" in inputs:
        return claims_again(inputs, workers)
    if "map" in inputs:
        return _map_again(inputs, workers)
    if "levers" in inputs:
        space, settings = space_from_record(inputs["levers"]), inputs["settings"]
        goal, effort = goal_and_effort(settings)
        optimum = optimise(space, goal, effort, engine=settings["engine"], workers=workers)
        return optimum_record(space, optimum, engine=settings["engine"])
    if "plan" in inputs:
        return _sweep_again(inputs["plan"], inputs.get("analysis"), workers)
    return _scenario_again(old, inputs, workers)


def _scenario_again(old: Json, inputs: Json, workers: int) -> Json:
    """What was made from one scenario."""
    scenario = Scenario.model_validate_json(json.dumps(inputs["scenario"]))
    settings = inputs["settings"]
    if "decision" in old:
        return _decide_again(scenario, settings, workers)
    if "account" in settings:
        return trace_again(scenario, settings)
    if "lines" in old:
        return why_again(scenario, settings, workers)
    if "replication" in settings:
        luck = {"replication": settings["replication"], "engine": settings["engine"]}
        return run_record(_with_seed(scenario, settings["seed"]), simulate(scenario, old["strategy"], **luck))
    names = list(old["strategies"])
    if "worlds" in settings:
        return _worlds_again(old, scenario, settings, workers)
    runs = replicate(
        scenario,
        names,
        replications=settings["replications"],
        seed=settings["seed"],
        engine=settings["engine"],
        workers=workers,
    )
    if "paired" in old:
        comparison = compare(scenario, runs, old["indifference"])
        return comparison_record(scenario, comparison, verdict(comparison))
    return summary_record(scenario, runs, summarise(runs.complete().outcomes[names[0]]))


def _worlds_again(old: Json, scenario: Scenario, settings: Json, workers: int) -> Json:
    patches, told = tuple(settings["worlds"]), old["uncertainty"]
    worlds = DrawnWorlds(
        scenarios=tuple(patched(scenario, patch) for patch in patches),
        patches=patches,
        varied=tuple(told["varied"]),
        fixed=tuple(told["fixed"]),
        guessed=tuple(told.get("guessed", ())),
        per_draw=told.get("worlds_per_draw", 1),
    )
    runs = replicate_in_worlds(
        worlds.scenarios,
        list(old["strategies"]),
        lucks=told["lucks_per_world"],
        seed=settings["seed"],
        engine=settings["engine"],
        workers=workers,
        uncertainty=worlds.uncertainty,
    )
    comparison = compare(scenario, runs, old["indifference"])
    return comparison_record(scenario, comparison, verdict(comparison), worlds)


def _decide_again(scenario: Scenario, settings: Json, workers: int) -> Json:
    chosen = {name: settings[name] for name in ("outcome", "alpha", "indifference", "method", "cap", "engine")}
    decision = decide(_with_seed(scenario, settings["seed"]), workers=workers, **chosen)
    return decision_record(scenario, decision)


def _map_again(inputs: Json, workers: int) -> Json:
    design, settings = design_from_record(inputs["map"]), inputs["settings"]
    with closing(create_store(IN_MEMORY, design.plan)) as store:
        bank = Bank(store, engine=settings["engine"], workers=workers)
        exploration = explore(design, bank, budget=settings["budget"], alpha=settings["alpha"])
    return map_record(design, exploration, break_even(design, exploration), **settings)


def _sweep_again(plan: Json, analysis: Json | None, workers: int) -> Json:
    with closing(create_store(IN_MEMORY, plan_from_json(json.dumps(plan)))) as store:
        fill(store, workers=workers)
        return sweep_record(store) if analysis is None else analysis_record(store, analysis)


def _with_seed(scenario: Scenario, seed: int) -> Scenario:
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"seed": seed})})


def _results(record: Json) -> Json:
    return {name: value for name, value in record.items() if name not in NOT_RESULTS}


def _differences(old: Any, new: Any, path: str) -> Iterator[str]:
    """The first places at which two results differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            yield from _differences(old.get(name), new.get(name), f"{path}.{name}" if path else str(name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _differences(before, after, f"{path}.{place}")
    elif old != new:
        yield path
