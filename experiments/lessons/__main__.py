"""Renews the lesson pages and their figures: `python -m experiments.lessons [PAGE]...`.

PAGE is the beginning of a page's name, such as 05 or exercises; without one, all pages are renewed.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.lessons.figures import draw
from experiments.lessons.pages import lesson_pages, renewed, with_blocks_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
FIGURES = DOCS / "tutorials" / "figures"


def main() -> None:
    """Renew the pages that the command line names; all of them without a name."""
    wanted = tuple(sys.argv[1:])
    for page in lesson_pages(DOCS):
        if not wanted or page.name.startswith(wanted):
            _renew(page)


def _renew(page: Path) -> None:
    with TemporaryDirectory() as folder:
        text = renewed(page.read_text(encoding="utf-8"), Path(folder))
    page.write_text(text, encoding="utf-8")
    translation = DOCS / "zh" / page.name
    if translation.exists():
        translated = with_blocks_of(text, translation.read_text(encoding="utf-8"))
        translation.write_text(translated, encoding="utf-8")
    if page.name[:2].isdigit():
        draw(page.name[:2], FIGURES)
    print(page.name)


if __name__ == "__main__":
    main()
