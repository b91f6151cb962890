"""The pages on what matters and on conditions: every command is one that there is, and prints what the page shows."""

import re
import runpy
import shlex
from pathlib import Path

import pytest

from experiments import cli

PAGES = ("find-what-matters.md", "find-the-conditions.md")
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, repo_root: Path) -> str:
    return (repo_root / "docs/how-to" / str(request.param)).read_text(encoding="utf-8")


def test_every_command_of_the_page_is_understood(page: str) -> None:
    commands = [line[2:] for block in CONSOLE.findall(page) for line in block.splitlines()]
    assert commands
    for line in commands:
        program, name, *words = shlex.split(line)
        assert program == "keysim"
        cli.main.commands[name].make_context(name, words)
    for program in PYTHON.findall(page):
        compile(program, "page", "exec")


@pytest.mark.slow
def test_the_page_shows_what_its_commands_print(page: str, repo_root: Path, tmp_path: Path) -> None:
    """If it does not, and should: python docs/regenerate_pages.py."""
    with_output = runpy.run_path(str(repo_root / "docs/regenerate_pages.py"))["with_output"]
    assert with_output(page, tmp_path) == page


@pytest.mark.slow
def test_every_program_of_the_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for program in PYTHON.findall(page):
        exec(compile(program, "page", "exec"), {})


def test_the_page_of_the_json_names_every_key(repo_root: Path) -> None:
    page = (repo_root / "docs/reference/analysis-json.md").read_text(encoding="utf-8")
    source = "".join(
        (repo_root / "experiments" / name).read_text(encoding="utf-8")
        for name in ("sensitivity/record.py", "discovery/record.py")
    )
    keys = set(re.findall(r'"(\w+)": ', source))
    assert len(keys) > 40
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []
