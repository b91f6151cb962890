"""A claim file: whose words, which mechanism, and the tests that could show it wrong.

A test runs two firms in the same luck, `arm` and `against`, that differ in what the test switches. Its effect is
the mean of arm - against on the measure. With `where` and `elsewhere` the two firms live under two conditions, and
the effect is by how much arm - against is larger under the first: a difference of differences.
"""

from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from experiments.claims.measures import Measure, read_amount, read_measure
from simulator.catalogue import Unit
from simulator.errors import MisfitError
from simulator.scenario.block import Block
from simulator.scenario.quantities import Switch
from simulator.scenario.schema import RunSettings

THE_ESSAY = "a practitioner's essay: 大客户营销:破解神话论,认清大客户 (Key-account marketing: past the myth)"
WORLDS = {
    "default": "worlds/industrial_supplier.yaml",
    "contrarian": "worlds/contrarian.yaml",
}
STRATEGY = "strategies/build_base.yaml"


def _readable(text: str) -> str:
    read_measure(text)
    return text


Overlay = dict[str, Any]
MeasureText = Annotated[str, AfterValidator(_readable)]
Direction = Literal["higher", "lower"]


class Change(Block):
    """What is different for a firm: parts of the world and of its strategy, laid over the files."""

    strategy: str | None = Field(None, description="File of another strategy.")
    levers: Overlay = Field(default_factory=dict, description="Levers, laid over every phase of the strategy.")
    world: Overlay = Field(default_factory=dict, description="Parts of the world; null takes one away.")
    every_segment: Overlay = Field(default_factory=dict, description="Parts laid over each segment of the world.")


class Contrast(Block):
    """One contrast that could come out either way, or would if the claim were wrong."""

    question: str
    measure: MeasureText = Field(description="An outcome, 'a / b', 'a - b', or 'timeline column at 3 years'.")
    expected: Direction = Field(description="Sign of the effect that the claim asserts.")
    everywhere: Change = Field(Change(), description="What all firms of the test share.")
    arm: Change = Change()
    against: Change | None = None
    level: str | float | None = Field(None, description="A number to exceed, in place of another firm.")
    where: Change | None = Field(None, description="The condition under which the effect should be larger.")
    elsewhere: Change | None = Field(None, description="The condition that it is compared with.")
    negligible: str | float | None = Field(
        None, description="An effect that is surely smaller than this counts against the claim."
    )
    relative: Switch = Field(
        False, description="Whether arm - against is taken as a part of the mean of the two, luck by luck."
    )
    equal_means: Switch = Field(False, description="Whether both firms are meant to spend the same.")
    built_in: Switch = Field(False, description="Whether the sign nearly follows from the switched number itself.")

    @property
    def what(self) -> Measure:
        """The measure, read."""
        return read_measure(self.measure)

    @property
    def threshold(self) -> float:
        """The level, read; 0 where there is another firm instead."""
        return read_amount(self.level, self.what.unit) if self.level is not None else 0.0

    @property
    def zone(self) -> float:
        """The largest effect that does not matter, read; 0 if every effect matters."""
        return read_amount(self.negligible, self.unit) if self.negligible is not None else 0.0

    @property
    def unit(self) -> Unit:
        """Unit of the effect."""
        return "fraction" if self.relative else self.what.unit

    @model_validator(mode="after")
    def _is_a_contrast(self) -> "Contrast":
        if (self.against is None) == (self.level is None):
            raise MisfitError("needs either 'against' (another firm) or 'level' (a number), and not both")
        if (self.where is None) != (self.elsewhere is None):
            raise MisfitError("needs 'where' and 'elsewhere' together, or neither")
        if self.where is not None and self.level is not None:
            raise MisfitError("a level does not go with 'where': it is the same under both conditions")
        if self.relative and self.level is not None:
            raise MisfitError("a level does not go with 'relative'")
        if self.zone < 0 or not (isfinite(self.zone) and isfinite(self.threshold)):
            raise MisfitError("'negligible' and 'level' must be finite, and 'negligible' not negative")
        return self


class Evidence(Block):
    """What a publication found about the claim."""

    finding: str
    source: str


class Claim(Block):
    """One claim of somebody's, and how it is tested."""

    claim: str = Field(pattern=r"^\w{1,12}$", description="Short name, such as C5.")
    title: str
    says: str = Field(description="The claim in plain words.")
    whose: str = THE_ESSAY
    mechanism: str = Field(description="Parts of the model that it is about.")
    worlds: dict[str, str] = Field(WORLDS, min_length=1, description="World files by a name for people.")
    strategy: str = Field(STRATEGY, description="The strategy that the tests vary.")
    run: RunSettings = RunSettings(replications=200, seed=20261123)
    tests: dict[str, Contrast] = Field(min_length=1)
    reading: str = Field(description="How the tests are to be read: mechanism and limits, never a sign.")
    evidence: tuple[Evidence, ...] = ()
