"""What many runs have in common, made once: the parameters of a strategy, and the accounts of a replication."""

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from simulator.catalogue import TIMELINE
from simulator.model.parameters import parameters_of
from simulator.model.population import PopulationPlan
from simulator.model.state import month_count
from simulator.scenario.schema import Scenario
from simulator.scenario.world import World
from simulator.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from simulator.engines.compiled import Template

MOST_PREPARED = 64


class Prepared:
    """The parameters of one strategy, resolved once for all its replications; nothing in them changes in a run."""

    def __init__(self, scenario: Scenario, strategy: str) -> None:
        """Resolve them.

        Raises:
            KeyError: The scenario has no such strategy.
        """
        self.scenario = scenario
        self.parameters = parameters_of(scenario, strategy)

    @property
    def size(self) -> dict[str, Any]:
        """Height and width of the timeline."""
        return {"months": month_count(self.parameters.horizon, DAYS_PER_MONTH), "columns": len(TIMELINE)}

    @cached_property
    def template(self) -> "Template":
        """Parameters and empty tables as the compiled engine reads them."""
        from simulator.engines.compiled import Template, compiled_parameters

        return Template(compiled_parameters(self.parameters), account_count(self.scenario.world), **self.size)


_prepared: dict[tuple[int, str], Prepared] = {}


def prepare(scenario: Scenario, strategy: str) -> Prepared:
    """The parameters of a strategy, kept for the last few scenarios by identity (they are frozen).

    Raises:
        KeyError: The scenario has no such strategy.
    """
    key = (id(scenario), strategy)
    found = _prepared.get(key)
    if found is None or found.scenario is not scenario:
        found = Prepared(scenario, strategy)
        while len(_prepared) >= MOST_PREPARED:
            _prepared.pop(next(iter(_prepared)), None)
        _prepared[key] = found
    return found


def account_count(world: World) -> int:
    """Number of accounts of a world."""
    return sum(segment.accounts for segment in world.segments.values())


class _Drawn(threading.local):
    """The populations drawn last, by thread: strategies are compared replication by replication."""

    world: World | None = None
    plan: PopulationPlan
    seed: int
    populations: dict[int, NDArray[Any]]


_drawn = _Drawn()


def populations(world: World, seed: int, replications: Sequence[int]) -> list[NDArray[Any]]:
    """The accounts of some replications, in arrays of one's own; runs that come next share the drawing.

    Args:
        world: The world.
        seed: Seed of all luck.
        replications: Which repetitions; one that is named twice comes twice.
    """
    if _drawn.world is not world:
        _drawn.plan, _drawn.populations = PopulationPlan(world), {}
        _drawn.world, _drawn.seed = world, seed
    wanted = dict.fromkeys(replications)
    if _drawn.seed != seed or not wanted.keys() <= _drawn.populations.keys():
        accounts = _drawn.plan.draw(seed, tuple(wanted))
        _drawn.populations = dict(zip(wanted, accounts, strict=True))
        _drawn.seed = seed
    return [_drawn.populations[replication].copy() for replication in replications]
