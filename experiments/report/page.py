"""A report as one HTML page: sections of words, tables and pictures, in a file that needs nothing else.

Every command may build a `Page` and write `page_html(page)`. No script, no date, no address: the page is read
offline, printed, and is the same bytes for the same content.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"

Tone = Literal["", "good", "bad", "quiet"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a table; `tone` colours it, beside what its words say."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One `<svg>` element, ready for the page; `experiments.report.svg.picture` makes it."""

    svg: str
    title: str

    @property
    def markup(self) -> Markup:
        """The element, which is markup already."""
        return Markup(self.svg)


@dataclass(frozen=True, kw_only=True)
class Words:
    """A paragraph; `label` stands at its left in bold, `strong` makes it stand out."""

    text: str
    label: str = ""
    strong: bool = False
    kind: str = field(default="words", init=False)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; the first `labels` columns hold words, the others numbers."""

    header: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    caption: str = ""
    labels: int = 1
    kind: str = field(default="table", init=False)

    @property
    def cells(self) -> list[list[Cell]]:
        """All rows as cells."""
        return [[one if isinstance(one, Cell) else Cell(text=one) for one in row] for row in self.rows]


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Pictures side by side where there is room, with one caption; `legend` names the colours by position.

    `side_by_side` says how many to a row, where their number does not.
    """

    pictures: Sequence[Picture]
    caption: str
    legend: Sequence[str] = ()
    side_by_side: int | None = None
    kind: str = field(default="pictures", init=False)

    @property
    def columns(self) -> int:
        """How many stand side by side on a wide screen."""
        if self.side_by_side is not None:
            return self.side_by_side
        return {1: 1, 2: 2, 3: 3, 4: 2}.get(len(self.pictures), 3)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One large number with what it is and how sure it is."""

    name: str
    value: str
    note: str
    tone: Tone = ""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A few large numbers side by side."""

    figures: Sequence[Figure]
    kind: str = field(default="figures", init=False)


@dataclass(frozen=True, kw_only=True)
class Code:
    """Text to be typed or read as it is."""

    text: str
    kind: str = field(default="code", init=False)


@dataclass(frozen=True, kw_only=True)
class Folded:
    """Parts that stay closed on a screen until they are asked for; open in print."""

    title: str
    parts: "Sequence[Part]"
    kind: str = field(default="folded", init=False)


Part = Words | Table | Pictures | Figures | Code | Folded


@dataclass(frozen=True, kw_only=True)
class Section:
    """One subject of a report."""

    title: str
    parts: Sequence[Part]

    @property
    def anchor(self) -> str:
        """Its name within the page.

        Examples:
            >>> Section(title="Where the verdict flips", parts=()).anchor
            'where-the-verdict-flips'
        """
        return "-".join("".join(c if c.isalnum() else " " for c in self.title.lower()).split())


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole report; the first section is read first, and should say what came out."""

    title: str
    subtitle: str
    sections: Sequence[Section]

    @property
    def anchored(self) -> dict[str, Section]:
        """The sections by a name that is unique within the page.

        Examples:
            >>> list(Page(title="", subtitle="", sections=[Section(title="a b", parts=())] * 2).anchored)
            ['a-b', 'a-b-2']
        """
        named: dict[str, Section] = {}
        for section in self.sections:
            name, number = section.anchor, 2
            while name in named:
                name, number = f"{section.anchor}-{number}", number + 1
            named[name] = section
        return named


def capitalised(text: str) -> str:
    """A text as a sentence begins, the rest as it is.

    Examples:
        >>> capitalised("cash of the B2B firm"), capitalised("")
        ('Cash of the B2B firm', '')
    """
    return text[:1].upper() + text[1:]


def sentence_of(title: str, description: str) -> str:
    """A title and what it means, on one line; either may be empty.

    Examples:
        >>> sentence_of("Build the base", "Small  first."), sentence_of("", ""), sentence_of("", "Small first.")
        ('Build the base. Small first.', '', 'Small first.')
    """
    return " ".join(f"{f'{title}. ' if title else ''}{description}".split())


def page_html(page: Page) -> str:
    """The page as one HTML file.

    Examples:
        >>> words = Section(title="Result", parts=[Words(text="a < b & c")])
        >>> "a &lt; b &amp; c" in page_html(Page(title="大客户", subtitle="", sections=[words]))
        True
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    text: str = environment.get_template("page.html.j2").render(page=page, style=Markup(style))
    return text
