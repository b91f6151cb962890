"""The lesson pages show what their commands print, in English and in Chinese."""

from pathlib import Path

import pytest

from experiments.lessons.__main__ import DOCS
from experiments.lessons.catalogue import LESSONS
from experiments.lessons.pages import lesson_pages, renewed, shown, with_blocks_of

PAGES = [page.name for page in lesson_pages(DOCS)]
QUICK = {"01-by-hand.md", "exercises.md", "for-instructors.md"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in PAGES]
)
def test_a_page_shows_what_its_commands_print(name: str, tmp_path: Path) -> None:
    """If this fails after a change of the model, renew the page and read the text beside the output again."""
    page = (DOCS / "tutorials" / name).read_text(encoding="utf-8")
    assert "keysim" in page
    assert renewed(page, tmp_path) == page


def test_every_output_is_filled() -> None:
    for page in lesson_pages(DOCS):
        assert "```text\n```" not in page.read_text(encoding="utf-8"), page.name


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
