"""An outcome of one run, split into lines that add up to it, seen against another run in the same luck.

For `value` the identity is: sum of discounted movements of money + discounted closing equity. What each line holds
says `experiments.stories.shares`; which outcomes can be split, `experiments.stories.splits`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from experiments.stories.books import Books
from experiments.stories.lines import BECAME, LINES
from experiments.stories.shares import Prices, Share
from experiments.stories.splits import SPLITS
from simulator.events import Cause
from simulator.scenario.schema import Scenario


def prices_of(scenario: Scenario, strategy: str, segments: tuple[int, ...]) -> Prices:
    """Read from a scenario what the split of a price needs.

    Args:
        scenario: The scenario.
        strategy: One of its strategies.
        segments: Position of each account's segment.
    """
    world, chosen = scenario.world, scenario.strategies[strategy]
    asked = {phase.price for phase in chosen.phases}
    asked |= {rule.price for rule in chosen.contingency if rule.price is not None}
    dealers = [segment.dealer is not None for segment in world.segments.values()]
    return Prices(
        horizon=scenario.run.horizon,
        discount_per_year=world.finance.discount_per_year,
        dealer_discount=world.finance.dealer_discount,
        is_dealer=tuple(dealers[segment] for segment in segments),
        price=asked.pop() if len(asked) == 1 else None,
    )


@dataclass(frozen=True, kw_only=True)
class Account:
    """A run's outcome by line, by account, and its customers' part by what they became."""

    lines: Mapping[str, float]
    accounts: Mapping[int, float]
    became: Mapping[Cause, float]
    closing: float

    @property
    def total(self) -> float:
        """The outcome, as the lines add up."""
        return fsum(self.lines.values())


def account_for(own: Books, other: Books, prices: Prices, outcome: str = "value") -> Account:
    """Split an outcome of one run into lines, seen against another run in the same luck.

    Args:
        own: Books of the run.
        other: Books of the run that it is compared with.
        prices: Of the run's own strategy.
        outcome: One that can be split.

    Returns:
        Its outcome by line, by account and by what customers became.
    """
    split = SPLITS[outcome]
    shares = list(split.shares(own, other, prices))
    lines, accounts = defaultdict(list), defaultdict(list)
    for line, account, amount, is_alone in (share for share in shares if share.amount):
        lines["insolvency" if is_alone else line].append(amount)
        if account >= 0:
            accounts[account].append(amount)
    assert lines.keys() <= set(split.lines)
    return Account(
        lines={line: fsum(lines[line]) for line in split.lines},
        accounts={account: fsum(amounts) for account, amounts in sorted(accounts.items())},
        became=_by_origin(own, shares),
        closing=fsum(own.remaining.values()) * prices.worth(prices.horizon) if split.has_closing else 0.0,
    )


def _by_origin(own: Books, shares: Sequence[Share]) -> dict[Cause, float]:
    """What customers bring before terms and costs, by what the customer ever became."""
    amounts: dict[Cause, list[float]] = {origin: [] for origin in BECAME}
    for share in shares:
        if LINES[share.line].group == "customers":
            amounts[own.origins.get(share.account, Cause.NONE)].append(share.amount)
    return {origin: fsum(parts) for origin, parts in amounts.items()}
