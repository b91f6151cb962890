"""Signs in the life of a customer: delivery, trust, growth, leaving, blows from outside."""

from simulator.events import EventKind
from tests.monotonicity.sign import PHASE, SEGMENT, Sign, at_the_end, constant, constants, count
from tests.monotonicity.winning import LEAVING

BUSY = {"world.delivery.work": 8.0}
UNDER_ATTACK = {"world.competition.attacks_per_year": 60.0}
DEALERS = 3


def _recession(factor: float) -> list[dict[str, object]]:
    return [{"at": 365.0, "event": "demand", "factor": factor, "duration": 730.0}]


def _price_war(factor: float) -> list[dict[str, object]]:
    return [{"at": 0.0, "event": "price_war", "factor": factor}]


KEEPING = (
    Sign(
        name="a promise that leaves time is kept",
        path="world.delivery.promise",
        levels=(1.0, 5.0, 30.0),
        outcome="on_time",
        sign=1,
    ),
    Sign(
        name="more work, later deliveries",
        path="world.delivery.work",
        levels=(0.5, 4.0, 12.0),
        outcome="on_time",
        sign=-1,
    ),
    Sign(name="desks help", path=f"{PHASE}.desks", levels=(1, 2, 6), outcome="on_time", sign=1, given=BUSY),
    Sign(
        name="desks never harm",
        path=f"{PHASE}.desks",
        levels=(6, 12, 50, "unlimited"),
        outcome="on_time",
        sign=1,
        strict=False,
        given=BUSY,
    ),
    Sign(
        name="internal work speeds the back office up",
        path="world.delivery.internal_speed",
        levels=(0.0, 0.5, 4.0),
        outcome="on_time",
        sign=1,
        given=BUSY,
    ),
    Sign(
        name="faults cost customers",
        path="world.delivery.fault",
        levels=(0.0, 0.3, 1.0),
        outcome="customers",
        sign=-1,
        given={"world.delivery.fault_quality": 0.0},
    ),
    Sign(
        name="quality prevents faults",
        path="world.delivery.fault_quality",
        levels=(0.0, 1.0, 5.0),
        outcome="customers",
        sign=1,
        given={"world.delivery.fault": 0.8},
    ),
    Sign(
        name="trust keeps customers",
        path="world.relationship.trust_gain",
        levels=(0.0, 0.1, 0.5),
        outcome="lost_dropout",
        sign=-1,
    ),
    Sign(
        name="disappointment costs customers",
        path="world.relationship.trust_loss",
        levels=(0.0, 0.3, 1.0),
        outcome="customers",
        sign=-1,
        given={"world.delivery.fault": 0.5},
    ),
    Sign(
        name="a larger first share sells more",
        path="world.relationship.first_share",
        levels=(0.1, 0.3, 0.6),
        outcome="revenue",
        sign=1,
    ),
    Sign(
        name="growth sells more", path="world.relationship.growth", levels=(0.0, 0.05, 0.4), outcome="revenue", sign=1
    ),
    Sign(
        name="upgrades sell more",
        path="world.relationship.upgrade_step",
        levels=(0.0, 0.2, 0.9),
        outcome="revenue",
        sign=1,
    ),
    Sign(
        name="those who soon forget may be won again",
        path="world.relationship.win_back_after",
        levels=(3650.0, 365.0, 30.0),
        outcome=count(EventKind.RETURNED),
        sign=1,
        given={f"{SEGMENT}.dropout": constant(0.3)},
    ),
    Sign(
        name="growing wallets sell more",
        path=f"{SEGMENT}.wallet_growth_per_year",
        levels=(-0.3, 0.0, 0.3),
        outcome="revenue",
        sign=1,
    ),
    Sign(
        name="dropout costs customers",
        path=f"{SEGMENT}.dropout",
        levels=constants(0.01, 0.05, 0.3),
        outcome="customers",
        sign=-1,
    ),
    Sign(
        name="re-tenders cost customers",
        path=f"{SEGMENT}.retenders_per_year",
        levels=constants(0.0, 0.5, 3.0),
        outcome="lost_retender",
        sign=1,
    ),
    Sign(
        name="what is hard to switch is kept",
        path="world.choice.switching_cost",
        levels=(0.0, 1.5, 5.0),
        outcome="lost_retender",
        sign=-1,
    ),
    Sign(
        name="attacks cost customers",
        path="world.competition.attacks_per_year",
        levels=(0.0, 10.0, 60.0),
        outcome="customers",
        sign=-1,
    ),
    Sign(
        name="trust holds attacks off",
        path="world.competition.trust",
        levels=(0.0, 2.0, 9.0),
        outcome="lost_attack",
        sign=-1,
        given=UNDER_ATTACK,
    ),
    Sign(
        name="bonds hold attacks off",
        path="world.competition.bond",
        levels=(0.0, 2.0, 9.0),
        outcome="lost_attack",
        sign=-1,
        given=UNDER_ATTACK,
    ),
    Sign(
        name="accounts that fail are lost",
        path=f"{SEGMENT}.default_per_year",
        levels=(0.0, 0.05, 0.5),
        outcome="lost_default",
        sign=1,
    ),
    Sign(
        name="accounts that fail cost cash",
        path=f"{SEGMENT}.default_per_year",
        levels=(0.0, 0.1, 0.5),
        outcome="cash_end",
        sign=-1,
    ),
    Sign(
        name="demand is revenue",
        path="world.events",
        levels=[_recession(factor) for factor in (0.3, 0.7, 1.0)],
        outcome="revenue",
        sign=1,
    ),
    Sign(
        name="a price war loses bids",
        path="world.events",
        levels=[_price_war(factor) for factor in (0.5, 0.8, 1.0)],
        outcome="win_rate",
        sign=1,
        given={"world.choice.value": 3.0},
    ),
    Sign(
        name="the loss of the largest account costs revenue",
        path="world.events",
        levels=([], [{"at": day, "event": "lose_largest_account"} for day in (400.0, 500.0, 600.0)]),
        outcome="revenue",
        sign=-1,
    ),
    Sign(
        name="references accumulate",
        path="world.references.gain",
        levels=(0.0, 0.01, 0.1),
        outcome=at_the_end("reference"),
        sign=1,
    ),
    Sign(
        name="references fade",
        path="world.references.decay_per_year",
        levels=(0.0, 0.5, 4.0),
        outcome=at_the_end("reference"),
        sign=-1,
    ),
    Sign(
        name="channel conflict loses dealers",
        path="world.segments.dealers.dealer.channel_conflict",
        levels=(0.0, 3.0, 30.0),
        outcome=count(EventKind.CUSTOMER_LOST, segment=DEALERS),
        sign=1,
        given={
            f"{PHASE}.targeting.segments": ("dealers", "packaging"),
            "world.segments.dealers.incumbent_strength": constant(-1.0),
            "world.segments.dealers.dropout": constant(0.05),
            "world.leaving.trust": 9.0,
        },
    ),
    Sign(
        name="turnover loses customers",
        path="world.people.turnover_per_year",
        levels=(0.0, 0.3, 2.0),
        outcome="customers",
        sign=-1,
    ),
    Sign(
        name="turnover never raises what is retained",
        path="world.people.turnover_per_year",
        levels=(0.0, 0.3, 2.0),
        outcome="gross_retention",
        sign=-1,
        strict=False,
    ),
    Sign(
        name="customers follow whom they are bound to",
        path="world.people.follow_bond",
        levels=(0.0, 2.0, 8.0),
        outcome="lost_followed",
        sign=1,
        given=LEAVING,
    ),
    Sign(
        name="a stronger bond is lost with its seller",
        path="world.relationship.bond_start",
        levels=(0.0, 0.4, 1.0),
        outcome="lost_followed",
        sign=1,
        given={**LEAVING, "world.people.follow_bond": 6.0},
    ),
    Sign(
        name="trust in the firm stays with the firm",
        path="world.people.follow_trust",
        levels=(0.0, 2.0, 8.0),
        outcome="lost_followed",
        sign=-1,
        given=LEAVING,
    ),
    Sign(
        name="handovers cost revenue",
        path="world.people.handover_loss",
        levels=(0.0, 0.3, 1.0),
        outcome="revenue",
        sign=-1,
        given=LEAVING,
    ),
)
