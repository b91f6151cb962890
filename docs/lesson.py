"""Runs the commands of a lesson, one after the other, and writes what they print back into the page.

`python docs/lesson.py docs/tutorials/from-export-to-verdict.md` renews the page; a test compares the two. A block of
`text` after a mark such as `<!-- printed from "The models" -->` holds the part of what the command before it prints
that begins with this line, up to the next empty line. Pictures that the lesson makes go to `docs/figures`.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "docs" / "figures"
COMMAND, PRINTED = r"^\$ keysim (?P<command>[^\n]*)$", r'<!-- printed from "(?P<begin>[^"]*)" -->\n```text\n.*?```'
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


def run(command: str, folder: Path) -> str:
    """What a command prints on 80 columns, without the spaces at line ends."""
    code = [sys.executable, "-c", "from experiments.cli import main; main()", *shlex.split(command)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        code, cwd=folder, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


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
