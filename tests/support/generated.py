"""Small random scenarios for property tests: every mechanism may be on or off, at any strength."""

from typing import Any

from hypothesis import strategies as st

from simulator.scenario.schema import Scenario

Built = dict[str, Any]

PART = st.floats(0.0, 1.0)
SOME = st.floats(0.0, 3.0)
WEIGHT = st.floats(-2.0, 2.0)
SWITCH = st.booleans()
TRIGGERS = st.sampled_from(
    [
        "time >= 100 days",
        "customers >= 3 and on_time >= 50 %",
        "cash < 20k or revenue >= 100k",
        "not key_accounts == 0",
        "largest_share > 0.5 or win_rate < 0.3",
        "reference >= 0.1 or mid_accounts >= 2",
        "brand >= 1 or quality > 0.5",
    ]
)


def or_null(values: st.SearchStrategy[Any], null: Any) -> st.SearchStrategy[Any]:
    """A mechanism's strength, or the value that switches it off."""
    return st.one_of(st.just(null), values)


def wallets() -> st.SearchStrategy[Built | float]:
    """Laws of wallets."""
    lognormal = st.fixed_dictionaries(
        {
            "distribution": st.just("lognormal"),
            "median": st.floats(1e3, 1e5),
            "sigma": st.floats(0.0, 1.5),
        }
    )
    return st.one_of(st.floats(1e3, 1e5), lognormal)


def segments(*, is_dealer: bool) -> st.SearchStrategy[Built]:
    """One segment of a few accounts."""
    common: Built = {
        "accounts": st.integers(2, 12),
        "wallet": wallets(),
        "reviews_per_year": st.sampled_from([12.0, 4.0, 0.5, 0.0]),
        "retenders_per_year": or_null(SOME, 0.0),
        "dropout": or_null(PART, 0.0),
        "influence": or_null(SOME, 0.0),
        "innovativeness": or_null(PART, 0.0),
        "required_brand": or_null(WEIGHT, 0.0),
        "risk_aversion": or_null(SOME, 0.0),
        "incumbent_strength": or_null(WEIGHT, 0.0),
        "observation_noise": or_null(PART, 0.0),
        "default_per_year": or_null(PART, 0.0),
        "wallet_volatility": or_null(PART, 0.0),
    }
    if is_dealer:
        dealer = {
            "sale_value": st.floats(100.0, 3000.0),
            "order_quantity": st.floats(1000.0, 9000.0),
            "channel_conflict": or_null(SOME, 0.0),
        }
        return st.fixed_dictionaries(common | {"dealer": st.fixed_dictionaries(dealer)})
    direct: Built = {
        "orders_per_year": st.floats(0.5, 24.0),
        "order_noise": or_null(PART, 0.0),
        "new_field": or_null(st.just({"innovation_per_year": 1.0, "imitation_per_year": 2.0}), None),
        "entry_gate": or_null(st.just({"steepness": 2.0, "threshold": 0.2}), None),
    }
    return st.fixed_dictionaries(common | direct)


def named_segments() -> st.SearchStrategy[Built]:
    """One to three segments, some of them dealers."""
    kinds = {"makers": segments(is_dealer=False)}
    others = {"dealers": segments(is_dealer=True), "builders": segments(is_dealer=False)}
    return st.fixed_dictionaries(kinds, optional=others)


def blocks(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Built]:
    """One block of a world."""
    return st.fixed_dictionaries(fields)


def relationship() -> st.SearchStrategy[Built]:
    """The block of section 4.4."""
    parts = ["growth", "growth_in_value", "setback", "trust_start", "trust_gain", "trust_loss"]
    parts += ["bond_start", "bond_gain", "memory"]
    return blocks(
        **dict.fromkeys(parts, PART),
        first_share=st.floats(0.05, 0.8),
        share_max=st.floats(0.8, 1.0),
        regularity=st.sampled_from([1.0, 0.5, 4.0]),
        trust_decay_per_year=SOME,
        bond_decay_per_year=SOME,
        visit=st.floats(1.0, 20.0),
        visit_trust_gain=PART,
        visit_bond_gain=PART,
        upgrade_step=or_null(PART, 0.0),
        win_back_after=st.floats(0.0, 200.0),
    )


def finance() -> st.SearchStrategy[Built]:
    """The block of section 5.5; some firms become insolvent."""
    return blocks(
        opening_cash=st.sampled_from([1e6, 1e5, 1e4, 0.0]),
        credit_limit=st.floats(0.0, 1e5),
        gross_margin=PART,
        payment_term=st.floats(0.0, 90.0),
        order_handling=st.floats(0.0, 100.0),
        order_learning=PART,
        seller_cost_per_month=st.floats(0.0, 2e3),
        desk_cost_per_month=st.floats(0.0, 1e3),
        fixed_cost_per_month=st.floats(0.0, 2e3),
        pursuit_cost_per_day=st.floats(0.0, 50.0),
        prospecting_cost=st.floats(0.0, 200.0),
        overdraft_interest_per_year=PART,
        discount_per_year=PART,
        dealer_discount=PART,
        visit_cost=st.floats(0.0, 100.0),
        manager_cost_per_month=st.floats(0.0, 3e3),
        department_cost_per_month=st.floats(0.0, 3e3),
        alliance_cost_per_month=st.floats(0.0, 100.0),
        contact_cost_per_month=st.floats(0.0, 50.0),
    )


def events() -> st.SearchStrategy[list[Built]]:
    """A few dated events."""
    kinds = st.sampled_from(["demand", "price_war", "attack", "lose_largest_account", "seller_leaves"])
    event = blocks(at=st.floats(0.0, 600.0), event=kinds, factor=st.floats(0.3, 2.0), duration=st.floats(1.0, 300.0))
    return st.lists(event, max_size=3)


def worlds() -> st.SearchStrategy[Built]:
    """A small market with any mechanisms."""
    stock = blocks(start=SOME, gain_per_year=SOME, decay_per_year=SOME)
    return st.fixed_dictionaries(
        {
            "segments": named_segments(),
            "buying": blocks(window=st.floats(1.0, 90.0), invitation_scale=or_null(st.floats(0.1, 2.0), float("inf"))),
            "selling": blocks(
                parallel_pursuits=st.integers(1, 3),
                skill_sigma=or_null(PART, 0.0),
                ramp=or_null(st.floats(1.0, 200.0), 0.0),
                cycle=st.floats(0.5, 60.0),
                cycle_sigma=or_null(PART, 0.0),
                prospecting=st.floats(0.5, 10.0),
                cold_success=PART,
                cooling=st.floats(0.0, 200.0),
            ),
            "screening": blocks(
                base=or_null(st.floats(0.0, 2.0), float("inf")),
                above=PART,
                below=PART,
                revenue_floor=st.floats(1e4, 1e5),
            ),
            "choice": blocks(
                intercept=st.floats(0.0, 4.0),
                brand=WEIGHT,
                reference=SOME,
                capability=or_null(st.floats(0.0, 0.2), 0.0),
                switching_cost=WEIGHT,
            ),
            "sponsors": blocks(
                sponsor_wallet=or_null(st.floats(5e3, 5e4), float("inf")),
                executive_slots=st.integers(1, 2),
                executive_opportunity_cost=PART,
            ),
            "relationship": relationship(),
            "delivery": blocks(work=st.floats(0.0, 4.0), work_sigma=PART, promise=st.floats(1.0, 30.0), fault=PART),
            "references": blocks(
                gain=PART,
                decay_per_year=SOME,
                referral=or_null(PART, 0.0),
                lighthouse_influence=or_null(st.floats(0.5, 2.0), float("inf")),
            ),
            "leaving": blocks(trust=SOME, bond=SOME, size=WEIGHT, late=SOME, price=SOME),
            "bargaining": blocks(concession_max=or_null(PART, 0.0), term_extra=or_null(st.floats(0.0, 60.0), 0.0)),
            "capabilities": blocks(brand=stock, quality=stock, service=stock, internal=stock),
            "technology": blocks(
                fitness_start=PART, fitness_gain=PART, early_adopter=or_null(st.floats(0.3, 0.9), float("inf"))
            ),
            "people": blocks(
                turnover_per_year=or_null(SOME, 0.0),
                hiring_delay=st.floats(0.0, 60.0),
                follow_base=or_null(WEIGHT, float("-inf")),
                handover_loss=PART,
            ),
            "agents": blocks(commission=PART, turnover_per_year=SOME),
            "department": blocks(boost=WEIGHT, ramp=st.floats(0.0, 100.0), care=PART),
            "alliance": blocks(trust=st.floats(0.2, 0.9), share_gain=PART, reference_weight=SOME),
            "competition": blocks(attacks_per_year=or_null(st.floats(0.0, 12.0), 0.0), base=WEIGHT, trust=SOME),
            "events": events(),
            "finance": finance(),
        }
    )


def phases() -> st.SearchStrategy[Built]:
    """Levers of one phase."""
    return st.fixed_dictionaries(
        {
            "targeting": blocks(
                size_exponent=WEIGHT,
                odds_exponent=PART,
                effort_exponent=PART,
                min_wallet=or_null(st.floats(1e3, 3e4), 0.0),
            ),
            "effort": blocks(hunt=st.floats(0.1, 1.0), grow=PART),
            "reps": st.sampled_from([1, 2, 3, 0]),
            "agents": st.integers(0, 1),
            "department": blocks(managers=st.integers(0, 2), open_when=or_null(TRIGGERS, None)),
            "contacts": st.floats(1.0, 3.0),
            "alliances": SWITCH,
            "desks": or_null(st.integers(1, 3), "unlimited"),
            "budget": blocks(**dict.fromkeys(["brand", "quality", "service", "internal"], st.floats(0.0, 2e3))),
            "personal_share": PART,
            "price": st.floats(0.7, 1.4),
            "key_priority": SWITCH,
            "concession_cap": PART,
        }
    )


@st.composite
def strategies(draw: st.DrawFn) -> Built:
    """One to three phases, and perhaps a contingency rule."""
    listed = draw(st.lists(phases(), min_size=1, max_size=3))
    for phase in listed[:-1]:
        phase["until"] = draw(TRIGGERS)
    rule = st.fixed_dictionaries({"when": TRIGGERS, "reps": st.integers(0, 3), "price": st.just(1.1)})
    return {"phases": listed, "contingency": draw(st.lists(rule, max_size=1))}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A valid scenario of one strategy named `only`, small enough to run in a few hundredths of a second."""
    return Scenario.model_validate(
        {
            "world": draw(worlds()),
            "run": {
                "horizon": draw(st.sampled_from([730.0, 365.0, 500.5, 40.0])),
                "seed": draw(st.integers(0, 2**63 - 1)),
            },
            "baseline": "only",
            "strategies": {"only": draw(strategies())},
        }
    )
