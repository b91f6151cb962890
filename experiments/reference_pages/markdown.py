"""Tables and text of the reference pages in Markdown."""

from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    r"""A text that a table cell shows as it is.

    >>> cell("n**-b | c_1 <x>")
    'n\\*\\*-b \\| c_1 \\<x>'
    """
    for mark in ("\\", "|", "*", "<", "$", "["):
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def code(text: str) -> str:
    """A text in code letters, where there is one.

    >>> code("reps"), code("")
    ('`reps`', '')
    """
    return f"`{text}`" if text else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown already.

    >>> print(table(["a", "b"], [["1", "2"]]), end="")
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [heads, ["---"] * len(heads), *rows]
    shown = ["| " + " | ".join(line) + " |" for line in lines]
    shown[1] = "|" + "---|" * len(heads)
    return "\n".join(shown) + "\n"
