"""What a story counts between two scenes: orders, visits, calls in vain, recommendations."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from experiments.amounts import short
from experiments.stories.calendar import date
from experiments.stories.moments import Life, Moment
from experiments.stories.phrases import counted, percent
from experiments.stories.scenes import BAD_DELIVERY, Scene
from simulator.events import EventKind

COUNTED = frozenset(
    {
        *(EventKind.ORDERED, EventKind.DELIVERED, EventKind.INVOICED),
        *(EventKind.VISITED, EventKind.UPGRADED, EventKind.PROSPECTED),
    }
)


@dataclass
class Routine:
    """What has happened since the last scene; summed up at the next, and at each year's end."""

    since: float = 0.0
    until: float = 0.0
    invoiced: float = 0.0
    recommended: int = 0
    counts: dict[EventKind, int] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been counted."""
        return not self.counts and not self.recommended

    def add(self, moment: Moment) -> None:
        """Count a moment; what is no routine is left out."""
        is_recommendation = "recommended to" in moment.facts
        if moment.kind not in COUNTED and not is_recommendation:
            return
        if self.is_empty:
            self.since = moment.time
        self.until = moment.time
        if is_recommendation:
            self.recommended += 1
            return
        self.counts[moment.kind] = self.of(moment.kind) + 1
        self.invoiced += moment.amount if moment.kind == EventKind.INVOICED else 0.0
        if moment.kind == EventKind.DELIVERED and moment.cause in BAD_DELIVERY:
            name = BAD_DELIVERY[moment.cause]
            self.bad[name] = self.bad.get(name, 0) + 1

    def of(self, kind: EventKind) -> int:
        """How often something happened."""
        return self.counts.get(kind, 0)

    def scene(self, life: Life) -> Scene:
        """All of it in a sentence, and how the relation moved meanwhile."""
        return Scene("; ".join([*self._dealings(), *self._efforts()]), self._growth(life), "routine")

    def _dealings(self) -> Iterator[str]:
        since = f" since {date(self.since)}" if date(self.until) != date(self.since) else ""
        orders, deliveries = self.of(EventKind.ORDERED), self.of(EventKind.DELIVERED)
        money = f", {short(self.invoiced, 'money')} invoiced" if deliveries else ""
        if orders:
            yield f"{counted(orders, 'order')}{since}{money}"
        elif deliveries:
            yield f"{counted(deliveries, 'delivery', 'deliveries')}{since}{money}"
        for name, number in self.bad.items():
            yield f"{number} {name}"

    def _efforts(self) -> Iterator[str]:
        visits, upgrades = self.of(EventKind.VISITED), self.of(EventKind.UPGRADED)
        if visits:
            won = f", {upgrades} won a larger share" if upgrades else ""
            yield f"{counted(visits, 'visit')}{won}"
        if self.of(EventKind.PROSPECTED):
            yield f"{counted(self.of(EventKind.PROSPECTED), 'cold call')} in vain"
        if self.recommended:
            yield f"it recommends the firm {counted(self.recommended, 'time')}"

    def _growth(self, life: Life) -> tuple[str, ...]:
        before, after = life.standing_at(self.since), life.standing_at(self.until)
        if not after.share:
            return ()
        price = f"; concession {percent(after.concession)}" if after.concession >= 0.005 else ""
        return (
            f"share of wallet {_moved(before.share, after.share)}, trust {_moved(before.trust, after.trust)}{price}",
        )


def _moved(before: float, after: float) -> str:
    if percent(before) == percent(after) or not before:
        return percent(after)
    return f"{percent(before).removesuffix(' %')} to {percent(after)}"
