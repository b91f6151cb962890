"""The lesson pages show what their commands print, in English and in Chinese."""

from pathlib import Path

import pytest

from experiments.lessons.__main__ import DOCS
from experiments.lessons.catalogue import LESSONS
from experiments.lessons.pages import FENCED, course_pages, renewed, shown, translations, with_blocks_of
from experiments.study.load import check_study
from experiments.study.reading import is_study
from simulator.scenario.load import check_file

SLOW = {page.name for page in course_pages(DOCS) if page.name[:2].isdigit()} - {"01-by-hand.md"}
PAGES = [
    pytest.param(one, marks=pytest.mark.slow if one.name in SLOW else (), id=one.name) for one in course_pages(DOCS)
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_its_commands_print(page: Path, tmp_path: Path) -> None:
    """If this fails after a change of the model, renew the page and read the text beside the output again."""
    text = page.read_text(encoding="utf-8")
    assert "$ keysim" in text
    assert renewed(text, tmp_path) == text


def test_every_output_is_filled() -> None:
    for page in course_pages(DOCS):
        assert "```text\n```" not in page.read_text(encoding="utf-8"), page.name


def test_every_scenario_of_a_lesson_is_sound(repo_root: Path) -> None:
    files = sorted((repo_root / "scenarios/lessons").glob("*.yaml"))
    assert len(files) >= 12
    for file in files:
        assert (check_study(file) if is_study(file) else check_file(file)) == (), file.name


def test_every_lesson_has_its_page_scenario_and_figures(repo_root: Path) -> None:
    for lesson in LESSONS:
        page = DOCS / lesson.page
        text = page.read_text(encoding="utf-8")
        if lesson.number <= 10:
            scenarios = list((repo_root / "scenarios/lessons").glob(f"{lesson.number:02d}_*.yaml"))
            assert any(f"`lessons/{scenario.stem}`" in text for scenario in scenarios)
            for heading in ("**Goal.**", "## Questions", "## Take home", "## What would be wrong to conclude"):
                assert heading in text, (page.name, heading)
            for suffix in ("", "_zh"):
                assert (page.parent / "figures" / f"{lesson.number:02d}{suffix}.svg").stat().st_size > 5_000


@pytest.mark.parametrize(("original", "translation"), translations(DOCS), ids=lambda path: path.name)
def test_a_translation_has_the_same_blocks_and_chapters(original: Path, translation: Path) -> None:
    """If this fails, `python -m experiments.lessons none` takes the blocks over; the words need a translator."""
    english, chinese = original.read_text(encoding="utf-8"), translation.read_text(encoding="utf-8")
    assert FENCED.findall(chinese) == FENCED.findall(english)
    assert english.count("\n## ") == chinese.count("\n## ")


def test_every_chinese_page_is_a_translation_or_known(repo_root: Path) -> None:
    known = {translation.name for _, translation in translations(DOCS)} | {"index.md", "scenario.md"}
    assert {page.name for page in (DOCS / "zh").glob("*.md")} == known


def test_a_translation_that_lacks_a_block_is_refused() -> None:
    with pytest.raises(ValueError, match="1 blocks in the original, 0 in the translation"):
        with_blocks_of("```text\na\n```\n", "nothing")


def test_a_command_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="run lessons/unknown"):
        renewed("```console\n$ keysim run lessons/unknown\n```\n", tmp_path)


def test_what_a_page_shows_can_be_chosen() -> None:
    text = "a 1.26\nb 0.126\na 3\n"
    assert shown(text, ' from "b" rounded') == "b 0.13\na 3\n"
    assert shown(text, ' with "a "') == "a 1.26\na 3\n"
    with pytest.raises(RuntimeError, match="no line begins with 'c'"):
        shown(text, ' from "c"')
