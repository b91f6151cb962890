"""The short way to a scenario gives what the long way gives, and leaves all faults to it."""

from pathlib import Path

import pytest

from experiments.plan import checked, node_of
from experiments.study.load import load_study
from experiments.variation import Variations
from simulator.scenario.node import COMMAND_LINE, Node
from simulator.scenario.overlay import override as laid
from simulator.scenario.overlay import read_override
from simulator.scenario.sources import Sources

SCENARIOS = ("chase_or_build", "chase_or_build_contrarian", "tests/conformance/kitchen_sink")
CHANGES = (
    "world.relationship.growth=7 %",
    "world.finance.opening_cash=3M",
    "world.segments.machine_builders.wallet.sigma=1.7",
    "world.segments.packaging.accounts=33",
    "world.segments.dealers.references_from={packaging: 0.1}",
    "world.screening.base=unlimited",
    "world.title=Another",
    "strategies.chase_big.phases.0.reps=7",
    "strategies.build_base.phases.0.targeting.size_exponent=0.1",
)
LONG = (
    "world.segments.packaging=null",
    "world.events=[{at: 2 years, event: lose_largest_account}]",
    "strategies.chase_big=null",
    "run.horizon=3 years",
    "world.relationship.first_share=90 %",
    "world.relationship.growth=many",
    "strategies.chase_big.phases.0.until=customers >= 3",
)


def tree(name: str, repo_root: Path) -> Node:
    loaded = Sources().load(str(repo_root / name) if "/" in name else name, "scenario")
    return node_of(loaded.plain(), "the scenario")


def changed(root: Node, text: str) -> Node:
    path, node, _ = read_override(text)
    assert node is not None
    return laid(root, path, node_of(node.plain(), COMMAND_LINE), [])


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_short_way_gives_the_same_scenario(name: str, repo_root: Path) -> None:
    root = tree(name, repo_root)
    variations = Variations(root, checked(root, []))
    together = root
    for text in CHANGES:
        together = changed(together, text)
        for varied in (changed(root, text), together):
            quick = variations.scenario(varied)
            assert quick == checked(varied, []), text
            assert quick.model_dump_json() == checked(varied, []).model_dump_json()


@pytest.mark.parametrize("text", LONG)
def test_what_is_more_than_a_value_or_at_fault_goes_the_long_way(text: str, repo_root: Path) -> None:
    root = tree("chase_or_build", repo_root)
    varied = changed(root, text)
    quick = Variations(root, checked(root, [])).scenario(varied)
    assert quick is None or quick == checked(varied, [])


def test_a_study_goes_the_short_way() -> None:
    plan = load_study("studies/chase_or_build")
    for point in range(len(plan)):
        assert plan.scenario(point).world.title == "Small maker of industrial goods"
        assert plan.scenario(point).world.relationship.growth == plan.rows[point][1]
