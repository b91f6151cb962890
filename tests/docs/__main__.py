"""Writes the outputs that pages show anew: `python -m tests.docs [PAGE...]` at the root; without a PAGE, all."""

import sys
import tempfile
from pathlib import Path

from tests.docs.blocks import ROOT, blocks_of, pages, read
from tests.docs.left_out import ELSEWHERE_PAGES, SLOW_PAGES
from tests.docs.story import Story, renewed


def main() -> None:
    """Follow each page in a folder of its own and write back what is printed there."""
    for page in sys.argv[1:] or pages():
        text = read(page)
        if page in ELSEWHERE_PAGES or not blocks_of(page, text):
            continue
        with tempfile.TemporaryDirectory() as name:
            told = renewed(text, blocks_of(page, text), Story(Path(name), quick=page not in SLOW_PAGES))
        if told != text:
            (ROOT / page).write_text(told, encoding="utf-8")
            print(f"wrote {page}")


if __name__ == "__main__":
    main()
