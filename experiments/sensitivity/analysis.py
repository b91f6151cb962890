"""A sensitivity analysis of a study, from its design to its figures."""

import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from experiments.design import MOST_POINTS, is_power_of_two, nearest_power_of_two
from experiments.plan import Plan
from experiments.responses import Response, response_of
from experiments.sensitivity.designs import require_salib, saltelli, trajectories
from experiments.sensitivity.morris import ElementaryEffects, elementary_effects
from experiments.sensitivity.sobol import SobolIndices, sobol_indices
from experiments.store_files import IN_MEMORY, open_or_create
from experiments.study.load import load_study
from experiments.sweep import Progress, SweepResult, fill, read_result
from simulator.errors import MisfitError
from simulator.simulate import Engine

Method = Literal["sobol", "morris"]
BASE_POINTS: dict[Method, int] = {"sobol": 64, "morris": 16}


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """What a study's factors do to a response.

    Attributes:
        plan: The points, with the study's factors in its order.
        response: What was looked at.
        method: How; the other method's figures are None.
        base_points: Base points of the Saltelli design, or walks of Morris; failed ones are among them.
        sobol: By the method sobol.
        morris: By the method morris, one per factor.
    """

    plan: Plan
    response: Response
    method: Method
    base_points: int
    sobol: SobolIndices | None = None
    morris: tuple[ElementaryEffects, ...] | None = None


def sensitivity(
    study: str | os.PathLike[str],
    *,
    method: Method = "sobol",
    points: int | None = None,
    outcome: str | None = None,
    of: str | None = None,
    seed: int | None = None,
    replications: int | None = None,
    store: str | Path = IN_MEMORY,
    engine: Engine = "compiled",
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Runs a study's factors through the design of a method, and estimates what each of them does.

    Args:
        study: A study file, or the name of a bundled one; its own design is not used.
        method: `sobol` shares out the variance; `morris` is a cheap screening.
        points: Base points (sobol, a power of two) or walks (morris).
        outcome: One that the study keeps; its first by default.
        of: A strategy to look at by itself; by default the last strategy less the baseline.
        seed: Takes the place of the study's own.
        replications: Takes the place of the study's own.
        store: File that keeps the runs; with it a killed analysis goes on, and another outcome costs nothing.
        engine: Which engine runs.
        workers: How many run side by side.
        cluster: Address of a Dask scheduler, or the file that it writes it to: all runs on its workers instead.
        progress: Called as `progress(done, total)` with numbers of runs.

    Raises:
        ScenarioError: With all faults of the study.
        MisfitError: An unknown outcome or strategy, or an impossible number of points.
        SimulatorError: The method's library is missing, or the runs are too few to tell anything.

    Examples:
        >>> found = sensitivity("studies/chase_or_build", method="morris", points=4, replications=2, workers=1)
        >>> size, name = max((each.size.mean, factor.name) for each, factor in zip(found.morris, found.plan.factors))
        >>> name
        'wallet_sigma'
    """
    plan = sensitivity_plan(study, method=method, points=points, seed=seed, replications=replications)
    response = response_of(plan, outcome=outcome, of=of)
    with closing(open_or_create(store, plan)) as opened:
        fill(opened, engine=engine, workers=workers, cluster=cluster, progress=progress)
        return analyse(read_result(opened), response, method)


def sensitivity_plan(
    study: str | os.PathLike[str],
    overrides: Iterable[str] = (),
    *,
    method: Method,
    points: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
) -> Plan:
    """The points that a method needs, as a plan that a sweep can run; see `sensitivity`."""
    count = points or BASE_POINTS[method]
    if method == "sobol" and not is_power_of_two(count):
        raise MisfitError(f"must be a power of two, not {count}", str(nearest_power_of_two(count)))
    if method == "morris":
        require_salib()
    if count > MOST_POINTS:
        raise MisfitError(f"{count:,} are too many")
    sample = partial(saltelli if method == "sobol" else trajectories, count)
    return load_study(study, overrides, seed=seed, replications=replications, sample=sample)


def analyse(result: SweepResult, response: Response, method: Method) -> Sensitivity:
    """Estimates what each factor does, from the runs of `sensitivity_plan`."""
    plan, factors = result.plan, len(result.plan.factors)
    values = response.values(result)
    if method == "sobol":
        points = len(plan) // (factors + 2)
        indices = sobol_indices(values, factors, plan.seed)
        return Sensitivity(plan=plan, response=response, method=method, base_points=points, sobol=indices)
    points = len(plan) // (factors + 1)
    effects = elementary_effects(trajectories(points, factors, plan.seed), values, plan.seed)
    return Sensitivity(plan=plan, response=response, method=method, base_points=points, morris=effects)
