"""All reference pages that are written from the code, by file name."""

from collections.abc import Callable
from pathlib import Path

from experiments.reference_pages import parameters
from experiments.reference_pages.stress import stress_page
from experiments.reference_pages.vocabulary import events_page, outcomes_page, triggers_page

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "parameters.md": parameters.page,
    "outcomes.md": outcomes_page,
    "events.md": events_page,
    "triggers.md": triggers_page,
    "../explanation/stress-des.md": stress_page,
}
