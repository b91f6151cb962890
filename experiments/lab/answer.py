"""What the page says: the comparison and its verdict, from a document."""

from dataclasses import dataclass

from experiments.comparison import Comparison, compare
from experiments.lab.document import Document
from experiments.lab.runs import RunStore
from experiments.replication import Replications
from experiments.verdict import Remark, verdict


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A comparison, its verdict, and the runs behind both; the same as `keysim compare` would find."""

    comparison: Comparison
    verdict: tuple[Remark, ...]
    runs: Replications

    def told(self, topic: str) -> list[str]:
        """The sentences of one topic of the verdict."""
        return [remark.text for remark in self.verdict if remark.topic == topic]


def answer(document: Document, store: RunStore) -> Answer:
    """Compares the strategies of a document.

    Raises:
        ReplicationError: No replication was finished by all strategies.
    """
    runs = store.replications(document.scenario)
    comparison = compare(document.scenario, runs)
    return Answer(comparison=comparison, verdict=verdict(comparison), runs=runs.complete())
