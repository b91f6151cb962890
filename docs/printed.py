"""Runs the Python of a page and writes what it prints back into the page.

`python docs/printed.py docs/how-to/write-a-policy.md` renews the page; a test compares the two.
"""

import contextlib
import io
import re
import sys
from pathlib import Path

BLOCK = re.compile(r"```(python|text)\n(.*?)```\n", re.DOTALL)


def renewed(page: str) -> str:
    r"""The page with each `text` block holding what the `python` blocks before it print.

    All blocks share one namespace, from the top to the bottom of the page.

    Args:
        page: The page as Markdown.

    Example:
        >>> print(renewed("```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n"), end="")
        ```python
        print(1 + 1)
        ```
        <BLANKLINE>
        ```text
        2
        ```
    """
    names: dict[str, object] = {"__name__": "page"}
    printed = io.StringIO()

    def renew(block: re.Match[str]) -> str:
        if block[1] == "text":
            text = printed.getvalue()
            printed.truncate(0)
            printed.seek(0)
            return f"```text\n{text}```\n"
        with contextlib.redirect_stdout(printed):
            exec(compile(block[2], "page", "exec"), names)
        return block[0]

    return BLOCK.sub(renew, page)


def main() -> None:
    """Renew every page that the command line names."""
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
