"""Uncertainty over worlds: variance taken apart, intervals that hold over worlds, draws beside a world file."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy import stats

from experiments import cli
from experiments.ignorance import Ignorance, ignorance
from experiments.pairing import paired_difference
from experiments.replication import replicate, replicate_in_worlds
from experiments.statistics import mean_estimate
from experiments.world_draws import WorldDraws, drawn_worlds, draws_text, find_draws, read_draws
from experiments.worlds import mean_over_worlds, share_over_worlds
from simulator.errors import ScenarioError
from simulator.results import FloatArray
from simulator.scenario.load import load_scenario

FALSE_ALARM = 1e-4
WORLDS, LUCKS = 20, 10
WALLET, NOISE = "segments.packaging.wallet", "segments.packaging.order_noise"
WORLD = """\
extends: worlds/industrial_supplier.yaml
segments:
  packaging:
    wallet: {distribution: lognormal, median: 310000, sigma: 1.25}
    order_noise: 0.61
"""


def outcomes(seed: int, spread: float, shape: float = np.inf) -> FloatArray:
    """Worlds with means around 0 that scatter by `spread`, and luck with variance 4 within."""
    random = np.random.default_rng([seed, 3])
    means = random.normal(0.0, spread, WORLDS)
    luck = random.normal(0.0, 2.0, (WORLDS, LUCKS)) if np.isinf(shape) else random.gamma(shape, 2.0, (WORLDS, LUCKS))
    return np.asarray((means[:, None] + luck).ravel())


@pytest.mark.parametrize(("spread", "share"), [(0.0, 0.0), (1.0, 0.2), (4.0, 0.8)])
def test_variance_is_taken_apart(spread: float, share: float) -> None:
    found = [ignorance(outcomes(seed, spread), LUCKS) for seed in range(300)]
    covered = sum(each.low <= share <= each.high for each in found)
    low, high = stats.binom.interval(1.0 - FALSE_ALARM, 300, 0.95 if spread else 0.975)
    assert low <= covered <= high
    luck = np.array([each.luck_variance for each in found])
    assert luck.mean() == pytest.approx(4.0, abs=4.0 * luck.std() / np.sqrt(300))
    if spread:  # at 0 the estimate is cut off, and so lies above the truth on average
        world = np.array([each.world_variance for each in found])
        assert world.mean() == pytest.approx(spread**2, abs=4.0 * world.std() / np.sqrt(300))


def test_means_of_worlds_scatter_by_the_world_variance_alone() -> None:
    random = np.random.default_rng(5)
    values = (random.normal(0.0, 1.0, 2000)[:, None] + random.normal(0.0, 2.0, (2000, 3))).ravel()
    found = ignorance(values, 3)
    reach, tolerance = stats.norm.ppf(0.95), 0.3  # four standard errors; the raw means would lie 0.9 away
    assert found.means[0.95] == pytest.approx(reach, abs=tolerance)
    assert found.means[0.05] == pytest.approx(-reach, abs=tolerance)


def test_what_is_not_defined_everywhere_is_not_taken_apart() -> None:
    values = outcomes(1, 1.0)
    values[3] = np.nan
    for each in (ignorance(values, LUCKS), ignorance(outcomes(1, 1.0), 1)):
        assert isinstance(each, Ignorance)
        assert np.isnan(each.share)


def test_intervals_hold_over_worlds_and_plain_ones_do_not() -> None:
    low, high = stats.binom.interval(1.0 - FALSE_ALARM, 400, 0.95)
    firms = [outcomes(seed, 2.0) for seed in range(400)]
    ours = [mean_over_worlds(values, LUCKS) for values in firms]
    plain = [mean_estimate(values) for values in firms]
    assert low <= sum(each.low <= 0.0 <= each.high for each in ours) <= high
    assert sum(each.low <= 0.0 <= each.high for each in plain) < low
    ruined = [share_over_worlds(np.where(values > 0.0, 1.0, 0.0), LUCKS) for values in firms]
    assert sum(each.low <= 0.5 <= each.high for each in ruined) >= low


@pytest.mark.parametrize("outcome", ["value", "insolvent"])
def test_no_difference_is_claimed_no_more_often_than_the_level_says(outcome: str) -> None:
    raw = [outcomes(seed, 2.0) for seed in range(400)]
    firms = [(values > 1.0) * 1.0 - (values < -1.0) * 1.0 if outcome == "insolvent" else values for values in raw]
    zeros = np.zeros(WORLDS * LUCKS)
    alarms = sum(paired_difference(outcome, values, zeros, LUCKS).p_value < 0.05 for values in firms)
    plain = sum(paired_difference(outcome, values, zeros).p_value < 0.05 for values in firms)
    low, high = stats.binom.interval(1.0 - FALSE_ALARM, 400, 0.05)
    assert low <= alarms <= high
    assert plain > high


def written(folder: Path, world: str = WORLD, count: int = 3) -> Path:
    """A world file with draws beside it."""
    wallet = {"distribution": "lognormal", "median": 310000, "sigma": 1.25}
    draws = tuple({WALLET: {**wallet, "median": 250000 + 50000 * k}, NOISE: 0.5 + 0.1 * k} for k in range(count))
    file = folder / "mine.yaml"
    file.write_text(world, encoding="utf-8")
    text = draws_text(WorldDraws(estimates={WALLET: wallet, NOISE: 0.61}, draws=draws), "5e")
    (folder / "mine.draws.json").write_text(text, encoding="utf-8")
    return file


def test_draws_take_the_place_of_estimates(tmp_path: Path) -> None:
    overrides = [f"world={written(tmp_path)}"]
    draws = read_draws(find_draws(Path("chase_or_build"), overrides))
    found = drawn_worlds(load_scenario("chase_or_build", overrides), draws, 2)
    noise = [scenario.world.segments["packaging"].order_noise for scenario in found.scenarios]
    wallets = [scenario.world.segments["packaging"].wallet.to_distribution() for scenario in found.scenarios]
    assert noise == [0.5, 0.6]
    assert [float(wallet.quantile(0.5)) for wallet in wallets] == pytest.approx([250_000.0, 300_000.0])
    assert found.varied == (WALLET, NOISE)


def test_what_the_user_set_stays(tmp_path: Path) -> None:
    overrides = [f"world={written(tmp_path, WORLD.replace('0.61', '0.9'))}"]
    draws = read_draws(find_draws(Path("chase_or_build"), overrides))
    found = drawn_worlds(load_scenario("chase_or_build", overrides), draws, 2)
    assert {scenario.world.segments["packaging"].order_noise for scenario in found.scenarios} == {0.9}
    assert (found.varied, found.fixed) == ((WALLET,), (NOISE,))
    with pytest.raises(ScenarioError, match="none of the drawn numbers is in this world any more"):
        drawn_worlds(load_scenario("chase_or_build"), draws, 2)


def test_draws_are_found_through_a_scenario_and_a_world_on_top(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "top.yaml").write_text("extends: mine.yaml\nfinance: {opening_cash: 9M}\n", encoding="utf-8")
    scenario = tmp_path / "own.yaml"
    scenario.write_text("extends: chase_or_build.yaml\nworld: top.yaml\n", encoding="utf-8")
    assert find_draws(scenario, []) == tmp_path / "mine.draws.json"


def test_the_same_worlds_give_the_same_runs() -> None:
    scenario = load_scenario("chase_or_build", ["run.horizon=6 months"])
    names = tuple(scenario.strategies)
    one = replicate(scenario, names, replications=4, seed=3, engine="compiled")
    several = replicate_in_worlds([scenario, scenario], names, lucks=2, seed=3, engine="compiled")
    for name in names:
        for outcome, values in one.outcomes[name].items():
            np.testing.assert_array_equal(values, several.outcomes[name][outcome])
    assert (one.lucks, several.lucks) == (1, 2)


def keysim(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def test_compare_tells_luck_from_not_knowing_and_runs_again(tmp_path: Path) -> None:
    world, record = written(tmp_path), tmp_path / "found.json"
    options = ("--set", "run.horizon=1 year", "--replications", "7", "--workers", "1", "--json", str(record))
    result = keysim("compare", "chase_or_build", "--set", f"world={world}", "--uncertain", "3", *options)
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    assert "6 replications in 3 worlds that the records allow, 2 lucks in each" in text
    assert "is luck and" in text
    assert "The guesses of the base world were not varied" in text
    told = json.loads(record.read_text(encoding="utf-8"))["uncertainty"]
    assert (told["worlds"], told["lucks_per_world"], told["varied"]) == (3, 2, [WALLET, NOISE])
    share = told["differences"]["build_base - chase_big"]["value"]["world_share"]
    assert 0.0 <= share <= 1.0
    assert keysim("rerun", str(record)).stdout == "the same numbers, to the last figure\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--uncertain", "9", "--replications", "20"),
            "--uncertain: there are 3 draws, not 9",
        ),
        (("--uncertain", "3", "--replications", "5"), "--uncertain: 5 replications in 3 worlds: at least 2 worlds"),
    ],
)
def test_too_few_draws_or_lucks_are_told(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = keysim("compare", "chase_or_build", "--set", f"world={written(tmp_path)}", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_world_without_draws_is_told() -> None:
    result = keysim("compare", "chase_or_build", "--uncertain", "3", "--replications", "20")
    assert result.exit_code == 2
    assert "no file of draws lies beside the world" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_broken_file_of_draws_is_told(tmp_path: Path) -> None:
    world = written(tmp_path)
    world.with_name("mine.draws.json").write_text('{"format": "other"}', encoding="utf-8")
    result = keysim("compare", "chase_or_build", "--set", f"world={world}", "--uncertain", "2", "--replications", "20")
    assert result.exit_code == 2
    assert "holds no draws of a world" in result.stderr
