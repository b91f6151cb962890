"""Every oracle holds, and docs/reference/oracles.md shows the figures of this engine."""

from pathlib import Path

import pytest
from scipy import stats

from tests.oracles.catalogue import CHAPTERS, ORACLES
from tests.oracles.page import HEADER, section
from tests.oracles.registry import FALSE_ALARM, LIMIT, Oracle, Row, mean_row

PAGE = Path("docs/reference/oracles.md")


@pytest.mark.parametrize("one", ORACLES, ids=lambda each: each.name)
def test_oracle_holds_and_stands_on_the_page(one: Oracle, repo_root: Path) -> None:
    for row in one.rows:
        assert row.holds, f"{row}: z = {row.z:.2f}"
    written = (repo_root / PAGE).read_text(encoding="utf-8")
    assert section(one) in written, "write the page anew: python -m tests.oracles"


def test_the_page_holds_nothing_else(repo_root: Path) -> None:
    lines = (repo_root / PAGE).read_text(encoding="utf-8").splitlines()
    assert [line[4:] for line in lines if line.startswith("### ")] == [each.title for each in ORACLES]
    assert [line[3:] for line in lines if line.startswith("## ")] == list(CHAPTERS)
    assert lines[0] == HEADER.splitlines()[0]


def test_names_and_titles_are_unique() -> None:
    assert len({each.name for each in ORACLES}) == len({each.title for each in ORACLES}) == len(ORACLES)


def test_the_limit_is_that_of_the_stated_false_alarm_rate() -> None:
    assert 2.0 * stats.norm.sf(LIMIT) == pytest.approx(FALSE_ALARM)


def test_a_wrong_theory_is_found() -> None:
    sample = stats.norm.rvs(size=1000, random_state=1)
    assert mean_row("right", "0", 0.0, sample).holds
    assert not mean_row("wrong", "0.2", 0.2, sample).holds
    assert not Row(name="exact", formula="1", theory=1.0, simulation=1.0 + 1e-11).holds
