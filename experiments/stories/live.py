"""One account lived through each strategy in the same luck."""

from collections.abc import Callable, Sequence
from math import fsum

from experiments.stories.accounting import account_for, prices_of
from experiments.stories.books import Books, read_books
from experiments.stories.moments import Life, Portrait
from experiments.stories.watcher import Watcher
from simulator.model.population import draw_population
from simulator.results import RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.units import DAYS_PER_YEAR


def live(
    scenario: Scenario,
    strategies: Sequence[str],
    account: int,
    replication: int,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Life, ...]:
    """Watch one account under each strategy.

    Args:
        scenario: The scenario, with its seed.
        strategies: Names of its strategies.
        account: Number of the account.
        replication: Which luck.
        progress: Called as `progress(done, total)` after each run.

    Returns:
        Its lives, in the order of the strategies.
    """
    portrait = _portrait(scenario, account, replication)
    lives = []
    for strategy in strategies:
        lives.append(_live(scenario, strategy, portrait, replication))
        if progress is not None:
            progress(len(lives), len(strategies))
    return tuple(lives)


def _live(scenario: Scenario, strategy: str, portrait: Portrait, replication: int) -> Life:
    watcher = Watcher(portrait.account)
    run = simulate(scenario, strategy, replication=replication, engine="reference", observer=watcher)
    books = read_books(run)
    return Life(
        strategy=strategy,
        portrait=portrait,
        moments=tuple(watcher.moments),
        standings=tuple(watcher.standings),
        invoiced=fsum(order.amount for order in books.orders if order.account == portrait.account),
        contribution=contributions(scenario, strategy, run, books).get(portrait.account, 0.0),
        horizon=scenario.run.horizon,
        insolvent_at=books.insolvent_at,
    )


def contributions(scenario: Scenario, strategy: str, run: RunResult, books: Books) -> dict[int, float]:
    """What each account added to the value of a run: its margin and closing worth, less calls, pursuits and visits."""
    segments = tuple(run.accounts["segment"].tolist())
    return dict(account_for(books, books, prices_of(scenario, strategy, segments)).accounts)


def _portrait(scenario: Scenario, account: int, replication: int) -> Portrait:
    drawn = draw_population(scenario.world, scenario.run.seed, replication)[account]
    return Portrait(
        account=account,
        segment=list(scenario.world.segments)[int(drawn["segment"])],
        wallet=float(drawn["wallet"]),
        observed_wallet=float(drawn["observed_wallet"]),
        orders_per_year=float(drawn["orders_per_day"]) * DAYS_PER_YEAR,
        reviews_per_year=float(drawn["reviews_per_day"]) * DAYS_PER_YEAR,
        influence=float(drawn["influence"]),
        required_brand=float(drawn["required_brand"]),
        incumbent=float(drawn["incumbent"]),
    )
