"""Switches on the way from a prospect to a won account: windows, invitations, pursuits, screens, bids."""

from math import inf

from tests.nulls.switch import PHASE, SEGMENT, Switch, constant

# Only cold calls open windows.
NO_REVIEWS = {f"{SEGMENT}.reviews_per_year": constant(0.0), "world.references.referral": 0.0}

WINNING = (
    Switch(
        name="own reviews",
        off={f"{SEGMENT}.reviews_per_year": constant(0.0)},
        wild={"world.buying.invitation_scale": 1e-3, f"{SEGMENT}.required_brand": constant(99.0)},
        on={f"{SEGMENT}.reviews_per_year": constant(2.0)},
        given=NO_REVIEWS,
    ),
    Switch(
        name="cold calls",
        off={"world.selling.cold_success": 0.0},
        wild={"world.selling.prospecting": 99.0, "world.finance.prospecting_cost": 1e6},
        on={"world.selling.cold_success": 0.5},
        given={"world.selling.cold_success": 0.0},
    ),
    Switch(
        name="selective invitation",
        off={"world.buying.invitation_scale": inf},
        wild={f"{SEGMENT}.required_brand": constant(99.0), f"{SEGMENT}.required_brand_wallet_correlation": 0.0},
        on={"world.buying.invitation_scale": 0.01, f"{SEGMENT}.required_brand": constant(9.0)},
    ),
    Switch(
        name="required brand with size",
        off={f"{SEGMENT}.required_brand_wallet_correlation": 0.0},
        on={f"{SEGMENT}.required_brand_wallet_correlation": 0.9},
    ),
    Switch(
        name="error of observation",
        off={f"{SEGMENT}.observation_noise": 0.0},
        on={f"{SEGMENT}.observation_noise": 1.0},
    ),
    Switch(
        name="longer cycles of larger accounts",
        off={"world.selling.cycle_size_exponent": 0.0},
        wild={"world.selling.wallet_reference": 1.0},
        given={"world.selling.cycle_size_exponent": 0.0},
        on={"world.selling.cycle_size_exponent": 1.0, "world.selling.wallet_reference": 1e6},
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
        name="status screening",
        off={"world.screening.base": inf},
        wild={
            "world.screening.above": 9.0,
            "world.screening.below": 9.0,
            "world.screening.reach": 1e-6,
            "world.screening.status_brand": 9.0,
            "world.screening.revenue_floor": 1e12,
        },
        on={"world.screening.base": 0.0},
    ),
    Switch(
        name="entry gate",
        off={f"{SEGMENT}.entry_gate": None},
        on={f"{SEGMENT}.entry_gate": {"steepness": 9.0, "threshold": 3.0}},
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
        name="risk that buyers perceive",
        off={f"{SEGMENT}.risk_aversion": 0.0},
        wild={f"{SEGMENT}.risk_size_exponent": 3.0},
        on={f"{SEGMENT}.risk_aversion": 5.0},
    ),
    Switch(
        name="experience against risk",
        off={"world.choice.experience_variance": inf},
        on={"world.choice.experience_variance": 0.1},
    ),
    Switch(
        name="joint strength of the stocks",
        off={"world.choice.capability": 0.0},
        wild={
            "world.capabilities.complementarity": -50.0,
            **{f"world.capabilities.{name}.weight": 99.0 for name in ("brand", "quality", "service", "internal")},
        },
        on={"world.choice.capability": 1.0},
    ),
    Switch(
        name="brand",
        off={
            "world.choice.brand": 0.0,
            "world.choice.brand_signal": 0.0,
            "world.screening.status_brand": 0.0,
            "world.buying.invitation_scale": inf,
        },
        wild={
            "world.capabilities.brand.start": 9.0,
            "world.capabilities.brand.gain_per_year": 9.0,
            "world.capabilities.brand.decay_per_year": 9.0,
            "world.references.brand_weight": 9.0,
        },
        on={"world.choice.brand": 1.0, "world.capabilities.brand.start": 1.0},
    ),
    Switch(
        name="incumbents",
        off={f"{SEGMENT}.incumbent_strength": constant(0.0)},
        on={f"{SEGMENT}.incumbent_strength": constant(3.0)},
    ),
    Switch(
        name="warmth of referred leads",
        off={"world.choice.warm": 0.0},
        on={"world.choice.warm": 9.0},
        given={"world.references.referral": 0.2},
    ),
    Switch(
        name="limits of targeting",
        off={
            f"{PHASE}.targeting.min_wallet": 0.0,
            f"{PHASE}.targeting.max_wallet": inf,
            f"{PHASE}.targeting.segments": None,
        },
        on={f"{PHASE}.targeting.min_wallet": 3e5},
    ),
    Switch(
        name="odds and effort in targeting",
        off={f"{PHASE}.targeting.odds_exponent": 0.0, f"{PHASE}.targeting.effort_exponent": 0.0},
        on={f"{PHASE}.targeting.odds_exponent": 1.0},
    ),
)
