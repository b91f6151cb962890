"""Follows a page as a reader would: saves its files, types its commands, runs its programs, in one folder."""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
from click.testing import CliRunner

from experiments import cli
from tests.docs.blocks import OUTPUT, ROOT, Block
from tests.docs.left_out import GIVEN, block_is_left_out, reason_for

SHELLS = ("console", "sh", "bash")
RUN = (*SHELLS, "python")
KEYSIM = re.compile(r"(?:python3? bootstrap\.py|\.venv/bin/keysim|keysim) ")
# What makes a command quick where the page does not show its output: option, value.
SMALL = {"--replications": "2", "--cap": "60"}
SHELL = set("|;&<")
GAP = re.compile(r"^\.\.\.\n", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A command and what the page says that it prints; None if the page does not say."""

    text: str
    printed: str | None


@dataclass
class Story:
    """The state between the blocks of one page.

    Attributes:
        folder: Where the reader is.
        quick: Whether commands whose output is not shown may run fewer replications than they say.
        names: The variables of the Python blocks.
        printed: What the last block printed.
        last: What its last command printed.
    """

    folder: Path
    quick: bool
    names: dict[str, object] = field(default_factory=lambda: {"__name__": "page"})
    printed: str = ""
    last: str = ""

    def prepare(self, page: str) -> None:
        """Put what the reader of the page is said to have, and the bundled scenarios, into the folder."""
        (self.folder / "scenarios").symlink_to(ROOT / "scenarios", target_is_directory=True)
        for arguments in GIVEN.get(page, ()):
            self._keysim(arguments, Block(page, 1, "console", "", 0, 0, False), compared=False)

    def tell(self, block: Block, *, is_shown: bool) -> str:
        """Run a block; give its text with every shown output replaced by what was printed.

        Args:
            block: The block.
            is_shown: Whether the next block holds what this one prints.
        """
        if block.file is not None:
            self._save(block.file, block.text)
        elif block.language == "python":
            self.printed = self.last = self._run_program(block)
        elif block.language in SHELLS:
            return self._type(block, is_shown=is_shown)
        return block.text

    def _save(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _run_program(self, block: Block) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), _inside(self.folder):
            exec(compile(block.text, block.place, "exec"), self.names)
        return printed.getvalue()

    def _type(self, block: Block, *, is_shown: bool) -> str:
        lines: list[str] = []
        self.printed = ""
        for command in commands_of(block):
            compared = is_shown or command.printed is not None
            printed = self._command(command.text, block, compared=compared)
            self.printed += printed
            self.last = printed
            lines.append(f"$ {command.text}\n")
            if command.printed is not None:
                lines.append(with_gaps(command.printed, printed))
        return "".join(lines) if block.language == "console" else block.text

    def _command(self, text: str, block: Block, *, compared: bool) -> str:
        if reason_for(text):
            return ""
        if text.startswith("cd "):
            self.folder = self.folder / text.split()[1]
            return ""
        bare, _, target = text.partition(" > ")
        if SHELL & set(text) or not KEYSIM.match(text):
            return self._shell(text, block)
        printed = self._keysim(KEYSIM.sub("", bare, count=1), block, compared=compared)
        if target:
            self._save(target.strip(), printed)
            return ""
        return printed

    def _keysim(self, arguments: str, block: Block, *, compared: bool) -> str:
        words = shlex.split(arguments, comments=True)
        small = smaller(words) if self.quick and not compared else []
        with _inside(self.folder):
            result = CliRunner().invoke(cli.main, [*words, *small])
            if small and result.exit_code != 0:  # it may not take fewer here; what counts is the command as it stands
                result = CliRunner().invoke(cli.main, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        # A page may show how something goes wrong.
        printed = result.stdout if result.exit_code == 0 else result.output
        assert result.exit_code == 0 or compared, f"{block.place}: keysim {arguments}\n{result.output}"
        return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())

    def _shell(self, text: str, block: Block) -> str:
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        environment["PYTHONPATH"] = str(ROOT)
        run = subprocess.run(
            ["bash", "-c", text], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, f"{block.place}: {text}\n{run.stdout}{run.stderr}"
        return run.stdout


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def commands_of(block: Block) -> list[Command]:
    r"""The commands of a block; in a `console` block those behind `$`, each with the lines that it prints.

    Example:
        >>> block = Block("page.md", 1, "console", "$ keysim check a.yaml\na.yaml: ok\n", 0, 0, False)
        >>> commands_of(block)
        [Command(text='keysim check a.yaml', printed='a.yaml: ok\n')]
    """
    text = re.sub(r"\\\n(> )?\s*", "", block.text)
    if block.language != "console":
        return [Command(line.strip(), None) for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not parts[0].strip(), f"{block.place}: a console block begins with '$ '"
    commands = []
    for part in parts[1:]:
        command, _, printed = part.partition("\n")
        commands.append(Command(command.strip(), printed if printed.strip() else None))
    return commands


def smaller(words: list[str]) -> list[str]:
    """Options that make a keysim command quick, if it has them.

    Example:
        >>> smaller(["compare", "chase_or_build"])
        ['--replications', '2']
        >>> smaller(["run", "chase_or_build"])
        []
    """
    command = cli.main.commands.get(words[0])
    if command is None:
        return []
    known = {name for option in command.params if isinstance(option, click.Option) for name in option.opts}
    # A single run is quick as it is.
    wanted = {name for name in SMALL if name in known and (words[0] != "run" or name in words)}
    return [word for name in SMALL if name in wanted for word in (name, SMALL[name])]


def with_gaps(shown: str, printed: str) -> str:
    r"""What was printed, with the parts left out that the page leaves out by a line `...`.

    If the rest of what the page shows was not printed, the page is wrong: then all that was printed is given, from the
    first line on that stands behind a `...` at the head of what is shown.

    Example:
        >>> with_gaps("a\n...\nd\n", "a\nb\nc\nd\n")
        'a\n...\nd\n'
        >>> with_gaps("...\nc\ne\n", "a\nb\nc\nd\n")
        '...\nc\nd\n'
    """
    text = shown.strip("\n") + "\n"
    pattern = r"(?:.*\n)?".join(re.escape(piece) for piece in GAP.split(text))
    if re.fullmatch(pattern, printed.strip("\n") + "\n", re.DOTALL):
        return shown
    first = GAP.sub("", text, count=1).partition("\n")[0] + "\n"
    if GAP.match(text) and first in printed:
        return "...\n" + printed[printed.index(first) :]
    return printed


def renewed(text: str, blocks: list[Block], story: Story) -> str:
    """The page with every shown output replaced by what its commands and programs print.

    Args:
        text: The page.
        blocks: Its blocks.
        story: Where it is followed.
    """
    story.prepare(blocks[0].page)
    parts: list[str] = []
    end = 0
    for number, block in enumerate(blocks):
        if block_is_left_out(block):
            continue
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.language == OUTPUT and block.follows and blocks[number - 1].language in RUN:
            whole = with_gaps(block.text, story.printed)
            told = whole if whole == block.text else with_gaps(block.text, story.last)
        else:
            told = story.tell(block, is_shown=after is not None and after.follows and after.language == OUTPUT)
        parts += [text[end : block.start], told if told != block.text else text[block.start : block.end]]
        end = block.end
    return "".join([*parts, text[end:]])
