"""Writes again every figure that the README shows: `python docs/regenerate.py`.

The verdict in the README and its picture come from the command that the README names; a test compares them.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "figures" / "chase_or_build.svg"
SCENARIO = "scenarios/chase_or_build.yaml"
BEGIN, END = "<!-- verdict: written by docs/regenerate.py -->\n```text\n", "```\n<!-- end of verdict -->"


def printed_verdict(picture: Path | None = None) -> str:
    """What `keysim compare` prints on 80 columns, without the spaces at line ends.

    Args:
        picture: Where to draw the comparison; None draws nothing.
    """
    command = [sys.executable, "-c", "from experiments.cli import main; main()", "compare", SCENARIO]
    if picture is not None:
        command += ["--plot", str(picture)]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    return "\n".join(line.rstrip() for line in run.stdout.splitlines()).rstrip() + "\n"


def paired_part(printed: str) -> str:
    """The part that the README shows: the paired table and the verdict."""
    return printed[printed.index("build_base - chase_big") :]


def with_verdict(text: str, verdict: str) -> str:
    """The README with the verdict between its two marks."""
    start = text.index(BEGIN) + len(BEGIN)
    return text[:start] + verdict + text[text.index(END) :]


def main() -> None:
    """Write the picture and the README."""
    verdict = paired_part(printed_verdict(PICTURE))
    README.write_text(with_verdict(README.read_text(encoding="utf-8"), verdict), encoding="utf-8")


if __name__ == "__main__":
    main()
