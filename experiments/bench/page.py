"""The page docs/explanation/performance.md: its text stands there, its figures are written between marks."""

from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "performance.md"


class PageError(RuntimeError):
    """The page has no place for a block of figures."""


def begin(name: str) -> str:
    """The mark before a block of figures.

    Example:
        >>> begin("memory")
        '<!-- memory: written by python -m experiments.bench -->'
    """
    return f"<!-- {name}: written by python -m experiments.bench -->"


def end(name: str) -> str:
    """The mark after a block of figures.

    Example:
        >>> end("memory")
        '<!-- end of memory -->'
    """
    return f"<!-- end of {name} -->"


def with_block(text: str, name: str, block: str) -> str:
    """The page with one block of figures written anew.

    Args:
        text: The page.
        name: Name of the block.
        block: What it is to say, in Markdown.

    Raises:
        PageError: The page has no such block.

    Example:
        >>> page = f"before {begin('a')} old {end('a')} after"
        >>> print(with_block(page, "a", "new"))
        before <!-- a: written by python -m experiments.bench -->
        new
        <!-- end of a --> after
    """
    before, found, rest = text.partition(begin(name))
    _, closed, after = rest.partition(end(name))
    if not found or not closed:
        raise PageError(f"the page has no block {name!r}")
    return f"{before}{begin(name)}\n{block.strip()}\n{end(name)}{after}"


def write_blocks(blocks: Mapping[str, str], page: Path = PAGE) -> None:
    """Write blocks of figures into the page.

    Args:
        blocks: Markdown by name of block.
        page: The page.
    """
    text = page.read_text(encoding="utf-8")
    for name, block in blocks.items():
        text = with_block(text, name, block)
    page.write_text(text, encoding="utf-8")
