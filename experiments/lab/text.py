"""Texts of users on a page that reads Markdown and HTML: shown as they are, never obeyed."""

import html
import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>])")


def plain(text: str) -> str:
    r"""A text that Markdown leaves alone.

    Examples:
        >>> plain("5 $ or *more*")
        '5 \\$ or \\*more\\*'
    """
    return _MARKS.sub(r"\\\1", text)


def escaped(text: str) -> str:
    """A text that HTML leaves alone.

    Examples:
        >>> escaped("<b>")
        '&lt;b&gt;'
    """
    return html.escape(text)
