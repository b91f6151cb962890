"""The lesson from an export to a verdict: every command in it works, one after the other."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments import cli
from experiments.calibration.example import HEADER


def test_every_command_of_the_lesson_works(tmp_path: Path, repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (repo_root / "docs/tutorials/from-export-to-verdict.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^\$ keysim (.*)$", page, re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        arguments = shlex.split(re.sub(r"--replications \d+", "--replications 3 --workers 1", command))
        result = CliRunner().invoke(cli.main, arguments)
        assert result.exit_code == 0, (command, result.output)
    assert (tmp_path / "orders.csv").read_text(encoding="utf-8").splitlines()[0] == ";".join(HEADER)
    assert ";".join(HEADER) in page
