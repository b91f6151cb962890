"""The scenario as plain numbers that both engines read: blocks, segments, levers, triggers.

A block of the schema is used as it is, so the schema stays the one home of every parameter; per-segment and
per-phase numbers become rows of tables.
"""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from simulator.scenario.mechanisms import Agents, Alliance, Competition, Department, People, Technology
from simulator.scenario.schema import Scenario
from simulator.scenario.strategy import Contingency, Phase, Strategy
from simulator.scenario.triggers import compile_trigger
from simulator.scenario.world import (
    Bargaining,
    Buying,
    Choice,
    Delivery,
    Finance,
    Leaving,
    References,
    Relationship,
    Screening,
    Segment,
    Selling,
    Sponsors,
    Tiers,
    World,
)

# Lists here; arrays in the compiled engine, which index alike.
Floats = list[float]
Integers = list[int]

STOCKS = ("brand", "quality", "service", "internal")
BRAND, QUALITY, SERVICE, INTERNAL = range(4)
UNLIMITED = 2**31
NOISE_LOGNORMAL, NOISE_GAMMA = 0, 1
NO_TRIGGER = -1
OUTSIDE_KINDS = ("demand", "price_war", "attack", "lose_largest_account", "seller_leaves")
DEMAND, PRICE_WAR, ATTACK, LOSE_LARGEST_ACCOUNT, SELLER_LEAVES = range(5)
# Blocks of a world that become records as they are.
BLOCKS = (
    *("selling", "buying", "screening", "choice", "sponsors", "relationship", "delivery", "references", "leaving"),
    *("bargaining", "finance", "tiers", "technology", "people", "agents", "department", "alliance", "competition"),
)


@dataclass(slots=True)
class SegmentRow:
    """What the accounts of one segment have in common."""

    is_dealer: int = 0
    sale_value: float = 1.0
    order_quantity: float = 1.0
    channel_conflict: float = 0.0
    is_new_field: int = 0
    innovation_per_year: float = 0.0
    imitation_per_year: float = 0.0
    wallet_growth_per_year: float = 0.0
    wallet_volatility: float = 0.0
    default_per_year: float = 0.0
    noise_kind: int = NOISE_LOGNORMAL
    noise: float = 0.0
    gate_on: int = 0
    gate_steepness: float = 1.0
    gate_threshold: float = 0.0
    incumbent_mean: float = 0.0


@dataclass(slots=True)
class StockRow:
    """How one capability stock is built and wears."""

    start: float = 0.0
    gain_per_year: float = 0.0
    decay_per_year: float = 0.0
    weight: float = 1.0


@dataclass(slots=True)
class LeverRow:
    """All levers of one phase, alone or under a contingency rule, and the triggers that it looks at.

    Row `phase + rule * phases` holds the levers of a phase under rule 0 (none), 1, 2, ... A trigger is named by
    its position in `Parameters.triggers`; -1 is none.
    """

    size_exponent: float = 1.0
    odds_exponent: float = 0.0
    effort_exponent: float = 0.0
    min_wallet: float = 0.0
    max_wallet: float = inf
    hunt: float = 1.0
    grow: float = 0.0
    personal_share: float = 0.5
    price: float = 1.0
    concession_cap: float = 1.0
    term_cap: float = inf
    contacts: float = 1.0
    reps: int = 1
    agents: int = 0
    managers: int = 0
    alliances: int = 0
    desks: int = UNLIMITED
    key_priority: int = 0
    until: int = NO_TRIGGER
    open_when: int = NO_TRIGGER
    close_when: int = NO_TRIGGER


@dataclass(slots=True)
class TriggerRow:
    """One trigger: a span of steps in postfix order."""

    start: int = 0
    end: int = 0


@dataclass(slots=True)
class StepRow:
    """One step of a trigger."""

    operation: int = 0
    metric: int = 0
    value: float = 0.0


@dataclass(slots=True)
class OutsideRow:
    """One dated event: when it strikes, what it is, and for how long."""

    at: float = 0.0
    kind: int = 0
    factor: float = 1.0
    duration: float = inf
    strength: float = 0.0


class Parameters(NamedTuple):
    """Everything that one run reads and never changes."""

    horizon: float
    phases: int
    max_reps: int
    max_agents: int
    max_managers: int
    max_desks: int
    selling: Selling
    buying: Buying
    screening: Screening
    choice: Choice
    sponsors: Sponsors
    relationship: Relationship
    delivery: Delivery
    references: References
    leaving: Leaving
    bargaining: Bargaining
    finance: Finance
    tiers: Tiers
    technology: Technology
    people: People
    agents: Agents
    department: Department
    alliance: Alliance
    competition: Competition
    budget_reference: float
    complementarity: float
    segments: list[SegmentRow]
    similarity: list[Floats]
    stocks: list[StockRow]
    levers: list[LeverRow]
    budget: list[Floats]
    wants_segment: list[Integers]
    triggers: list[TriggerRow]
    steps: list[StepRow]
    contingencies: Integers
    outside: list[OutsideRow]
    hits_segment: list[Integers]


def _noise(segment: Segment) -> tuple[int, float]:
    value = segment.order_value
    if value is not None and value.distribution == "gamma_gamma":
        return NOISE_GAMMA, value.p
    return NOISE_LOGNORMAL, segment.order_noise


def _segment(part: Segment) -> SegmentRow:
    noise_kind, noise = _noise(part)
    row = SegmentRow(
        wallet_growth_per_year=part.wallet_growth_per_year,
        wallet_volatility=part.wallet_volatility,
        default_per_year=part.default_per_year,
        noise_kind=noise_kind,
        noise=noise,
        incumbent_mean=float(part.incumbent_strength.to_distribution().mean),
    )
    if part.dealer is not None:
        row.is_dealer = 1
        row.sale_value, row.order_quantity = part.dealer.sale_value, part.dealer.order_quantity
        row.channel_conflict = part.dealer.channel_conflict
    if part.new_field is not None:
        row.is_new_field = 1
        row.innovation_per_year = part.new_field.innovation_per_year
        row.imitation_per_year = part.new_field.imitation_per_year
    if part.entry_gate is not None:
        row.gate_on = 1
        row.gate_steepness, row.gate_threshold = part.entry_gate.steepness, part.entry_gate.threshold
    return row


def _similarity(world: World) -> list[Floats]:
    """How much a reference from one segment (row) counts in another (column)."""
    return [
        [1.0 if origin == name else part.references_from.get(origin, 0.0) for name, part in world.segments.items()]
        for origin in world.segments
    ]


def _stocks(world: World) -> list[StockRow]:
    stocks = [getattr(world.capabilities, name) for name in STOCKS]
    return [
        StockRow(
            start=stock.start,
            gain_per_year=stock.gain_per_year,
            decay_per_year=stock.decay_per_year,
            weight=stock.weight,
        )
        for stock in stocks
    ]


def _desks(phase: Phase) -> int:
    return UNLIMITED if phase.desks == "unlimited" else phase.desks


def _rows(strategy: Strategy) -> list[Phase]:
    """Every phase alone, then every phase under each contingency rule."""
    rules: list[Contingency | None] = [None, *strategy.contingency]
    return [phase if rule is None else _under(phase, rule) for rule in rules for phase in strategy.phases]


def _under(phase: Phase, rule: Contingency) -> Phase:
    """A phase with the levers that a contingency rule replaces."""
    replaced = {name: getattr(rule, name) for name in type(rule).model_fields if name != "when"}
    return phase.model_copy(update={name: lever for name, lever in replaced.items() if lever is not None})


def _lever_row(row: Phase, triggers: "_TriggerList") -> LeverRow:
    return LeverRow(
        size_exponent=row.targeting.size_exponent,
        odds_exponent=row.targeting.odds_exponent,
        effort_exponent=row.targeting.effort_exponent,
        min_wallet=row.targeting.min_wallet,
        max_wallet=row.targeting.max_wallet,
        hunt=row.effort.hunt,
        grow=row.effort.grow,
        personal_share=row.personal_share,
        price=row.price,
        concession_cap=row.concession_cap,
        term_cap=row.term_cap,
        contacts=row.contacts,
        reps=row.reps,
        agents=row.agents,
        managers=row.department.managers,
        alliances=int(row.alliances),
        desks=_desks(row),
        key_priority=int(row.key_priority),
        until=triggers.add(row.until),
        open_when=triggers.add(row.department.open_when),
        close_when=triggers.add(row.department.close_when),
    )


class _TriggerList:
    """Collects triggers as spans of one list of steps."""

    def __init__(self) -> None:
        self.triggers: list[TriggerRow] = []
        self.steps: list[StepRow] = []

    def add(self, text: str | None) -> int:
        """Compile one trigger; give its position, or -1 if there is none."""
        if text is None:
            return NO_TRIGGER
        start = len(self.steps)
        self.steps.extend(
            StepRow(operation=int(operation), metric=int(metric), value=float(value))
            for operation, metric, value in compile_trigger(text)
        )
        self.triggers.append(TriggerRow(start=start, end=len(self.steps)))
        return len(self.triggers) - 1


def _outside(world: World) -> list[OutsideRow]:
    return [
        OutsideRow(
            at=event.at,
            kind=OUTSIDE_KINDS.index(event.event),
            factor=event.factor,
            duration=event.duration,
            strength=event.strength,
        )
        for event in world.events
    ]


def parameters_of(scenario: Scenario, strategy_name: str) -> Parameters:
    """Resolve a scenario and one of its strategies into the numbers of a run.

    Args:
        scenario: A validated scenario.
        strategy_name: One of its strategies.

    Returns:
        The parameters, with lists for vectors.

    Raises:
        KeyError: The scenario has no such strategy.
    """
    world, strategy = scenario.world, scenario.strategies[strategy_name]
    rows, triggers = _rows(strategy), _TriggerList()
    levers = [_lever_row(row, triggers) for row in rows]
    contingencies = [triggers.add(rule.when) for rule in strategy.contingency]
    return Parameters(
        horizon=scenario.run.horizon,
        phases=len(strategy.phases),
        max_reps=max(row.reps for row in levers),
        max_agents=max(row.agents for row in levers),
        max_managers=max(row.managers for row in levers),
        max_desks=max((row.desks for row in levers if row.desks != UNLIMITED), default=1),
        **{name: getattr(world, name) for name in BLOCKS},
        budget_reference=world.capabilities.budget_reference,
        complementarity=world.capabilities.complementarity,
        segments=[_segment(part) for part in world.segments.values()],
        similarity=_similarity(world),
        stocks=_stocks(world),
        levers=levers,
        budget=[[getattr(row.budget, stock) for stock in STOCKS] for row in rows],
        wants_segment=[
            [int(row.targeting.segments is None or name in row.targeting.segments) for name in world.segments]
            for row in rows
        ],
        triggers=triggers.triggers,
        steps=triggers.steps,
        contingencies=contingencies,
        outside=_outside(world),
        hits_segment=[
            [int(event.segments is None or name in event.segments) for name in world.segments] for event in world.events
        ],
    )
