"""The film shows what happened: its counts are those of the run."""

import json
import re

import numpy as np
import pytest

from experiments.lab.document import open_file
from experiments.lab.replay import LEVELS, STATES, Film, film, film_data
from experiments.lab.replay_page import replay_page
from simulator.simulate import simulate

LUCK = 3
SCENARIO = open_file("chase_or_build").changed(["run.horizon=3 years"]).scenario


@pytest.fixture(scope="module")
def shown() -> Film:
    return film(SCENARIO, LUCK)


@pytest.mark.parametrize("strategy", list(SCENARIO.strategies))
def test_customers_and_cash_are_those_of_the_timeline(shown: Film, strategy: str) -> None:
    reel, run = shown.reels[strategy], simulate(SCENARIO, strategy, replication=LUCK)
    assert shown.months == len(reel.states) - 1 == 36
    held = [sum(map(states.count, "smk")) for states in reel.states]
    assert held == run.timeline["customers"].tolist()
    assert max(held) > 5
    assert [states.count("m") for states in reel.states] == run.timeline["mid_accounts"].tolist()
    assert [states.count("k") for states in reel.states] == run.timeline["key_accounts"].tolist()
    assert list(reel.cash) == run.timeline["cash"].tolist()


def test_every_account_has_a_letter_and_a_size_each_month(shown: Film) -> None:
    for reel in shown.reels.values():
        assert {len(states) for states in reel.states} == {len(sizes) for sizes in reel.sizes} == {600}
        assert set("".join(reel.states)) <= set(STATES)
        assert set("".join(reel.sizes)) <= set(LEVELS)
        assert set(reel.states[0]) == {"."}


def test_an_account_that_buys_has_a_size_and_one_that_never_bought_has_none(shown: Film) -> None:
    reel = shown.reels["build_base"]
    never = [account for account in range(600) if not any(states[account] in "smkxf" for states in reel.states)]
    assert all(sizes[account] == "0" for sizes in reel.sizes for account in never)
    keys = [account for account in range(600) if reel.states[-1][account] == "k"]
    assert keys
    assert all(reel.sizes[-1][account] != "0" for account in keys)


def test_news_come_in_order_and_tell_the_key_accounts(shown: Film) -> None:
    for reel in shown.reels.values():
        months = [month for month, _, _ in reel.news]
        assert months == sorted(months)
        assert months[-1] <= 36
        new = {account for _, account, text in reel.news if text.startswith("becomes a key account")}
        assert {account for account, state in enumerate(reel.states[-1]) if state == "k"} <= new


def test_the_end_of_a_firm_is_shown() -> None:
    poor = open_file("chase_or_build").changed(["run.horizon=3 years", "world.finance.opening_cash=100k"]).scenario
    reel = film(poor, 0).reels["chase_big"]
    assert reel.insolvent is not None
    assert reel.news[-1][1:] == (-1, "the firm is insolvent")


def test_segments_stand_apart_and_nothing_is_out_of_place(shown: Film) -> None:
    places, segments = shown.places, np.array(shown.segments)
    assert np.isfinite(places).all()
    boxes = []
    for segment in range(4):
        x, y, r = places[segments == segment].T
        boxes.append((min(x - r), max(x + r), min(y - r), max(y + r)))
    for one in range(4):
        for other in range(one):
            a, b = boxes[one], boxes[other]
            assert a[0] > b[1] or b[0] > a[1] or a[2] > b[3] or b[2] > a[3]


def test_the_page_needs_nothing_from_outside(shown: Film) -> None:
    page = replay_page(shown, {"chase_big": "#000000", "build_base": "#ffffff"}, "dark")
    assert not re.search(r"https?://|src=|@import|url\(", page)
    assert "@FILM@" not in page
    assert 'data-theme="dark"' in page
    data = json.loads(re.search(r"const film = (.*);\n", page)[1])  # type: ignore[index]
    assert data == json.loads(json.dumps(film_data(shown, {"chase_big": "#000000", "build_base": "#ffffff"})))


def test_a_title_cannot_end_the_script(shown: Film) -> None:
    titles = ("</script><script>alert(1)</script>", *shown.titles[1:])
    page = replay_page(Film(**{**vars(shown), "titles": titles}), dict.fromkeys(shown.reels, "#000000"), "light")
    assert page.count("</script>") == 1
