"""The pages of the documentation, and the fenced blocks in them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCED = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=indent)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
MARK = re.compile(r"<!-- ([^>]*) -->\s*\Z")
WRITTEN = re.compile(r"<!-- (?P<name>[^:>]+): written by (?P<writer>[^>]+?) -->.*?<!-- end of (?P=name) -->", re.DOTALL)
NAMED = re.compile(r"# file: (\S+)\n")
OUTPUT = "text"


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        page: The page, relative to the root of the tree.
        line: Where the block begins.
        language: What stands behind the fence: `console`, `python`, `{toctree}`; empty if nothing does.
        text: What is in it, without the indentation of the fence.
        start, end: Where the text begins and ends in the page.
        follows: Whether nothing but blank lines stands between this block and the one before.
        mark: The comment right above it, by which a program finds the block that it writes; empty if there is none.
        writer: The program that writes this part of the page, if the block stands in a part that says so.
    """

    page: str
    line: int
    language: str
    text: str
    start: int
    end: int
    follows: bool
    mark: str = ""
    writer: str = ""

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"{self.page}:{self.line}"

    @property
    def file(self) -> str | None:
        """The file that the block is to be saved as, if its first line says so."""
        named = NAMED.match(self.text)
        return named[1] if named else None


def pages() -> list[str]:
    """Every page that a reader may follow: those of docs/, and the ones at the root and beside the scenarios.

    Translations are not among them: tests/unit/lessons/test_chinese.py holds their blocks to those of the original.
    """
    written = sorted(path for path in (ROOT / "docs").rglob("*.md") if not {"_build", "zh"} & set(path.parts))
    others = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "scenarios/README.md")]
    return [path.relative_to(ROOT).as_posix() for path in (*others, *written)]


def blocks_of(page: str, text: str) -> list[Block]:
    r"""All fenced blocks of a page, from top to bottom.

    Args:
        page: Its name.
        text: Its Markdown.

    Example:
        >>> [block] = blocks_of("page.md", "Do:\n\n```console\n$ keysim new mine\n```\n")
        >>> block.line, block.language, block.text
        (3, 'console', '$ keysim new mine\n')
    """
    blocks: list[Block] = []
    parts = {range(*part.span()): part["writer"] for part in WRITTEN.finditer(text)}
    end = 0
    for found in FENCED.finditer(text):
        indent = found["indent"]
        above = text[end : found.start()]
        mark = MARK.search(above)
        body = "".join(line.removeprefix(indent) for line in found["text"].splitlines(keepends=True))
        blocks.append(
            Block(
                page=page,
                line=text.count("\n", 0, found.start()) + 1,
                language=found["info"].strip(),
                text=body,
                start=found.start("text"),
                end=found.end("text"),
                follows=bool(blocks) and not above.strip(),
                mark=mark[1] if mark else "",
                writer=next((writer for part, writer in parts.items() if found.start() in part), ""),
            )
        )
        end = found.end()
    return blocks


def read(page: str) -> str:
    """The Markdown of a page."""
    return (ROOT / page).read_text(encoding="utf-8")
