"""A study file: one scenario, the factors that vary, and the points at which to look.

A factor is a path of the world or of a strategy, written as for `--set`, and the values that it takes: listed, or
from `low` to `high`. At each point all strategies meet the same lucks, and every point has the same lucks too.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from experiments.design import Kind, Scale, is_power_of_two, nearest_power_of_two
from simulator.errors import MisfitError
from simulator.scenario.block import Block
from simulator.scenario.quantities import Count, told

SAMPLED = ("latin_hypercube", "sobol")
OWN_COLUMNS = ("point", "strategy", "replication", "runs")  # of a study's table; no factor may be named so


def _bound(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MisfitError(f"expected a number or a quantity such as '300k', found {told(value)}")
    return value


Bound = Annotated[str | float, BeforeValidator(_bound)]


class FactorBlock(Block):
    """One thing that varies between the points: where it stands, and its values."""

    path: str | None = Field(None, description="Where it stands, such as world.relationship.growth; * is every name.")
    paths: tuple[str, ...] | None = Field(None, description="Several places that take the same value.")
    values: tuple[Any, ...] | None = Field(None, min_length=1, description="Its levels, as a scenario file has them.")
    low: Bound | None = Field(None, description="Least value, in place of `values`.")
    high: Bound | None = Field(None, description="Largest value.")
    steps: Count | None = Field(None, ge=2, le=10_000, description="Levels from low to high, for full_factorial.")
    scale: Scale = Field("linear", description="linear: equal steps; log: equal factors.")

    @property
    def places(self) -> tuple[str, ...]:
        """All its paths."""
        return self.paths if self.paths is not None else (str(self.path),)

    @property
    def has_range(self) -> bool:
        """Whether it says low or high."""
        return self.low is not None or self.high is not None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "FactorBlock":
        if (self.path is None) == (not self.paths):
            raise MisfitError("needs either 'path' or 'paths'")
        if self.values is not None and self.has_range:
            raise MisfitError("needs either 'values', or 'low' and 'high', and not both")
        if self.has_range and (self.low is None or self.high is None):
            raise MisfitError("needs 'low' and 'high' together")
        if not self.has_range and (self.steps is not None or self.scale != "linear"):
            raise MisfitError("'steps' and 'scale' go with 'low' and 'high'")
        return self


class StudyBlock(Block):
    """A study as its file says it."""

    title: str = ""
    description: str = ""
    scenario: str = Field(description="File of the scenario, or the name of one that comes with keysim.")
    strategies: tuple[str, ...] | None = Field(None, min_length=1, description="Which of its strategies. Null: all.")
    outcomes: tuple[str, ...] | None = Field(
        None, min_length=1, description="Outcomes that are kept. Null: the scenario's, insolvent and cash_trough."
    )
    factors: dict[str, FactorBlock] = Field(min_length=1, max_length=500, description="What varies, by your own name.")
    design: Kind = Field("full_factorial", description="How the points are chosen.")
    points: Count | None = Field(None, ge=1, le=1_000_000, description="How many, for latin_hypercube and sobol.")
    rows: tuple[dict[str, Any], ...] | None = Field(
        None, min_length=1, description="The points of the design `list`: a value for every factor."
    )
    replications: Count | None = Field(None, ge=1, le=1_000_000, description="Lucks per point. Null: the scenario's.")
    seed: Count | None = Field(None, ge=0, lt=2**63, description="Seed of the design and of all luck.")

    @model_validator(mode="after")
    def _has_the_points_of_its_design(self) -> "StudyBlock":
        if (self.points is not None) != (self.design in SAMPLED):
            rule = "needs 'points', how many" if self.design in SAMPLED else "takes no 'points'"
            raise MisfitError(f"the design {self.design} {rule}")
        if (self.rows is not None) != (self.design == "list"):
            raise MisfitError("the design list needs 'rows', and only it takes them")
        if self.design == "sobol" and self.points is not None and not is_power_of_two(self.points):
            near = nearest_power_of_two(self.points)
            raise MisfitError(f"the design sobol needs a power of two, not {self.points} points", f"points: {near}")
        for name, factor in self.factors.items():
            self._check_values(name, factor)
        return self

    def _check_values(self, name: str, factor: FactorBlock) -> None:
        if self.design == "list" and (factor.values is not None or factor.has_range):
            raise MisfitError(f"the factor {name} has its values in 'rows'; remove them here")
        if self.design != "list" and factor.values is None and not factor.has_range:
            raise MisfitError(f"the factor {name} needs 'values', or 'low' and 'high'")
        if self.design == "full_factorial" and factor.has_range and factor.steps is None:
            raise MisfitError(f"the factor {name} needs 'steps', as the design is full_factorial")
