"""The pages on stories show what their commands print."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from experiments import cli
from experiments.stories.lines import LINES
from experiments.stories.picking import PICKS

PROGRAM = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n\$ keysim (.*?)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", ["follow-one-account.md", "explain-a-verdict.md"])
def test_every_command_prints_what_the_page_shows(
    name: str, repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (repo_root / "docs/how-to" / name).read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shown = CONSOLE.findall(page)
    assert len(shown) >= 2
    for command, output in shown:
        result = CliRunner().invoke(cli.main, command.split())
        assert result.exit_code == (2 if output.startswith("--") else 0), result.output
        printed = "".join(f"{line.rstrip()}\n" for line in result.output.splitlines())
        assert output.strip("\n") == printed.strip("\n"), command


def test_the_program_prints_what_the_page_shows(repo_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ((program, output),) = PROGRAM.findall(
        (repo_root / "docs/how-to/follow-one-account.md").read_text(encoding="utf-8")
    )
    exec(compile(program, "page", "exec"), {})
    assert capsys.readouterr().out == output


def test_the_pages_name_every_fate_and_every_line(repo_root: Path) -> None:
    trace = (repo_root / "docs/how-to/follow-one-account.md").read_text(encoding="utf-8")
    reference = (repo_root / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert [fate for fate in PICKS if f"`{fate}`" not in trace or f"`{fate}`" not in reference] == []
    why = (repo_root / "docs/how-to/explain-a-verdict.md").read_text(encoding="utf-8")
    for line in LINES.values():
        if line.group == "customers":
            whose, how = line.title.split(": ")
            assert any(row.startswith(f"| {whose}") and how in row.split("|")[1] for row in why.splitlines()), (
                line.title
            )
