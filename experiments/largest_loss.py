"""A stress test: the same lucks once more, but the largest account leaves halfway."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from experiments.replication import Replications
from experiments.statistics import Estimate
from experiments.world_draws import DrawnWorlds
from experiments.worlds import mean_over_worlds, share_difference_over_worlds
from simulator.scenario.mechanisms import OutsideEvent
from simulator.scenario.schema import Scenario
from simulator.units import DAYS_PER_MONTH

# Lucks are paired, so that few of them tell enough; a report should not wait for more.
MOST_LUCKS = 100
TOLD = ("value", "revenue_last_year")


@dataclass(frozen=True, kw_only=True)
class LargestLoss:
    """What the loss changes under each strategy: with it less without it, in the same luck.

    `changes[strategy][outcome]` for the outcomes of `TOLD` and for `insolvent`; `month` is when the account leaves.
    """

    month: int
    replications: int
    changes: Mapping[str, Mapping[str, Estimate]]


def without_largest(scenario: Scenario, most: int = MOST_LUCKS) -> Scenario:
    """The same scenario, in which the customer of the highest run rate is lost halfway, with fewer replications.

    Args:
        scenario: Any.
        most: The most replications.
    """
    loss = OutsideEvent(at=_halfway(scenario) * DAYS_PER_MONTH, event="lose_largest_account")
    world = scenario.world.model_copy(update={"events": (*scenario.world.events, loss)})
    lucks = min(scenario.run.replications, most)
    return scenario.model_copy(update={"world": world, "run": scenario.run.model_copy(update={"replications": lucks})})


def worlds_without_largest(worlds: DrawnWorlds, replications: int) -> DrawnWorlds:
    """The first of several worlds with the same loss: whole draws, so many that they hold about `MOST_LUCKS` lucks.

    Args:
        worlds: All worlds.
        replications: How many lucks all of them hold.
    """
    lucks = replications // len(worlds.scenarios)
    draws = max(2, MOST_LUCKS // (lucks * worlds.per_draw))
    chosen = worlds.scenarios[: draws * worlds.per_draw]
    return replace(worlds, scenarios=tuple(without_largest(scenario, replications) for scenario in chosen))


def largest_loss(scenario: Scenario, runs: Replications, stressed: Replications) -> LargestLoss:
    """Compares the runs of both, luck by luck.

    Args:
        scenario: Without the loss.
        runs: Its replications.
        stressed: Those of `without_largest(scenario)`, with the same seed; as many as there are, or fewer.
    """
    lucks = stressed.replications
    changes = {
        name: {
            outcome: (share_difference_over_worlds if outcome == "insolvent" else mean_over_worlds)(
                stressed.outcomes[name][outcome] - runs.outcomes[name][outcome][:lucks], runs.lucks
            )
            for outcome in (*TOLD, "insolvent")
        }
        for name in runs.strategies
    }
    return LargestLoss(month=_halfway(scenario), replications=lucks, changes=changes)


def _halfway(scenario: Scenario) -> int:
    return max(1, round(scenario.run.horizon / DAYS_PER_MONTH / 2))
