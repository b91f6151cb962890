"""From a study file to a plan: read, lay each value over the scenario, check; all faults are told at once."""

import os
from collections.abc import Iterable

from experiments.plan import Plan, filled
from experiments.study.build import Builder
from experiments.study.ranges import Sample
from experiments.study.reading import block_of, composed, read_study
from simulator.errors import Fault, ScenarioError
from simulator.scenario.node import Node
from simulator.scenario.schema import Scenario
from simulator.scenario.sources import Sources
from simulator.scenario.validate import validate


def load_study(
    file: str | os.PathLike[str],
    overrides: Iterable[str] = (),
    *,
    seed: int | None = None,
    replications: int | None = None,
    sample: Sample | None = None,
) -> Plan:
    """A study, ready to run.

    Args:
        file: A path, or the name of a bundled study such as `studies/chase_or_build`.
        overrides: Texts such as `world.finance.opening_cash=2M`, laid over the study's scenario.
        seed: Takes the place of the study's own.
        replications: Takes the place of the study's own.
        sample: Takes the place of the study's own design; a factor with `steps` then takes all values between.

    Raises:
        ScenarioError: With all the faults of the study and of the files that it names.

    Examples:
        >>> len(load_study("studies/chase_or_build"))
        32
    """
    return plan_of(read_study(os.fspath(file)), overrides, seed=seed, replications=replications, sample=sample)


def plan_of(
    root: Node,
    overrides: Iterable[str] = (),
    *,
    seed: int | None = None,
    replications: int | None = None,
    sample: Sample | None = None,
) -> Plan:
    """The plan of a study that was read already; see `load_study`."""
    study, faults = block_of(root)
    sources = Sources()
    tree = composed(root, sources, overrides)
    faults += sources.faults
    base = None
    if tree is not None and not sources.faults:
        found, base = validate(filled(tree), "scenario")
        faults += found
    if study is None or tree is None or not isinstance(base, Scenario) or faults:
        raise ScenarioError(faults)
    return Builder(root, study, tree, base, sources, sample).plan(seed, replications)


def check_study(file: str | os.PathLike[str]) -> tuple[Fault, ...]:
    """All that is wrong with a study and with the files that it names.

    Examples:
        >>> check_study("studies/chase_or_build")
        ()
        >>> print(check_study("studies/chase_or_built")[0])
        studies/chase_or_built: no such file; did you mean 'studies/chase_or_build.yaml'?
    """
    try:
        load_study(file)
    except ScenarioError as error:
        return error.faults
    return ()
