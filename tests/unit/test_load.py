"""Scenario files: every valid one loads, every invalid one tells exactly what its first lines expect."""

import os
import subprocess
import sys
from math import inf
from pathlib import Path

import pytest

from simulator.bundled import bundled_scenarios
from simulator.errors import Fault, ScenarioError
from simulator.scenario.declared import ConstantDistribution
from simulator.scenario.load import check_file, load_scenario, load_strategy, load_world
from simulator.scenario.yaml_source import LONGEST_FILE

FOLDER = Path(__file__).parents[1] / "scenarios"
VALID = sorted((FOLDER / "valid").glob("*.yaml"))
INVALID = sorted((FOLDER / "invalid").glob("*.yaml"))
MINIMAL = FOLDER / "valid" / "minimal.yaml"


def told(fault: Fault, file: Path) -> str:
    """A fault as the first lines of an invalid file write it: the file itself is not named."""
    text = str(fault)
    if fault.file == str(file):
        return text.removeprefix(fault.file).lstrip(": ")
    return text.replace(fault.file, os.path.relpath(fault.file, file.parent), 1)


def faults(*overrides: str, file: Path = MINIMAL) -> list[str]:
    return [str(fault) for fault in check_file(file, overrides)]


def written(folder: Path, text: str, name: str = "scenario.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("file", VALID, ids=lambda file: file.stem)
def test_valid_file(file: Path) -> None:
    assert check_file(file) == ()


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_invalid_file_tells_what_it_expects(file: Path) -> None:
    sign = "# expect: "
    lines = file.read_bytes().decode("utf-8", errors="replace").splitlines()
    expected = [line.removeprefix(sign) for line in lines if line.startswith(sign)]
    assert expected, "an invalid file names its faults in its first lines"
    assert [told(fault, file) for fault in check_file(file)] == expected


def test_there_are_enough_invalid_files() -> None:
    assert len(INVALID) >= 60


@pytest.mark.parametrize(
    "file",
    sorted(bundled_scenarios().rglob("*.yaml")),
    ids=lambda file: file.relative_to(bundled_scenarios()).as_posix(),
)
def test_bundled_file(file: Path) -> None:
    if {"studies", "claims", "lessons"} & set(file.relative_to(bundled_scenarios()).parts):
        pytest.skip("another kind of file")
    assert check_file(file) == ()


def test_scenario_by_its_bare_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_scenario("chase_or_build") == load_scenario(bundled_scenarios() / "chase_or_build.yaml")


def test_file_beside_comes_before_bundled_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, f"extends: {MINIMAL}\ntitle: mine\n", "chase_or_build.yaml")
    assert load_scenario("chase_or_build").title == "mine"


def test_quantities_are_plain_numbers_in_base_units() -> None:
    scenario = load_scenario(FOLDER / "valid" / "chinese.yaml")
    assert scenario.world.segments["机械制造"].orders_per_year == ConstantDistribution(value=12.0)
    assert scenario.world.segments["机械制造"].wallet == ConstantDistribution(value=300_000.0)
    assert scenario.world.finance.opening_cash == 1_200_000.0
    assert scenario.world.finance.fixed_cost_per_month == 20_000.0
    assert scenario.world.buying.window == pytest.approx(365 / 6)


def test_later_phase_keeps_levers_that_it_does_not_name() -> None:
    base, giants = load_strategy(FOLDER / "valid" / "small_strategy.yaml").phases
    assert giants.reps == base.reps == 3
    assert giants.targeting.model_dump() == base.targeting.model_dump() | {"size_exponent": 1.0}
    assert giants.budget.brand == 20_000.0
    assert giants.budget.quality == base.budget.quality == 10_000.0
    assert (giants.name, giants.until) == ("giants", None)


def test_overlay_merges_blocks_and_replaces_lists() -> None:
    scenario = load_scenario(FOLDER / "valid" / "overlay.yaml")
    base = load_scenario(FOLDER / "valid" / "by_path.yaml")
    assert scenario.world.finance.opening_cash == 400_000.0
    assert scenario.world.finance.seller_cost_per_month == base.world.finance.seller_cost_per_month == 20_000.0
    assert len(scenario.strategies["base_with_boss"].phases) == 1
    assert scenario.run == base.run
    assert set(scenario.strategies) == {*base.strategies, "base_with_boss"}


def test_null_takes_an_inherited_entry_away() -> None:
    assert "base_with_boss" not in load_scenario(FOLDER / "valid" / "overlay_of_overlay.yaml").strategies
    assert set(load_world(FOLDER / "valid" / "world_overlay.yaml").segments) == {"machinery"}


def test_infinity_where_it_means_something() -> None:
    scenario = load_scenario(FOLDER / "valid" / "unlimited.yaml")
    assert scenario.world.choice.intercept == -inf
    assert scenario.strategies["chase"].phases[0].term_cap == inf
    assert faults("world.buying.window=.inf") == [
        "--set: world.buying.window: must be finite; 'unlimited' means nothing here"
    ]


def test_core_schema_of_yaml_1_2() -> None:
    scenario = load_scenario(FOLDER / "valid" / "yaml_1_2.yaml")
    assert (scenario.title, scenario.description, scenario.baseline) == ("no", 'It\'s "on"', "yes")
    assert scenario.world.segments["machinery"].accounts == 20
    assert scenario.strategies["no"] == scenario.strategies["yes"]


def test_resolved_form_reads_back() -> None:
    scenario = load_scenario(FOLDER / "valid" / "unlimited.yaml")
    assert type(scenario).model_validate(scenario.model_dump()) == scenario
    assert type(scenario).model_validate_json(scenario.model_dump_json()) == scenario


class TestSet:
    def test_changes_values_everywhere(self) -> None:
        scenario = load_scenario(
            FOLDER / "valid" / "by_path.yaml",
            ["run.replications=20", "world.finance.opening_cash=2M", "strategies.base.phases.0.reps=5"],
        )
        assert scenario.run.replications == 20
        assert scenario.world.finance.opening_cash == 2_000_000.0
        assert [phase.reps for phase in scenario.strategies["base"].phases] == [5, 5]

    def test_last_one_counts(self) -> None:
        assert load_scenario(MINIMAL, ["run.seed=1", "run.seed=2"]).run.seed == 2

    def test_whole_parts(self) -> None:
        overrides = [
            f"world={FOLDER / 'valid' / 'small_world.yaml'}",
            f"strategies.base={VALID[0].parent / 'small_strategy'}",
        ]
        scenario = load_scenario(MINIMAL, [*overrides, "outcomes=[npv]", "world.segments.packaging.wallet=1M"])
        assert set(scenario.world.segments) == {"machinery", "packaging"}
        assert set(scenario.strategies) == {"chase", "base"}
        assert scenario.outcomes == ("npv",)

    def test_null(self) -> None:
        base = FOLDER / "valid" / "by_path.yaml"
        scenario = load_scenario(base, ["strategies.base=null", "world.segments.packaging=~"])
        assert set(scenario.strategies) == {"chase"}
        assert set(scenario.world.segments) == {"machinery"}
        assert faults("run.seed=null") == ["--set: run.seed: expected a whole number such as 40, found nothing"]

    def test_a_star_stands_for_every_name_and_position(self) -> None:
        base = FOLDER / "valid" / "by_path.yaml"
        changes = [
            "world.segments.*.reviews_per_year=7",
            "strategies.*.phases.*.reps=4",
            "world.segments.machinery.wallet=3M",
        ]
        scenario = load_scenario(base, changes)
        reviews = [segment.reviews_per_year for segment in scenario.world.segments.values()]
        assert len(reviews) > 1
        assert {law.to_distribution().mean for law in reviews} == {7.0}
        assert {phase.reps for strategy in scenario.strategies.values() for phase in strategy.phases} == {4}

    def test_shortened_horizon_is_meant(self) -> None:
        base = FOLDER / "valid" / "by_path.yaml"
        assert faults("run.horizon=1 year", file=base) == []

    @pytest.mark.parametrize(
        ("override", "message"),
        [
            (
                "run.replicatons=5",
                "run.replicatons: unknown name 'replicatons'; did you mean 'replications'?",
            ),
            ("wrld.finance.opening_cash=5", "wrld: unknown name 'wrld'; did you mean 'world'?"),
            (
                "strategies.chse.phases.0.reps=5",
                "strategies.chse: unknown name 'chse'; did you mean 'chase'?",
            ),
            (
                "strategies.chase.phases.1.reps=5",
                "strategies.chase.phases.1: there is no entry 1; the list has 1, counted from 0",
            ),
            ("baseline.x=5", "baseline.x: 'baseline' is a single value and has no part 'x'"),
            ("run.horizon=0", "run.horizon: must be above zero, but is 0"),
            ("run.seed", "expected path=value such as run.seed=7, found 'run.seed'"),
            ("=5", "expected path=value such as run.seed=7, found '=5'"),
            ("run.seed=", "run.seed: has no value after '='"),
            ("title=[a", "title: a bracket is opened and never closed, or a comma is missing"),
            ("world=nowhere.yaml", "world: 'nowhere.yaml' does not exist"),
            ("run.seed.*=5", "run.seed.*: no name stands for '*'"),
            (
                "world.segments.*.walet=5",
                "world.segments.machinery.walet: unknown name 'walet'; did you mean 'wallet'?",
            ),
        ],
    )
    def test_fault(self, override: str, message: str) -> None:
        assert faults(override) == [f"--set: {message}"]


class TestFiles:
    def test_missing(self, tmp_path: Path) -> None:
        assert faults(file=tmp_path / "none.yaml") == [f"{tmp_path / 'none.yaml'}: no such file"]

    def test_missing_with_a_likely_one_beside(self) -> None:
        file = FOLDER / "valid" / "minimale.yaml"
        assert faults(file=file) == [f"{file}: no such file; did you mean '{MINIMAL}'?"]

    def test_folder(self, tmp_path: Path) -> None:
        assert faults(file=tmp_path) == [f"{tmp_path}: is a folder, not a file"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert faults(file=tmp_path / "pipe") == [f"{tmp_path / 'pipe'}: is not a regular file"]

    @pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "", "a\nb"])
    def test_impossible_name(self, name: str) -> None:
        with pytest.raises(ScenarioError) as error:
            load_scenario(name)
        assert len(str(error.value).splitlines()) == 1

    def test_longest(self, tmp_path: Path) -> None:
        file = written(tmp_path, "#" * (LONGEST_FILE + 1))
        assert faults(file=file) == [f"{file}: is longer than {LONGEST_FILE // 1000} kB"]

    def test_world_where_a_scenario_is_due(self) -> None:
        with pytest.raises(ScenarioError, match="is a world; a scenario is due here"):
            load_scenario(FOLDER / "valid" / "small_world.yaml")

    def test_byte_order_mark_and_windows_line_ends(self, tmp_path: Path) -> None:
        file = tmp_path / "windows.yaml"
        file.write_bytes(b"\xef\xbb\xbf" + MINIMAL.read_bytes().replace(b"\n", b"\r\n"))
        assert check_file(file) == ()


def test_faults_of_all_files_at_once(tmp_path: Path) -> None:
    written(tmp_path, "segments: [a\n", "world.yaml")
    written(tmp_path, "phases: [{reps: -1}]\n", "strategy.yaml")
    file = written(tmp_path, "world: world.yaml\nrun: {seed: x}\nbaseline: b\nstrategies: {a: strategy.yaml}\n")
    places = [(Path(fault.file).name, fault.line, fault.path) for fault in check_file(file)]
    assert places == [
        ("scenario.yaml", 2, "run.seed"),
        ("scenario.yaml", 3, "baseline"),
        ("strategy.yaml", 1, "strategies.a.phases.0.reps"),
        ("world.yaml", 1, ""),
    ]


def test_faults_keep_their_line_through_extends(tmp_path: Path) -> None:
    written(
        tmp_path,
        f"extends: {FOLDER / 'valid' / 'small_world.yaml'}\nfinance:\n  fixed_cost_per_month: -1\n",
        "a.yaml",
    )
    file = written(tmp_path, "extends: a.yaml\n\nselling: {ramp: -3 days}\n", "b.yaml")
    assert faults(file=file) == [
        f"{tmp_path / 'a.yaml'}:3: finance.fixed_cost_per_month: must not be negative, but is -1",
        f"{file}:3: selling.ramp: must not be negative, but is -3 days",
    ]


def test_loading_needs_neither_scipy_nor_numba() -> None:
    code = (
        "import sys; from simulator.scenario.load import load_scenario; load_scenario(sys.argv[1]);"
        "print(sorted({'numpy', 'scipy', 'numba', 'simpy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code, str(MINIMAL)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
