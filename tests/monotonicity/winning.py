"""Signs on the way from a prospect to a won account."""

from math import inf

from simulator.events import Cause, EventKind
from tests.monotonicity.sign import PHASE, SEGMENT, Sign, at_the_end, constant, constants, count

# Where leads abound sellers are the bottleneck, and one more lead wins nothing.
FEW_LEADS = {f"{SEGMENT}.reviews_per_year": constant(0.1), "world.selling.cold_success": 0.0}
MANY_SPONSORED = {"world.sponsors.sponsor_wallet": 3e5}
LEAVING = {"world.people.turnover_per_year": 1.5, "world.people.follow_base": -1.0}
MACHINE_BUILDERS = 0

WINNING = (
    Sign(
        name="reviews bring invitations",
        path=f"{SEGMENT}.reviews_per_year",
        levels=constants(0.1, 0.5, 2.0),
        outcome=count(EventKind.INVITED),
        sign=1,
    ),
    Sign(
        name="luckier cold calls open more windows",
        path="world.selling.cold_success",
        levels=(0.02, 0.1, 0.4),
        outcome=count(EventKind.WINDOW_OPENED, Cause.COLD_CALL),
        sign=1,
    ),
    Sign(
        name="long cold calls are fewer",
        path="world.selling.prospecting",
        levels=(2.0, 5.0, 20.0),
        outcome=count(EventKind.WINDOW_OPENED, Cause.COLD_CALL),
        sign=-1,
    ),
    Sign(
        name="buyers who ask for a brand invite less",
        path=f"{SEGMENT}.required_brand",
        levels=constants(0.0, 1.0, 3.0),
        outcome=count(EventKind.INVITED),
        sign=-1,
    ),
    Sign(
        name="a brand is invited",
        path="world.capabilities.brand.start",
        levels=(0.0, 0.5, 2.0),
        outcome=count(EventKind.INVITED),
        sign=1,
    ),
    Sign(
        name="brand wins bids",
        path="world.choice.brand",
        levels=(0.0, 0.5, 2.0),
        outcome="win_rate",
        sign=1,
    ),
    Sign(
        name="references win bids",
        path="world.choice.reference",
        levels=(0.0, 1.0, 4.0),
        outcome="win_rate",
        sign=1,
    ),
    Sign(
        name="service wins bids",
        path="world.choice.service",
        levels=(0.0, 1.0, 4.0),
        outcome="win_rate",
        sign=1,
    ),
    Sign(
        name="a high price loses bids",
        path=f"{PHASE}.price",
        levels=(1.0, 1.2, 1.6),
        outcome="win_rate",
        sign=-1,
        given={"world.choice.value": 3.0},
    ),
    Sign(
        name="strong incumbents win bids",
        path=f"{SEGMENT}.incumbent_strength",
        levels=constants(0.0, 1.0, 3.0),
        outcome="win_rate",
        sign=-1,
    ),
    Sign(
        name="cautious buyers stay where they are",
        path=f"{SEGMENT}.risk_aversion",
        levels=(0.0, 1.0, 5.0),
        outcome="win_rate",
        sign=-1,
    ),
    Sign(
        name="a brand that signals quality wins the cautious",
        path="world.choice.brand_signal",
        levels=(0.0, 1.0, 10.0),
        outcome="win_rate",
        sign=1,
        given={f"{SEGMENT}.risk_aversion": 3.0},
    ),
    Sign(
        name="a strict screen loses bids",
        path="world.screening.base",
        levels=(4.0, 2.0, -1.0),
        outcome="win_rate",
        sign=-1,
    ),
    Sign(
        name="buyers who look at standing leave small suppliers out",
        path="world.screening.above",
        levels=(0.0, 0.9, 6.0),
        outcome="win_rate_large",
        sign=-1,
        # With sponsors in short supply fewer bids in the way of others make up for those screened out.
        given={"world.sponsors.sponsor_wallet": inf},
        strategy="chase_big",
    ),
    Sign(
        name="an entry gate keeps the firm out",
        path="world.segments.machine_builders.entry_gate.threshold",
        levels=(0.0, 1.0, 5.0),
        outcome=count(EventKind.WON, segment=MACHINE_BUILDERS),
        sign=-1,
        given={
            "world.segments.machine_builders.entry_gate": {"steepness": 4.0, "threshold": 0.0},
            f"{PHASE}.targeting.segments": ("machine_builders",),
        },
    ),
    Sign(
        name="executives are there in time",
        path="world.sponsors.executive_slots",
        levels=(1, 2, 8),
        outcome=count(EventKind.SPONSOR_LATE),
        sign=-1,
        given=MANY_SPONSORED,
        strategy="chase_big",
    ),
    Sign(
        name="executives who convince win large accounts",
        path="world.sponsors.executive_boost",
        levels=(0.0, 1.0, 4.0),
        outcome="win_rate_large",
        sign=1,
        given=MANY_SPONSORED,
        strategy="chase_big",
    ),
    Sign(
        name="executives who sell build no quality",
        path="world.sponsors.executive_opportunity_cost",
        levels=(0.0, 0.3, 1.0),
        outcome=at_the_end("quality"),
        sign=-1,
        given=MANY_SPONSORED,
        strategy="chase_big",
    ),
    Sign(
        name="referrals bring customers",
        path="world.references.referral",
        levels=(0.0, 0.05, 0.3),
        outcome="customers_won",
        sign=1,
        given=FEW_LEADS,
    ),
    Sign(
        name="warm leads are won",
        path="world.choice.warm",
        levels=(0.0, 1.0, 4.0),
        outcome="win_rate",
        sign=1,
        given={**FEW_LEADS, "world.references.referral": 0.3},
    ),
    Sign(
        name="long cycles win fewer",
        path="world.selling.cycle",
        levels=(30.0, 60.0, 120.0),
        outcome="customers_won",
        sign=-1,
    ),
    Sign(
        name="a slow ramp wins fewer",
        path="world.selling.ramp",
        levels=(0.0, 200.0, 800.0),
        outcome="customers_won",
        sign=-1,
        given=LEAVING,
    ),
    Sign(
        name="more sellers win more",
        path=f"{PHASE}.reps",
        levels=(1, 3, 8),
        outcome="customers_won",
        sign=1,
    ),
    Sign(
        name="agents sell too",
        path=f"{PHASE}.agents",
        levels=(0, 2, 8),
        outcome="customers_won",
        sign=1,
    ),
)
