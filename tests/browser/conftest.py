"""Chromium for tests of pages: the one that the machine has, without a window."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
MILLISECONDS_TO_START = 120_000  # a busy machine may be slow; one at rest needs about one second
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser; tests that ask for it are skipped, with the reason, where there is none."""
    library = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'keysim[browser]'")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("there is no chromium on this machine")
    with library.sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(
                executable_path=program, args=list(ARGUMENTS), timeout=MILLISECONDS_TO_START
            )
        except library.Error as error:
            pytest.skip(f"{program} does not start: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()
