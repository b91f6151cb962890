"""`keysim map`: against a frontier that is known, where the lucks go, resuming, and what it says."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from experiments import cli, rerun, sweep
from experiments.bank import Bank
from experiments.breakeven.axes import MapDesign, map_design
from experiments.breakeven.explore import Exploration, explore, least_budget
from experiments.breakeven.line import break_even
from experiments.breakeven.words import sentence
from experiments.commands import rerun as rerun_command
from experiments.report.map_plot import map_figure
from experiments.report.map_table import map_lines
from experiments.report.plots import save_figure
from simulator.results import FloatArray, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine
from tests.support.tiny_study import write_tiny_study
from tests.unit import fake_firm

X, Y = "world.relationship.growth=0:100%", "world.relationship.first_share=1%:100%"


def truth(scenario: Scenario) -> float:
    """The true difference: x - y."""
    return scenario.world.relationship.growth - scenario.world.relationship.first_share


def known_frontier(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
    run = fake_firm.simulate(scenario, "same", replication=replication, engine=engine)
    noise = np.random.default_rng([scenario.run.seed, replication, *strategy.encode()]).normal()
    value = noise / 10 + (truth(scenario) if strategy == "two" else 0.0)
    return fake_firm.replace_outcomes(run, value=run.outcomes["value"] + value)


class MadeUpBank(Bank):
    """Differences x - y + noise without a store: `noise` in all cells of a luck, half of it in common."""

    def __init__(self, design: MapDesign, seed: int, noise: float) -> None:
        self.design, self.rng, self.noise = design, np.random.default_rng(seed), noise
        self.failed, self._lucks, self._values = {}, {}, {}
        self.common = self.rng.normal(size=5_000)
        self.own = self.rng.normal(size=(len(design.plan), 5_000))

    def runs(self) -> int:
        return 2 * sum(self._lucks.values())

    def ask(self, wanted: dict[int, int], budget: int) -> None:  # type: ignore[override]
        self._lucks |= wanted

    def values(self, point: int, outcome: str) -> FloatArray:
        row, column = divmod(point, self.design.shape[1])
        lucks = self._lucks[point]
        luck = self.noise * (self.common + self.own[point])[:lucks] / sqrt(2)
        gap = self.design.x.levels[column] - self.design.y.levels[row]
        return np.array([gap + luck, np.zeros(lucks)])


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    write_tiny_study(tmp_path)
    return tmp_path / "tiny.yaml"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "simulate", known_frontier)
    monkeypatch.setattr(rerun_command, "prepare", lambda engine, quiet: None)


def design_of(tiny: Path, grid: int = 5, **options: str) -> MapDesign:
    return map_design(str(tiny), X, Y, grid=grid, strategy="two", **options)  # type: ignore[arg-type]


def made_up(design: MapDesign, seed: int, budget: int = 8_000, noise: float = 1.0) -> Exploration:
    return explore(design, MadeUpBank(design, seed, noise), budget=budget)


def keysim(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def mapped(tiny: Path, *options: object, x: str = X, y: str = Y, budget: int = 1500) -> Result:
    fixed = ("--strategy", "two", "--grid", 3, "--engine", "reference", "--budget", budget)
    return keysim("map", tiny, "--x", x, "--y", y, *fixed, *options)


def test_the_band_covers_a_known_frontier(tiny: Path) -> None:
    """95 % at each row; of 60 maps it may miss 13.4 % of the time at most (three standard errors, 0.1 % alarms)."""
    design = design_of(tiny)
    inside = np.zeros(3)
    for seed in range(60):
        line = break_even(design, made_up(design, seed, noise=0.7), resamples=120)
        for row in (1, 2, 3):
            level = design.y.levels[row]
            inside[row - 1] += any(each.low <= level <= each.high for each in line.by_row[row])
    assert (inside / 60 >= 0.95 - 3 * sqrt(0.95 * 0.05 / 60)).all(), inside


def test_decided_cells_have_the_right_sign(tiny: Path) -> None:
    """At most 5 % of maps hold a wrong cell; of 60 maps 13.4 % are allowed (0.1 % alarms)."""
    design, wrong = design_of(tiny), 0
    for seed in range(60):
        cells = made_up(design, seed).cells
        gaps = [design.x.levels[cell.column] - design.y.levels[cell.row] for cell in cells]
        signs = {"ahead": 1, "behind": -1, "undecided": 0}
        wrong += any(signs[cell.state] * gap < -1e-9 for cell, gap in zip(cells, gaps, strict=True))
    assert wrong / 60 <= 0.05 + 3 * sqrt(0.05 * 0.95 / 60)


def test_lucks_go_where_the_sign_is_not_known(tiny: Path) -> None:
    design = design_of(tiny)
    found = made_up(design, seed=3)
    assert found.count("ahead") > 0
    assert found.count("behind") > 0
    undecided = [cell.lucks for cell in found.cells if cell.state == "undecided"]
    decided = [cell.lucks for cell in found.cells if cell.state != "undecided"]
    assert np.mean(undecided) > 2 * np.mean(decided)
    assert found.runs <= 8_000
    diagonal = [cell.lucks for cell in found.cells if cell.row == cell.column]
    assert np.mean(diagonal) > 3 * np.mean([cell.lucks for cell in found.cells if abs(cell.row - cell.column) > 2])


def test_a_larger_budget_goes_on_where_a_smaller_one_ended(tiny: Path) -> None:
    design = design_of(tiny)
    small, large = made_up(design, 1, budget=5_000), made_up(design, 1, budget=9_000)
    assert all(a.lucks <= b.lucks for a, b in zip(small.cells, large.cells, strict=True))


def test_the_command_finds_the_known_frontier(tiny: Path, tmp_path: Path, fake: None) -> None:
    file = tmp_path / "m.json"
    result = mapped(tiny, "--json", file, "--workers", 1)
    assert result.exit_code == 0, result.output
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["answer"] in " ".join(result.stdout.split()).replace("- ", "-")
    assert record["runs"] <= 1500
    for cell in record["cells"]:
        if abs(cell["x"] - cell["y"]) > 0.4:
            assert cell["winner"] == ("two" if cell["x"] > cell["y"] else "one")
            low, high = cell["interval"]
            assert low < cell["x"] - cell["y"] < high
    middle = record["line"]["by_y"][1]["crossings"][0]
    assert middle["interval"][0] < 0.505 < middle["interval"][1]
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_nothing(
    workers: int, tiny: Path, tmp_path: Path, fake: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "pool_kind", lambda engine, count, _: "threads" if count > 1 else "inline")
    for count in (1, workers):
        assert mapped(tiny, "--json", tmp_path / f"{count}.json", "--workers", count).exit_code == 0
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / f"{workers}.json").read_bytes()


def test_a_map_that_was_stopped_goes_on_to_the_same_bytes(
    tiny: Path, tmp_path: Path, fake: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mapped(tiny, "--json", tmp_path / "whole.json", "--workers", 1).exit_code == 0
    interrupted = fake_firm.Interrupted(known_frontier, after=1_200)
    monkeypatch.setattr(sweep, "simulate", interrupted)
    options = ("--store", tmp_path / "m.db", "--json", tmp_path / "part.json", "--workers", 1)
    stopped = mapped(tiny, *options)
    assert (stopped.exit_code, stopped.stderr) == (
        130,
        "keysim: stopped; the same command with the same --store goes on\n",
    )
    interrupted.left = 700
    assert mapped(tiny, *options).exit_code == 0
    assert (tmp_path / "part.json").read_bytes() == (tmp_path / "whole.json").read_bytes()
    assert keysim("export", tmp_path / "m.db", tmp_path / "m.csv").stderr.startswith("wrote ")


def test_the_json_is_described_and_can_be_run_again(tiny: Path, tmp_path: Path, fake: None, repo_root: Path) -> None:
    file = tmp_path / "m.json"
    mapped(tiny, "--json", file, "--workers", 1)
    record = json.loads(file.read_text(encoding="utf-8"))
    page = (repo_root / "docs/how-to/find-where-it-flips.md").read_text(encoding="utf-8")
    keys = {*record, *record["cells"][0], *record["line"]}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []
    again = rerun.rerun_record(record)
    assert again.differences == ()
    assert again.same_model


def test_a_cell_that_fails_is_told_and_the_others_go_on(
    tiny: Path, tmp_path: Path, fake: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
        if scenario.world.relationship.growth == 0 and scenario.world.relationship.first_share == 1:
            raise ArithmeticError("a made-up fault")
        return known_frontier(scenario, strategy, replication=replication, engine=engine)

    monkeypatch.setattr(sweep, "simulate", faulty)
    result = mapped(tiny, "--workers", 1, "--plot", tmp_path / "m.svg")
    assert result.exit_code == 1
    assert "1 cells failed; the first: RuntimeError: two, replication 0: ArithmeticError: a made-up" in result.stderr
    assert "1 failed." in result.stdout
    assert (tmp_path / "m.svg").stat().st_size > 1000


def test_cells_that_no_luck_tells_apart_are_level_and_have_no_line(
    tiny: Path, tmp_path: Path, fake: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def often_alike(scenario: Scenario, strategy: str, *, replication: int, engine: Engine) -> RunResult:
        run = known_frontier(scenario, strategy, replication=replication, engine=engine)
        alike = scenario.world.relationship.growth < 0.4
        return fake_firm.replace_outcomes(run, value=1.0) if alike else run

    monkeypatch.setattr(sweep, "simulate", often_alike)
    files = ("--json", tmp_path / "m.json", "--plot", tmp_path / "m.svg")
    result = mapped(tiny, "--workers", 1, *files)
    assert result.exit_code == 0, result.output
    assert "3 level." in result.stdout
    record = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    level = [cell for cell in record["cells"] if cell["state"] == "level"]
    assert [(cell["x"], cell["lucks"], cell["winner"], cell["share_ahead"]) for cell in level] == [
        (0, 60, None, None)
    ] * 3
    assert record["line"]["by_x"][0]["crossings"] == []
    assert all(each["x"] >= 0.5 for row in record["line"]["by_y"] for each in row["crossings"])


def test_the_picture_is_the_same_each_time(tiny: Path, tmp_path: Path) -> None:
    design = design_of(tiny)
    found = made_up(design, seed=3, budget=4_000)
    line = break_even(design, found, resamples=50)
    for name in ("a.svg", "b.svg"):
        save_figure(map_figure(design, found, line, "note"), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_the_sentence_names_the_bounds_of_the_smaller_side(tiny: Path) -> None:
    design = design_of(tiny, grid=3)
    found = made_up(design, seed=1, budget=2_000, noise=0.2)
    assert sentence(design, found) == (
        "two wins in 3 of 9 cells, all with relationship growth 50 % or more and first share 50.5 % or less; "
        "one wins in 3, all with relationship growth 50 % or less and first share 50.5 % or more; 3 undecided."
    )


def test_a_wide_map_shows_signs_in_80_columns(tiny: Path) -> None:
    design = design_of(tiny, grid=30)
    found = made_up(design, seed=3, budget=30 * 30 * 120, noise=0.2)
    lines = [str(line) for line in map_lines(design, found, break_even(design, found, resamples=20), "note", 80)]
    grid = [line for line in lines if line.count("+ +") + line.count("- -") > 5]
    assert len(grid) == 30
    assert max(map(len, grid)) <= 80
    assert grid[0].count("-") > grid[-1].count("-")


def test_a_study_gives_its_factors_as_axes(tmp_path: Path, fake: None) -> None:
    study = write_tiny_study(tmp_path)
    design = map_design(str(study), "cash", "sigma")
    assert (design.strategy, design.baseline, design.shape) == ("two", "one", (3, 4))
    assert design.x.levels == (50_000.0, 100_000.0, 150_000.0, 200_000.0)
    assert design.plan.scenario(1).world.finance.opening_cash == 100_000
    assert least_budget(design) == 12 * 120


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        ("growth", [], "--x: 'growth' has no range; a path needs its range: world.relationship.growth=LOW:HIGH"),
        ("world.relationship.growth=1%", [], "is not PATH=LOW:HIGH or PATH=LOW:HIGH:log"),
        ("world.relationship.growth=1%:5%:cubic", [], "is not PATH=LOW:HIGH or PATH=LOW:HIGH:log"),
        ("world.relationship.growth=5%:1%", [], "needs a finite 'low' below 'high'"),
        ("world.relationship.grwth=1%:5%", [], "unknown name 'grwth'; did you mean 'growth'?"),
        ("world.currency=1:5", [], "--x"),
        (Y, [], "--y: is the same as --x"),
        (X, ["--strategy", "four"], "--strategy: unknown strategy 'four'"),
        (X, ["--baseline", "two"], "--strategy: 'two' is the baseline too"),
        (X, ["--outcome", "valeu"], "unknown outcome with a better direction 'valeu'; did you mean 'value'?"),
        (X, ["--budget", 100], "--budget: 100 runs are too few for 9 cells, needs 1,080"),
        (X, ["--plot", "m.gif"], "--plot: 'm.gif' must end in .svg or .png"),
    ],
)
def test_bad_input_is_one_clear_line(x: str, options: list[object], message: str, tiny: Path) -> None:
    result = mapped(tiny, *options, x=x)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_an_outcome_that_some_run_lacks_cannot_be_mapped(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "simulate", fake_firm.simulate)
    result = mapped(tiny, "--outcome", "first_key_month", "--workers", 1)
    assert result.exit_code == 1
    assert "first_key_month is not defined under" in result.stderr
