"""The lesson pages: every command in them is run, and what it prints stands below it.

A `console` block holds commands. A remark before a `text` block says what the block shows of them:

- `<!-- output -->`: all that the commands of the last `console` block printed;
- `<!-- file: events.csv -->`: a file that one of them wrote;
- `from "value"`, `until "Verdict"`: only from the first line that begins so to the next that begins so;
- `with ",ordered,"`: only lines that hold this;
- `rounded`: numbers with one digit behind the point (two if below 1), as a page is narrower than a file.

A `yaml` block whose first line names a file is that file. Translated pages have the same blocks.
"""

import re
import shlex
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

BLOCK = re.compile(r"(?:<!-- (output|file: (\S+))(.*?) -->\n\n?)?```(console|text|yaml)\n(.*?)```\n", re.DOTALL)
FENCED = re.compile(r"^```\w*\n.*?^```\n", re.DOTALL | re.MULTILINE)
FILE_NAME = re.compile(r"# file: (\S+)\n")
OPTION = re.compile(r'(from|until|with) "([^"]+)"')
MARKING = ["keysim", "lesson", "check"]
FLOAT = re.compile(r"-?\d+\.\d+")


def course_pages(docs: Path) -> list[Path]:
    """The pages whose commands are run: the lessons in their order, the exercises, and what goes with them.

    Args:
        docs: The folder of the documentation.
    """
    folder = docs / "tutorials"
    lessons = sorted(folder.glob("[0-9][0-9]-*.md"))
    return [*lessons, folder / "exercises.md", folder / "for-instructors.md", docs / "zh" / "scenario.md"]


def translations(docs: Path) -> list[tuple[Path, Path]]:
    """Every page that is there in Chinese, with its translation.

    Args:
        docs: The folder of the documentation.
    """
    pages = [page for page in course_pages(docs) if page.parent.name == "tutorials" and page.stem != "for-instructors"]
    pairs = [(page, docs / "zh" / page.name) for page in [*pages, docs / "tutorials" / "set-up.md"]]
    return [*pairs, (docs.parent / "README.md", docs / "zh" / "readme.md")]


def renewed(page: str, folder: Path) -> str:
    """The page with every shown output as its commands print it now.

    Args:
        page: A lesson as Markdown.
        folder: An empty folder, in which the commands are run.

    Raises:
        RuntimeError: A command fails.
    """
    printed = ""

    def renew(block: re.Match[str]) -> str:
        nonlocal printed
        source, file, options, kind, body = block.groups()
        if kind == "yaml":
            _write(body, folder)
        elif kind == "console":
            printed = "".join(_output(line[2:], folder) for line in body.splitlines())
        elif source is not None:
            text = (folder / file).read_text(encoding="utf-8") if file else printed
            start = block.group().index("```text\n")
            return f"{block.group()[:start]}```text\n{shown(text, options)}```\n"
        return block.group()

    return BLOCK.sub(renew, page)


def shown(text: str, options: str = "") -> str:
    r"""The lines of a text that a page shows, without blanks at their ends.

    Args:
        text: What a command printed, or a file.
        options: As described above.

    Examples:
        >>> shown("head\nvalue 1.26\nVerdict\n", ' from "value" until "Verdict" rounded')
        'value 1.3\n'
    """
    lines = [line.rstrip() for line in text.splitlines()]
    asked = dict(OPTION.findall(options))
    if "from" in asked:
        lines = lines[_first(lines, asked["from"]) :]
    if "until" in asked:
        lines = lines[: 1 + _first(lines[1:], asked["until"])]
    if "with" in asked:
        lines = [line for line in lines if asked["with"] in line]
    whole = "\n".join(lines).strip("\n") + "\n"
    return FLOAT.sub(lambda number: _rounded(float(number[0])), whole) if "rounded" in options else whole


def with_blocks_of(original: str, translation: str) -> str:
    """A translated page with the blocks of the original.

    Raises:
        ValueError: It has another number of blocks.
    """
    blocks = [block.group() for block in FENCED.finditer(original)]
    if len(blocks) != len(FENCED.findall(translation)):
        raise ValueError(f"{len(blocks)} blocks in the original, {len(FENCED.findall(translation))} in the translation")
    rest = iter(blocks)
    return FENCED.sub(lambda _: next(rest), translation)


def _first(lines: list[str], beginning: str) -> int:
    for number, line in enumerate(lines):
        if line.startswith(beginning):
            return number
    raise RuntimeError(f"no line begins with {beginning!r}")


def _rounded(number: float) -> str:
    return f"{number:.2f}" if 0 < abs(number) < 1 else f"{number:.1f}"


def _write(text: str, folder: Path) -> None:
    name = FILE_NAME.match(text)
    if name:
        (folder / name[1]).write_text(text, encoding="utf-8")


def _output(command: str, folder: Path) -> str:
    from experiments.cli import main

    words = shlex.split(command)
    with chdir(folder):
        result = CliRunner().invoke(main, words[1:])
    expected = {0, 1} if words[:3] == MARKING else {0}  # wrong answers are no failure of the page
    if words[0] != "keysim" or result.exit_code not in expected:
        raise RuntimeError(f"$ {command}\n{result.output}")
    return result.stdout
