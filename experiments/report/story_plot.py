"""One account's life as a picture: what it buys and gives under each strategy, with the turns of its story."""

from collections.abc import Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from experiments.amounts import short
from experiments.report.palette import COLOURS
from experiments.report.plots import figure_settings
from experiments.report.svg import plain
from experiments.stories.moments import Life, Moment
from experiments.stories.scenes import BAD_DELIVERY
from experiments.stories.story import Episode
from simulator.events import EventKind
from simulator.scenario.schema import Scenario
from simulator.units import DAYS_PER_YEAR

WIDTH, HEIGHT_OF_PANEL = 10.0, 2.7
GREY = "0.45"
# Names closer than this part of the run do not stand one beside the other.
NEAR = 0.06


class Sign(NamedTuple):
    """How one kind of turn is drawn; those with a label are named in the picture itself."""

    marker: str
    colour: str
    size: float
    label: str


SIGNS: dict[str, Sign] = {
    "window": Sign("|", GREY, 9, "a buying window opens"),
    "missed": Sign("x", GREY, 6, "no seller in time"),
    "bid lost": Sign("X", "#D55E00", 8, "bid lost"),
    "won": Sign("^", "#009E73", 9, "won"),
    "upgraded": Sign("+", "#009E73", 8, "larger share won at a visit"),
    "bad": Sign("v", "#E69F00", 6, "late or faulty delivery"),
    "key": Sign("*", "#0072B2", 13, "key account"),
    "ally": Sign("P", "#0072B2", 8, "ally"),
    "lost": Sign("s", "#D55E00", 8, "lost"),
    "insolvent": Sign("D", "#000000", 8, "the firm is insolvent"),
}
NAMED = ("won", "key", "lost", "bid lost", "ally", "insolvent")


def story_figure(
    lives: Sequence[Life], stories: Sequence[Sequence[Episode]], scenario: Scenario, replication: int
) -> Figure:
    """Draws one panel for each life: run-rate revenue, share of wallet, and the turns.

    Args:
        lives: One account under each strategy.
        stories: The story of each life.
        scenario: The scenario.
        replication: Which luck.

    Returns:
        A figure; `experiments.report.plots.save_figure` writes it.
    """
    with mpl.rc_context(figure_settings()):
        figure = Figure(figsize=(WIDTH, 0.9 + HEIGHT_OF_PANEL * len(lives)), layout="constrained")
        panels = figure.subplots(len(lives), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        used: set[str] = set()
        top = max(standing.run_rate for life in lives for standing in life.standings)
        for place, (axes, life, story) in enumerate(zip(panels, lives, stories, strict=True)):
            _draw_life(axes, life, COLOURS[place % len(COLOURS)], scenario.world.currency)
            used |= _draw_turns(axes, life, story)
        panels[0].set_ylim(-0.07 * (top or 1.0), 1.3 * (top or 1.0))
        panels[0].set_xlim(0, lives[0].horizon / DAYS_PER_YEAR)
        panels[-1].set_xlabel("years since the start")
        portrait = lives[0].portrait
        account = f"Account {portrait.account} ({portrait.segment}), replication {replication}"
        figure.suptitle(plain(f"{scenario.title}\n{account}: the same luck under each strategy"))
        _explain(figure, used)
        return figure


def _draw_life(axes: Axes, life: Life, colour: str, currency: str) -> None:
    years = np.array([standing.time for standing in life.standings]) / DAYS_PER_YEAR
    rates = np.array([standing.run_rate for standing in life.standings])
    shares = np.array([standing.share for standing in life.standings])
    axes.fill_between(years, 0, rates, color=colour, alpha=0.25, linewidth=0)
    axes.plot(years, rates, color=colour, linewidth=1.2)
    axes.set_title(plain(life.strategy), loc="left", fontweight="bold", color=colour)
    axes.set_ylabel(f"run rate, average of\na year ({currency})")
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value, "money_per_year")))
    axes.xaxis.set_major_locator(MultipleLocator(1))
    axes.axhline(0, color="0.7", linewidth=0.8)
    if not rates.any():
        axes.text(0.5, 0.5, "never a customer", transform=axes.transAxes, ha="center", color=GREY)
    right = axes.twinx()
    # Signs and their names stand before the dashed line.
    axes.set_zorder(right.get_zorder() + 1)
    axes.patch.set_visible(False)
    right.step(years, shares, where="post", color=GREY, linestyle=(0, (4, 2)), linewidth=1.0)
    # The same zero line on both sides: the share's axis is cut as the run rate's is.
    right.set_ylim(-0.07 / 1.3, 1.0)
    right.set_yticks([0, 0.5, 1.0], ["0", "50 %", "100 %"])
    right.set_ylabel("share of wallet\n(dashed)", color=GREY)
    right.spines["right"].set_visible(True)


def _draw_turns(axes: Axes, life: Life, story: Sequence[Episode]) -> set[str]:
    """Draws every turn at the height of the run rate, and names the decisive ones; gives the kinds drawn."""
    turns = [(moment.time, kind) for moment in life.moments if (kind := _kind(moment))]
    turns += [(episode.time, episode.scene.mark) for episode in story if episode.scene.mark]
    last_named = -1.0
    for time, kind in sorted(turns):
        sign = SIGNS[kind]
        height = life.standing_at(time).run_rate
        place = time / DAYS_PER_YEAR
        axes.plot(place, height, sign.marker, color=sign.colour, markersize=sign.size, clip_on=False, zorder=3)
        if kind in NAMED:
            is_near = place - last_named < NEAR * life.horizon / DAYS_PER_YEAR
            offset, side = ((9, -4), "left") if is_near else ((0, 9), "center")
            name = axes.annotate(sign.label, (place, height), offset, textcoords="offset points", ha=side, zorder=4)
            name.set_path_effects([withStroke(linewidth=3, foreground="white")])
            last_named = place
    return {kind for _, kind in turns}


def _kind(moment: Moment) -> str:
    if moment.kind == EventKind.WINDOW_OPENED and "recommended to" not in moment.facts:
        return "window"
    if moment.kind in (EventKind.LEAD_EXPIRED, EventKind.SPONSOR_LATE):
        return "missed"
    if moment.kind == EventKind.UPGRADED:
        return "upgraded"
    return "bad" if moment.kind == EventKind.DELIVERED and moment.cause in BAD_DELIVERY else ""


def _explain(figure: Figure, used: set[str]) -> None:
    signs = [sign for kind, sign in SIGNS.items() if kind in used]
    lines = [
        Line2D([], [], marker=sign.marker, color=sign.colour, linestyle="", markersize=sign.size) for sign in signs
    ]
    labels = [sign.label for sign in signs]
    if lines:
        figure.legend(lines, labels, loc="outside lower center", ncols=min(5, len(lines)), frameon=False, fontsize=8)
