"""The lesson from an export to a verdict: every command in it works, and it shows what they print."""

import re
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from experiments import cli
from experiments.calibration.example import HEADER
from simulator.scenario.load import load_world

PAGE = "docs/tutorials/from-export-to-verdict.md"
QUICKLY = (
    (r"--replications \d+", "--replications 4 --workers 1"),
    (r"--uncertain \d+", "--uncertain 2"),
    (r"--world mine.yaml", "--world mine.yaml --draws 2"),
)
TOLD = r"wallet of (\d+)k, (\d+) orders .*?dropout of (\d+) %.*?plants (\d+)k, (\d+) and (\d+) %"


@pytest.fixture
def page(repo_root: Path) -> str:
    return (repo_root / PAGE).read_text(encoding="utf-8")


@pytest.fixture
def lesson(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(repo_root / "docs"))
    sys.modules.pop("lesson", None)
    import lesson as module  # type: ignore[import-not-found]

    return module  # type: ignore[no-any-return]


def test_every_command_of_the_lesson_works(tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\$ keysim (.*)$", page, re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        quick = command
        for slow, instead in QUICKLY:
            quick = re.sub(slow, instead, quick)
        result = CliRunner().invoke(cli.main, shlex.split(quick))
        assert result.exit_code == 0, (quick, result.output)
    assert (tmp_path / "orders.csv").read_text(encoding="utf-8").splitlines()[0] == ";".join(HEADER)
    assert ";".join(HEADER) in page


def test_the_numbers_of_the_default_world_are_those_of_the_lesson(page: str) -> None:
    segments = load_world("worlds/industrial_supplier.yaml").segments
    told = re.search(
        r"wallet of (\d+)k, (\d+) orders .*?dropout of (\d+) %.*?plants (\d+)k, (\d+) and (\d+) %", page, re.DOTALL
    )
    assert told is not None
    for place, name in ((0, "machine_builders"), (3, "packaging")):
        wallet, orders, dropout = (int(number) for number in told.groups()[place : place + 3])
        segment = segments[name]
        assert float(segment.wallet.to_distribution().quantile(0.5)) == pytest.approx(1000.0 * wallet)
        assert segment.orders_per_year is not None
        assert segment.orders_per_year.to_distribution().mean == pytest.approx(orders)
        assert segment.dropout.to_distribution().mean == pytest.approx(dropout / 100.0)


@pytest.mark.slow
def test_the_lesson_shows_what_its_commands_print(tmp_path: Path, page: str, lesson: ModuleType) -> None:
    assert lesson.renewed(page, tmp_path) == page


def test_a_renewed_page_holds_what_is_printed(lesson: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson, "run", lambda command, folder: f"first\n\nThen {command}\nmore\n\nlast\n")
    old = '$ keysim check a.yaml\n\n<!-- printed from "Then" -->\n```text\nold\n```\n'
    assert lesson.renewed(old, Path()) == old.replace("old\n", "Then keysim check a.yaml\nmore\n")
