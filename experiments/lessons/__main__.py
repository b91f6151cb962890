"""Renews the pages of the course, their figures and translations: `python -m experiments.lessons [PAGE]...`.

PAGE is the beginning of a page's name, such as 05 or exercises; without one, all pages are renewed. The blocks of the
Chinese pages are always taken over from the English ones.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.lessons.figures import draw
from experiments.lessons.pages import course_pages, renewed, translations, with_blocks_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
FIGURES = DOCS / "tutorials" / "figures"
# The picture that a command of the page on Chinese scenarios draws, and where it is kept.
PICTURE, KEPT_PICTURE = "compare.svg", DOCS / "zh" / "figures" / "chase_or_build.svg"


def main() -> None:
    """Renew the pages that the command line names (all of them without a name), and all translations."""
    wanted = tuple(sys.argv[1:])
    for page in course_pages(DOCS):
        if not wanted or page.name.startswith(wanted):
            _renew(page)
    for original, translation in translations(DOCS):
        text = with_blocks_of(original.read_text(encoding="utf-8"), translation.read_text(encoding="utf-8"))
        translation.write_text(text, encoding="utf-8")


def _renew(page: Path) -> None:
    with TemporaryDirectory() as folder:
        text = renewed(page.read_text(encoding="utf-8"), Path(folder))
        if (Path(folder) / PICTURE).exists():
            shutil.copyfile(Path(folder) / PICTURE, KEPT_PICTURE)
    page.write_text(text, encoding="utf-8")
    if page.name[:2].isdigit():
        draw(page.name[:2], FIGURES)
    print(page.name)


if __name__ == "__main__":
    main()
