"""What the pages on sweeps and decisions say can be run, and their tables are complete."""

import re
import shlex
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments import cli
from experiments.store_files import create_store
from experiments.study import FactorBlock, StudyBlock
from experiments.study_load import load_study

FILE = re.compile(r"```yaml\n# file: (\S+)\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize(
    "name",
    [
        "how-to/run-a-sweep.md",
        "how-to/make-a-report.md",
        "explanation/deciding.md",
        "how-to/find-where-it-flips.md",
        "how-to/optimise-a-strategy.md",
    ],
)
def test_every_command_and_program_of_the_page_runs(
    name: str, repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (repo_root / "docs" / name).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for file, text in FILE.findall(page):
        (tmp_path / file).write_text(text, encoding="utf-8")
    commands = [line[2:] for block in CONSOLE.findall(page) for line in block.splitlines()]
    assert commands
    for command in commands:
        words = shlex.split(command)
        assert words[0] == "keysim"
        result = CliRunner().invoke(cli.main, words[1:])
        assert result.exit_code == 0, (command, result.output)
    for program in PYTHON.findall(page):
        exec(compile(program, name, "exec"), {})


def test_the_page_of_the_store_names_every_table_column_and_key(repo_root: Path) -> None:
    page = (repo_root / "docs/reference/store.md").read_text(encoding="utf-8")
    with closing(create_store(":memory:", load_study("studies/chase_or_build"))) as store:
        tables = [name for (name,) in store.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        assert len(tables) == 4
        columns = {row[1] for table in tables for row in store.connection.execute(f"PRAGMA table_info({table})")}
        keys = {name for (name,) in store.connection.execute("SELECT name FROM meta")}
    plain = {name for name in columns if not name.endswith(("_mean", "_std"))}
    assert [name for name in sorted({*tables, *plain, *keys} - {"name", "value"}) if f"`{name}`" not in page] == []


def test_the_guide_shows_every_key_of_a_study(repo_root: Path) -> None:
    page = (repo_root / "docs/how-to/run-a-sweep.md").read_text(encoding="utf-8")
    keys = (StudyBlock.model_fields | FactorBlock.model_fields).keys() - {"description"}
    assert [key for key in sorted(keys) if f"{key}:" not in page] == []
