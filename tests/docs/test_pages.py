"""Every page can be followed: its files load, its commands and programs run, and they print what the page shows.

Pages are found, not listed: a new one is tested at once. What no test runs stands in `left_out.py`, with its reason.
If a page shows another output than its commands print, `python -m tests.docs PAGE` writes it anew.
"""

import importlib.util
import re
from pathlib import Path

import click
import pytest
import yaml

from experiments import cli
from experiments.claims.load import load_claim
from experiments.commands.scenario_files import check
from tests.docs import left_out
from tests.docs.blocks import OUTPUT, ROOT, WRITTEN, Block, blocks_of, pages, read
from tests.docs.story import RUN, SHELLS, Story, commands_of, renewed

PAGES = pages()
# Blocks that say something and do nothing.
PROSE = {OUTPUT, "json", "yaml", "toml", "none"}
INLINE = re.compile(r"(?<!`)`((?:keysim|python -m|python docs/\S+)(?: [^`\n]*)?)`(?!`)")


def blocks_on(page: str) -> list[Block]:
    return blocks_of(page, read(page))


def follow(page: str, folder: Path, *, quick: bool) -> None:
    text = read(page)
    told = renewed(text, blocks_of(page, text), Story(folder, quick=quick))
    assert told == text, f"the page shows something else than its commands print: python -m tests.docs {page}"


WITH_COMMANDS = [page for page in PAGES if any(block.language in RUN for block in blocks_on(page))]


@pytest.mark.parametrize("page", [page for page in WITH_COMMANDS if page not in left_out.SLOW_PAGES])
def test_the_page_can_be_followed(page: str, tmp_path: Path) -> None:
    """With few replications where the page does not show what a command prints."""
    follow(page, tmp_path, quick=True)


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_the_page_can_be_followed_to_the_letter(page: str, tmp_path: Path) -> None:
    follow(page, tmp_path, quick=False)


FOLLOWED = [page for page in PAGES if page not in left_out.ELSEWHERE_PAGES]


@pytest.mark.parametrize(
    "page", [page for page in FOLLOWED if any(block.language == "yaml" for block in blocks_on(page))]
)
def test_every_file_of_the_page_is_sound(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    files = [block for block in blocks_on(page) if block.language == "yaml"]
    for block in files:
        assert isinstance(yaml.safe_load(block.text), dict | list), f"{block.place}: no YAML"
        if block.file is not None:
            Path(block.file).parent.mkdir(parents=True, exist_ok=True)
            Path(block.file).write_text(block.text, encoding="utf-8")
    for block in files:
        if block.file is None:
            continue
        if "claim" in yaml.safe_load(block.text):
            load_claim(Path(block.file))
        else:
            assert check([Path(block.file)]) == 0, f"{block.place}\n{capsys.readouterr().err}"


@pytest.mark.parametrize("page", PAGES)
def test_no_block_is_passed_over(page: str) -> None:
    """A block in a language that nothing runs has to be left out by name."""
    for block in blocks_on(page):
        known = block.language in {*RUN, *PROSE} or block.language.startswith("{")
        assert known or left_out.block_is_left_out(block), f"{block.place}: {block.language!r}"


@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_an_output_stands_right_behind_what_prints_it(page: str) -> None:
    """Else it would be shown and not compared."""
    blocks = blocks_on(page)
    for before, block in zip([None, *blocks], blocks, strict=False):
        if block.language == OUTPUT and not left_out.block_is_left_out(block):
            assert before is not None
            assert block.follows, block.place
            assert before.language in RUN, block.place


@pytest.mark.parametrize("page", PAGES)
def test_every_command_exists(page: str) -> None:
    """Those in the text, and those of blocks that are not run."""
    shown = [command.text for block in blocks_on(page) if block.language in SHELLS for command in commands_of(block)]
    for text in [*INLINE.findall(read(page)), *(text for text in shown if INLINE.fullmatch(f"`{text}`"))]:
        fault = fault_of(text)
        assert fault is None, f"{page}: `{text}`: {fault}"


@pytest.mark.parametrize("page", PAGES)
def test_every_writer_of_a_part_exists(page: str) -> None:
    for writer in (part["writer"] for part in WRITTEN.finditer(read(page))):
        words = writer.split()
        assert fault_of(writer if words[0] == "python" else f"python {words[0]}") is None, f"{page}: {writer}"


def fault_of(text: str) -> str | None:
    """What is wrong with a command that stands in a sentence or a table; None if it is sound."""
    words = text.partition("...")[0].split()
    if words[0] == "keysim":
        return fault_of_keysim(words[1:])
    if words[1] == "-m":
        return None if has_module(words[2]) else f"no module {words[2]}"
    return None if (ROOT / words[1]).exists() else f"no file {words[1]}"


def has_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def fault_of_keysim(words: list[str]) -> str | None:
    """An unknown command or option; a name in capitals stands for any command."""
    if not words or words[0].startswith("-") or words[0].isupper():
        return None
    command = cli.main.commands.get(words[0])
    if command is None:
        return f"no command {words[0]}"
    if isinstance(command, click.Group):
        inner = command.commands.get(words[1]) if len(words) > 1 else None
        if inner is None:
            return None if len(words) == 1 else f"no command {words[0]} {words[1]}"
        command = inner
    options = {name for each in command.params if isinstance(each, click.Option) for name in each.opts} | {"--help"}
    named = {word.partition("=")[0].rstrip(",;") for word in words[1:] if word.startswith("--")}
    return f"no option {min(named - options)}" if named - options else None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("keysim compare FILE --json -", None),
        ("keysim compares FILE", "no command compares"),
        ("keysim compare --jsn FILE", "no option --jsn"),
        ("python -m tests.oracles", None),
        ("python -m tests.oracle", "no module tests.oracle"),
        ("python docs/regenerat.py", "no file docs/regenerat.py"),
    ],
)
def test_a_wrong_command_is_found(text: str, fault: str | None) -> None:
    assert fault_of(text) == fault


def test_nothing_is_left_out_in_vain() -> None:
    """Each command and block that is not run is still on a page."""
    shown = {line for page in PAGES for block in blocks_on(page) for line in block.text.splitlines()}
    commands = {line.removeprefix("$ ").strip() for line in shown}
    names = [*left_out.COMMANDS, *left_out.WRITERS]
    unused = [words for words in names if not any(command.startswith(words) for command in commands)]
    kinds = {(page, block.language) for page in PAGES for block in blocks_on(page)}
    unused += [f"{name} {language}" for name, language in left_out.BLOCKS if (name, language) not in kinds]
    assert unused == []


def test_a_wrong_output_is_found(tmp_path: Path) -> None:
    text = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n\n```console\n$ keysim --version\nkeysim 0\n```\n"
    told = renewed(text, blocks_of("page.md", text), Story(tmp_path, quick=True))
    assert "```text\n2\n```" in told
    assert "keysim 0\n" not in told


def test_a_command_that_fails_is_found(tmp_path: Path) -> None:
    text = "```console\n$ keysim check nothing_here.yaml\n```\n"
    with pytest.raises(AssertionError, match="nothing_here"):
        renewed(text, blocks_of("page.md", text), Story(tmp_path, quick=True))
