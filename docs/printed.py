"""What keysim commands print, for the programs beside this one that write it into pages."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A block of ```text under a block of ```console holds what the last command of that block prints.
PRINTED = re.compile(r"```console\n(?P<commands>(?:\$ [^\n]*\n)+)```\n(?:\n```text\n(?P<text>.*?)```\n)?", re.DOTALL)


def run(command: str, folder: Path) -> str:
    """What a command such as `keysim check a.yaml` prints on 80 columns, without the spaces at line ends.

    Args:
        command: As a page shows it.
        folder: Where it runs.
    """
    words = shlex.split(command)[1:]
    code = [sys.executable, "-c", "from experiments.cli import main; main()", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        code, cwd=folder, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def with_output(page: str, folder: Path) -> str:
    """A page with what its commands print now; they run in the folder, in turn."""

    def replaced(found: "re.Match[str]") -> str:
        printed = [run(line[2:], folder) for line in found["commands"].splitlines()]
        block = f"```console\n{found['commands']}```\n"
        return block if found["text"] is None else f"{block}\n```text\n{printed[-1]}```\n"

    return PRINTED.sub(replaced, page)
