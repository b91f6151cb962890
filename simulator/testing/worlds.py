"""Random worlds: every mechanism on or off, at any strength; small enough for a run of some hundredths of a second."""

from collections.abc import Callable, Sequence
from functools import partial
from math import inf

from simulator.testing.picking import Built, Fields, Pick
from simulator.units import DAYS_PER_MONTH

EVENTS = ("demand", "price_war", "attack", "lose_largest_account", "seller_leaves")
MONTHS = 24


def buying(pick: Pick) -> Built:
    """Windows and invitations (4.1)."""
    return {"window": pick.days(1.0, 90.0), "invitation_scale": pick.one_of((inf, 0.2, 1.0))}


def selling(pick: Pick) -> Built:
    """How sellers work (3.2, 4.2); without any spread all activities end at the same instants."""
    needed = {
        "parallel_pursuits": lambda: pick.whole(1, 4),
        "cycle": lambda: pick.days(1.0, 60.0),
        "prospecting": lambda: pick.days(1.0, 10.0),
        "cycle_size_exponent": lambda: pick.one_of((0.0, 0.0, 0.5)),
        "cycle_sigma": lambda: pick.one_of((0.0, 0.0, 0.8)),
        "cold_success": lambda: pick.one_of((0.0, 0.3, 0.3, 1.0)),
        "cooling": lambda: pick.days(0.0, 100.0),
    }
    optional = {
        "skill_sigma": pick.part,
        "ramp": lambda: pick.days(0.0, 200.0),
        "ramp_start": lambda: pick.between(0.1, 1.0),
        "qualification_share": lambda: pick.one_of((0.0, 0.5, 1.0)),
        "sample": lambda: pick.whole(1, 6),
    }
    return pick.block(needed, optional, density=0.5)


def screening(pick: Pick) -> Built:
    """Equal standing (4.2)."""
    optional = {
        "above": lambda: pick.between(0.0, 0.5),
        "below": lambda: pick.between(0.0, 0.5),
        "reach": lambda: pick.between(0.5, 2.0),
        "status_brand": pick.part,
        "revenue_floor": lambda: pick.amount(1e4, 1e5),
    }
    return pick.block({"base": lambda: pick.between(0.5, 5.0)}, optional)


def choice(pick: Pick) -> Built:
    """What wins a bid (4.2)."""
    optional = {
        **dict.fromkeys(("brand", "value", "service", "warm", "switching_cost"), pick.weight),
        **dict.fromkeys(("reference", "alliance"), pick.some),
        **dict.fromkeys(("capability", "skill", "brand_signal"), pick.part),
        "prior_variance": lambda: pick.between(0.1, 3.0),
        "experience_variance": lambda: pick.between(0.5, 9.0),
    }
    return pick.block({"intercept": lambda: pick.between(1.0, 6.0)}, optional)


def sponsors(pick: Pick) -> Built:
    """The boss leads (4.3)."""
    optional = {"executive_boost": pick.weight, "executive_opportunity_cost": pick.part}
    needed = {
        "sponsor_wallet": lambda: pick.amount(5e2, 3e4),
        "executive_slots": lambda: pick.whole(1, 3),
    }
    return pick.block(needed, optional)


def relationship(pick: Pick) -> Built:
    """Trust, bond, share of wallet, visits (4.4)."""
    parts = ["growth", "growth_in_value", "setback", "trust_start", "trust_gain", "trust_loss", "memory"]
    parts += ["bond_start", "bond_gain", "visit_trust_gain", "visit_bond_gain", "upgrade_step"]
    weights = ("upgrade_base", "upgrade_trust", "upgrade_service", "upgrade_trust_service")
    optional = {
        **dict.fromkeys(parts, pick.part),
        **dict.fromkeys(weights, pick.weight),
        **dict.fromkeys(("trust_decay_per_year", "bond_decay_per_year", "upgrade_concession"), pick.some),
        "regularity": lambda: pick.one_of((0.5, 4.0, 1000.0)),
    }
    needed = {
        "visit": lambda: pick.days(1.0, 20.0),
        "win_back_after": lambda: pick.days(0.0, 100.0),
        "share_max": lambda: pick.between(0.3, 1.0),
    }
    found = pick.block(needed, optional)
    return found | {"first_share": pick.between(0.1, 1.0) * found["share_max"]}


def delivery(pick: Pick) -> Built:
    """The back office (4.5)."""
    optional = {
        **dict.fromkeys(("work_size_exponent", "work_sigma", "internal_speed", "fault_quality"), pick.part),
        "memoryless_work": pick.switch,
        "on_time_memory": lambda: pick.between(1.0, 50.0),
        "promise": lambda: pick.days(0.0, 10.0),
        "fault": lambda: pick.one_of((0.1, 0.5, 1.0)),
    }
    return pick.block({"work": lambda: pick.days(0.0, 10.0)}, optional, density=0.6)


def references(pick: Pick) -> Built:
    """References and reputation (4.6)."""
    optional = {
        "decay_per_year": pick.some,
        "brand_weight": pick.part,
        "referral": lambda: pick.one_of((0.1, 0.5, 1.0)),
        "lighthouse_influence": lambda: pick.between(0.3, 3.0),
    }
    return pick.block({"gain": pick.some}, optional)


def leaving(pick: Pick) -> Built:
    """What drives customers away (4.8)."""
    strengths = dict.fromkeys(("trust", "bond", "late", "price"), pick.some)
    return pick.block({}, strengths | {"trust_reference": pick.part, "size": pick.weight})


def bargaining(pick: Pick) -> Built:
    """Concessions and terms (5.3)."""
    return {
        "concession_max": pick.part(),
        "half_dependence": pick.between(0.05, 1.0),
        "term_extra": pick.days(0.0, 60.0),
    }


def capabilities(pick: Pick) -> Built:
    """Brand, quality, service, internal work (5.1)."""
    stock = {
        **dict.fromkeys(("start", "gain_per_year", "decay_per_year"), pick.some),
        "weight": lambda: pick.between(0.0, 2.0),
    }
    names = ("brand", "quality", "service", "internal")
    rho = {"complementarity": lambda: pick.one_of((1.0, -1.0, -20.0, -inf))}
    return pick.block({}, dict.fromkeys(names, lambda: pick.block({}, stock)) | rho)


def technology(pick: Pick) -> Built:
    """How proven the firm's technology is (4.7)."""
    optional = {
        "fitness_start": pick.part,
        "fitness_gain": pick.part,
        "early_adopter": lambda: pick.between(0.2, 0.9),
    }
    return pick.block({}, optional)


def people(pick: Pick) -> Built:
    """Sellers leave (5.2); several a year, since runs are short."""
    weights = ("follow_base", "follow_bond", "follow_trust", "follow_contacts")
    optional = dict.fromkeys(weights, pick.weight) | {"handover_loss": pick.part}
    needed = {"turnover_per_year": lambda: pick.between(0.5, 8.0), "hiring_delay": lambda: pick.days(0.0, 60.0)}
    return pick.block(needed, optional)


def agents(pick: Pick) -> Built:
    """Outside agents (3.3)."""
    return {"commission": pick.part(), "turnover_per_year": pick.some()}


def department(pick: Pick) -> Built:
    """The key-account department (5.4)."""
    optional = {"boost": pick.weight, "ramp": lambda: pick.days(0.0, 180.0), "care": pick.part}
    return pick.block({"pursuits_per_manager": lambda: pick.whole(1, 3)}, optional)


def alliance(pick: Pick) -> Built:
    """Allies (4.4)."""
    return {"trust": pick.between(0.05, 0.7), "share_gain": pick.part(), "reference_weight": pick.some()}


def competition(pick: Pick) -> Built:
    """Attacks (6)."""
    needed = {"attacks_per_year": lambda: pick.between(0.5, 30.0)}
    return pick.block(needed, dict.fromkeys(("size_exponent", "base", "trust", "bond"), pick.weight))


def tiers(pick: Pick) -> Built:
    """What counts as a key account (7)."""
    optional = {"key_revenue": lambda: pick.between(0.0, 1e4), "landed_ratio": pick.part}
    needed = {"key_share": lambda: pick.between(0.05, 0.5), "mid_share": lambda: pick.between(0.0, 0.05)}
    return pick.block(needed, optional)


# Blocks that a world may leave out, by the name under which they stand in it.
MECHANISMS: dict[str, Callable[[Pick], Built]] = {
    "buying": buying,
    "selling": selling,
    "screening": screening,
    "choice": choice,
    "sponsors": sponsors,
    "relationship": relationship,
    "delivery": delivery,
    "references": references,
    "leaving": leaving,
    "bargaining": bargaining,
    "capabilities": capabilities,
    "technology": technology,
    "people": people,
    "agents": agents,
    "department": department,
    "alliance": alliance,
    "competition": competition,
    "tiers": tiers,
}


def finance(pick: Pick) -> Built:
    """Money (5.5); some firms become insolvent."""
    amounts = {
        **dict.fromkeys(("order_handling", "visit_cost", "pursuit_cost_per_day", "contact_cost_per_month"), 50.0),
        **dict.fromkeys(("prospecting_cost", "alliance_cost_per_month"), 100.0),
        **dict.fromkeys(("seller_cost_per_month", "fixed_cost_per_month", "manager_cost_per_month"), 2e3),
        **dict.fromkeys(("department_cost_per_month", "desk_cost_per_month"), 1e3),
        "cash_reserve": 2e4,
    }
    parts = ("order_learning", "dealer_discount", "overdraft_interest_per_year", "discount_per_year")
    optional: Fields = {
        **{name: partial(pick.between, 0.0, high) for name, high in amounts.items()},
        **dict.fromkeys(parts, pick.part),
        "gross_margin": lambda: pick.one_of((0.0, 0.3, 0.6, 1.0)),
        "payment_term": lambda: pick.days(0.0, 90.0),
        "equity_years": lambda: pick.between(0.5, 20.0),
    }
    needed = {
        "opening_cash": lambda: pick.one_of((1e6, 1e6, 1e6, 1e5, 1e4, 0.0)),
        "credit_limit": lambda: pick.one_of((1e7, 1e5, 1e4, 0.0)),
    }
    return pick.block(needed, optional)


def outside_event(pick: Pick, segments: Sequence[str]) -> Built:
    """One dated event, perhaps on a month end.

    Args:
        pick: Where the choice comes from.
        segments: Names of the world's segments.
    """
    needed = {
        "at": lambda: pick.one_of((pick.whole(0, MONTHS) * DAYS_PER_MONTH, pick.days(0.0, 365.0))),
        "event": lambda: pick.one_of(EVENTS),
    }
    optional = {
        "factor": lambda: pick.between(0.3, 2.0),
        "duration": lambda: pick.one_of((DAYS_PER_MONTH, pick.days(0.0, 300.0))),
        "strength": lambda: pick.between(-2.0, 4.0),
        "segments": lambda: [pick.one_of(segments)],
    }
    return pick.block(needed, optional, density=0.6)
