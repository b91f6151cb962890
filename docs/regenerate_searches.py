"""Writes again the map and the optimisation that two guides show: `python docs/regenerate_searches.py [FOLDER]`.

The guides' text and pictures come from the commands that stand in them. FOLDER keeps the runs: with one, a second run
takes seconds. A slow test compares.
"""

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from printed import run

ROOT = Path(__file__).parent.parent


class Shown(NamedTuple):
    """What a guide shows: its page, the marks around it, the command, and the picture."""

    page: str
    mark: str
    command: tuple[str, ...]
    picture: str


MAP = Shown(
    "docs/how-to/find-where-it-flips.md",
    "map",
    (
        "map chase_or_build",
        '--x "world.segments.*.wallet.sigma=0.8:1.8"',
        "--y world.finance.opening_cash=4M:16M:log",
        "--budget 30000 --store where_it_flips.db --plot where_it_flips.svg",
    ),
    "where_it_flips.svg",
)
OPTIMISATION = Shown(
    "docs/how-to/optimise-a-strategy.md",
    "optimisation",
    ("optimise studies/levers", '--max-ruin "10 %"', "--store levers.db --plot levers.svg"),
    "levers.svg",
)
SHOWN = (MAP, OPTIMISATION)


def printed(shown: Shown, folder: Path) -> str:
    """What the command prints, run in a folder."""
    return run(" ".join(("keysim", *shown.command)), folder).rstrip() + "\n"


def block(shown: Shown, text: str) -> str:
    """The part of the page between its marks, with the command and what it printed."""
    begin = f"<!-- {shown.mark}: written by docs/regenerate_searches.py -->\n"
    command = " \\\n    ".join(("keysim " + shown.command[0], *shown.command[1:]))
    return f"{begin}```sh\n{command}\n```\n\n```text\n{text}```\n<!-- end of {shown.mark} -->"


def renewed(page: str, shown: Shown, text: str) -> str:
    """The page with the part between its marks written again."""
    begin, end = f"<!-- {shown.mark}: written", f"<!-- end of {shown.mark} -->"
    return page[: page.index(begin)] + block(shown, text) + page[page.index(end) + len(end) :]


def main() -> None:
    """Write both pages and both pictures."""
    with tempfile.TemporaryDirectory() as own:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else own)
        for shown in SHOWN:
            page = ROOT / shown.page
            page.write_text(
                renewed(page.read_text(encoding="utf-8"), shown, printed(shown, folder)), encoding="utf-8", newline="\n"
            )
            (ROOT / "docs" / "figures" / shown.picture).write_bytes((folder / shown.picture).read_bytes())


if __name__ == "__main__":
    main()
