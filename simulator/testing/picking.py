"""Values picked by a seed, often those at which something changes: zero, one, whole days, equal times."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

Built = dict[str, Any]
Fields = dict[str, Callable[[], Any]]
Choice = TypeVar("Choice")

WHOLE_DAYS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 90.0, 180.0)
TINY = 1e-300


class Pick:
    """Picks the values of one block of a scenario; the same seed picks the same values.

    Example:
        >>> Pick(7).days(1.0, 30.0) == Pick(7).days(1.0, 30.0)
        True
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.only_whole_days = self.switch()

    def chance(self, probability: float) -> bool:
        """Whether something happens that has this probability."""
        return self.random.random() < probability

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """One of some values, each as likely."""
        return self.random.choice(choices)

    def between(self, low: float, high: float) -> float:
        """A number between two others."""
        return self.random.uniform(low, high)

    def amount(self, low: float, high: float) -> float:
        """A positive number between two others, as often in one order of magnitude as in the next."""
        return float(low * (high / low) ** self.random.random())

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def part(self) -> float:
        """A fraction; sometimes nothing, almost nothing, or the whole."""
        return self.one_of((0.0, TINY, 1.0)) if self.chance(0.1) else self.random.random()

    def some(self) -> float:
        """A strength from 0 to 3; sometimes 0."""
        return 0.0 if self.chance(0.1) else self.between(0.0, 3.0)

    def weight(self) -> float:
        """A weight of either sign; sometimes 0."""
        return 0.0 if self.chance(0.1) else self.between(-2.0, 2.0)

    def switch(self) -> bool:
        """Yes or no."""
        return self.chance(0.5)

    def days(self, low: float, high: float) -> float:
        """A duration; in half of the blocks all are whole, so that much falls on the same instant."""
        whole = [number for number in WHOLE_DAYS if low <= number <= high]
        return self.one_of(whole) if whole and self.only_whole_days else self.between(low, high)

    def block(self, needed: Fields, optional: Fields, density: float = 0.8) -> Built:
        """A block of a file: what is left out of it is at its null value.

        Args:
            needed: How to pick each field that always stands in it.
            optional: The same for fields that may stand in it.
            density: Chance of each optional field.
        """
        kept = {name: pick for name, pick in optional.items() if self.chance(density)}
        return {name: pick() for name, pick in (needed | kept).items()}
