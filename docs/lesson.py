"""Runs the commands of a lesson, one after the other, and writes what they print back into the page.

`python docs/lesson.py docs/tutorials/from-export-to-verdict.md` renews the page; a test compares the two. A block of
`text` after a mark such as `<!-- printed from "The models" -->` holds the part of what the command before it prints
that begins with this line, up to the next empty line. Pictures that the lesson makes go to `docs/figures`.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from printed import run

FIGURES = Path(__file__).parent / "figures"
COMMAND, PRINTED = r"^\$ (?P<command>keysim [^\n]*)$", r'<!-- printed from "(?P<begin>[^"]*)" -->\n```text\n.*?```'
STEP = re.compile(f"{COMMAND}|{PRINTED}", re.MULTILINE | re.DOTALL)


def renewed(page: str, folder: Path) -> str:
    """The page with every part of what its commands print.

    Args:
        page: The page as Markdown.
        folder: Where the commands run.
    """
    printed = ""

    def renew(step: re.Match[str]) -> str:
        nonlocal printed
        if step["command"]:
            printed = run(step["command"], folder)
            return step[0]
        begin = step["begin"]
        return f'<!-- printed from "{begin}" -->\n```text\n{part(printed, begin)}```'

    return STEP.sub(renew, page)


def part(printed: str, begin: str) -> str:
    r"""The lines from one that begins so, up to the next empty line.

    Example:
        >>> part("a\n\nb: 1\nc\n\nd\n", "b")
        'b: 1\nc\n'
    """
    lines = printed.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(begin))
    last = next((number for number in range(first, len(lines)) if not lines[number]), len(lines))
    return "\n".join(lines[first:last]) + "\n"


def main() -> None:
    """Renew every page that the command line names, and its pictures."""
    for name in sys.argv[1:]:
        path = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(renewed(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
            for picture in Path(folder).glob("*.svg"):
                shutil.copyfile(picture, FIGURES / picture.name)


if __name__ == "__main__":
    main()
