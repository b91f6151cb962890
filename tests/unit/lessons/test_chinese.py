"""A scenario written in Chinese is shown in Chinese: tables stay aligned, and pictures have the characters."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from matplotlib import font_manager
from rich.cells import cell_len

from experiments import cli
from experiments.lessons.words import CHINESE
from experiments.report.palette import CHINESE_FONTS

COMPARE = ["compare", "zh/chase_or_build", "--replications", "4", "--workers", "1"]


def test_tables_with_chinese_names_are_aligned() -> None:
    lines = CliRunner().invoke(cli.main, COMPARE).stdout.splitlines()
    assert lines[0].strip() == "先抓大客户，还是先打基础？"
    rules = [number for number, line in enumerate(lines) if line.startswith("───")]
    assert len(rules) >= 3
    for number in rules:
        width = cell_len(lines[number].rstrip())
        assert cell_len(lines[number - 1].rstrip()) == width
        assert cell_len(lines[number + 1].rstrip()) == width


@pytest.mark.skipif(
    not set(CHINESE_FONTS) & set(font_manager.get_font_names()), reason="no font with Chinese characters is installed"
)
def test_a_picture_has_every_character(tmp_path: Path) -> None:
    """Matplotlib warns of each character that no font has; warnings are errors here."""
    result = CliRunner().invoke(cli.main, [*COMPARE, "--quiet", "--debug", "--plot", str(tmp_path / "a.png")])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "a.png").stat().st_size > 20_000


def test_every_word_of_the_figures_is_translated_with_its_gaps() -> None:
    for english, chinese in CHINESE.items():
        assert english.count("{}") == chinese.count("{}"), english
        assert any("一" <= character <= "鿿" for character in chinese), english
