"""What a search for conditions trades: how much of the wins it keeps, and how pure they are."""

from collections.abc import Sequence

from experiments.report.page import Picture
from experiments.report.palette import colour, dash
from experiments.report.svg import MUTED, SMALL, head, panel, picture, value_axis

WIDTH, HEIGHT = 400.0, 260.0


def peeling_picture(
    trajectory: Sequence[tuple[float, float]], *, who: str, place: int, density: float, name: str
) -> Picture:
    """The search from the whole study (right) to a small corner of it (left).

    Args:
        trajectory: Coverage and density of every box on the way.
        who: Whose wins.
        place: Position of the strategy; it decides the colour.
        density: What was asked for.
        name: Unique within the page.
    """
    axes = panel(WIDTH, HEIGHT, left=50, right=14, top=30, bottom=42)
    coverage, pure = [x for x, _ in trajectory], [y for _, y in trajectory]
    axes.plot(coverage, pure, color=colour(place), linestyle=dash(place), marker="o", markersize=4, linewidth=1.2)
    axes.axhline(density, color=MUTED, linewidth=1.2, linestyle=":")
    axes.set_xlim(0, 1.03)
    axes.set_ylim(0, 1.03)
    value_axis(axes, "fraction", sideways=True)
    value_axis(axes, "fraction")
    axes.set_xlabel(f"share of all points where {who} is ahead", color=MUTED, fontsize=SMALL, labelpad=4)
    head(axes, who, "share of wins in the condition")
    told = f"From {100 * pure[0]:.0f} % of all points to {100 * pure[-1]:.0f} % of the last box."
    return picture(axes, name, title=f"The search for {who}", description=told)
