"""Writes the findings at a thousand points again: `python docs/thousand_points.py [FOLDER]`, some minutes.

The store is kept in FOLDER, if one is given, and gone on with the next time. What the sweep took is written only where
all of it was run.
"""

import re
import resource
import sys
import tempfile
import time
from pathlib import Path

from printed import run, with_output

PAGE = Path(__file__).parent / "findings" / "a-thousand-points.md"
SWEEP = "keysim sweep studies/executives --store thousand.db --quiet"
TAKEN = re.compile(r"(<!-- taken: written by docs/thousand_points.py -->\n).*?(<!-- end of taken -->)", re.DOTALL)


def sweep(folder: Path) -> str:
    """Run the sweep, and tell what it took."""
    begin, used = time.monotonic(), processor_seconds()
    run(SWEEP, folder)
    wall, used = time.monotonic() - begin, processor_seconds() - used
    size = (folder / "thousand.db").stat().st_size / 1e6
    return f"It took {wall:.0f} s on two cores, {used:.0f} s of processor time in all; its store has {size:.0f} MB.\n"


def processor_seconds() -> float:
    """Processor time of all programs that this one has run."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Write the page."""
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        is_new = not (folder / "thousand.db").exists()
        taken = sweep(folder)
        if is_new:
            page = TAKEN.sub(rf"\g<1>{taken}\g<2>", page)
        PAGE.write_text(with_output(page, folder), encoding="utf-8")


if __name__ == "__main__":
    main()
