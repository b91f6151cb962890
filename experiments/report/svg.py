"""Pictures inside a page: matplotlib draws, and the page's own colours and fonts take over.

A drawn figure becomes an `<svg>` element whose text is text, so that the reader's fonts show any script, and
whose colours are variables of the page, so that it is right in light, in dark and in print. It carries no date
and no number finer than a hundredth of a point: the same figure gives the same bytes.
"""

import re
import warnings
from html import escape
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from experiments.amounts import short
from experiments.report.page import Picture
from experiments.report.palette import COLOURS
from simulator.catalogue import Unit

# Colours that stand for a variable of the page, and what they are where a picture stands alone.
INK, MUTED, GRID = "#1b1f24", "#5c6670", "#d5dae0"
VARIABLES = {INK: "ink", MUTED: "muted", GRID: "grid"} | {
    colour.lower(): f"series-{position + 1}" for position, colour in enumerate(COLOURS)
}
POINTS_PER_INCH = 72.0
SMALL, NORMAL = 10.5, 12.0
_PROLOG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_STYLE_SHEET = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_SIZE = re.compile(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')
_FAMILY = re.compile(r" ?font-family: [^;\"]*;?")
_NO_TURN = re.compile(r' transform="rotate\(-0 [^)]*\)"')
_GROUP = re.compile(r'<g id="[^"]*">')
_FINE = re.compile(r"(\d+\.\d{2})\d+")
_TAG = re.compile(r"<[^>]*>")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_ZEROS = re.compile(r"(?:\.0+|(\.\d*?[1-9])0+)(?=\D|$)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def panel(
    width: float, height: float, *, left: float = 46, right: float = 14, top: float = 26, bottom: float = 34
) -> Axes:
    """One empty panel; all lengths are in points, which a page shows as pixels.

    Fixed margins, so that panels side by side have their axes on one line.
    """
    with mpl.rc_context(_settings()):
        figure = Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH))
        inner = ((width - left - right) / width, (height - top - bottom) / height)
        axes: Axes = figure.add_axes((left / width, bottom / height, *inner))
    axes.tick_params(length=0, pad=5, labelsize=SMALL, colors=MUTED)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.patch.set_visible(False)
    return axes


def picture(axes: Axes, name: str, *, title: str, description: str) -> Picture:
    """The finished picture.

    Args:
        axes: The panel, drawn.
        name: Unique within the page.
        title: What it shows, in a few words; also read aloud.
        description: What can be seen in it, for who cannot see it.
    """
    stream = StringIO()
    empty = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context(_settings()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")  # the reader's fonts have it
        figure = axes.get_figure(root=True)
        assert figure is not None  # `panel` made it
        figure.savefig(stream, format="svg", metadata=empty, transparent=True)
    return Picture(svg=_page_svg(stream.getvalue(), name, title, description), title=title)


def plain(text: str) -> str:
    """Keeps dollar signs from being read as formulas."""
    return text.replace("$", r"\$")


def head(axes: Axes, name: str, unit: str) -> None:
    """Writes one line above a panel: at the left what or whom it shows, at the right in which unit."""
    figure = axes.figure
    across, up = 72 * figure.get_figwidth(), 72 * figure.get_figheight()  # type: ignore[union-attr]
    line: dict[str, Any] = {"xycoords": "figure points", "va": "top", "annotation_clip": False}
    axes.annotate(plain(name), (2, up - 1), color=INK, fontsize=NORMAL, fontweight="bold", **line)
    axes.annotate(plain(unit), (across - 2, up - 2), color=MUTED, fontsize=SMALL, ha="right", **line)


def month_axis(axes: Axes, months: int) -> None:
    """Months along the bottom, a mark for every year."""
    axes.set_xlim(0, max(months, 1))
    axes.xaxis.set_major_locator(MultipleLocator(12 if months >= 24 else 3))
    axes.set_xlabel("month", color=MUTED, fontsize=SMALL, labelpad=3)


def value_axis(axes: Axes, unit: Unit, *, sideways: bool = False, signed: bool = False) -> None:
    """Amounts along the left (or along the bottom), in short form."""
    axis = axes.xaxis if sideways else axes.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: mark_text(value, unit, signed=signed)))
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], integer=unit == "number" and not signed))


def mark_text(value: float, unit: Unit, *, signed: bool = False) -> str:
    """An amount at a mark of an axis, without the zeros that a table would show, perhaps with its sign.

    Examples:
        >>> mark_text(5e6, "money"), mark_text(0.1, "fraction"), mark_text(-2.5e6, "money"), mark_text(30.0, "number")
        ('5M', '10 %', '-2.5M', '30')
    """
    return _ZEROS.sub(r"\1", short(value, unit, signed=signed and value != 0.0))


def _settings() -> dict[Any, Any]:
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "keysim",
        "font.family": ["DejaVu Sans"],
        "font.size": SMALL,
        "text.color": INK,
        "lines.solid_capstyle": "round",
    }


def _page_svg(text: str, name: str, title: str, description: str) -> str:
    text = _PROLOG.sub("", _STYLE_SHEET.sub("", text, count=1), count=1)
    text = _COMMENT.sub("", text)
    text = _NO_TURN.sub("", _FAMILY.sub("", text))
    text = _GROUP.sub("<g>", text)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = text.replace("url(#", f"url(#{name}-").replace('xlink:href="#', f'href="#{name}-')
    text = _TAG.sub(_coarse, text)
    told = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    opening = (
        r'<svg viewBox="0 0 \1 \2" role="img" style="max-width: calc(\1px * 1.25)" '
        f'aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg">{_safe(told)}'
    )
    return re.sub(r"\s*\n\s*", " ", _SIZE.sub(opening, text, count=1)).strip()


def _coarse(tag: re.Match[str]) -> str:
    """Places to a hundredth of a point, colours as variables; what stands between tags is left as it is."""
    return _COLOUR.sub(_variable, _FINE.sub(r"\1", tag[0]))


def _safe(text: str) -> str:
    return text.replace("\\", r"\\")


def _variable(found: re.Match[str]) -> str:
    colour = found[0].lower()
    return f"var(--{VARIABLES[colour]}, {colour})" if colour in VARIABLES else colour
