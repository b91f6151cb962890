"""Guesses with ranges: variance taken apart into luck, records and guesses; worlds, messages, reports."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy import stats

from experiments import cli
from experiments.guesses import guessed_values
from experiments.ignorance import GUESSES, RECORDS, ignorance
from experiments.world_draws import drawn_worlds, guessed_worlds, read_draws
from simulator.results import FloatArray
from simulator.scenario.load import load_scenario
from tests.unit.test_worlds import NOISE, WALLET, written

FALSE_ALARM = 1e-4
DRAWS, PER_DRAW, LUCKS, FIRMS = 16, 2, 5, 300
SLOTS = "world.sponsors.executive_slots=1:6"
SHORT = ("--set", "run.horizon=1 year", "--workers", "1")


def keysim(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def outcomes(seed: int, records: float, guesses: float, draws: int = DRAWS) -> FloatArray:
    """Draws of records that scatter by one number, guesses by another, and luck with variance 4."""
    random = np.random.default_rng([seed, 7])
    of_records = random.normal(0.0, records, (draws, 1, 1))
    of_guesses = random.normal(0.0, guesses, (draws, PER_DRAW, 1))
    return np.asarray((of_records + of_guesses + random.normal(0.0, 2.0, (draws, PER_DRAW, LUCKS))).ravel())


@pytest.mark.parametrize(("records", "guesses"), [(0.0, 0.0), (2.0, 0.0), (0.0, 2.0), (2.0, 2.0), (1.0, 4.0)])
def test_variance_is_taken_apart_into_three(records: float, guesses: float) -> None:
    found = [ignorance(outcomes(seed, records, guesses), LUCKS, PER_DRAW) for seed in range(FIRMS)]
    whole = records**2 + guesses**2 + 4.0
    least = stats.binom.ppf(FALSE_ALARM, FIRMS, 0.95)
    for name, spread in ((RECORDS, records), (GUESSES, guesses)):
        parts = [each.parts[name] for each in found]
        assert sum(each.low <= spread**2 / whole <= each.high for each in parts) >= least, name
        assert all(each.low - 1e-9 <= each.share <= each.high + 1e-9 for each in parts)
    luck = np.array([each.luck_variance for each in found])
    assert luck.mean() == pytest.approx(4.0, abs=4.0 * luck.std() / np.sqrt(FIRMS))
    if min(records, guesses) >= 2.0:  # what is cut off at 0 lies above the truth on average
        both = np.array([each.world_variance for each in found])
        assert both.mean() == pytest.approx(whole - 4.0, abs=4.0 * both.std() / np.sqrt(FIRMS))


def test_what_only_one_side_does_not_know_is_put_down_to_it() -> None:
    by_records = ignorance(outcomes(3, 6.0, 0.0, 200), LUCKS, PER_DRAW).parts
    by_guesses = ignorance(outcomes(3, 0.0, 6.0, 200), LUCKS, PER_DRAW).parts
    assert by_records[RECORDS].low > by_records[GUESSES].high
    assert by_guesses[GUESSES].low > by_guesses[RECORDS].high


def test_guesses_lie_in_their_ranges_and_do_not_hang_on_the_luck() -> None:
    texts = [SLOTS, "world.relationship.growth=1 %:10 %:log"]
    values = guessed_values(Path("chase_or_build"), texts, [], 40)
    slots = [each["sponsors.executive_slots"] for each in values]
    assert set(slots) == {1, 2, 3, 4, 5, 6}  # one missing: chance below 0.5 %, and fixed
    growth = np.array([each["relationship.growth"] for each in values])
    assert 0.01 <= growth.min() < 0.02
    assert 0.05 < growth.max() <= 0.1
    assert values == guessed_values(Path("chase_or_build"), texts, ["run.seed=9"], 40)


def test_a_range_stands_where_records_know_the_number_too(tmp_path: Path) -> None:
    overrides = [f"world={written(tmp_path)}"]
    scenario = load_scenario("chase_or_build", overrides)
    drawn = drawn_worlds(scenario, read_draws(tmp_path / "mine.draws.json"), 2)
    texts = ["world.segments.packaging.wallet.sigma=1:2"]
    worlds = guessed_worlds(scenario, guessed_values(Path("chase_or_build"), texts, overrides, 4), drawn)
    assert (worlds.varied, worlds.per_draw) == ((NOISE,), 2)
    packaging = [each.world.segments["packaging"] for each in worlds.scenarios]
    assert [each.order_noise for each in packaging] == [0.5, 0.5, 0.6, 0.6]
    sigmas = [json.loads(each.model_dump_json())["wallet"]["sigma"] for each in packaging]
    assert len(set(sigmas)) == 4
    assert all(1.0 <= sigma <= 2.0 for sigma in sigmas)
    assert WALLET not in worlds.varied


def test_compare_tells_luck_records_and_guesses_apart_and_runs_again(tmp_path: Path) -> None:
    world, record = written(tmp_path), tmp_path / "found.json"
    options = ("--uncertain", "4", "--guess", SLOTS, "--replications", "8", "--json", str(record))
    result = keysim("compare", "chase_or_build", "--set", f"world={world}", *options, *SHORT)
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    assert "8 replications in 4 worlds that the records and your ranges allow, 2 lucks in each" in text
    assert "is not knowing the guesses that were varied" in text
    assert "The guesses that were varied: world.sponsors.executive_slots." in text
    told = json.loads(record.read_text(encoding="utf-8"))["uncertainty"]
    assert (told["guessed"], told["worlds_per_draw"]) == (["sponsors.executive_slots"], 2)
    parts = told["differences"]["build_base - chase_big"]["value"]["parts"]
    assert list(parts) == [RECORDS, GUESSES]
    assert keysim("rerun", str(record)).stdout == "the same numbers, to the last figure\n"


def test_guesses_need_no_records() -> None:
    options = ("--uncertain", "3", "--guess", SLOTS, "--replications", "6", "--quiet")
    text = " ".join(keysim("compare", "chase_or_build", *options, *SHORT).stdout.split())
    assert "6 replications in 3 worlds that your ranges allow" in text
    assert "is not knowing the guesses." in text
    assert "records" not in text


def test_a_report_is_written_in_several_worlds_and_names_its_command(tmp_path: Path) -> None:
    page, again = tmp_path / "a.html", tmp_path / "b.html"
    options = ("--uncertain", "3", "--guess", SLOTS, "--replications", "6")
    made = keysim("report", "chase_or_build", "-o", str(page), *options, *SHORT)
    assert made.exit_code == 0, made.output
    text = page.read_text(encoding="utf-8")
    assert "6 replications of 12 months in 3 worlds" in text
    assert "--uncertain 3 --guess world.sponsors.executive_slots=1:6" in text
    assert "is not knowing the guesses" in text
    assert keysim("compare", "chase_or_build", "--report", str(again), *options, *SHORT).exit_code == 0
    assert again.read_bytes() == page.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--guess", SLOTS), "--guess: says what is not known; say in how many worlds with --uncertain N"),
        (("--uncertain", "2", "--guess", "world.sponsors.executive_slots"), "is not PATH=LOW:HIGH"),
        (("--uncertain", "2", "--guess", "world.sponsors.executive_slots=6:1"), "needs a finite 'low' below 'high'"),
        (("--uncertain", "2", "--guess", "world.sponsors.executive_slot=1:6"), "did you mean 'executive_slots'?"),
        (("--uncertain", "2", "--guess", "run.seed=1:6"), "is no guess about the world"),
        (
            ("--uncertain", "2", "--guess", SLOTS, "--guess", SLOTS),
            "executive_slots' is set by the factor",
        ),
        (("--uncertain", "9", "--guess", SLOTS), "10 replications in 9 worlds"),
    ],
)
def test_what_is_no_range_is_told(arguments: tuple[str, ...], message: str) -> None:
    result = keysim("compare", "chase_or_build", "--replications", "10", *arguments)
    assert result.exit_code == 2, result.output
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_an_odd_number_of_worlds_is_told_where_both_vary(tmp_path: Path) -> None:
    options = ("--set", f"world={written(tmp_path)}", "--uncertain", "3", "--guess", SLOTS, "--replications", "10")
    result = keysim("compare", "chase_or_build", *options)
    assert result.exit_code == 2
    assert "an even number from 4 on is needed" in result.stderr


def test_a_missing_range_of_ruin_is_no_crash() -> None:
    values = np.full(DRAWS * PER_DRAW * LUCKS, 1.0)
    found = ignorance(values, LUCKS, PER_DRAW)
    assert (found.share, found.parts[RECORDS].share) == (0.0, 0.0)
