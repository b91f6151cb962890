"""Writes the findings at a thousand points again: `python docs/thousand_points.py [FOLDER]`, some minutes.

The store is kept in FOLDER, if one is given, and gone on with the next time.
"""

import sys
import tempfile
from pathlib import Path

from regenerate_pages import with_output

PAGE = Path(__file__).parent / "findings" / "a-thousand-points.md"


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        PAGE.write_text(with_output(PAGE.read_text(encoding="utf-8"), folder), encoding="utf-8")


if __name__ == "__main__":
    main()
