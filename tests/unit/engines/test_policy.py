"""Policies in Python: the built-in rules as policies give the same log, and answers that make no sense are refused."""

from math import inf, nan

import numpy as np
import pytest

from simulator.engines.reference import FirmView, Policy
from simulator.events import EventKind
from simulator.results import EventLog, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.testing import assert_same
from tests.support.changes import changed, default_scenario

SCENARIO = default_scenario(2.0)
PHASE = "strategies.*.phases.*"
# Phases that change twice, with a department and other seats in each.
RESTLESS = changed(
    SCENARIO,
    {
        f"{PHASE}.department.managers": 2,
        f"{PHASE}.department.open_when": "customers >= 4",
        "strategies.build_base.phases.0.until": "customers >= 6",
        "strategies.build_base.phases.0.department.managers": 0,
        "strategies.build_base.phases.1.reps": 3,
        "strategies.build_base.phases.1.department.close_when": "time >= 18 months",
        "world.sponsors.sponsor_wallet": 3e5,
    },
)


def as_written(view: FirmView, account: int, is_lead: bool) -> float:
    return view.strategy_score(account, is_lead)


def run(scenario: Scenario, strategy: str, policy: Policy | None = None) -> RunResult:
    return simulate(scenario, strategy, replication=2, engine="reference", record_events=True, policy=policy)


def log_of(result: RunResult) -> EventLog:
    assert result.events is not None
    return result.events


@pytest.mark.parametrize("strategy", ["chase_big", "build_base"])
def test_the_score_of_the_file_as_a_policy_gives_the_same_log(strategy: str) -> None:
    assert_same(run(SCENARIO, strategy), run(SCENARIO, strategy, Policy(score=as_written)))


@pytest.mark.parametrize("scenario", [SCENARIO, RESTLESS], ids=["default", "restless"])
def test_the_phases_of_the_file_as_a_policy_give_the_same_log(scenario: Scenario) -> None:
    by_file = run(scenario, "build_base")
    assert_same(by_file, run(scenario, "build_base", Policy(phase=FirmView.strategy_phase, score=as_written)))


def test_the_restless_scenario_is_restless() -> None:
    kinds = set(log_of(run(RESTLESS, "build_base")).event.tolist())
    assert {EventKind.DEPARTMENT_OPENED, EventKind.DEPARTMENT_CLOSED} <= kinds
    assert np.count_nonzero(log_of(run(RESTLESS, "build_base")).event == EventKind.PHASE_BEGAN) == 2


def test_only_the_order_of_scores_counts() -> None:
    stretched = Policy(score=lambda view, account, is_lead: 7.0 + 3.0 * view.strategy_score(account, is_lead))
    assert_same(run(SCENARIO, "build_base"), run(SCENARIO, "build_base", stretched))


def test_what_scores_minus_infinity_is_never_pursued() -> None:
    def only_packaging(view: FirmView, account: int, is_lead: bool) -> float:
        return view.strategy_score(account, is_lead) if view.segment(account) == "packaging" else -inf

    result = run(SCENARIO, "chase_big", Policy(score=only_packaging))
    log = log_of(result)
    pursued = log.account[log.event == EventKind.PURSUIT_STARTED]
    packaging = list(SCENARIO.world.segments).index("packaging")
    assert len(pursued)
    assert set(result.accounts["segment"][pursued].tolist()) == {packaging}
    assert np.count_nonzero(log.event == EventKind.LEAD_EXPIRED)


def test_a_policy_that_wants_nobody_sells_nothing() -> None:
    result = run(SCENARIO, "chase_big", Policy(score=lambda view, account, is_lead: -inf))
    assert result.outcomes["pursuits"] == 0.0


def test_phases_may_go_back_and_forth() -> None:
    def by_turns(view: FirmView) -> int:
        return round(view.gauge("time") / 30.4) % 2

    phases = run(SCENARIO, "build_base", Policy(phase=by_turns)).timeline["phase"]
    assert set(np.diff(phases[1:-1]).tolist()) == {-1.0, 1.0}


def test_the_view_tells_what_the_firm_knows() -> None:
    seen: dict[str, float] = {}

    def look(view: FirmView) -> int:
        accounts = sum(segment.accounts for segment in SCENARIO.world.segments.values())
        held = [account for account in range(accounts) if view.is_customer(account)]
        seen["gap of customers"] = len(held) - view.gauge("customers")
        seen["strongest"] = max(view.reference(segment) for segment in view.segments) - view.gauge("reference")
        seen["revenue"] = sum(view.run_rate(account) for account in range(accounts)) / view.gauge("revenue") - 1.0
        seen["odds"] = max(view.expected_odds(account) for account in held)
        seen["days"] = min(view.typical_days(account) for account in held)
        return view.phase

    result = run(SCENARIO, "build_base", Policy(phase=look))
    assert result.timeline["phase"][-1] == 1
    assert (seen["gap of customers"], seen["strongest"]) == (0.0, 0.0)
    assert abs(seen["revenue"]) < 1e-9
    assert 0.0 < seen["odds"] < 1.0
    assert seen["days"] > 0.0


class TestRefused:
    def test_a_policy_for_the_compiled_engine(self) -> None:
        with pytest.raises(ValueError, match="a policy in Python runs on the reference engine only: add engine="):
            simulate(SCENARIO, "chase_big", policy=Policy(score=as_written))

    def test_a_score_that_is_no_number(self) -> None:
        with pytest.raises(ValueError, match=r"the policy's score of account [0-9]+ on day [0-9.]+ is not a number"):
            run(SCENARIO, "chase_big", Policy(score=lambda view, account, is_lead: nan))

    @pytest.mark.parametrize("phase", [-1, 2])
    def test_a_phase_that_is_not_there(self, phase: int) -> None:
        with pytest.raises(ValueError, match=f"asks for phase {phase} on day 30.4; the strategy has phases 0 to 1"):
            run(SCENARIO, "build_base", Policy(phase=lambda view: phase))

    def test_a_phase_rule_beside_contingency_rules(self) -> None:
        careful = changed(SCENARIO, {"strategies.*.contingency": [{"when": "cash < 1M", "reps": 3}]})
        with pytest.raises(ValueError, match="the strategy has contingency rules"):
            run(careful, "build_base", Policy(phase=FirmView.strategy_phase))

    def test_a_gauge_that_is_not_there(self) -> None:
        with pytest.raises(KeyError, match="customer_count"):
            run(SCENARIO, "build_base", Policy(phase=lambda view: int(view.gauge("customer_count"))))
