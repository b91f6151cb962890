"""A map in a terminal: one row per level of y, the largest on top, and where the row breaks even."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from experiments.breakeven.axes import MapDesign
from experiments.breakeven.explore import Cell, Exploration
from experiments.breakeven.line import Line
from experiments.breakeven.words import SIGNS, cell_text, crossing_text, difference_title, sentence
from experiments.report.terminal import VERDICT_STYLES, heading, widest

SYMBOLS = {"ahead": "+", "behind": "-", **SIGNS}
STYLES = {"ahead": VERDICT_STYLES["better"], "behind": VERDICT_STYLES["worse"]}


def map_lines(
    design: MapDesign, exploration: Exploration, line: Line, note: str, width: int
) -> Iterator[RenderableType]:
    """Lays out a map.

    Args:
        design: The grid.
        exploration: Its cells.
        line: Its break-even line.
        note: What it took.
        width: Columns of the terminal; where amounts do not fit, signs stand in the cells.
    """
    yield heading(design.plan.title)
    level = ", = level: no luck told the two apart" if exploration.count("level") else ""
    yield Text(f"{difference_title(design)}; · undecided{level}", style="dim")
    yield Text(f"{design.y.title} upwards, {design.x.title} to the right", style="dim")
    yield Text()
    yield from _grid(design, exploration, line, width)
    yield Text()
    yield Text(sentence(design, exploration), style="bold")
    yield Text(f"{note}.", style="dim")


def _grid(design: MapDesign, exploration: Exploration, line: Line, width: int) -> Iterator[Text]:
    labels = [design.y.text(level) for level in design.y.levels]
    margin = max(widest(labels), 1) + 1
    heads = [design.x.text(level) for level in design.x.levels]
    texts = [cell_text(design, cell) for cell in exploration.cells]
    cell_width = max(widest(texts), widest(heads)) + 1
    amounts = margin + cell_width * design.shape[1] <= width
    if not amounts:
        cell_width = 2 if margin + 2 * design.shape[1] <= width else 1
        texts = [SYMBOLS[cell.state] for cell in exploration.cells]
    flips = [", ".join(crossing_text(design.x, each) for each in found) for found in line.by_row]
    used = margin + cell_width * design.shape[1]
    shows_flips = used + 2 + max(widest(flips), len("breaks even at")) <= width
    if shows_flips:
        yield Text(" " * used + "  breaks even at", style="dim")
    for row in reversed(range(design.shape[0])):
        text = Text(_right(labels[row], margin - 1) + " ")
        for cell, shown in _row(design, exploration, texts, row):
            text.append(_right(shown, cell_width), style=STYLES.get(cell.state, "dim"))
        yield text.append(f"  {flips[row]}") if shows_flips and flips[row] else text
    yield Text(_foot(heads, margin, cell_width, design.shape[1], amounts), style="dim")


def _row(design: MapDesign, exploration: Exploration, texts: list[str], row: int) -> Iterator[tuple[Cell, str]]:
    start = row * design.shape[1]
    yield from zip(exploration.cells[start : start + design.shape[1]], texts[start:], strict=False)


def _foot(heads: list[str], margin: int, cell_width: int, columns: int, amounts: bool) -> str:
    """The levels of x below their columns; only the first and the last where there is no room."""
    if amounts:
        return " " * margin + "".join(_right(head, cell_width) for head in heads)
    gap = max(1, cell_width * columns - cell_len(heads[0]) - cell_len(heads[-1]))
    return " " * margin + heads[0] + " " * gap + heads[-1]


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
