"""What a row of the table of switches is: how one mechanism is off, on, and what must not matter while it is off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.scenario.schema import Scenario
from tests.support.changes import changed, default_scenario, without

Changes = Mapping[str, Any]
PHASE = "strategies.*.phases.*"
SEGMENT = "world.segments.*"
BASE = default_scenario(3.0)
# What a file cannot leave out.
REQUIRED = ("reviews_per_year", "sale_value", "order_quantity")


def constant(value: float) -> dict[str, Any]:
    """An attribute that is the same for all accounts."""
    return {"distribution": "constant", "value": value}


@dataclass(frozen=True, kw_only=True)
class Switch:
    """How one mechanism is switched off and on in the default world, where all others stay as they are.

    Attributes:
        name: The mechanism.
        off: The null values, spelt out.
        wild: Everything else of the mechanism, far from any sensible value.
        on: What makes the mechanism show.
        given: What holds in all three worlds: nulls that are not the default, and what the default world lacks.
    """

    name: str
    off: Changes = field(default_factory=dict)
    wild: Changes = field(default_factory=dict)
    on: Changes
    given: Changes = field(default_factory=dict)

    @property
    def paths(self) -> Iterable[str]:
        """All that the row is about; what is merely given is not."""
        return (*self.off, *self.wild, *self.on)

    def unmentioned(self) -> Scenario:
        """A world file that has never heard of the mechanism."""
        paths = (path for path in (*self.off, *self.wild) if not path.endswith(REQUIRED))
        return changed(without(BASE, paths), self.given)

    def spelt_out(self) -> Scenario:
        """The mechanism at its null value, all else of it wild."""
        return changed(BASE, {**self.given, **self.wild, **self.off})

    def switched_on(self) -> Scenario:
        """The mechanism at work, in a world that else is the first one."""
        return changed(self.unmentioned(), self.on)
