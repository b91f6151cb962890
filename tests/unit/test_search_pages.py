"""The guides to maps and optimisation show what their commands print."""

import sys
from pathlib import Path

import pytest


@pytest.fixture
def script(repo_root: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.syspath_prepend(str(repo_root / "docs"))
    import regenerate_searches as module  # type: ignore[import-not-found]

    yield module
    sys.modules.pop("regenerate_searches", None)


def text_of(page: str, mark: str) -> str:
    """What the page shows between its marks."""
    part = page[page.index(f"<!-- {mark}: written") : page.index(f"<!-- end of {mark} -->")]
    return part[part.index("```text\n") + len("```text\n") : part.rindex("```")]


@pytest.mark.parametrize("place", [0, 1])
def test_the_page_shows_the_command_that_made_its_picture(script, place: int, repo_root: Path) -> None:  # type: ignore[no-untyped-def]
    shown = script.SHOWN[place]
    page = (repo_root / shown.page).read_text(encoding="utf-8")
    text = text_of(page, shown.mark)
    assert len(text.splitlines()) > 10
    assert script.renewed(page, shown, text) == page
    assert (repo_root / "docs/figures" / shown.picture).is_file()
    assert f"../figures/{shown.picture}" in page


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 1])
def test_the_page_shows_what_the_command_prints(script, place: int, repo_root: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shown = script.SHOWN[place]
    page = (repo_root / shown.page).read_text(encoding="utf-8")
    assert text_of(page, shown.mark) == script.printed(shown, tmp_path)


@pytest.mark.slow
def test_the_table_of_methods_is_what_its_program_writes(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(repo_root / "docs"))
    import deciding_methods as methods  # type: ignore[import-not-found]

    page = methods.PAGE.read_text(encoding="utf-8")
    assert methods.renewed(page, methods.table()) == page
