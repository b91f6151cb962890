"""All oracles, in the order of the page."""

from types import ModuleType

from tests.oracles import choosing, firm, leaving, money, ordering, populations, queueing, risk, ruin
from tests.oracles.registry import Oracle

CHAPTERS: dict[str, ModuleType] = {
    "Buying": choosing,
    "Ordering": ordering,
    "Leaving": leaving,
    "How many customers": populations,
    "Queues": queueing,
    "Money": money,
    "Ruin": ruin,
    "The firm": firm,
    "Concentration and blows": risk,
}


def oracles_of(module: ModuleType) -> list[Oracle]:
    """Oracles that a module defines, in the order of its text."""
    return [value for value in vars(module).values() if isinstance(value, Oracle)]


ORACLES = [each for module in CHAPTERS.values() for each in oracles_of(module)]
