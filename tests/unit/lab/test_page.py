"""The page as streamlit's own tester sees it: levers, files, links."""

from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the lab needs streamlit")

from streamlit.testing.v1 import AppTest

from experiments.lab.server import APP
from simulator.errors import ScenarioError
from simulator.scenario.load import load_scenario

CASH = "world.finance.opening_cash"
FEW = "run.replications=12"


@pytest.fixture(autouse=True)
def command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["app.py"])


def opened(**query: list[str]) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for name, values in {"set": [FEW], **query}.items():
        page.query_params[name] = values
    page.run()
    assert not page.exception
    return page


def query(page: AppTest) -> dict[str, list[str]]:
    """The parameters of the page's address."""
    return {name: [value] if isinstance(value, str) else [*value] for name, value in page.query_params.items()}


def verdict(page: AppTest) -> str:
    return next(str(each.proto.body) for each in page.get("html") if "data-verdict" in str(each.proto))


def captions(page: AppTest) -> str:
    return "\n".join(caption.value for caption in page.caption)


def faults(page: AppTest) -> str:
    return page.code[0].value if page.error else ""


def test_it_opens_on_the_main_question() -> None:
    page = opened()
    assert page.title[0].value == "Chase big accounts, or build the base first?"
    assert "12 lucks, the same for 2 strategies (the file asks for 400: see Lucks)" in captions(page)
    assert query(page)["open"] == ["chase_or_build"]


def test_a_lever_moves_the_verdict_and_can_be_given_back() -> None:
    page = opened()
    before = verdict(page)
    page.select_slider(key=CASH).set_value("1M").run()
    assert verdict(page) != before
    assert query(page)["set"] == [FEW, f"{CASH}=1M"]
    page.select_slider(key=CASH).set_value("8M").run()
    assert verdict(page) == before
    assert query(page)["set"] == [FEW]
    assert "all runs known already" in captions(page)


def test_a_lever_of_one_strategy_runs_it_alone() -> None:
    page = opened(set=["run.replications=11"])
    page.select_slider(key="strategies.build_base.phases.0.reps").set_value("8").run()
    assert not page.exception
    assert "· 11 runs in" in captions(page)


def test_a_link_shows_the_same_page() -> None:
    page = opened()
    page.select_slider(key=CASH).set_value("3M").run()
    page.selectbox(key="value of baseline").set_value("build_base").run()
    page.selectbox(key="main").set_value("customers").run()
    again = opened(**query(page))
    assert verdict(again) == verdict(page)
    assert again.select_slider(key=CASH).value == "3M"
    assert again.selectbox(key="main").value == "customers"


def test_a_link_leads_to_a_part_of_the_page_and_to_a_luck() -> None:
    page = opened(show=["Replay"], luck=["5"])
    assert page.segmented_control(key="part").value == "Replay"
    assert page.number_input(key="luck").value == 5
    page.number_input(key="luck").set_value(6).run()
    assert query(page) == {"open": ["chase_or_build"], "set": [FEW], "show": ["Replay"], "luck": ["6"]}
    page = opened(show=["Nothing"], luck=["-1"])
    assert page.segmented_control(key="part").value == "Charts"
    assert "show" not in query(page)


def test_a_faulty_file_is_told_as_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text("extends: chase_or_build\nrun: {sed: 7}\nbaseline: nobody\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as command_line:
        load_scenario(file)
    page = opened()
    before = verdict(page)
    page.segmented_control(key="kind").set_value("A file").run()
    page.text_input(key="path").set_value(str(file)).run()
    assert faults(page) == str(command_line.value)
    assert "did you mean 'seed'?" in faults(page)
    assert verdict(page) == before
    page.text_input(key="path").set_value("chase_or_build_contrarian").run()
    assert faults(page) == ""
    assert query(page)["open"] == ["chase_or_build_contrarian"]


def test_any_value_can_be_set_and_a_bad_one_is_refused() -> None:
    page = opened()
    page.text_input(key="any").set_value("world.selling.sample=20").run()
    assert query(page)["set"] == [FEW, "world.selling.sample=20"]
    page.text_input(key="any").set_value("world.selling.sampel=20").run()
    assert faults(page) == "--set: world.selling.sampel: unknown name 'sampel'; did you mean 'sample'?"
    page.text_input(key="any").set_value("nonsense").run()
    assert faults(page) == "--set: expected path=value such as run.seed=7, found 'nonsense'"
    page.text_input(key="run.seed").set_value("seven").run()
    assert "run.seed: expected a whole number" in faults(page)
    assert query(page)["set"] == [FEW, "world.selling.sample=20"]


def test_a_bad_link_is_told_and_shows_what_it_can() -> None:
    page = opened(open=["chase_or_biuld"])
    assert faults(page) == "chase_or_biuld: no such file; did you mean 'chase_or_build.yaml'?"
    assert page.title[0].value == "Chase big accounts, or build the base first?"
    page = opened(set=[FEW, f"{CASH}=-5"])
    assert faults(page) == f"--set: {CASH}: must not be negative, but is -5"


def test_a_claim_opens() -> None:
    page = opened(open=["claim:c05_department:at_once:default:both"])
    assert page.title[0].value.startswith("C5\\: Is a department that opens on the first day worth less than none?")
    assert page.selectbox(key="claim").value == "c05_department"
    assert page.selectbox(key="value of baseline").value == "against"


def test_the_file_of_the_command_line_opens_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: chase_or_build\ntitle: 'Mine: 5 $ or *more*'\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["app.py", str(file)])
    page = opened()
    assert page.title[0].value == "Mine\\: 5 \\$ or \\*more\\*"


def test_every_control_has_help() -> None:
    page = opened()
    controls = [*page.select_slider, *page.selectbox, *page.text_input, *page.segmented_control]
    without = [control.label for control in controls if not control.proto.help]
    assert len(controls) > 70
    assert without == ["Part of the page"]


def test_every_control_of_saving_and_replaying_has_help() -> None:
    saving = opened(set=[FEW, f"{CASH}=3M"], show=["Save and share"])
    replaying = opened(show=["Replay"])
    controls = [
        *saving.pills,
        *saving.download_button,
        *saving.button,
        *saving.text_input,
        *saving.checkbox,
        *replaying.number_input,
    ]
    assert len(controls) >= 7
    assert [
        control for control in controls if not control.proto.help and control.proto.label != "Part of the page"
    ] == []


@pytest.mark.parametrize("part", ["Numbers", "Replay", "Save and share"])
def test_every_part_is_drawn(part: str) -> None:
    page = opened()
    page.segmented_control(key="part").set_value(part).run()
    assert not page.exception
    words = "\n".join([*(each.value for each in page.markdown), captions(page), *(each.value for each in page.code)])
    expected = {
        "Numbers": "Means with 95 % half-widths over 12 lucks",
        "Replay": "",
        "Save and share": "keysim compare chase_or_build --set run.replications=12",
    }
    assert expected[part] in words


def test_one_strategy_alone_is_shown_without_a_verdict(tmp_path: Path) -> None:
    file = tmp_path / "alone.yaml"
    text = "extends: chase_or_build\nbaseline: build_base\nstrategies: {chase_big: null}\nrun: {replications: 1}\n"
    file.write_text(text, encoding="utf-8")
    page = opened(open=[str(file)], set=[])
    assert "nothing to compare" in verdict(page)
    assert "1 lucks, the same for 1 strategies" not in captions(page)
    assert not page.exception


def test_the_film_of_a_luck_that_is_no_longer_there_is_that_of_the_last() -> None:
    page = opened()
    page.segmented_control(key="part").set_value("Replay").run()
    page.number_input(key="luck").set_value(11).run()
    page.select_slider(key="run.replications").set_value("20").run()
    assert page.number_input(key="luck").value == 11
    page.text_input(key="any").set_value("run.replications=1").run()
    assert not page.exception
    assert page.number_input(key="luck").value == 0


def test_a_change_is_told_and_undone_with_its_counterpart() -> None:
    page = opened()
    page.select_slider(key="strategies.build_base.phases.0.effort.grow").set_value("80 %").run()
    assert len(query(page)["set"]) == 3
    (pills,) = [group for group in page.button_group if group.key == "changes"]
    assert pills.options == ["build\\_base\\: Time for growing customers\\: 50 % → 80 %"]
    pills.set_value([]).run()
    assert query(page)["set"] == [FEW]
