"""Study files: what they mean, and every fault at its line."""

from pathlib import Path

import pytest

from experiments.plan import Plan, plan_from_json
from experiments.study.load import load_study
from experiments.study.reading import is_study
from simulator.errors import ScenarioError
from simulator.scenario.schema import Scenario
from tests.support.tiny_study import STUDY, sampled_study, write_tiny_study


def plan(folder: Path, text: str = STUDY) -> Plan:
    return load_study(write_tiny_study(folder, text))


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        plan(folder, text)
    return [str(fault).replace(str(folder), "").lstrip("/") for fault in caught.value.faults]


def test_a_full_factorial_lays_its_values_into_the_scenario(tmp_path: Path) -> None:
    found = plan(tmp_path)
    assert len(found) == 12
    assert [factor.name for factor in found.factors] == ["sigma", "cash"]
    assert found.columns(0) == (0.5, 50_000.0)
    assert found.columns(11) == (1.5, 200_000.0)
    scenario = found.scenario(11)
    assert scenario.world.finance.opening_cash == 200_000
    assert {segment.wallet.sigma for segment in scenario.world.segments.values()} == {1.5}  # type: ignore[union-attr]
    assert scenario.run.seed == 11


def test_what_it_does_not_say_comes_from_the_scenario(tmp_path: Path) -> None:
    text = "scenario: tiny.yaml\nfactors: {growth: {path: world.relationship.growth, values: [1 %, 5 %]}}\n"
    found = plan(tmp_path, text)
    assert found.title == "Five accounts"
    assert found.strategies == ("one", "two", "three")
    assert found.outcomes == ("value", "customers", "insolvent", "cash_trough")
    assert (found.replications, found.seed) == (4, 3)
    assert found.factors[0].shown == (0.01, 0.05)


def test_options_take_the_place_of_the_file(tmp_path: Path) -> None:
    file = write_tiny_study(tmp_path)
    found = load_study(file, ["world.relationship.growth=9 %"], seed=5, replications=2)
    assert (found.seed, found.replications) == (5, 2)
    assert found.scenario(0).world.relationship.growth == 0.09


def test_samples_keep_to_their_bounds_and_use_the_log_scale(tmp_path: Path) -> None:
    found = plan(tmp_path, sampled_study(200, 1))
    cash = sorted(row[1] for row in found.rows)
    assert cash[0] >= 10_000
    assert cash[-1] <= 1_000_000
    assert 90_000 < cash[100] < 110_000


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    text = (
        "scenario: tiny.yaml\nfactors: {reps: {path: strategies.*.phases.0.reps, low: 1, high: 9}}\n"
        "design: sobol\npoints: 16\n"
    )
    found = plan(tmp_path, text)
    seen = {found.scenario(point).strategies["two"].phases[0].reps for point in range(16)}
    assert seen <= set(range(1, 10))
    assert len(seen) > 5


def test_a_list_gives_every_point_by_itself(tmp_path: Path) -> None:
    text = (
        "scenario: tiny.yaml\nfactors:\n  growth: {path: world.relationship.growth}\n"
        "  reps: {path: strategies.two.phases.0.reps}\n"
        "design: list\nrows:\n- {growth: 1 %, reps: 4}\n- {reps: 2, growth: 8 %}\n"
    )
    found = plan(tmp_path, text)
    assert [found.columns(point) for point in (0, 1)] == [(0.01, 4.0), (0.08, 2.0)]
    assert found.scenario(1).world.relationship.growth == 0.08


def test_a_whole_world_may_vary(tmp_path: Path) -> None:
    text = (
        "scenario: chase_or_build\nfactors:\n"
        "  world: {path: world, values: [worlds/industrial_supplier, worlds/contrarian]}\n"
    )
    found = plan(tmp_path, text)
    assert found.factors[0].shown == ("worlds/industrial_supplier", "worlds/contrarian")
    assert [found.scenario(point).world.title for point in (0, 1)] == [
        "Small maker of industrial goods",
        "Known maker, few large buyers",
    ]


def test_a_plan_survives_being_written(tmp_path: Path) -> None:
    found = plan(tmp_path, sampled_study(20, 3))
    again = plan_from_json(found.to_json())
    assert again == found
    assert again.sha256 == found.sha256
    assert again.scenario(7) == found.scenario(7)


@pytest.mark.parametrize("scenario", ["chase_or_build", "chase_or_build_contrarian", "tests/conformance/kitchen_sink"])
def test_resolved_inputs_can_be_read_back_whole(scenario: str, tmp_path: Path, repo_root: Path) -> None:
    name = str(repo_root / scenario) if "/" in scenario else scenario
    text = f"scenario: {name}\nfactors: {{growth: {{path: world.relationship.growth, values: [2 %]}}}}\n"
    resolved = plan(tmp_path, text).scenario(0)
    assert Scenario.model_validate_json(resolved.model_dump_json()) == resolved


def test_the_number_of_replications_is_no_part_of_a_study(tmp_path: Path) -> None:
    found = plan(tmp_path)
    assert found.with_replications(99).sha256 == found.sha256
    other = plan(tmp_path, STUDY.replace("seed: 11", "seed: 12"))
    assert found.differences(other) == ["the scenario", "the seed"]


# A bundled study takes seconds, or says that it takes minutes.
MOST_LUCKS = {"executives.yaml": 100_000}


def test_the_bundled_study_is_sound(repo_root: Path) -> None:
    files = sorted((repo_root / "scenarios/studies").glob("*.yaml"))
    assert files
    for file in files:
        assert is_study(file)
        found = load_study(file)
        found.scenario(0)
        assert len(found) * found.replications <= MOST_LUCKS.get(file.name, 2000)


FAULTS = [
    ("title: x\n", ["study.yaml:1: scenario: is missing", "study.yaml:1: factors: is missing"]),
    (
        STUDY.replace("tiny.yaml", "tinny.yaml"),
        ["study.yaml:2: scenario: 'tinny.yaml' does not exist; did you mean 'tiny.yaml'?"],
    ),
    (
        STUDY.replace("[one, two]", "[one, twoo, one]"),
        [
            "study.yaml:3: strategies.1: unknown strategy 'twoo'; did you mean 'two'?",
            "study.yaml:3: strategies.2: 'one' stands twice",
        ],
    ),
    (
        STUDY.replace("finance.opening_cash", "finanse.opening_cash"),
        ["study.yaml:10: world.finanse: unknown name 'finanse'; did you mean 'finance'?"],
    ),
    (
        STUDY.replace("world.finance.opening_cash", "world.currency"),
        ["study.yaml:10: factors.cash.low: no number is due at this path; list its 'values'"],
    ),
    (
        STUDY.replace("wallet.sigma", "wallet.sigmaa"),
        [
            "study.yaml:7: world.segments.makers.wallet.sigmaa: unknown name 'sigmaa'; did you mean 'sigma'?",
            "study.yaml:7: world.segments.users.wallet.sigmaa: unknown name 'sigmaa'; did you mean 'sigma'?",
        ],
    ),
    (
        STUDY.replace("[0.5, 1.0, 1.5]", "[0.5, -1, many]"),
        [
            "study.yaml:7: world.segments.makers.wallet.sigma: must not be negative, but is -1",
            "study.yaml:7: world.segments.makers.wallet.sigma: expected a number such as 40 or '1.5k', found 'many'",
        ],
    ),
    (STUDY.replace("low: 50k", "low: 500k"), ["needs a finite 'low' below 'high', found '500k' and '200k'"]),
    (STUDY.replace("low: 50k", "low: 50 days"), ["expected an amount of money such as '300k' or '1.2M'"]),
    (STUDY.replace("    steps: 4\n", ""), ["the factor cash needs 'steps', as the design is full_factorial"]),
    (STUDY.replace("full_factorial", "sobol"), ["the design sobol needs 'points', how many"]),
    (
        STUDY.replace("full_factorial", "sobol\npoints: 100"),
        ["the design sobol needs a power of two, not 100 points; did you mean 'points: 128'?"],
    ),
    (
        STUDY.replace("full_factorial", "full_factoral"),
        ["did you mean 'full_factorial'?"],
    ),
    (STUDY.replace("path: world.finance.opening_cash", "path: run.seed"), ["'run.seed' may not vary"]),
    (
        STUDY.replace("path: world.finance.opening_cash", "path: word.finance.opening_cash"),
        ["did you mean 'world.finance.opening_cash'?"],
    ),
    (STUDY.replace("  cash:", "  value:"), ["'value' cannot head a column of a table"]),
    (
        STUDY.replace("path: world.finance.opening_cash", "path: world.segments.*.wallet.sigma"),
        ["is set by the factor"],
    ),
    (
        "scenario: tiny.yaml\nfactors: {a: {path: world.relationship.growth}}\ndesign: list\nrows: [{b: 1}]\n",
        ["rows.0: has no value for the factor a", "rows.0.b: unknown factor 'b'"],
    ),
    (
        "scenario: tiny.yaml\nfactors: {a: {path: world.relationship.share_max, values: [20 %]}}\n",
        ["study.yaml:2: factors.a: then world.relationship.first_share must not be above share_max"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_every_fault_is_told_at_its_line(text: str, expected: list[str], tmp_path: Path) -> None:
    told = faults(tmp_path, text)
    for message in expected:
        assert any(message in line for line in told), told
    assert all(line.startswith("study.yaml:") for line in told)


def test_faults_of_the_scenario_are_told_with_those_of_the_study(tmp_path: Path) -> None:
    write_tiny_study(tmp_path)
    broken = (tmp_path / "tiny.yaml").read_text(encoding="utf-8").replace("growth: 3 %", "groth: 3 %")
    file = write_tiny_study(tmp_path, STUDY.replace("seed: 11", "sead: 11"), broken)
    with pytest.raises(ScenarioError) as caught:
        load_study(file)
    assert [(Path(fault.file).name, fault.hint) for fault in caught.value.faults] == [
        ("study.yaml", "seed"),
        ("tiny.yaml", "growth"),
    ]


def test_a_study_that_is_not_there_is_told() -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        load_study("studies/nothing_of_the_kind")
