"""The README shows what its commands print."""

import re
import sys
from pathlib import Path

import pytest


@pytest.fixture
def regenerate(repo_root: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.syspath_prepend(str(repo_root / "docs"))
    import regenerate as module  # type: ignore[import-not-found]

    yield module
    sys.modules.pop("regenerate", None)


def test_the_verdict_is_what_the_command_prints(regenerate, repo_root: Path) -> None:  # type: ignore[no-untyped-def]
    readme = (repo_root / "README.md").read_text(encoding="utf-8")
    assert regenerate.with_verdict(readme, regenerate.paired_part(regenerate.printed_verdict())) == readme


def test_every_file_that_it_names_exists(repo_root: Path) -> None:
    readme = (repo_root / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    missing = [link for link in links if not link.startswith("http") and not (repo_root / link).exists()]
    assert links
    assert not missing


def test_it_fits_a_screen_or_two(repo_root: Path) -> None:
    lines = (repo_root / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 80
