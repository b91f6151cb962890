"""Why two strategies differ in an outcome: the difference by mechanism, over many lucks.

Each luck is split exactly (`experiments.stories.accounting`); what is averaged are differences within the same luck.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from experiments.batches import Failure
from experiments.execute import PoolKind, TaskFailedError, run_tasks
from experiments.replication import ReplicationError
from experiments.statistics import Estimate, mean, mean_estimate
from experiments.stories.accounting import Account, account_for, prices_of
from experiments.stories.books import Books, read_books
from experiments.stories.fates import fate_of
from experiments.stories.lines import BECAME, GROUPS, LINES, Group
from experiments.stories.splits import SPLITS, Split
from simulator.events import Cause
from simulator.model.population import draw_population
from simulator.results import FloatArray, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import Engine, simulate

MOST_ACCOUNTS = 8
LUCKS_WORTH_PROCESSES = 100


@dataclass(frozen=True, kw_only=True)
class Share:
    """One line of the difference: the mean under each strategy, and the difference in the same luck."""

    strategy: float
    baseline: float
    difference: Estimate

    @property
    def is_empty(self) -> bool:
        """Whether nothing ever stood in this line."""
        return self.strategy == 0.0 and self.baseline == 0.0 and self.difference.mean == 0.0


@dataclass(frozen=True, kw_only=True)
class AccountShare:
    """What one account added to the outcome under each strategy, in one luck, and what became of it."""

    account: int
    segment: str
    wallet: float
    strategy: float
    baseline: float
    fates: tuple[str, str]

    @property
    def difference(self) -> float:
        """How much more it added under the strategy."""
        return self.strategy - self.baseline


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A difference, split; `residual` is the largest gap between the outcome and its lines in any run."""

    outcome: str
    strategy: str
    baseline: str
    replications: int
    engine: Engine
    lines: Mapping[str, Share]
    groups: Mapping[Group, Share]
    became: Mapping[Cause, Share]
    closing: Share | None
    total: Share
    residual: float
    luck: int
    luck_difference: float
    accounts: Sequence[AccountShare]

    @property
    def split(self) -> Split:
        """How the outcome is split."""
        return SPLITS[self.outcome]


@dataclass(frozen=True, kw_only=True)
class _Shared:
    scenario: Scenario
    names: tuple[str, str]
    engine: Engine
    outcome: str


# One luck: the split of both strategies, and the outcome of both.
_Pair = tuple[tuple[Account, Account], tuple[float, float]]


def explain(
    scenario: Scenario,
    strategy: str,
    baseline: str,
    *,
    outcome: str = "value",
    engine: Engine = "compiled",
    workers: int = 1,
    luck: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Explanation:
    """Split the difference of an outcome between two strategies by mechanism.

    Args:
        scenario: The scenario, with its seed and replications.
        strategy: The strategy that is explained.
        baseline: The one that it is compared with.
        outcome: One of `experiments.stories.splits.SPLITS`.
        engine: Which engine runs.
        workers: How many run side by side; the result does not depend on it.
        luck: The luck whose accounts are listed; None takes the one whose difference is nearest to the mean.
        progress: Called as `progress(done, total)` after each luck.

    Returns:
        The lines, which add up to the difference.

    Raises:
        ReplicationError: A run failed.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> scenario = load_scenario("lessons/02_luck", ["run.replications=10"])
        >>> found = explain(scenario, "service", "plain")
        >>> gap = fsum(line.difference.mean for line in found.lines.values()) - found.total.difference.mean
        >>> abs(gap) < 0.01
        True
    """
    shared = _Shared(scenario=scenario, names=(strategy, baseline), engine=engine, outcome=outcome)
    pairs = _pairs(shared, scenario.run.replications, workers, progress)
    values = np.array([value for _, value in pairs])
    differences = values[:, 0] - values[:, 1]
    chosen = int(np.argmin(np.abs(differences - mean(differences)))) if luck is None else luck
    accounts, in_luck = _accounts(shared, chosen)
    split = SPLITS[outcome]
    return Explanation(
        outcome=outcome,
        strategy=strategy,
        baseline=baseline,
        replications=len(pairs),
        engine=engine,
        lines={line: _share(pairs, _of_lines(line)) for line in split.lines},
        groups={group: _share(pairs, _of_lines(*lines)) for group, lines in _groups(split).items()},
        became={origin: _share(pairs, _of_origin(origin)) for origin in BECAME} if split.became else {},
        closing=_share(pairs, lambda account: account.closing) if split.has_closing else None,
        total=_of(values[:, 0], values[:, 1]),
        residual=max(
            abs(account.total - value) for both, two in pairs for account, value in zip(both, two, strict=True)
        ),
        luck=chosen,
        luck_difference=in_luck,
        accounts=accounts,
    )


def _groups(split: Split) -> dict[Group, list[str]]:
    """The lines of a split by group, without the groups that it has none of."""
    lines = {group: [line for line in split.lines if LINES[line].group == group] for group in GROUPS}
    return {group: names for group, names in lines.items() if names}


def _pairs(
    shared: _Shared, replications: int, workers: int, progress: Callable[[int, int], None] | None
) -> list[_Pair]:
    # Reading a log is Python's work, which threads cannot share; starting processes pays from some lucks on.
    kind: PoolKind = "processes" if workers > 1 and replications >= LUCKS_WORTH_PROCESSES else "inline"
    lucks = range(replications)
    try:
        results = run_tasks(_pair, shared, lucks, kind=kind, workers=workers, fail_fast=True, progress=progress)
    except TaskFailedError as error:
        raise ReplicationError(f"replication {lucks[error.position]}: {error}\n{error.failure.trace}") from error
    return [result for result in results if not isinstance(result, Failure)]


def _pair(shared: _Shared, luck: int) -> _Pair:
    runs = _runs(shared, luck)
    books = [read_books(run) for run in runs]
    own, other = (each.outcomes[shared.outcome] for each in books)
    return _split(shared, runs, books), (own, other)


def _runs(shared: _Shared, luck: int) -> list[RunResult]:
    return [
        simulate(shared.scenario, name, replication=luck, engine=shared.engine, record_events=True)
        for name in shared.names
    ]


def _split(shared: _Shared, runs: Sequence[RunResult], books: Sequence[Books]) -> tuple[Account, Account]:
    segments = tuple(runs[0].accounts["segment"].tolist())
    prices = [prices_of(shared.scenario, name, segments) for name in shared.names]
    own = account_for(books[0], books[1], prices[0], shared.outcome)
    return own, account_for(books[1], books[0], prices[1], shared.outcome)


def _share(pairs: Sequence[_Pair], part: Callable[[Account], float]) -> Share:
    own = np.array([part(both[0]) for both, _ in pairs])
    other = np.array([part(both[1]) for both, _ in pairs])
    return _of(own, other)


def _of_lines(*lines: str) -> Callable[[Account], float]:
    return lambda account: fsum(account.lines[line] for line in lines)


def _of_origin(origin: Cause) -> Callable[[Account], float]:
    return lambda account: account.became[origin]


def _of(own: FloatArray, other: FloatArray) -> Share:
    return Share(strategy=mean(own), baseline=mean(other), difference=mean_estimate(own - other))


def _accounts(shared: _Shared, luck: int) -> tuple[list[AccountShare], float]:
    """The accounts in which the strategies differ most in one luck, and the difference of the outcome there."""
    runs = _runs(shared, luck)
    books = [read_books(run) for run in runs]
    own, other = (account.accounts for account in _split(shared, runs, books))
    names = list(shared.scenario.world.segments)
    drawn = draw_population(shared.scenario.world, shared.scenario.run.seed, luck)
    shares = [
        AccountShare(
            account=account,
            segment=names[int(drawn["segment"][account])],
            wallet=float(drawn["wallet"][account]),
            strategy=own.get(account, 0.0),
            baseline=other.get(account, 0.0),
            fates=(fate_of(books[0], account), fate_of(books[1], account)),
        )
        for account in sorted(own.keys() | other.keys())
    ]
    shares.sort(key=lambda share: -abs(share.difference))
    shares = [share for share in shares if share.difference]
    return shares[:MOST_ACCOUNTS], books[0].outcomes[shared.outcome] - books[1].outcomes[shared.outcome]
