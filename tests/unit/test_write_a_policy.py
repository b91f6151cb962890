"""The page on policies shows what its code prints."""

import doctest
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def printed(repo_root: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.syspath_prepend(str(repo_root / "docs"))
    import printed as module  # type: ignore[import-not-found]

    yield module
    sys.modules.pop("printed", None)


def test_the_page_is_what_its_code_prints(printed: ModuleType, repo_root: Path) -> None:
    page = (repo_root / "docs" / "how-to" / "write-a-policy.md").read_text(encoding="utf-8")
    renewed = printed.renewed(page)
    assert renewed == page
    # What the text says of the numbers.
    gain = re.search(r"references_first - chase_big: \S+ \((\S+) to", renewed)
    assert gain is not None
    assert float(gain[1].replace(",", "")) > 0.0


def test_the_helper_does_what_its_example_says(printed: ModuleType) -> None:
    assert doctest.testmod(printed).failed == 0
