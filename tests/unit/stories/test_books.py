"""The books add up: every line of every run, in scenarios that nobody chose."""

from collections import Counter
from math import fsum

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from experiments.stories.accounting import Account, account_for, prices_of
from experiments.stories.books import Books, Relation, read_books
from experiments.stories.lines import KEPT, LINES, WON, lines_of
from experiments.stories.shares import line_of_customer
from experiments.stories.splits import SPLITS
from simulator.events import Cause, EventKind
from simulator.results import RunResult
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.scenario.strategy import Strategy
from simulator.simulate import ENGINES, Engine, simulate
from simulator.testing.scenarios import STRATEGY, scenarios

OTHER = "other"
# Another firm in the same market, so that most lines have something to say.
RIVAL = Strategy.model_validate(
    {"phases": [{"reps": 2, "effort": {"hunt": 0.7, "grow": 0.3}, "desks": 2, "price": 1.2, "alliances": True}]}
)


def with_rival(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"strategies": {**scenario.strategies, OTHER: RIVAL}})


def all_splits(
    scenario: Scenario, names: tuple[str, str], replication: int = 0, engine: Engine = "compiled"
) -> dict[str, list[tuple[Account, Books]]]:
    """By outcome, the split of each of two strategies against the other."""
    runs = [simulate(scenario, name, replication=replication, engine=engine, record_events=True) for name in names]
    own, other = map(read_books, runs)
    segments = tuple(runs[0].accounts["segment"].tolist())
    ours, theirs = (prices_of(scenario, name, segments) for name in names)
    return {
        outcome: [(account_for(own, other, ours, outcome), own), (account_for(other, own, theirs, outcome), other)]
        for outcome in SPLITS
    }


def both(scenario: Scenario, names: tuple[str, str], replication: int = 0) -> list[tuple[Account, Books]]:
    """The split of the value of each of two strategies against the other."""
    return all_splits(scenario, names, replication)["value"]


# Too rare in generated scenarios to be there for certain: the classification is tested below, one by one.
RARE = {"won_adoption", "kept_event"}
# Lucks of the default world, among them one with an insolvent firm and one with a customer won by recommendation.
LUCKS = (0, 1, 2, 10, 19)


def test_lines_add_up_to_every_outcome_in_generated_scenarios() -> None:
    """To 1e-6 of the outcome, or 1e-9 of what moved where it is nearly nothing; with the default world, every line.

    That a line of the rest is never seen has a chance below one in a thousand, whenever the examples change.
    """
    seen: Counter[str] = Counter()

    def check(scenario: Scenario, names: tuple[str, str], luck: int = 0) -> None:
        for outcome, splits in all_splits(scenario, names, luck).items():
            for split, books in splits:
                moved = books.outcomes["revenue"] + fsum(abs(amount) for amount in split.lines.values())
                assert split.total == pytest.approx(books.outcomes[outcome], rel=1e-6, abs=1e-9 * moved), outcome
                seen.update(line for line, amount in split.lines.items() if amount)

    @seed(20261124)
    @settings(max_examples=90, suppress_health_check=list(HealthCheck), database=None)
    @given(scenarios())
    def adds_up(scenario: Scenario) -> None:
        check(with_rival(scenario), (STRATEGY, OTHER))

    adds_up()
    for luck in LUCKS:
        check(load_scenario("chase_or_build"), ("build_base", "chase_big"), luck)
    assert {line for line in LINES if not seen[line]} <= RARE


def test_both_engines_split_every_outcome_alike() -> None:
    scenario = load_scenario("chase_or_build", ["run.horizon=500 days"])
    compiled, reference = (
        all_splits(scenario, ("build_base", "chase_big"), engine=engine) for engine in ("compiled", "reference")
    )
    for outcome in SPLITS:
        assert [split for split, _ in compiled[outcome]] == [split for split, _ in reference[outcome]]


def test_what_customers_became_and_the_closing_worth_add_up(default_pair: list[tuple[Account, Books]]) -> None:
    for split, books in default_pair:
        lone = fsum(split.lines[line] for line in lines_of("customers"))
        assert books.insolvent_at == float("inf")
        assert fsum(split.became.values()) == pytest.approx(lone)
        assert 0 < split.closing < lone


@pytest.fixture(scope="module")
def default_pair() -> list[tuple[Account, Books]]:
    return both(load_scenario("chase_or_build"), ("build_base", "chase_big"))


def test_accounts_hold_all_but_what_belongs_to_no_account(default_pair: list[tuple[Account, Books]]) -> None:
    own_lines = {"sellers", "desks", "brand", "quality", "service", "internal", "fixed", "interest"}
    for split, _ in default_pair:
        of_the_firm = fsum(amount for line, amount in split.lines.items() if line in own_lines)
        assert fsum(split.accounts.values()) + of_the_firm == pytest.approx(split.total)


@pytest.mark.parametrize("engine", ENGINES)
def test_remaining_margins_and_unpaid_invoices_are_the_closing_equity(engine: Engine) -> None:
    scenario = load_scenario("chase_or_build", ["run.horizon=2 years"])
    run = simulate(scenario, "build_base", engine=engine, record_events=True)
    assert run.remaining_margins is not None
    assert run.events is not None
    kinds, causes, amounts = run.events.event, run.events.cause, run.events.amount
    invoiced = amounts[kinds == EventKind.INVOICED].sum()
    received = amounts[(kinds == EventKind.LEDGER) & (causes == Cause.RECEIPT)].sum()
    written_off = amounts[kinds == EventKind.WRITTEN_OFF].sum()
    expected = invoiced - received - written_off + run.remaining_margins.sum()
    assert run.outcomes["equity"] == pytest.approx(expected)
    assert np.all(run.remaining_margins[run.accounts["status"] != 3] == 0.0)


def test_both_engines_expect_the_same_of_every_customer() -> None:
    scenario = load_scenario("chase_or_build", ["run.horizon=2 years"])
    compiled, reference = (
        simulate(scenario, "chase_big", engine=engine, record_events=True).remaining_margins for engine in ENGINES
    )
    assert compiled is not None
    np.testing.assert_array_equal(compiled, reference)


def test_without_the_event_log_there_are_no_remaining_margins() -> None:
    run: RunResult = simulate(load_scenario("chase_or_build", ["run.horizon=1 year"]), "build_base")
    assert run.remaining_margins is None


def relations(*told: Relation) -> Books:
    return Books(relations={7: list(told)})


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (Books(), "won_referral"),
        (relations(Relation(won=200.0, opening=Cause.COLD_CALL)), "won_referral"),
        (relations(Relation(won=10.0, opening=Cause.COLD_CALL, lost=90.0, loss=Cause.ATTACK)), "kept_attack"),
        (
            relations(Relation(won=1.0, opening=Cause.COLD_CALL, lost=9.0, loss=Cause.DROPOUT, after_fault=True)),
            "kept_after_fault",
        ),
        (relations(Relation(won=10.0, opening=Cause.COLD_CALL)), "both_visits"),
        (relations(Relation(won=10.0, opening=Cause.COLD_CALL, upgrades=[60.0])), "both_deliveries"),
    ],
    ids=["never", "later", "lost", "bad delivery", "fewer upgrades", "as many upgrades"],
)
def test_margin_goes_to_the_line_that_tells_why_the_other_lacks_it(other: Books, line: str) -> None:
    own = relations(Relation(won=50.0, opening=Cause.REFERRAL, upgrades=[80.0, 120.0]))
    assert line_of_customer(own, other, 7, 100.0) == line


@pytest.mark.parametrize(("opening", "line"), list(WON.items()))
def test_what_the_other_never_had_goes_by_how_its_window_opened(opening: Cause, line: str) -> None:
    assert line_of_customer(relations(Relation(won=1.0, opening=opening)), Books(), 7, 2.0) == line


@pytest.mark.parametrize(("loss", "line"), list(KEPT.items()))
def test_what_the_other_lost_goes_by_how_it_was_lost(loss: Cause, line: str) -> None:
    own = relations(Relation(won=1.0, opening=Cause.COLD_CALL))
    other = relations(Relation(won=1.0, opening=Cause.COLD_CALL, lost=2.0, loss=loss))
    assert line_of_customer(own, other, 7, 3.0) == line


def test_an_order_is_followed_to_its_payment_although_another_overtakes_it() -> None:
    scenario = load_scenario("chase_or_build", ["run.horizon=3 years"])
    run = simulate(scenario, "build_base", record_events=True)
    books = read_books(run)
    assert run.events is not None
    listed = run.events.amount[run.events.event == EventKind.ORDERED]
    assert {order.value for order in books.orders} <= set(listed.tolist())
    paid = [order for order in books.orders if order.paid <= 3 * 365.0]
    assert paid
    assert all(order.delivered + 29.9 <= order.paid for order in paid)
    margin = scenario.world.finance.gross_margin
    assert all(1.0 - order.goods / order.value == pytest.approx(margin, abs=1e-9) for order in books.orders)
