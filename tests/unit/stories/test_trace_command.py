"""`keysim trace`: what it tells, writes and refuses."""

import json
from collections import Counter
from math import exp
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from experiments import cli
from experiments.cli.stories import PICKS
from experiments.rerun import rerun_record
from experiments.stories import picking
from experiments.stories.live import live
from experiments.stories.moments import Life
from experiments.stories.partings import partings
from experiments.stories.scenes import FIXED, TELLERS
from experiments.stories.story import story_of
from simulator.events import EventKind
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.testing.scenarios import STRATEGY, scenarios
from tests.unit.stories.lives import moment, some_life

SHORT = ("--set", "run.horizon=2 years")


def trace(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["trace", "chase_or_build", *map(str, arguments)])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """The printed story and the record of one account over the whole run."""
    file = tmp_path_factory.mktemp("trace") / "trace.json"
    result = trace("--account", 278, "--json", file)
    assert result.exit_code == 0, result.output
    return result.output, json.loads(file.read_text(encoding="utf-8"))


def test_both_lives_stand_side_by_side_in_eighty_columns(told: tuple[str, dict[str, Any]]) -> None:
    text, _ = told
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.split() == ["when", "chase_big", "build_base"] for line in lines)
    assert any(line.count("WON: chooses the firm") == 2 for line in lines)
    assert "adds +" in text


def test_the_same_draw_may_decide_differently_and_the_story_says_why(told: tuple[str, dict[str, Any]]) -> None:
    text, record = told
    assert "Where the same draw decided differently" in text
    lives = record["strategies"]
    asked: dict[str, dict[float, Any]] = {name: {} for name in lives}
    for name, life in lives.items():
        for event in life["events"]:
            if event["event"] == "retender_kept" or event["cause"] == "retender":
                asked[name][event["chance"]["draw"]] = event
    both = asked["chase_big"].keys() & asked["build_base"].keys()
    assert any(asked["chase_big"][draw]["event"] != asked["build_base"][draw]["event"] for draw in both)


def test_every_event_of_the_record_has_a_date_a_chance_and_terms_that_make_it(
    told: tuple[str, dict[str, Any]],
) -> None:
    _, record = told
    events = [event for life in record["strategies"].values() for event in life["events"]]
    chances = [event["chance"] for event in events if event["event"] in ("won", "retender_kept", "visited")]
    assert len(chances) > 20
    for chance in chances:
        assert chance["probability"] == pytest.approx(1.0 / (1.0 + exp(-sum(chance["log_odds"].values()))))
    assert {"scenario", "currency", "seed", "replication", "account", "strategies", "provenance", "environment"} == set(
        record
    )


def test_a_record_can_be_made_again(told: tuple[str, dict[str, Any]]) -> None:
    assert rerun_record(told[1]).differences == ()


def test_one_strategy_alone_and_everything_one_by_one() -> None:
    brief = trace("--account", 278, "--strategy", "build_base", *SHORT)
    full = trace("--account", 278, "--strategy", "build_base", "--all", *SHORT)
    assert (brief.exit_code, full.exit_code) == (0, 0)
    assert "chase_big" not in brief.output
    assert "orders since" in brief.output
    assert "invoice of" in full.output
    assert full.output.count("\n") > 2 * brief.output.count("\n")


def test_picks_are_those_that_exist_and_each_finds_what_it_says() -> None:
    assert PICKS == picking.PICKS
    scenario = load_scenario("chase_or_build", ["run.horizon=2 years"])
    lost = picking.pick(scenario, ("build_base",), 0, "lost")
    assert lost is not None
    assert "LOST: " in trace("--account", lost, "--strategy", "build_base", *SHORT).output
    assert picking.pick(scenario, ("build_base",), 0, "ally") is None


def test_a_picture_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, two = tmp_path / "one.svg", tmp_path / "two.svg"
    for file in (one, two):
        assert trace("--account", 278, "--quiet", "--plot", file, *SHORT).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    assert b"<svg" in one.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--account", 600), "--account: there is no account 600; the world has accounts 0 to 599"),
        (("--account", 1, "--pick", "lost"), "--pick: does not go with --account: the account is chosen already"),
        (
            ("--pick", "ally", *SHORT),
            "--pick: no account with the fate 'ally' in replication 0; try another --replication",
        ),
        (("--strategy", "bild_base"), "--strategy: unknown strategy 'bild_base'; did you mean 'build_base'?"),
        (("--account", 1, "--plot", "life.pdf"), "--plot: 'life.pdf' must end in .svg or .png"),
    ],
)
def test_bad_input_is_one_clear_message(arguments: tuple[object, ...], message: str) -> None:
    result = trace(*arguments)
    assert (result.exit_code, result.stderr) == (2, message + "\n")


def test_every_kind_of_event_of_an_account_has_words() -> None:
    """What no teller knows is counted, told with another event, or belongs to no account."""
    elsewhere = {
        *(EventKind.WINDOW_OPENED, EventKind.INVITED, EventKind.NOT_INVITED, EventKind.DECLINED),
        *(EventKind.LEDGER, EventKind.SELLER_CAME, EventKind.ADOPTED, EventKind.PHASE_BEGAN),
        *(EventKind.ORDERED, EventKind.DELIVERED, EventKind.INVOICED, EventKind.VISITED, EventKind.UPGRADED),
        *(EventKind.PROSPECTED, EventKind.TIER_CHANGED),
    }
    assert TELLERS.keys().isdisjoint(FIXED)
    assert TELLERS.keys() | FIXED.keys() | elsewhere == set(EventKind)
    assert elsewhere.isdisjoint(TELLERS.keys() | FIXED.keys())


def test_every_life_in_generated_scenarios_can_be_told() -> None:
    """Brief or in full; and a story in full tells all that a brief one counts."""

    @seed(20261124)
    @settings(max_examples=25, suppress_health_check=list(HealthCheck), database=None)
    @given(scenarios(), st.integers(0, 10**6))
    def can_be_told(scenario: Scenario, number: int) -> None:
        accounts = sum(segment.accounts for segment in scenario.world.segments.values())
        (life,) = live(scenario, (STRATEGY,), number % accounts, 0)
        brief, full = story_of(life, scenario), story_of(life, scenario, full=True)
        assert all(episode.scene.title for episode in (*brief, *full))
        assert [episode.time for episode in full] == sorted(episode.time for episode in full)
        told = Counter(moment.kind for moment in life.moments)
        assert len(full) >= told[EventKind.ORDERED] + told[EventKind.DELIVERED] + told[EventKind.VISITED]

    can_be_told()


def test_routine_is_told_once_a_year_and_before_each_scene() -> None:
    ordered = [moment(day, EventKind.ORDERED, amount=100.0) for day in (10.0, 20.0, 400.0)]
    won = moment(5.0, EventKind.WON)
    story = story_of(some_life(won, *ordered), load_scenario("chase_or_build"))
    titles = [episode.scene.title for episode in story]
    assert titles == [
        "WON: chooses the firm",
        "2 orders since Y1 M1 D11",
        "1 order",
        "end of the run: no customer",
    ]


def test_lives_part_only_where_the_same_draw_went_two_ways() -> None:
    def with_chance(probability: float, draw: float, kind: EventKind) -> Life:
        return some_life(moment(5.0, kind, probability=probability, draw=draw))

    won = with_chance(0.6, 0.5, EventKind.WON)
    assert list(partings([won, with_chance(0.7, 0.5, EventKind.WON)])) == []
    assert list(partings([won, with_chance(0.4, 0.55, EventKind.BID_LOST)])) == []
    ((_, _, parting),) = partings([won, with_chance(0.4, 0.5, EventKind.BID_LOST)])
    assert (parting.occasion, parting.draw) == ("a bid", 0.5)
