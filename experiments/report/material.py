"""All that a report on a comparison is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from experiments.assumptions import Premises
from experiments.comparison import Comparison
from experiments.largest_loss import LargestLoss
from experiments.replication import Replications
from experiments.verdict import Remark
from simulator.results import FloatArray
from simulator.scenario.schema import Scenario

# Columns of the timeline that a report shows.
COLUMNS = ("cash", "cash_flow", "customers", "key_accounts")


@dataclass(frozen=True, kw_only=True)
class Material:
    """What was asked, what was run and what came out.

    Attributes:
        scenario: With the seed and the replications that were run.
        file: The scenario's name as the user gave it.
        command: What makes the same report again.
        comparison: What the replications say.
        runs: The replications that all strategies finished, with `COLUMNS` and `closing_measures`.
        remarks: The verdict in words.
        premises: What the scenario's files say.
        loss: What the loss of the largest account changes.
        study: A store of a sweep over the same question, if one is given.
    """

    scenario: Scenario
    file: str
    command: str
    comparison: Comparison
    runs: Replications
    remarks: tuple[Remark, ...]
    premises: Premises
    loss: LargestLoss
    study: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All strategies in the order of the scenario; their position decides their colour."""
        return self.comparison.strategies

    @property
    def baseline(self) -> str:
        """The strategy that the others are compared to."""
        return self.comparison.baseline

    @property
    def currency(self) -> str:
        """Unit of money."""
        return self.comparison.currency

    def outcome(self, name: str) -> dict[int, FloatArray]:
        """One outcome of all replications, by position of the strategy."""
        return {place: self.runs.outcomes[each][name] for place, each in enumerate(self.names)}

    def measure(self, name: str) -> dict[int, FloatArray]:
        """One measure of all replications, by position of the strategy."""
        return {place: self.runs.measures[each][name] for place, each in enumerate(self.names)}

    def others(self) -> Mapping[int, str]:
        """Strategies other than the baseline, by position."""
        return {place: name for place, name in enumerate(self.names) if name != self.baseline}
