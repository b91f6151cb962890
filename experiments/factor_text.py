"""Values of factors as a person writes them: with the unit of the place where they stand."""

from experiments.plan import Factor, Plan, Shown, filled
from experiments.study.levels import reading_at
from simulator.scenario.node import dotted
from simulator.units import Kind, format_quantity

DIGITS = 3


class FactorText:
    """Writes the values of a study's factors.

    Args:
        plan: The study.
    """

    def __init__(self, plan: Plan) -> None:
        root = filled(plan.root)
        readings = {factor.name: reading_at(root, factor.paths[0]) for factor in plan.factors}
        self._kinds: dict[str, Kind] = {name: each.kind for name, each in readings.items() if each is not None}
        self._plan = plan

    def value(self, factor: Factor, value: Shown) -> str:
        """One value, as a table of results shows it, in words."""
        if isinstance(value, str):
            return value
        return format_quantity(value, self._kinds.get(factor.name, "number"), DIGITS)

    def span(self, factor: Factor) -> str:
        """From the least to the largest value that the points have; or all names."""
        place = self._plan.factors.index(factor)
        values = [factor.column(row[place]) for row in self._plan.rows]
        numbers = [each for each in values if isinstance(each, float | int)]
        if len(numbers) < len(values):
            return ", ".join(map(str, factor.shown))
        return f"{self.value(factor, min(numbers))} to {self.value(factor, max(numbers))}"


def paths_text(factor: Factor) -> str:
    """Where a factor stands in the scenario."""
    more = len(factor.paths) - 1
    return dotted(factor.paths[0]) + (f" and {more} more" if more else "")
