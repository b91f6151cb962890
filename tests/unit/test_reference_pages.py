"""The reference pages say what the code says, and the pages about the model leave no name out."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from experiments.reference_pages.fields import described, parameters_of
from experiments.reference_pages.pages import FOLDER, PAGES
from simulator.catalogue import CAUSES, EVENTS, OUTCOMES, STATUSES, TIERS, TIMERS
from simulator.events import Cause, EventKind, Status, Tier, Timer
from simulator.randomness import Stream
from simulator.scenario.mechanisms import People
from simulator.scenario.strategy import Targeting
from simulator.scenario.world import Finance


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_what_the_command_writes(name: str) -> None:
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), "run: python -m experiments.reference_pages"


def test_every_code_of_the_event_log_is_explained() -> None:
    assert set(EVENTS) == set(EventKind)
    assert [cause for causes in CAUSES.values() for cause in causes] == sorted(Cause)
    assert list(TIMERS) == sorted(Timer)
    assert set(STATUSES) == set(Status)
    assert set(TIERS) == set(Tier)


def test_a_null_value_has_a_column_of_its_own() -> None:
    turnover = described("turnover_per_year", People.model_fields["turnover_per_year"])
    assert (turnover.null, turnover.meaning) == ("0", "Departures per seller and year.")


def test_bounds_say_what_is_excluded() -> None:
    bounds = {each.name: each.bounds for each in parameters_of(Targeting)}
    assert bounds["min_wallet"] == "[0, ∞)"
    assert bounds["max_wallet"] == "(0, ∞)"
    assert bounds["size_exponent"] == "[-5, 5]"


def test_a_parameter_without_a_default_is_required() -> None:
    defaults = {each.name: each.default for each in parameters_of(Finance)}
    assert defaults["opening_cash"] == "required"
    assert defaults["payment_term"] == "30 days"


def test_every_purpose_of_luck_has_its_line(repo_root: Path) -> None:
    page = (repo_root / "docs" / "explanation" / "model" / "draws.md").read_text(encoding="utf-8")
    missing = [stream.name for stream in Stream if f"`{stream.name}`" not in page]
    assert not missing


def test_every_outcome_is_defined(repo_root: Path) -> None:
    page = (repo_root / "docs" / "explanation" / "model" / "outcomes.md").read_text(encoding="utf-8")
    missing = [name for name in OUTCOMES if f"`{name}`" not in page]
    assert not missing


def test_the_figures_are_well_formed_and_speak_to_all_readers(repo_root: Path) -> None:
    figures = sorted((repo_root / "docs" / "explanation" / "figures").glob("*.svg"))
    assert [figure.stem for figure in figures] == ["account_life", "flow"]
    for figure in figures:
        root = ElementTree.parse(figure).getroot()
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]


def test_the_figure_of_an_account_shows_every_state(repo_root: Path) -> None:
    figure = (repo_root / "docs" / "explanation" / "figures" / "account_life.svg").read_text(encoding="utf-8")
    assert all(f">{status.name}<" in figure for status in Status)
