"""Writes again what the README shows, or with `--all` every page and figure that a program writes.

`python docs/regenerate.py` takes seconds: the verdict in the README and its picture come from the command that the
README names; a test compares them. `python docs/regenerate.py --all` takes about half an hour and tells what
it does; `python docs/regenerate.py --list` only tells.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "figures" / "chase_or_build.svg"
SCENARIO = "scenarios/chase_or_build.yaml"
BEGIN, END = "<!-- verdict: written by docs/regenerate.py -->\n```text\n", "```\n<!-- end of verdict -->"

# What else writes a page. The pages of the last four no test compares: they take too long, or hold measured times.
WRITERS = {
    "tables of parameters, outcomes, events and triggers": "-m experiments.reference_pages",
    "the fits of the CDNOW records": "-m experiments.calibration.cdnow --page docs/findings/cdnow.md",
    "lessons: outputs, figures, blocks of the Chinese pages": "-m experiments.lessons",
    "guides to maps and to optimisation, their pictures": "docs/regenerate_searches.py",
    "methods of deciding": "docs/deciding_methods.py",
    "the lesson from an export to a verdict": "docs/lesson.py docs/tutorials/from-export-to-verdict.md",
    "outputs that pages show behind commands and programs": "-m tests.docs",
    "oracles": "-m tests.oracles",
    "the main question at a thousand points": "docs/thousand_points.py",
    "patterns of the worlds": "-m experiments.patterns",
    "findings of the twelve claims": "-c KEYSIM claims --replications 400 --page docs/findings/claims.md --quiet",
    "performance of this machine (needs the extra bench)": "-m experiments.bench",
}
KEYSIM = "from experiments.cli import main; main()"


def printed_verdict(picture: Path | None = None) -> str:
    """What `keysim compare` prints on 80 columns, without the spaces at line ends.

    Args:
        picture: Where to draw the comparison; None draws nothing.
    """
    command = [sys.executable, "-c", KEYSIM, "compare", SCENARIO]
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


def write_readme() -> None:
    """Write the picture and the README."""
    verdict = paired_part(printed_verdict(PICTURE))
    README.write_text(with_verdict(README.read_text(encoding="utf-8"), verdict), encoding="utf-8")


def write_all() -> list[str]:
    """Write everything; give the commands that failed."""
    write_readme()
    failed = []
    for what, command in WRITERS.items():
        print(f"{what}: {command}", flush=True)
        words = [KEYSIM if word == "KEYSIM" else word for word in command.split()]
        if subprocess.run([sys.executable, *words], cwd=ROOT, check=False).returncode != 0:
            failed.append(what)
    return failed


def main() -> int:
    """Do what the command line asks for."""
    if "--list" in sys.argv:
        print("\n".join(("README.md and its picture", *WRITERS)))
        return 0
    if "--all" not in sys.argv:
        write_readme()
        return 0
    failed = write_all()
    print("\n".join(f"FAILED: {what}" for what in failed) or "all written")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
