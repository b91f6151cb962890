"""The reasons of a story are the model's own: chances, draws and terms, in scenarios that nobody chose."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from experiments.stories.chances import Chance
from experiments.stories.sights import LOSSES, READERS, Memory, Sight, chance_of
from simulator.engines.reference import Entry
from simulator.errors import SimulatorError
from simulator.events import Cause, EventKind
from simulator.model.choice import logistic
from simulator.model.parameters import Parameters
from simulator.model.state import State
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate
from simulator.testing.scenarios import STRATEGY, scenarios

# What each event says of the draw: it lay below the chance, or not.
HAPPENED = {EventKind.WON, EventKind.QUALIFIED, EventKind.RETENDER_KEPT}
DID_NOT = {
    *(EventKind.BID_LOST, EventKind.SCREENED_OUT, EventKind.PROSPECTED),
    *(EventKind.HANDED_OVER, EventKind.ATTACKED, EventKind.NOT_INVITED),
}


class Crowd:
    """Watches every account of a run, and checks each chance against what happened."""

    def __init__(self) -> None:
        self.memories: defaultdict[int, Memory] = defaultdict(Memory)
        self.delivered_by = -1
        self.told: Counter[str] = Counter()
        self.pending: tuple[EventKind, Chance] | None = None

    def __call__(self, p: Parameters, s: State, entry: Entry) -> None:
        kind, account = EventKind(entry[1]), entry[2]
        self.check_pending(kind)
        if account < 0:
            return
        memory = self.memories[account]
        memory.delivered_by = self.delivered_by
        memory.note(s, entry)
        chance = chance_of(Sight(p, s, memory, *entry))
        if kind == EventKind.DELIVERED:
            self.delivered_by = account
        if chance is not None:
            self.check(kind, Cause(entry[5]), chance)

    def check(self, kind: EventKind, cause: Cause, chance: Chance) -> None:
        self.told[f"{kind.name} {cause.name}"] += 1
        happened = chance.draw < chance.probability
        if kind in HAPPENED:
            assert happened
        elif kind in DID_NOT:
            assert not happened
        elif kind == EventKind.CUSTOMER_LOST:
            assert happened == (cause != Cause.RETENDER)
        elif kind == EventKind.WINDOW_OPENED and cause in (Cause.COLD_CALL, Cause.REFERRAL):
            assert happened
        else:
            self.pending = (kind, chance)

    def check_pending(self, kind: EventKind) -> None:
        """What follows at once tells whether an invitation or an upgrade happened."""
        if self.pending is None:
            return
        before, chance = self.pending
        self.pending = None
        happened = chance.draw < chance.probability
        if before == EventKind.VISITED:
            assert happened == (kind == EventKind.UPGRADED)
        else:
            assert happened == (kind != EventKind.NOT_INVITED)


def test_every_chance_is_the_models_own_and_its_draw_decides() -> None:
    """The terms are checked by `Chance` itself; here the draw is checked against what came of it."""
    told: Counter[str] = Counter()

    @seed(20261124)
    @settings(max_examples=45, suppress_health_check=list(HealthCheck), database=None)
    @given(scenarios())
    def decides(scenario: Scenario) -> None:
        crowd = Crowd()
        simulate(scenario, STRATEGY, engine="reference", observer=crowd)
        told.update(crowd.told)

    decides()
    for luck in range(2):
        crowd = Crowd()
        simulate(load_scenario("chase_or_build"), "chase_big", replication=luck, engine="reference", observer=crowd)
        told.update(crowd.told)
    kinds = {name.split()[0] for name in told}
    assert kinds == {kind.name for kind in READERS}
    assert {f"CUSTOMER_LOST {cause.name}" for cause in LOSSES} <= told.keys()


def test_an_explanation_that_is_not_the_models_is_refused() -> None:
    Chance(probability=0.5, draw=0.1, terms={"usual odds": 0.0})
    with pytest.raises(SimulatorError, match="not the model's"):
        Chance(probability=0.6, draw=0.1, terms={"usual odds": 0.0})


def test_decisive_is_what_alone_would_have_turned_the_draw() -> None:
    terms = {"usual odds": -1.0, "references": 0.9, "brand": 0.2, "perceived risk": -0.4}
    won = Chance(probability=0.5 * logistic(-0.3), draw=0.15, terms=terms, scale=0.5)
    assert won.decisive() == ("references",)
    lost = Chance(probability=logistic(-0.3), draw=0.45, terms=terms)
    assert lost.decisive() == ("perceived risk",)
    assert Chance(probability=logistic(-0.3), draw=0.01, terms=terms).decisive() == ()


def test_a_watched_run_is_the_same_float_for_float() -> None:
    scenario = load_scenario("chase_or_build", ["run.horizon=2 years"])
    seen: list[Entry] = []
    watched = simulate(scenario, "chase_big", engine="reference", observer=lambda p, s, entry: seen.append(entry))
    alone = simulate(scenario, "chase_big", engine="reference", record_events=True)
    assert watched.events is not None
    assert alone.events is not None
    for name in ("time", "event", "account", "seller", "amount", "cause"):
        np.testing.assert_array_equal(getattr(watched.events, name), getattr(alone.events, name))
    assert len(seen) == len(alone.events)
    np.testing.assert_equal(dict(watched.outcomes), dict(alone.outcomes))


def test_the_compiled_engine_cannot_be_watched() -> None:
    with pytest.raises(ValueError, match="reference"):
        simulate(load_scenario("chase_or_build"), "chase_big", observer=lambda p, s, entry: None)
