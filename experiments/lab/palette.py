"""Colours of the page: told apart by every kind of colour vision (Okabe and Ito 2008), on light and on dark."""

from typing import Literal

Theme = Literal["light", "dark"]

STRATEGIES: dict[Theme, tuple[str, ...]] = {
    "light": ("#0072B2", "#D55E00", "#009E73", "#AA4499", "#8A6D00", "#000000"),
    "dark": ("#56B4E9", "#F0843C", "#2CC295", "#DD9BC0", "#F0E442", "#FFFFFF"),
}
# Lines are told apart without colour too.
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (7, 3), (2, 2), (8, 3, 2, 3))
MUTED: dict[Theme, str] = {"light": "#5B6470", "dark": "#A3ACB8"}


def colour(theme: Theme, position: int) -> str:
    """The colour of a strategy by its place in the scenario.

    Examples:
        >>> colour("light", 0), colour("light", 6)
        ('#0072B2', '#0072B2')
    """
    return STRATEGIES[theme][position % len(STRATEGIES[theme])]
