"""Both engines agree on every scenario that somebody wrote: bundled, claims, all mechanisms, past differences."""

from pathlib import Path

import pytest

from experiments.claims.load import FIRM, bundled_claims, load_claim
from simulator.bundled import bundled_scenarios
from simulator.errors import ScenarioError
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.testing import assert_engines_agree

HERE = Path(__file__).parent
KITCHEN_SINK = HERE / "kitchen_sink.yaml"
REGRESSIONS = sorted((HERE / "regressions").glob("*.yaml"))
PARTS_OF_SCENARIOS = {"worlds", "strategies", "claims"}
CLAIM_DAYS = 400.0


def bundled() -> list[Path]:
    """Every file that comes with keysim and may be a scenario."""
    root = bundled_scenarios()
    return sorted(path for path in root.rglob("*.yaml") if path.relative_to(root).parts[0] not in PARTS_OF_SCENARIOS)


def loaded(path: Path) -> Scenario:
    """A scenario; a file that is none is skipped."""
    try:
        return load_scenario(path)
    except ScenarioError as error:
        pytest.skip(f"no scenario: {error.faults[0].message}")


@pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)
def test_bundled_scenarios(path: Path) -> None:
    scenario = loaded(path)
    for strategy in scenario.strategies:
        for replication in (0, 7):
            assert_engines_agree(scenario, strategy, replication)


@pytest.mark.parametrize("replication", range(3))
def test_a_scenario_with_every_mechanism(replication: int) -> None:
    scenario = load_scenario(KITCHEN_SINK)
    for strategy in scenario.strategies:
        assert_engines_agree(scenario, strategy, replication)


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_what_once_differed(path: Path) -> None:
    scenario = load_scenario(path)
    for strategy in scenario.strategies:
        assert_engines_agree(scenario, strategy)


def arms(path: Path) -> list[Scenario]:
    """The distinct scenarios of a claim."""
    cells = {cell.model_dump_json(): cell for design in load_claim(path).designs for cell in design.cells}
    return list(cells.values())


@pytest.mark.parametrize("path", bundled_claims(), ids=lambda path: path.stem)
def test_arms_of_claims_in_their_first_year(path: Path) -> None:
    for arm in arms(path):
        short = arm.run.model_copy(update={"horizon": min(CLAIM_DAYS, arm.run.horizon)})
        assert_engines_agree(arm.model_copy(update={"run": short}), FIRM)


@pytest.mark.slow
@pytest.mark.parametrize("path", bundled_claims(), ids=lambda path: path.stem)
def test_arms_of_claims(path: Path) -> None:
    for arm in arms(path):
        assert_engines_agree(arm, FIRM, replication=1)
