"""What holds in every run of every scenario: accounts, money, shares, orders, tiers, time."""

from collections import Counter
from math import inf, isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.events import Cause, EventKind, Status, Tier
from simulator.outcomes import outcomes_of, timeline_of
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.testing.scenarios import scenarios
from simulator.units import DAYS_PER_MONTH
from tests.support.watching import Watched, watch

# Which event takes an account from which states to which.
MOVES: dict[EventKind, tuple[set[Status], Status]] = {
    EventKind.ADOPTED: ({Status.NOT_YET}, Status.PROSPECT),
    EventKind.INVITED: ({Status.PROSPECT}, Status.LEAD),
    EventKind.LEAD_EXPIRED: ({Status.LEAD}, Status.PROSPECT),
    EventKind.PURSUIT_STARTED: ({Status.LEAD, Status.PROSPECT}, Status.PURSUED),
    EventKind.HANDED_BACK: ({Status.PURSUED}, Status.LEAD),
    EventKind.SCREENED_OUT: ({Status.PURSUED}, Status.COOLING),
    EventKind.SPONSOR_LATE: ({Status.PURSUED}, Status.COOLING),
    EventKind.BID_LOST: ({Status.PURSUED}, Status.COOLING),
    EventKind.WON: ({Status.PURSUED}, Status.CUSTOMER),
    EventKind.CUSTOMER_LOST: ({Status.CUSTOMER}, Status.LOST),
    EventKind.RETURNED: ({Status.COOLING, Status.LOST}, Status.PROSPECT),
    EventKind.FAILED: (set(Status) - {Status.FAILED}, Status.FAILED),
}
STAYS: dict[EventKind, set[Status]] = {
    EventKind.WINDOW_OPENED: {Status.PROSPECT},
    EventKind.NOT_INVITED: {Status.PROSPECT},
    EventKind.DECLINED: {Status.PROSPECT},
    EventKind.PROSPECTED: {Status.PROSPECT},
    EventKind.QUALIFIED: {Status.PURSUED},
    EventKind.SPONSORED: {Status.PURSUED},
    EventKind.ORDERED: {Status.CUSTOMER},
    EventKind.VISITED: {Status.CUSTOMER},
    EventKind.UPGRADED: {Status.CUSTOMER},
    EventKind.RETENDER_KEPT: {Status.CUSTOMER},
    EventKind.HANDED_OVER: {Status.CUSTOMER},
    EventKind.ATTACKED: {Status.CUSTOMER},
    EventKind.ALLIED: {Status.CUSTOMER},
    EventKind.BECAME_KEY: {Status.CUSTOMER},
    EventKind.TIER_CHANGED: {Status.CUSTOMER},
}
LOSSES = {Cause.DROPOUT, Cause.RETENDER, Cause.FOLLOWED_SELLER, Cause.ATTACK, Cause.DEFAULT, Cause.EVENT}
CHANCES = {
    *(EventKind.WINDOW_OPENED, EventKind.NOT_INVITED, EventKind.PROSPECTED, EventKind.QUALIFIED),
    *(EventKind.SCREENED_OUT, EventKind.WON, EventKind.BID_LOST, EventKind.VISITED, EventKind.UPGRADED),
    *(EventKind.RETENDER_KEPT, EventKind.CUSTOMER_LOST, EventKind.HANDED_OVER, EventKind.ATTACKED),
    *(EventKind.ADOPTED, EventKind.ALLIED),
}


def check_moves(run: Watched) -> None:
    """Replay every account through its states."""
    is_new_field = [run.p.segments[account.segment].is_new_field for account in run.s.accounts]
    state = [Status.NOT_YET if new else Status.PROSPECT for new in is_new_field]
    for time, code, account, _, _, _ in run.log:
        kind = EventKind(code)
        if kind in MOVES:
            sources, target = MOVES[kind]
            assert state[account] in sources, (time, kind, account, state[account])
            state[account] = target
        elif kind in STAYS:
            assert state[account] in STAYS[kind], (time, kind, account, state[account])
    assert state == [relation.status for relation in run.s.book]


def check_losses(run: Watched) -> None:
    """Every customer lost has one cause, and the causes add up."""
    causes = Counter(Cause(entry[5]) for entry in run.log if entry[1] == EventKind.CUSTOMER_LOST)
    assert set(causes) <= LOSSES
    assert causes == Counter({Cause(i): row.lost for i, row in enumerate(run.s.causes) if row.lost})
    assert run.s.tally.lost == sum(causes.values())
    assert run.s.tally.won - run.s.tally.lost == run.s.firm.customers


def check_money(run: Watched) -> None:
    """Cash is the opening cash plus the ledger, in order and to the last bit; causes and npv agree with it."""
    cash, trough = run.p.finance.opening_cash, run.p.finance.opening_cash
    by_cause = [0.0] * len(run.s.causes)
    for _, kind, _, _, amount, cause in run.log:
        if kind == EventKind.LEDGER:
            cash += amount
            trough = min(trough, cash)
            by_cause[cause] += amount
    assert cash == run.s.firm.cash
    assert trough == run.s.firm.cash_trough
    assert by_cause == [row.ledger for row in run.s.causes]


def check_orders(run: Watched) -> None:
    """Orders are delivered after they were placed, invoiced when delivered, and paid or written off at most once."""
    kinds = {
        kind: Counter(entry[2] for entry in run.log if entry[1] == kind)
        for kind in (EventKind.ORDERED, EventKind.DELIVERED, EventKind.INVOICED, EventKind.WRITTEN_OFF)
    }
    receipts = Counter(e[2] for e in run.log if e[1] == EventKind.LEDGER and e[5] == Cause.RECEIPT)
    for account, relation in enumerate(run.s.book):
        assert kinds[EventKind.ORDERED][account] == relation.orders
        assert kinds[EventKind.DELIVERED][account] == relation.deliveries <= relation.orders
        assert kinds[EventKind.INVOICED][account] == relation.deliveries
        assert receipts[account] + kinds[EventKind.WRITTEN_OFF][account] <= relation.deliveries
    due = sum(entry[4] for entry in run.log if entry[1] == EventKind.INVOICED)
    closed = sum(
        entry[4]
        for entry in run.log
        if entry[1] == EventKind.WRITTEN_OFF or (entry[1] == EventKind.LEDGER and entry[5] == Cause.RECEIPT)
    )
    assert isclose(due - closed, run.s.firm.receivables, rel_tol=1e-9, abs_tol=1e-6 + 1e-9 * abs(due))
    assert all(entry[4] >= 0.0 for entry in run.log if entry[1] == EventKind.DELIVERED)


def check_tiers(run: Watched) -> None:
    """The timeline's key and mid-size accounts are those whose last change of tier says so."""
    timeline = timeline_of(run.s)
    tier = dict.fromkeys(range(len(run.s.book)), Tier.NONE)
    counted: dict[int, Counter[Tier]] = {}
    months = [round(entry[0] / DAYS_PER_MONTH, 6) for entry in run.log]
    for month, (_, kind, account, _, amount, _) in zip(months, run.log, strict=True):
        if kind == EventKind.TIER_CHANGED:
            tier[account] = Tier(int(amount))
            if month == int(month):  # the last month may be a part of one
                counted[int(month)] = Counter(tier.values())
        elif kind == EventKind.CUSTOMER_LOST:
            tier[account] = Tier.NONE
    for month, counts in counted.items():
        if month < len(timeline["key_accounts"]) - 1:
            assert timeline["key_accounts"][month] == counts[Tier.KEY]
            assert timeline["mid_accounts"][month] == counts[Tier.MID]
    assert [Tier(relation.tier) for relation in run.s.book] == list(tier.values())


def check_insolvency(run: Watched) -> None:
    """Insolvency is the first moment below the limit, told once, and nothing happens after that instant."""
    cash, limit = run.p.finance.opening_cash, -run.p.finance.credit_limit
    below = inf
    for time, kind, _, _, amount, _ in run.log:
        cash += amount if kind == EventKind.LEDGER else 0.0
        below = min(below, time if cash < limit else inf)
    told = [entry[0] for entry in run.log if entry[1] == EventKind.INSOLVENT]
    assert told == ([below] if below < inf else [])
    assert run.s.firm.insolvent_at == below
    assert run.log[-1][0] <= min(below, run.p.horizon)
    assert outcomes_of(run.p, run.s)["insolvent"] == (below < inf)


@given(scenarios())
def test_what_always_holds(scenario: Scenario) -> None:
    run = watch(scenario)  # checks bounds, counts and owners at every instant, and that time never runs back
    check_moves(run)
    check_losses(run)
    check_money(run)
    check_orders(run)
    check_tiers(run)
    check_insolvency(run)
    assert run.s.tally.events == len(run.log)
    for _, kind, _, _, amount, _ in run.log:
        assert kind not in CHANCES or 0.0 <= amount <= 1.0


@given(scenarios())
def test_outcomes_are_numbers_within_their_range(scenario: Scenario) -> None:
    result = simulate(scenario, "only", engine="reference")
    found = result.outcomes
    for name in ("top20_share", "gini", "hhi", "largest_share", "win_rate", "on_time", "seller_utilisation"):
        assert np.isnan(found[name]) or -1e-9 <= found[name] <= 1.0 + 1e-9, name
    assert not any(np.isinf(value) for value in found.values())
    assert found["gross_retention"] <= found["net_retention"] or np.isnan(found["net_retention"])
    assert found["customers_won"] >= found["customers_lost"]
    for column in result.timeline.values():
        assert np.isfinite(column).all()


@given(scenarios(), st.integers(0, 3))
def test_same_inputs_same_bytes_with_or_without_the_log(scenario: Scenario, replication: int) -> None:
    first, second = (
        simulate(scenario, "only", replication=replication, engine="reference", record_events=kept)
        for kept in (True, False)
    )
    assert repr(dict(first.outcomes)) == repr(dict(second.outcomes))
    assert first.event_count == second.event_count
    for name, column in first.timeline.items():
        assert column.tobytes() == second.timeline[name].tobytes()
    for name, values in first.accounts.items():
        assert values.tobytes() == second.accounts[name].tobytes()
