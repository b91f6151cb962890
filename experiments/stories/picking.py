"""Which account is worth a story: the one with the most at stake among those with a certain fate."""

from collections.abc import Callable, Mapping, Sequence
from math import inf

import numpy as np

from experiments.stories.books import Books, Relation, read_books
from experiments.stories.live import contributions
from simulator.events import Cause
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate


def _became(origin: Cause) -> Callable[[Books, int], bool]:
    return lambda books, account: books.origins.get(account) == origin


def _some(test: Callable[[Relation], bool]) -> Callable[[Books, int], bool]:
    return lambda books, account: any(map(test, books.relations.get(account, ())))


def _lost_by(*causes: Cause) -> Callable[[Books, int], bool]:
    return _some(lambda relation: relation.loss in causes)


# Fates that an account may have under some strategy, by the name that `--pick` takes.
FATES: Mapping[str, Callable[[Books, int], bool]] = {
    "grown": _became(Cause.GROWN),
    "landed": _became(Cause.LANDED_BIG),
    "lighthouse": _became(Cause.LIGHTHOUSE),
    "early-adopter": _became(Cause.EARLY_ADOPTER),
    "ally": _became(Cause.ALLY),
    "dealer": _became(Cause.DEALER),
    "recommended": _some(lambda relation: relation.opening == Cause.REFERRAL),
    "called": _some(lambda relation: relation.opening == Cause.COLD_CALL),
    "lost": _some(lambda relation: relation.lost < inf),
    "bad-delivery": _some(lambda relation: relation.after_fault),
    "retender": _lost_by(Cause.RETENDER),
    "followed-seller": _lost_by(Cause.FOLLOWED_SELLER),
    "attacked": _lost_by(Cause.ATTACK),
    "failed": _lost_by(Cause.DEFAULT),
    "won-back": lambda books, account: len(books.relations.get(account, ())) > 1,
}
DIFFERS = "differs"
PICKS = (DIFFERS, *FATES)


def pick(scenario: Scenario, strategies: Sequence[str], replication: int, wanted: str) -> int | None:
    """Choose an account of one luck.

    Args:
        scenario: The scenario.
        strategies: The strategies of the story.
        replication: Which luck.
        wanted: One of `PICKS`. `differs` is the account whose part in the value differs most between the strategies;
            any other name is the fate that the account has under at least one of them, the one with the most revenue.

    Returns:
        Number of the account; None if there is none such in this luck.
    """
    runs = {
        strategy: simulate(scenario, strategy, replication=replication, engine="reference", record_events=True)
        for strategy in strategies
    }
    books = {strategy: read_books(run) for strategy, run in runs.items()}
    if wanted == DIFFERS:
        return _most_different(scenario, runs, books)
    return _with_fate(runs, books, wanted)


def _with_fate(runs: Mapping[str, RunResult], books: Mapping[str, Books], fate: str) -> int | None:
    revenue = np.max([run.accounts["revenue"] for run in runs.values()], axis=0)
    has_fate = [
        account for account in range(len(revenue)) if any(FATES[fate](kept, account) for kept in books.values())
    ]
    return max(has_fate, key=lambda account: (float(revenue[account]), -account), default=None)


def _most_different(scenario: Scenario, runs: Mapping[str, RunResult], books: Mapping[str, Books]) -> int | None:
    parts = [contributions(scenario, strategy, run, books[strategy]) for strategy, run in runs.items()]
    accounts = sorted({account for part in parts for account in part})

    def at_stake(account: int) -> tuple[float, int]:
        amounts = [part.get(account, 0.0) for part in parts]
        return max(amounts) - min(amounts), -account

    return max(accounts, key=at_stake, default=None)
