"""Switches in the life of a customer: delivery, trust, growth, references, leaving, blows from outside."""

from math import inf

from tests.nulls.switch import PHASE, SEGMENT, Switch, constant

CALM = {"world.competition.attacks_per_year": 0.0}
NO_DEALERS = {f"{PHASE}.targeting.segments": ("machine_builders", "packaging", "medical_devices")}
# Dealers, and others to be in conflict with.
DEALERS = {f"{PHASE}.targeting.segments": ("dealers", "packaging")}

KEEPING = (
    Switch(
        name="work in the back office",
        off={"world.delivery.work": 0.0},
        wild={
            "world.delivery.order_reference": 1.0,
            "world.delivery.work_size_exponent": 3.0,
            "world.delivery.work_sigma": 3.0,
            "world.delivery.memoryless_work": True,
            "world.delivery.internal_speed": 99.0,
        },
        on={"world.delivery.work": 10.0},
    ),
    Switch(
        name="internal work",
        off={"world.delivery.internal_speed": 0.0},
        wild={
            "world.capabilities.internal.start": 9.0,
            "world.capabilities.internal.gain_per_year": 9.0,
            "world.capabilities.internal.decay_per_year": 9.0,
        },
        on={"world.delivery.internal_speed": 9.0, "world.capabilities.internal.start": 1.0},
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
        wild={"world.leaving.late": 9.0, "world.delivery.on_time_memory": 1.0},
        on={"world.delivery.promise": 0.1},
    ),
    Switch(
        name="bad deliveries",
        off={"world.delivery.promise": inf, "world.delivery.fault": 0.0},
        wild={"world.relationship.trust_loss": 1.0, "world.relationship.setback": 1.0},
        on={"world.relationship.trust_loss": 0.5, "world.delivery.fault": 0.5},
    ),
    Switch(
        name="growth of the share of wallet",
        off={"world.relationship.growth": 0.0},
        on={"world.relationship.growth": 0.5},
    ),
    Switch(
        name="upgrades",
        off={"world.relationship.upgrade_step": 0.0},
        wild={
            f"world.relationship.upgrade_{name}": 9.0
            for name in ("base", "trust", "service", "trust_service", "concession")
        },
        on={"world.relationship.upgrade_step": 0.5},
    ),
    Switch(
        name="visits",
        off={f"{PHASE}.effort.grow": 0.0},
        wild={
            "world.relationship.visit": 1.0,
            "world.relationship.visit_trust_gain": 1.0,
            "world.relationship.visit_bond_gain": 1.0,
            "world.relationship.upgrade_step": 1.0,
            "world.relationship.upgrade_base": 9.0,
            "world.finance.visit_cost": 1e6,
        },
        on={f"{PHASE}.effort.grow": 1.0},
    ),
    Switch(
        name="trust",
        off={
            "world.relationship.growth": 0.0,
            "world.relationship.upgrade_trust": 0.0,
            "world.relationship.upgrade_trust_service": 0.0,
            "world.leaving.trust": 0.0,
            "world.people.follow_trust": 0.0,
            "world.competition.trust": 0.0,
        },
        wild={
            "world.relationship.trust_start": 0.9,
            "world.relationship.trust_gain": 1.0,
            "world.relationship.trust_loss": 0.9,
            "world.relationship.trust_decay_per_year": 9.0,
            "world.relationship.visit_trust_gain": 1.0,
            "world.relationship.memory": 1.0,
            "world.leaving.trust_reference": 1.0,
            "world.department.care": 1.0,
        },
        on={"world.leaving.trust": 9.0, "world.relationship.trust_start": 0.9},
    ),
    Switch(
        name="personal bond",
        off={"world.leaving.bond": 0.0, "world.people.follow_bond": 0.0, "world.competition.bond": 0.0},
        wild={
            "world.relationship.bond_start": 1.0,
            "world.relationship.bond_gain": 1.0,
            "world.relationship.bond_decay_per_year": 9.0,
            "world.relationship.visit_bond_gain": 1.0,
        },
        on={"world.leaving.bond": 9.0, "world.relationship.bond_start": 1.0},
    ),
    Switch(
        name="personal share of care",
        off={"world.relationship.bond_gain": 0.0, "world.relationship.visit_bond_gain": 0.0},
        wild={f"{PHASE}.personal_share": 0.99},
        # Visits split care between trust and bond: no trust is won by them here.
        given={"world.relationship.visit_trust_gain": 0.0},
        on={"world.relationship.bond_gain": 0.9},
    ),
    Switch(
        name="fame and its uses",
        off={
            "world.references.gain": 0.0,
            "world.references.referral": 0.0,
            "world.references.lighthouse_influence": inf,
            f"{SEGMENT}.entry_gate": None,
        },
        wild={
            f"{SEGMENT}.influence": constant(99.0),
            f"{SEGMENT}.influence_wallet_correlation": 0.9,
            "world.segments.packaging.references_from": {"machine_builders": 99.0},
            "world.references.decay_per_year": 9.0,
            "world.references.brand_weight": 9.0,
            "world.choice.reference": 9.0,
            "world.choice.warm": 9.0,
        },
        on={"world.references.gain": 0.1, f"{SEGMENT}.influence": constant(1.0), "world.choice.reference": 3.0},
    ),
    Switch(
        name="referrals",
        off={"world.references.referral": 0.0},
        wild={"world.choice.warm": 9.0},
        on={"world.references.referral": 0.5},
    ),
    Switch(
        name="key tier by fame or technology",
        off={"world.references.lighthouse_influence": inf, "world.technology.early_adopter": inf},
        on={"world.references.lighthouse_influence": 0.1},
    ),
    Switch(
        name="technology",
        off={f"{SEGMENT}.new_field": None},
        wild={
            "world.technology.fitness_start": 0.0,
            "world.technology.fitness_gain": 1.0,
            "world.technology.early_adopter": 99.0,
            f"{SEGMENT}.innovativeness": constant(1.0),
        },
        on={"world.segments.packaging.new_field": {"innovation_per_year": 0.3, "imitation_per_year": 1.0}},
    ),
    Switch(
        name="proof of technology",
        off={"world.technology.fitness_gain": 0.0},
        wild={f"{SEGMENT}.innovativeness": constant(1.0)},
        given={
            "world.segments.packaging.new_field": {"innovation_per_year": 0.3, "imitation_per_year": 1.0},
            "world.technology.fitness_start": 0.1,
        },
        on={"world.technology.fitness_gain": 0.5, f"{SEGMENT}.innovativeness": constant(1.0)},
    ),
    Switch(
        name="dropout",
        off={f"{SEGMENT}.dropout": constant(0.0)},
        wild={
            **{f"world.leaving.{name}": 9.0 for name in ("trust", "bond", "size", "late", "price")},
            "world.leaving.trust_reference": 0.99,
        },
        on={f"{SEGMENT}.dropout": constant(0.2)},
    ),
    Switch(
        name="re-tenders",
        # Attacks, which switching costs hold off too, are off throughout.
        off={f"{SEGMENT}.retenders_per_year": constant(0.0)},
        wild={"world.choice.switching_cost": -9.0, "world.choice.alliance": 9.0},
        given=CALM,
        on={f"{SEGMENT}.retenders_per_year": constant(4.0)},
    ),
    Switch(
        name="ways to lose a customer",
        off={
            f"{SEGMENT}.dropout": constant(0.0),
            f"{SEGMENT}.retenders_per_year": constant(0.0),
            f"{SEGMENT}.default_per_year": 0.0,
            "world.people.turnover_per_year": 0.0,
            "world.competition.attacks_per_year": 0.0,
        },
        wild={"world.relationship.win_back_after": 1.0, "world.relationship.memory": 1.0},
        on={f"{SEGMENT}.dropout": constant(0.2), "world.relationship.win_back_after": 1.0},
    ),
    Switch(
        name="attacks",
        off={"world.competition.attacks_per_year": 0.0},
        wild={
            "world.competition.size_exponent": 3.0,
            "world.competition.base": 9.0,
            "world.competition.trust": -9.0,
            "world.competition.bond": -9.0,
        },
        on={"world.competition.attacks_per_year": 12.0},
    ),
    Switch(
        name="failures of accounts",
        off={f"{SEGMENT}.default_per_year": 0.0},
        on={f"{SEGMENT}.default_per_year": 0.3},
    ),
    Switch(
        name="drift of wallets",
        off={f"{SEGMENT}.wallet_growth_per_year": 0.0},
        on={f"{SEGMENT}.wallet_growth_per_year": 0.3},
    ),
    Switch(
        name="shocks to wallets",
        off={f"{SEGMENT}.wallet_volatility": 0.0},
        on={f"{SEGMENT}.wallet_volatility": 0.5},
    ),
    Switch(
        name="noise of orders",
        off={f"{SEGMENT}.order_noise": 0.0},
        on={f"{SEGMENT}.order_noise": 0.5},
    ),
    Switch(
        name="regular orders",
        off={"world.relationship.regularity": 1.0},
        on={"world.relationship.regularity": 5.0},
    ),
    Switch(
        name="dealers",
        off={},
        wild={
            "world.finance.dealer_discount": 0.9,
            "world.segments.dealers.dealer.channel_conflict": 9.0,
            "world.segments.dealers.dealer.sale_value": 1.0,
            "world.segments.dealers.dealer.order_quantity": 1.0,
        },
        given=NO_DEALERS,
        on={f"{PHASE}.targeting.segments": ("dealers",)},
    ),
    Switch(
        name="channel conflict",
        off={"world.segments.dealers.dealer.channel_conflict": 0.0},
        given=DEALERS,
        on={"world.segments.dealers.dealer.channel_conflict": 9.0},
    ),
    Switch(
        name="dated events",
        off={"world.events": []},
        on={"world.events": [{"at": 400.0, "event": "demand", "factor": 0.5}]},
    ),
    Switch(
        name="events after the end",
        wild={"world.events": [{"at": 30_000.0, "event": "attack", "strength": 9.0}]},
        on={"world.events": [{"at": 900.0, "event": "attack", "strength": 9.0}]},
    ),
)
