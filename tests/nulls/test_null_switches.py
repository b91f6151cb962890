"""Every mechanism can be switched off: at its null value nothing else of it matters, and the log is the same.

Each row names the change that switches a mechanism off, wild values for all that then must not matter, and a change
that switches it on, which must show (so that no row is blind).
"""

from dataclasses import dataclass, field
from math import inf
from typing import Any

import pytest

from simulator.results import RunResult
from simulator.scenario.strategy import Phase
from simulator.scenario.world import World
from simulator.simulate import simulate
from simulator.testing import assert_same
from tests.support.changes import changed, default_scenario

Changes = dict[str, Any]
PHASE = "strategies.*.phases.*"
BASE = default_scenario(3.0)
CALM: Changes = {"world.competition.attacks_per_year": 0.0}


@dataclass(frozen=True, kw_only=True)
class Switch:
    """How one mechanism is switched off and on."""

    name: str
    off: Changes
    on: Changes
    wild: Changes = field(default_factory=dict)


SWITCHES = (
    Switch(
        name="departures",
        off={"world.people.turnover_per_year": 0.0},
        wild={
            "world.people.hiring_delay": 500.0,
            "world.people.follow_base": 5.0,
            "world.people.follow_bond": 9.0,
            "world.people.handover_loss": 0.9,
        },
        on={"world.people.turnover_per_year": 1.0},
    ),
    Switch(
        name="agents",
        off={f"{PHASE}.agents": 0},
        wild={"world.agents.commission": 0.9, "world.agents.turnover_per_year": 9.0},
        on={f"{PHASE}.agents": 2},
    ),
    Switch(
        name="department",
        off={f"{PHASE}.department.managers": 0},
        wild={
            "world.department.boost": 9.0,
            "world.department.care": 1.0,
            "world.department.ramp": 1.0,
            "world.finance.manager_cost_per_month": 1e6,
            "world.finance.department_cost_per_month": 1e6,
            f"{PHASE}.department.open_when": "customers >= 1",
        },
        on={f"{PHASE}.department.managers": 1},
    ),
    Switch(
        name="alliances",
        off={f"{PHASE}.alliances": False},
        wild={
            "world.alliance.trust": 0.01,
            "world.alliance.share_gain": 1.0,
            "world.alliance.reference_weight": 9.0,
            "world.choice.alliance": 9.0,
            "world.finance.alliance_cost_per_month": 1e6,
        },
        on={f"{PHASE}.alliances": True, "world.alliance.trust": 0.1},
    ),
    Switch(
        name="attacks",
        off={"world.competition.attacks_per_year": 0.0},
        wild={"world.competition.size_exponent": 3.0, "world.competition.base": 9.0, "world.competition.trust": -9.0},
        on={"world.competition.attacks_per_year": 12.0},
    ),
    Switch(
        name="failures of accounts",
        off={"world.segments.*.default_per_year": 0.0},
        on={"world.segments.*.default_per_year": 0.3},
    ),
    Switch(
        name="drift and shocks of wallets",
        off={"world.segments.*.wallet_growth_per_year": 0.0, "world.segments.*.wallet_volatility": 0.0},
        on={"world.segments.*.wallet_volatility": 0.5},
    ),
    Switch(
        name="bargaining",
        off={"world.bargaining.concession_max": 0.0, "world.bargaining.term_extra": 0.0},
        wild={
            "world.bargaining.half_dependence": 1e-6,
            "world.relationship.upgrade_concession": 9.0,
            f"{PHASE}.concession_cap": 0.0,
            f"{PHASE}.term_cap": 0.0,
        },
        on={"world.bargaining.concession_max": 0.5},
    ),
    Switch(
        name="references",
        off={"world.references.gain": 0.0, "world.segments.*.entry_gate": None},
        wild={
            "world.references.decay_per_year": 9.0,
            "world.references.brand_weight": 9.0,
            "world.choice.reference": 9.0,
        },
        on={"world.references.gain": 0.1},
    ),
    Switch(
        name="referrals",
        off={"world.references.referral": 0.0},
        wild={"world.choice.warm": 9.0},
        on={"world.references.referral": 0.5},
    ),
    Switch(
        name="entry gate",
        off={"world.segments.*.entry_gate": None},
        on={"world.segments.*.entry_gate": {"steepness": 9.0, "threshold": 3.0}},
    ),
    Switch(
        name="upgrades",
        off={"world.relationship.upgrade_step": 0.0},
        wild={
            "world.relationship.upgrade_base": 9.0,
            "world.relationship.upgrade_trust": 9.0,
            "world.relationship.upgrade_service": 9.0,
        },
        on={"world.relationship.upgrade_step": 0.5},
    ),
    Switch(
        name="growth of the share of wallet",
        off={"world.relationship.growth": 0.0},
        on={"world.relationship.growth": 0.5},
    ),
    Switch(
        name="status screening",
        off={"world.screening.base": inf},
        wild={
            "world.screening.above": 9.0,
            "world.screening.below": 9.0,
            "world.screening.reach": 1e-6,
            "world.screening.status_brand": 9.0,
        },
        on={"world.screening.base": 0.0},
    ),
    Switch(
        name="sponsors",
        off={"world.sponsors.sponsor_wallet": inf},
        wild={
            "world.sponsors.executive_slots": 9,
            "world.sponsors.executive_boost": 9.0,
            "world.sponsors.executive_opportunity_cost": 1.0,
        },
        on={"world.sponsors.sponsor_wallet": 1e5},
    ),
    Switch(
        name="opportunity cost of executives",
        off={"world.sponsors.executive_opportunity_cost": 0.0},
        on={"world.sponsors.executive_opportunity_cost": 1.0},
    ),
    Switch(
        name="selective invitation",
        off={"world.buying.invitation_scale": inf},
        wild={"world.segments.*.required_brand": {"distribution": "constant", "value": 99.0}},
        on={"world.buying.invitation_scale": 0.01},
    ),
    Switch(
        name="joint strength of the stocks",
        off={"world.choice.capability": 0.0},
        wild={"world.capabilities.complementarity": -50.0, "world.capabilities.brand.weight": 9.0},
        on={"world.choice.capability": 1.0},
    ),
    Switch(
        name="learning in order handling",
        off={"world.finance.order_learning": 0.0},
        on={"world.finance.order_learning": 0.5},
    ),
    Switch(
        name="faults",
        off={"world.delivery.fault": 0.0},
        wild={"world.delivery.fault_quality": 9.0},
        on={"world.delivery.fault": 0.9},
    ),
    Switch(
        name="lateness",
        off={"world.delivery.promise": inf},
        wild={"world.leaving.late": 9.0},
        on={"world.delivery.promise": 0.1},
    ),
    Switch(
        name="dropout",
        off={"world.segments.*.dropout": {"distribution": "constant", "value": 0.0}},
        wild={f"world.leaving.{name}": 9.0 for name in ("trust", "bond", "size", "late", "price")},
        on={"world.segments.*.dropout": {"distribution": "constant", "value": 0.2}},
    ),
    Switch(
        name="re-tenders",
        # Attacks, which switching costs hold off too, are off throughout.
        off={"world.segments.*.retenders_per_year": {"distribution": "constant", "value": 0.0}, **CALM},
        wild={"world.choice.switching_cost": -9.0, "world.choice.alliance": 9.0},
        on={"world.segments.*.retenders_per_year": {"distribution": "constant", "value": 4.0}},
    ),
    Switch(
        name="technology",
        off={},
        wild={"world.technology.fitness_start": 0.0, "world.technology.fitness_gain": 1.0},
        on={"world.segments.packaging.new_field": {"innovation_per_year": 0.3, "imitation_per_year": 1.0}},
    ),
    Switch(
        name="channel conflict",
        # Dealers, and others to be in conflict with.
        off={
            "world.segments.dealers.dealer.channel_conflict": 0.0,
            f"{PHASE}.targeting.segments": ("dealers", "packaging"),
        },
        on={"world.segments.dealers.dealer.channel_conflict": 9.0},
    ),
    Switch(
        name="contacts",
        off={f"{PHASE}.contacts": 1.0},
        wild={"world.finance.contact_cost_per_month": 1e6, "world.people.follow_contacts": 9.0},
        on={f"{PHASE}.contacts": 3.0},
    ),
    Switch(
        name="spread of skill",
        off={"world.selling.skill_sigma": 0.0},
        wild={"world.choice.skill": 9.0},
        on={"world.selling.skill_sigma": 1.0},
    ),
    Switch(
        name="ramp",
        off={"world.selling.ramp": 0.0},
        wild={"world.selling.ramp_start": 0.01},
        on={"world.selling.ramp": 400.0},
    ),
    Switch(
        name="key accounts first",
        off={f"{PHASE}.desks": "unlimited"},
        wild={f"{PHASE}.key_priority": True},
        on={f"{PHASE}.desks": 1, "world.delivery.work": 10.0},
    ),
    Switch(
        name="dated events",
        off={"world.events": []},
        on={"world.events": [{"at": 400.0, "event": "demand", "factor": 0.5}]},
    ),
    Switch(
        name="contingency rules",
        off={"strategies.*.contingency": []},
        wild={"strategies.*.contingency": [{"when": "cash > 1000M", "reps": 0, "price": 9.0}]},
        on={"strategies.*.contingency": [{"when": "cash < 6M", "reps": 1}]},
    ),
    Switch(
        name="key tier by fame or technology",
        off={"world.references.lighthouse_influence": inf, "world.technology.early_adopter": inf},
        wild={"world.tiers.landed_ratio": 0.5},
        on={"world.references.lighthouse_influence": 0.1},
    ),
)


def run(changes: Changes) -> RunResult:
    return simulate(changed(BASE, changes), "build_base", replication=3, record_events=True)


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.name)
def test_off_means_off_and_on_shows(switch: Switch) -> None:
    off = run(switch.off)
    assert_same(off, run(switch.wild | switch.off if switch.name != "contingency rules" else switch.wild))
    with pytest.raises(AssertionError):
        assert_same(off, run(switch.off | switch.on))


def test_no_block_of_a_world_is_forgotten() -> None:
    """Blocks that only describe, and can never be off, are named here."""
    described = {"segments", "finance", "tiers", "events", "title", "description", "currency"}
    touched = {path.split(".")[1] for switch in SWITCHES for path in switch.off | switch.on | switch.wild}
    assert set(World.model_fields) - described <= touched | {"buying"}


def test_no_lever_of_a_phase_is_forgotten() -> None:
    """Levers that are always pulled one way or another are named here."""
    always = {"name", "until", "effort", "reps", "budget", "personal_share", "price"}
    touched = {
        path.split(".")[4]
        for switch in SWITCHES
        for path in switch.off | switch.on | switch.wild
        if path.startswith(PHASE)
    }
    assert set(Phase.model_fields) - always == touched
