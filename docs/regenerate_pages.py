"""Writes again what the commands on some pages print: `python docs/regenerate_pages.py`.

A block of ```text under a block of ```console holds what its last command prints on 80 columns; a test compares them.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PAGES = ("how-to/find-what-matters.md", "how-to/find-the-conditions.md")
PRINTED = re.compile(r"```console\n(?P<commands>(?:\$ [^\n]*\n)+)```\n(?:\n```text\n(?P<text>.*?)```\n)?", re.DOTALL)


def with_output(page: str, folder: Path) -> str:
    """A page with what its commands print now; they run in the folder, in turn."""

    def replaced(found: "re.Match[str]") -> str:
        printed = [run(line[2:], folder) for line in found["commands"].splitlines()]
        block = f"```console\n{found['commands']}```\n"
        return block if found["text"] is None else f"{block}\n```text\n{printed[-1]}```\n"

    return PRINTED.sub(replaced, page)


def run(command: str, folder: Path) -> str:
    """What a command prints, without the spaces at line ends."""
    words = shlex.split(command)
    program = [sys.executable, "-c", "from experiments.cli import main; main()", *words[1:]]
    done = subprocess.run(program, cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def main() -> None:
    """Write the pages."""
    for name in PAGES:
        page = HERE / name
        with tempfile.TemporaryDirectory() as folder:
            text = with_output(page.read_text(encoding="utf-8"), Path(folder))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
