"""What a bid that waits for a sponsor may meet meanwhile."""

from pathlib import Path

import pytest

from simulator.events import EventKind
from simulator.scenario.load import load_scenario
from simulator.simulate import ENGINES, Engine, simulate

REGRESSIONS = Path(__file__).parents[2] / "conformance" / "regressions"


@pytest.mark.parametrize("engine", ENGINES)
def test_no_sponsor_backs_a_bid_to_a_buyer_that_has_failed(engine: Engine) -> None:
    scenario = load_scenario(REGRESSIONS / "a_buyer_fails_while_its_bid_waits.yaml")
    log = simulate(scenario, "bids", engine=engine, record_events=True).events
    assert log is not None
    failed: set[int] = set()
    sponsored = 0
    for kind, account in zip(log.event.tolist(), log.account.tolist(), strict=True):
        if kind == EventKind.FAILED:
            failed.add(account)
        elif kind == EventKind.SPONSORED:
            sponsored += 1
            assert account not in failed
    assert sponsored > 10
    assert len(failed) > 20
