"""Where tables go: a console that is right in a terminal, in a pipe and in 80 columns."""

from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDEST = 120
VERDICT_STYLES = {"better": "green", "worse": "red", "undecided": "dim", "equal": "dim"}
TOPIC_WIDTH = 9
BLOCKS = "▁▂▃▄▅▆▇█"


class QuietPipeConsole(Console):
    """A console that leaves a closed pipe to the caller."""

    def on_broken_pipe(self) -> None:
        """Passes the broken pipe on; the command line ends quietly then."""
        raise BrokenPipeError


def console() -> Console:
    """Opens standard output: 80 columns and no colour where it is no terminal."""
    plain = QuietPipeConsole(highlight=False)
    plain.width = min(plain.width, WIDEST)
    return plain


def heading(text: str) -> Text:
    """A line that begins a part; user text in it is never read as markup."""
    return Text(text, style="bold")


def columns_table(title: str, labels: Sequence[str], header: Sequence[str]) -> Table:
    """An empty table: label columns to the left, number columns to the right, one rule below the header."""
    table = Table(
        title=heading(title),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for label in labels:
        table.add_column(Text(label), overflow="fold")
    for name in header:
        table.add_column(Text(name), justify="right", no_wrap=True)
    return table


def interval_bar(low: float, mean: float, high: float, *, reach: float, width: int, mark: str = "●") -> str:
    """A mean with its interval on a line from -reach to reach, 0 in the middle.

    Examples:
        >>> interval_bar(0.2, 0.5, 0.8, reach=1.0, width=21)
        '          │ ───●───  '
        >>> interval_bar(-0.3, 0.1, 0.5, reach=1.0, width=21, mark="○")
        '       ───┼○────     '
        >>> interval_bar(0.0, 0.0, 0.0, reach=0.0, width=5)
        '  ●  '
    """

    def place(value: float) -> int:
        if reach == 0.0:
            return (width - 1) // 2
        return round((value / reach + 1) / 2 * (width - 1))

    cells = [" "] * width
    cells[place(0.0)] = "│"
    start, end = place(low), place(high)
    cells[start : end + 1] = ["┼" if cell == "│" else "─" for cell in cells[start : end + 1]]
    cells[place(mean)] = mark
    return "".join(cells)


def sparkline(values: Sequence[float], width: int) -> str:
    """A row of blocks as high as the values, the lowest at the bottom; no wider than `width`.

    Examples:
        >>> sparkline([0.0, 1.0, 2.0, 3.0], 4), sparkline([5.0, 5.0], 4)
        ('▁▃▆█', '▁▁')
    """
    last = len(values) - 1
    cells = min(width, len(values))
    shown = [values[round(cell * last / max(cells - 1, 1))] for cell in range(cells)]
    low, high = min(shown), max(shown)
    step = (high - low) / (len(BLOCKS) - 1)
    return "".join(BLOCKS[round((value - low) / step) if step > 0 else 0] for value in shown)


def in_groups(widths: Sequence[int], available: int) -> list[slice]:
    """Splits columns into groups that fit side by side; a column that is too wide alone stays alone.

    Examples:
        >>> in_groups([10, 10, 10], 25)
        [slice(0, 2, None), slice(2, 3, None)]
    """
    groups, start, used = [], 0, 0
    for position, width in enumerate(widths):
        if position > start and used + width > available:
            groups.append(slice(start, position))
            start, used = position, 0
        used += width
    groups.append(slice(start, len(widths)))
    return groups


def widest(texts: Sequence[str]) -> int:
    """Terminal cells that the widest text takes; a Chinese character takes two.

    Examples:
        >>> widest(["base", "大客户"])
        6
    """
    return max((cell_len(text) for text in texts), default=0)
