"""Where two lives part: the same draw met two chances, and only one of them was high enough."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from experiments.stories.moments import Life, Moment
from experiments.stories.phrases import factor, name_of_term, percent
from simulator.events import Cause, EventKind

OCCASIONS: dict[EventKind, str] = {
    EventKind.WINDOW_OPENED: "an invitation",
    EventKind.QUALIFIED: "the screen",
    EventKind.SCREENED_OUT: "the screen",
    EventKind.WON: "a bid",
    EventKind.BID_LOST: "a bid",
    EventKind.RETENDER_KEPT: "a re-tender",
    EventKind.HANDED_OVER: "a seller's departure",
    EventKind.ATTACKED: "an attack",
}
LOSSES: dict[Cause, str] = {
    Cause.RETENDER: "a re-tender",
    Cause.FOLLOWED_SELLER: "a seller's departure",
    Cause.ATTACK: "an attack",
}
MOST_REASONS = 3


@dataclass(frozen=True, kw_only=True)
class Parting:
    """One occasion that two strategies met with the same draw, and that went two ways."""

    occasion: str
    first: Moment
    second: Moment

    @property
    def draw(self) -> float:
        """The draw of both."""
        assert self.first.chance is not None
        return self.first.chance.draw

    def reasons(self) -> tuple[str, ...]:
        """The terms that moved the odds most between the two."""
        assert self.first.chance is not None
        assert self.second.chance is not None
        one, two = self.first.chance.terms, self.second.chance.terms
        moved = {name: two.get(name, 0.0) - one.get(name, 0.0) for name in one}
        strongest = sorted(moved, key=lambda name: -abs(moved[name]))[:MOST_REASONS]
        return tuple(
            f"{name_of_term(name, two[name])} {factor(two[name])} instead of {factor(one[name])}"
            for name in strongest
            if factor(one[name]) != factor(two[name])
        )


def partings(lives: Sequence[Life]) -> Iterator[tuple[Life, Life, Parting]]:
    """Occasions at which the same draw decided differently under the first strategy and another.

    Args:
        lives: One account under each strategy.

    Yields:
        The two lives and the parting, in the order of time.
    """
    first, *others = lives
    for other in others:
        decided = {moment.chance.draw: moment for moment in _decided(other) if moment.chance is not None}
        for moment in _decided(first):
            assert moment.chance is not None
            twin = decided.get(moment.chance.draw)
            if twin is not None and twin.chance is not None and moment.chance.happened != twin.chance.happened:
                yield first, other, Parting(occasion=_occasion(moment), first=moment, second=twin)


def parting_text(first: Life, other: Life, parting: Parting) -> str:
    """A parting in one sentence."""
    chances = [moment.chance.probability for moment in (parting.first, parting.second) if moment.chance is not None]
    reasons = "; ".join(parting.reasons())
    text = f"at {parting.occasion} the draw was {percent(parting.draw)}: {first.strategy} had a chance of "
    text += f"{percent(chances[0])}, {other.strategy} one of {percent(chances[1])}"
    return f"{text} ({reasons})" if reasons else text


def _occasion(moment: Moment) -> str:
    if moment.kind == EventKind.CUSTOMER_LOST:
        return LOSSES.get(moment.cause, "")
    return OCCASIONS.get(moment.kind, "")


def _decided(life: Life) -> list[Moment]:
    return [moment for moment in life.moments if _occasion(moment) and moment.chance is not None]
