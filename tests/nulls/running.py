"""Switches in how the firm is run: people, agents, department, alliances, bargaining, money, levers."""

from math import inf

from tests.nulls.switch import PHASE, Switch

# Small shares make key accounts, so that there are some in any run.
EVERYBODY_COUNTS = {"world.tiers.key_share": 0.02, "world.tiers.key_revenue": 0.0, "world.tiers.mid_share": 0.01}

RUNNING = (
    Switch(
        name="departures",
        off={"world.people.turnover_per_year": 0.0},
        wild={
            "world.people.hiring_delay": 500.0,
            "world.people.follow_base": 5.0,
            "world.people.follow_bond": 9.0,
            "world.people.follow_trust": -9.0,
            "world.people.follow_contacts": -9.0,
            "world.people.handover_loss": 0.9,
        },
        on={"world.people.turnover_per_year": 1.0},
    ),
    Switch(
        name="following a seller",
        off={"world.people.follow_base": -inf},
        wild={"world.people.follow_bond": 9.0, "world.people.follow_trust": -9.0, "world.people.follow_contacts": -9.0},
        given={"world.people.turnover_per_year": 1.0},
        on={"world.people.follow_base": 0.0},
    ),
    Switch(
        name="loss at a handover",
        off={"world.people.handover_loss": 0.0},
        given={"world.people.turnover_per_year": 1.0},
        on={"world.people.handover_loss": 0.5},
    ),
    Switch(
        name="contacts",
        off={f"{PHASE}.contacts": 1.0},
        wild={"world.finance.contact_cost_per_month": 1e6, "world.people.follow_contacts": 9.0},
        on={f"{PHASE}.contacts": 3.0, "world.finance.contact_cost_per_month": 100.0},
    ),
    Switch(
        name="agents",
        off={f"{PHASE}.agents": 0},
        wild={"world.agents.commission": 0.9, "world.agents.turnover_per_year": 9.0},
        on={f"{PHASE}.agents": 2},
    ),
    Switch(
        name="commission",
        off={"world.agents.commission": 0.0},
        given={f"{PHASE}.agents": 2},
        on={"world.agents.commission": 0.5},
    ),
    Switch(
        name="department",
        off={f"{PHASE}.department.managers": 0},
        wild={
            "world.department.boost": 9.0,
            "world.department.pursuits_per_manager": 99,
            "world.department.care": 1.0,
            "world.department.ramp": 1.0,
            "world.finance.manager_cost_per_month": 1e6,
            "world.finance.department_cost_per_month": 1e6,
            f"{PHASE}.department.open_when": "customers >= 1",
            f"{PHASE}.department.close_when": "customers >= 9",
        },
        on={f"{PHASE}.department.managers": 1},
    ),
    Switch(
        name="care of the department",
        off={"world.department.care": 0.0},
        given={f"{PHASE}.department.managers": 1},
        on={"world.department.care": 0.5},
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
        name="alliances out of reach",
        off={"world.alliance.trust": inf},
        wild={"world.alliance.share_gain": 1.0, "world.alliance.reference_weight": 9.0},
        given={f"{PHASE}.alliances": True},
        on={"world.alliance.trust": 0.1},
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
        name="longer terms",
        off={"world.bargaining.term_extra": 0.0},
        wild={f"{PHASE}.term_cap": 0.0},
        on={"world.bargaining.term_extra": 200.0},
    ),
    Switch(
        name="caps",
        off={f"{PHASE}.concession_cap": 1.0, f"{PHASE}.term_cap": inf},
        on={f"{PHASE}.concession_cap": 0.01},
    ),
    Switch(
        name="learning in order handling",
        off={"world.finance.order_learning": 0.0},
        on={"world.finance.order_learning": 0.5},
    ),
    Switch(
        name="order handling",
        off={"world.finance.order_handling": 0.0},
        wild={"world.finance.order_learning": 9.0},
        on={"world.finance.order_handling": 1000.0},
    ),
    Switch(
        name="budgets",
        off={f"{PHASE}.budget.{stock}": 0.0 for stock in ("brand", "quality", "service", "internal")},
        wild={
            **{
                f"world.capabilities.{stock}.gain_per_year": 99.0
                for stock in ("brand", "quality", "service", "internal")
            },
            "world.capabilities.budget_reference": 1e-3,
            "world.finance.cash_reserve": 1e12,
        },
        on={f"{PHASE}.budget.brand": 1e4},
    ),
    Switch(
        name="service",
        off={
            "world.choice.service": 0.0,
            "world.relationship.upgrade_service": 0.0,
            "world.relationship.upgrade_trust_service": 0.0,
        },
        wild={
            "world.capabilities.service.start": 9.0,
            "world.capabilities.service.gain_per_year": 9.0,
            "world.capabilities.service.decay_per_year": 9.0,
        },
        on={"world.choice.service": 1.0, "world.capabilities.service.start": 1.0},
    ),
    Switch(
        name="quality",
        off={"world.choice.value": 0.0, "world.delivery.fault_quality": 0.0},
        wild={
            "world.capabilities.quality.start": 9.0,
            "world.capabilities.quality.gain_per_year": 9.0,
            "world.capabilities.quality.decay_per_year": 9.0,
        },
        on={"world.choice.value": 1.0, "world.capabilities.quality.start": 1.0},
    ),
    Switch(
        name="key accounts first",
        off={f"{PHASE}.desks": "unlimited"},
        wild={f"{PHASE}.key_priority": True},
        on={f"{PHASE}.desks": 1, f"{PHASE}.key_priority": True},
        given={"world.delivery.work": 10.0},
    ),
    Switch(
        name="key accounts first at a busy desk",
        off={f"{PHASE}.key_priority": False},
        given={"world.delivery.work": 10.0, f"{PHASE}.desks": 1, **EVERYBODY_COUNTS},
        on={f"{PHASE}.key_priority": True},
    ),
    Switch(
        name="contingency rules",
        wild={
            "strategies.*.contingency": [
                {
                    "when": "cash > 1000M",
                    "reps": 30,
                    "desks": 50,
                    "price": 9.0,
                    "budget": {"brand": 1e6},
                    "concession_cap": 0.0,
                    "effort": {"hunt": 0.0, "grow": 1.0},
                    "targeting": {"size_exponent": -5.0},
                }
            ]
        },
        on={"strategies.*.contingency": [{"when": "cash < 6M", "reps": 1}]},
    ),
)
