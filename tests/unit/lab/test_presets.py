"""Everything that the lab offers to open can be opened."""

from pathlib import Path

import pytest

from experiments.claims.load import bundled_claims
from experiments.lab import presets
from experiments.lab.presets import claim_presets, lesson_presets, open_preset, scenario_presets, test_presets
from simulator.errors import ScenarioError

test_presets.__test__ = False  # type: ignore[attr-defined]  # tests of claims, not of this program


def test_the_main_question_comes_first() -> None:
    found = scenario_presets()
    assert found[0].source == "chase_or_build"
    assert len(found) > 1
    assert all(len(open_preset(preset.source).scenario.strategies) > 1 for preset in found)


def test_every_claim_is_offered() -> None:
    claims = claim_presets()
    assert list(claims) == [file.stem for file in bundled_claims()]
    assert len(claims) == 12
    assert all(claim.title.startswith("C") and claim.says for claim in claims.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", [file.stem for file in bundled_claims()])
def test_every_part_of_every_claim_opens(name: str) -> None:
    offered = test_presets(name)
    assert len({preset.source for preset in offered}) == len(offered) > 1
    for preset in offered:
        assert len(open_preset(preset.source).scenario.strategies) == 2


def test_a_test_of_strategies_compares_its_two_firms() -> None:
    scenario = open_preset("claim:c05_department:at_once:default:both").scenario
    assert list(scenario.strategies) == ["against", "arm"]
    assert scenario.baseline == "against"
    managers = {name: each.phases[0].department.managers for name, each in scenario.strategies.items()}
    assert managers == {"against": 0, "arm": 1}
    assert scenario.outcomes[0] == "value"


def test_a_test_says_what_its_firms_are() -> None:
    offered = {preset.source: preset for preset in test_presets("c05_department")}
    preset = offered["claim:c05_department:at_once:default:both"]
    assert preset.title == "Is a department that opens on the first day worth less than none? (default world)"
    assert preset.says == "arm: department.managers = 1; against: department.managers = 0"


def test_a_test_under_two_conditions_has_both() -> None:
    desks = {
        part: open_preset(f"claim:c05_department:working_back_office:default:{part}").scenario
        for part in ("where", "elsewhere")
    }
    assert desks["where"].strategies["arm"].phases[0].desks != desks["elsewhere"].strategies["arm"].phases[0].desks


def test_a_test_of_the_world_asks_the_main_question_in_both_worlds() -> None:
    arm, against = (open_preset(f"claim:c04_weak_brands:loose:default:{side}").scenario for side in ("arm", "against"))
    assert list(arm.strategies) == list(against.strategies) == ["chase_big", "build_base"]
    assert (arm.world.capabilities.brand.start, against.world.capabilities.brand.start) == (0.0, 1.2)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("claim:c05", "claim:c05: expected claim:FILE:TEST:WORLD:PART"),
        ("claim:c05_departments:a:b:c", "unknown claim 'c05_departments'; did you mean 'c05_department'?"),
        ("claim:c05_department:at_once:default:where", "the claim has no such test, world or part"),
        ("no_such_file", "no_such_file: no such file"),
    ],
)
def test_what_cannot_be_opened(source: str, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        open_preset(source)
    assert message in str(error.value)


def test_lessons_are_those_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "bundled_scenarios", lambda: tmp_path)
    assert lesson_presets() == []
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "one.yaml").write_text("title: First\nextends: chase_or_build\n", encoding="utf-8")
    (folder / "study.yaml").write_text("title: Not this\nscenario: one\nfactors: {}\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("{", encoding="utf-8")
    assert [(each.source, each.title) for each in lesson_presets()] == [("lessons/one", "First")]
