"""Writes all reference pages: `python -m experiments.reference_pages`."""

from experiments.reference_pages.pages import FOLDER, PAGES


def main() -> None:
    """Write the pages where they belong."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
