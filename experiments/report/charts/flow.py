"""How key accounts came to be and what became of them, as bands whose width is a number of accounts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from experiments.amounts import short
from experiments.report.page import Picture
from experiments.report.svg import INK, MUTED, NORMAL, SMALL, head, panel, picture
from simulator.results import FloatArray

HEIGHT = 300.0
GAP = 0.06  # between two blocks, as a part of the whole height
LEFT, RIGHT = 0.35, 0.65
BLOCK = 0.02


def flow_picture(
    flows: FloatArray,
    origins: Sequence[str],
    fates: Sequence[str],
    *,
    strategy: str,
    colour: str,
    largest: float,
    width: float,
    name: str,
) -> Picture:
    """Origins at the left, fates at the right.

    Args:
        flows: Mean number of accounts per luck, shape (origins, fates).
        origins: What the rows are.
        fates: What the columns are.
        strategy: Whose accounts.
        colour: Of the bands.
        largest: Accounts of the strategy that has most, so that all panels have one scale.
        width: Of the panel.
        name: Unique within the page.
    """
    axes = panel(width, HEIGHT, left=2, right=2, top=28, bottom=6)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    blocks = max(flows.shape)
    axes.set_ylim(largest * (1 + GAP * blocks), 0)
    gap = GAP * largest
    froms, tos = _places(flows.sum(axis=1), gap), _places(flows.sum(axis=0), gap)
    _bands(axes, flows, froms, tos, colour)
    _blocks(axes, flows.sum(axis=1), froms, origins, at=LEFT)
    _blocks(axes, flows.sum(axis=0), tos, fates, at=RIGHT)
    if not flows.any():
        axes.text(0, 0.03 * largest, "no account was key in any luck", color=MUTED, fontsize=NORMAL, va="top")
    head(axes, strategy, "accounts per luck, mean")
    return picture(axes, name, title=f"Key accounts of {strategy}", description=_told(flows, origins, fates))


def _places(sizes: FloatArray, gap: float) -> FloatArray:
    """Upper ends of the blocks; one without accounts takes no room."""
    steps = np.where(sizes > 0, sizes + gap, 0.0)
    return np.concatenate(([0.0], np.cumsum(steps)[:-1]))


def _bands(axes: Axes, flows: FloatArray, froms: FloatArray, tos: FloatArray, colour: str) -> None:
    left, right = froms.copy(), tos.copy()
    for origin, fate in np.ndindex(*flows.shape):
        size = float(flows[origin, fate])
        if size <= 0:
            continue
        path = _band(float(left[origin]), float(right[fate]), size)
        axes.add_patch(PathPatch(path, facecolor=colour, alpha=0.5 if fate == 0 else 0.22, linewidth=0))
        left[origin] += size
        right[fate] += size


def _band(start: float, end: float, size: float) -> Path:
    a, b, middle = LEFT + BLOCK, RIGHT - BLOCK, (LEFT + RIGHT) / 2
    upper = [(a, start), (middle, start), (middle, end), (b, end)]
    lower = [(b, end + size), (middle, end + size), (middle, start + size), (a, start + size)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path([*upper, *lower, upper[0]], codes)


def _blocks(axes: Axes, sizes: FloatArray, places: FloatArray, labels: Sequence[str], *, at: float) -> None:
    is_left = at == LEFT
    start = at if is_left else at - BLOCK
    for size, place, label in zip(sizes.tolist(), places.tolist(), labels, strict=True):
        if size <= 0:
            continue
        axes.fill([start, start + BLOCK, start + BLOCK, start], [place, place, place + size, place + size], color=INK)
        side: dict[str, Any] = {"x": at - 0.015, "ha": "right"} if is_left else {"x": at + 0.015, "ha": "left"}
        text = f"{label} {short(size, 'number')}" if is_left else f"{short(size, 'number')} {label}"
        axes.text(y=place + size / 2, s=text, va="center", color=INK if size >= 0.05 else MUTED, fontsize=SMALL, **side)


def _told(flows: FloatArray, origins: Sequence[str], fates: Sequence[str]) -> str:
    came = ", ".join(
        f"{label} {short(float(size), 'number')}" for label, size in zip(origins, flows.sum(axis=1), strict=True)
    )
    went = ", ".join(
        f"{label} {short(float(size), 'number')}" for label, size in zip(fates, flows.sum(axis=0), strict=True)
    )
    return f"Per luck, on average: {came}. Of these at the end: {went}."
