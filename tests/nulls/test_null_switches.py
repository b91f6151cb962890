"""Every mechanism can be switched off: then it leaves the event log as in a world that has never heard of it.

Each row of the table names the null value, wild values for all that then must not matter, and a change that switches
the mechanism on, which must show (so that no row is blind).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from simulator.events import EventKind
from simulator.model.parameters import STOCKS
from simulator.results import FloatArray, RunResult
from simulator.scenario.block import Block
from simulator.scenario.schema import Scenario
from simulator.scenario.strategy import Strategy
from simulator.scenario.world import World
from simulator.simulate import simulate
from simulator.testing import assert_same
from tests.nulls.keeping import KEEPING
from tests.nulls.running import RUNNING
from tests.nulls.switch import BASE, Switch
from tests.nulls.winning import WINNING
from tests.support.changes import changed

SWITCHES = (*WINNING, *KEEPING, *RUNNING)
# Blocks that are one mechanism: nothing in them may matter while it is off.
WHOLE_BLOCKS = {
    "screening": "status screening",
    "sponsors": "sponsors",
    "bargaining": "bargaining",
    "people": "departures",
    "agents": "agents",
    "department": "department",
    "alliance": "alliances",
    "competition": "attacks",
    "technology": "technology",
}
# What can be larger or smaller, but not off: no null value could leave a log alone.
ALWAYS_ON = {
    "how large the market is": {
        "segments.accounts",
        "segments.wallet",
        "segments.orders_per_year",
        "segments.order_value",
    },
    "how long things take, and how many at once": {
        "buying.window",
        "selling.parallel_pursuits",
        "selling.cycle",
        "selling.cycle_sigma",
        "selling.qualification_share",
        "selling.sample",
        "selling.cooling",
    },
    "a bid and a first order": {
        "choice.intercept",
        "choice.prior_variance",
        "relationship.first_share",
        "relationship.share_max",
        "relationship.growth_in_value",
    },
    "prices of what the firm uses anyway": {
        "finance.opening_cash",
        "finance.credit_limit",
        "finance.gross_margin",
        "finance.payment_term",
        "finance.seller_cost_per_month",
        "finance.desk_cost_per_month",
        "finance.fixed_cost_per_month",
        "finance.pursuit_cost_per_day",
        "finance.overdraft_interest_per_year",
        "finance.discount_per_year",
        "finance.equity_years",
    },
    "what is only measured": {
        "tiers.key_share",
        "tiers.key_revenue",
        "tiers.mid_share",
        "tiers.landed_ratio",
    },
    "names": {"title", "description", "currency", "segments.title", "phases.name"},
    "levers that are always pulled one way or another": {
        "phases.until",
        "phases.reps",
        "phases.price",
        "phases.effort.hunt",
        "phases.targeting.size_exponent",
    },
}


def run(scenario: Scenario) -> RunResult:
    return simulate(scenario, "build_base", replication=3, record_events=True)


def assert_same_log(one: RunResult, other: RunResult) -> None:
    """The same events, outcomes and curves; traits and stocks that nobody looks at may differ."""
    assert_same(*(replace(result, accounts={}, timeline=curves(result)) for result in (one, other)))


def curves(result: RunResult) -> dict[str, FloatArray]:
    """The timeline but for the stocks, which may differ where nobody looks at them."""
    return {name: curve for name, curve in result.timeline.items() if name not in STOCKS}


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.name)
def test_off_means_off_and_on_shows(switch: Switch) -> None:
    unmentioned = run(switch.unmentioned())
    assert_same_log(unmentioned, run(switch.spelt_out()))
    with pytest.raises(AssertionError):
        assert_same_log(unmentioned, run(switch.switched_on()))


def test_a_factor_of_one_is_only_a_note_in_the_log() -> None:
    steady = [{"at": 400.0, "event": kind, "factor": 1.0, "duration": 90.0} for kind in ("demand", "price_war")]
    quiet, noted = run(changed(BASE, {"world.events": []})), run(changed(BASE, {"world.events": steady}))
    assert quiet.events is not None
    assert noted.events is not None
    kept = noted.events.event != EventKind.MARKET_CHANGED
    assert np.count_nonzero(~kept) == 4
    for column in ("time", "event", "account", "seller", "amount", "cause"):
        assert np.array_equal(getattr(noted.events, column)[kept], getattr(quiet.events, column))


class TestNothingIsForgotten:
    """A new field of the schema fails here until it has a row, or a reason why it cannot be off."""

    def test_every_field_has_a_row_or_a_reason(self) -> None:
        assert set(FIELDS) - set(in_the_table()) - set(REASONS) == set()

    def test_no_reason_is_given_for_what_has_a_row_or_is_not_there(self) -> None:
        assert set(REASONS) <= set(FIELDS) - set(in_the_table())

    def test_every_row_is_about_fields_that_are_there(self) -> None:
        about = {canonical(path) for switch in SWITCHES for path in switch.paths}
        assert {path for path in about if not any(is_within(name, path) for name in FIELDS)} == set()

    @pytest.mark.parametrize("block", WHOLE_BLOCKS)
    def test_a_mechanism_with_a_block_of_its_own_is_wild_throughout(self, block: str) -> None:
        switch = next(switch for switch in SWITCHES if switch.name == WHOLE_BLOCKS[block])
        named = {canonical(path) for path in (*switch.off, *switch.wild)}
        assert {name for name in FIELDS if is_within(name, block)} <= named

    def test_names_are_unique(self) -> None:
        assert len({switch.name for switch in SWITCHES}) == len(SWITCHES)


def canonical(path: str) -> str:
    """A path without names and positions: `world.segments.packaging.dropout` is `segments.dropout`."""
    parts = path.split(".")
    if parts[0] == "strategies":
        return ".".join(part for part in parts[2:] if not (part.isdigit() or part == "*"))
    return ".".join(["segments", *parts[3:]] if parts[1] == "segments" else parts[1:])


def is_within(name: str, path: str) -> bool:
    return name == path or name.startswith(f"{path}.")


def fields_of(model: type[Block], prefix: str = "") -> Iterator[str]:
    """Every leaf of a block as `block.field`; distributions and lists are leaves."""
    for name, info in model.model_fields.items():
        kinds = [kind for kind in (info.annotation, *get_args(info.annotation)) if isinstance(kind, type)]
        blocks = [kind for kind in kinds if issubclass(kind, Block)]
        if len(blocks) == 1 and name != "contingency":
            yield from fields_of(blocks[0], f"{prefix}{name}.")
        else:
            yield prefix + name


def in_the_table() -> Iterator[str]:
    """Fields that some row is about."""
    about = {canonical(path) for switch in SWITCHES for path in switch.paths}
    return (name for name in FIELDS if any(is_within(name, path) for path in about))


FIELDS = tuple(name for model in (World, Strategy) for name in fields_of(model))
REASONS = {name for names in ALWAYS_ON.values() for name in names}
