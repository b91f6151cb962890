"""The scenario as plain numbers that both engines read: blocks, segments, levers, triggers.

A block of the schema becomes a named tuple of the same name and fields, so the schema stays the one home of every
parameter (type checkers see the schema's class). Per-segment and per-phase numbers become vectors.
"""

from collections import namedtuple

from typing import Any, NamedTuple

from pydantic import BaseModel

from simulator.scenario.mechanisms import Agents, Alliance, Competition, Department, OutsideEvent, People, Technology
from simulator.scenario.metrics import Metric
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

# A vector is a list in the reference engine and an array in the compiled one; both index alike.
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


class Segments(NamedTuple):
    """Per segment: what its accounts have in common."""

    is_dealer: Integers
    sale_value: Floats
    order_quantity: Floats
    noise_kind: Integers
    noise: Floats
    channel_conflict: Floats
    is_new_field: Integers
    innovation_per_year: Floats
    imitation_per_year: Floats
    wallet_growth_per_year: Floats
    wallet_volatility: Floats
    default_per_year: Floats
    gate_on: Integers
    gate_steepness: Floats
    gate_threshold: Floats
    incumbent_mean: Floats
    similarity: list[Floats]


class Stocks(NamedTuple):
    """Per capability stock, in the order of `STOCKS`."""

    start: Floats
    gain_per_year: Floats
    decay_per_year: Floats
    weight: Floats


class Levers(NamedTuple):
    """Per row: every lever of a phase, alone or under a contingency rule, and the triggers that it looks at.

    Row `phase + rule * phases` holds the levers of a phase under rule 0 (none), 1, 2, ... A trigger is named by
    its position in `Triggers`; -1 is none.
    """

    size_exponent: Floats
    odds_exponent: Floats
    effort_exponent: Floats
    min_wallet: Floats
    max_wallet: Floats
    wants_segment: list[Integers]
    hunt: Floats
    grow: Floats
    reps: Integers
    agents: Integers
    managers: Integers
    contacts: Floats
    alliances: Integers
    desks: Integers
    budget: list[Floats]
    personal_share: Floats
    price: Floats
    key_priority: Integers
    concession_cap: Floats
    term_cap: Floats
    until: Integers
    open_when: Integers
    close_when: Integers


class Triggers(NamedTuple):
    """All triggers of a strategy: each is a span of steps in postfix order."""

    start: Integers
    end: Integers
    operation: Integers
    metric: Integers
    value: Floats


class Outside(NamedTuple):
    """Per dated event: when it strikes, what it is, and for how long."""

    at: Floats
    kind: Integers
    factor: Floats
    duration: Floats
    strength: Floats
    hits_segment: list[Integers]


class Parameters(NamedTuple):
    """Everything that one run reads and never changes."""

    horizon: float
    phases: int
    max_reps: int
    max_agents: int
    max_managers: int
    max_desks: int
    contingencies: Integers
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
    outside: Outside
    budget_reference: float
    complementarity: float
    segments: Segments
    stocks: Stocks
    levers: Levers
    triggers: Triggers


def as_record(block: BaseModel) -> Any:
    """Give a block of the schema as a named tuple of the same fields.

    Args:
        block: A schema block that holds only numbers.

    Returns:
        A named tuple; equal fields, equal order.
    """
    names = list(type(block).model_fields)
    record = namedtuple(type(block).__name__, names)  # type: ignore[misc]  # noqa: PYI024
    return record(*(getattr(block, name) for name in names))


def _noise(segment: Segment) -> tuple[int, float]:
    value = segment.order_value
    if value is not None and value.distribution == "gamma_gamma":
        return NOISE_GAMMA, value.p
    return NOISE_LOGNORMAL, segment.order_noise


def _segments(world: World) -> Segments:
    names = list(world.segments)
    parts = list(world.segments.values())
    noise = [_noise(part) for part in parts]
    return Segments(
        is_dealer=[int(part.dealer is not None) for part in parts],
        sale_value=[part.dealer.sale_value if part.dealer else 1.0 for part in parts],
        order_quantity=[part.dealer.order_quantity if part.dealer else 1.0 for part in parts],
        noise_kind=[kind for kind, _ in noise],
        noise=[size for _, size in noise],
        channel_conflict=[part.dealer.channel_conflict if part.dealer else 0.0 for part in parts],
        is_new_field=[int(part.new_field is not None) for part in parts],
        innovation_per_year=[part.new_field.innovation_per_year if part.new_field else 0.0 for part in parts],
        imitation_per_year=[part.new_field.imitation_per_year if part.new_field else 0.0 for part in parts],
        wallet_growth_per_year=[part.wallet_growth_per_year for part in parts],
        wallet_volatility=[part.wallet_volatility for part in parts],
        default_per_year=[part.default_per_year for part in parts],
        gate_on=[int(part.entry_gate is not None) for part in parts],
        gate_steepness=[part.entry_gate.steepness if part.entry_gate else 1.0 for part in parts],
        gate_threshold=[part.entry_gate.threshold if part.entry_gate else 0.0 for part in parts],
        incumbent_mean=[part.incumbent_strength.to_distribution().mean for part in parts],
        similarity=[
            [1.0 if origin == name else part.references_from.get(origin, 0.0) for name, part in zip(names, parts)]
            for origin in names
        ],
    )


def _stocks(world: World) -> Stocks:
    stocks = [getattr(world.capabilities, name) for name in STOCKS]
    return Stocks(
        start=[stock.start for stock in stocks],
        gain_per_year=[stock.gain_per_year for stock in stocks],
        decay_per_year=[stock.decay_per_year for stock in stocks],
        weight=[stock.weight for stock in stocks],
    )


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


def _levers(rows: list[Phase], names: list[str], triggers: "_TriggerList") -> Levers:
    return Levers(
        size_exponent=[row.targeting.size_exponent for row in rows],
        odds_exponent=[row.targeting.odds_exponent for row in rows],
        effort_exponent=[row.targeting.effort_exponent for row in rows],
        min_wallet=[row.targeting.min_wallet for row in rows],
        max_wallet=[row.targeting.max_wallet for row in rows],
        wants_segment=[
            [int(row.targeting.segments is None or name in row.targeting.segments) for name in names] for row in rows
        ],
        hunt=[row.effort.hunt for row in rows],
        grow=[row.effort.grow for row in rows],
        reps=[row.reps for row in rows],
        agents=[row.agents for row in rows],
        managers=[row.department.managers for row in rows],
        contacts=[row.contacts for row in rows],
        alliances=[int(row.alliances) for row in rows],
        desks=[_desks(row) for row in rows],
        budget=[[getattr(row.budget, stock) for stock in STOCKS] for row in rows],
        personal_share=[row.personal_share for row in rows],
        price=[row.price for row in rows],
        key_priority=[int(row.key_priority) for row in rows],
        concession_cap=[row.concession_cap for row in rows],
        term_cap=[row.term_cap for row in rows],
        until=[triggers.add(row.until) for row in rows],
        open_when=[triggers.add(row.department.open_when) for row in rows],
        close_when=[triggers.add(row.department.close_when) for row in rows],
    )


class _TriggerList:
    """Collects triggers as spans of one list of steps."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self.steps: list[tuple[int, int, float]] = []

    def add(self, text: str | None) -> int:
        """Compile one trigger; give its position, or -1 if there is none."""
        if text is None:
            return NO_TRIGGER
        start = len(self.steps)
        self.steps.extend(
            (int(operation), int(metric), float(value)) for operation, metric, value in compile_trigger(text)
        )
        self.spans.append((start, len(self.steps)))
        return len(self.spans) - 1

    def vectors(self) -> Triggers:
        """All spans and steps; a lone idle one keeps the vectors from being empty, which no compiler can type."""
        spans = self.spans or [(0, 0)]
        steps = self.steps or [(0, int(Metric.TIME), 0.0)]
        return Triggers(
            start=[start for start, _ in spans],
            end=[end for _, end in spans],
            operation=[operation for operation, _, _ in steps],
            metric=[metric for _, metric, _ in steps],
            value=[value for _, _, value in steps],
        )


def _outside(world: World) -> Outside:
    events: tuple[OutsideEvent, ...] = world.events
    return Outside(
        at=[event.at for event in events],
        kind=[OUTSIDE_KINDS.index(event.event) for event in events],
        factor=[event.factor for event in events],
        duration=[event.duration for event in events],
        strength=[event.strength for event in events],
        hits_segment=[
            [int(event.segments is None or name in event.segments) for name in world.segments] for event in events
        ],
    )


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
    levers = _levers(rows, list(world.segments), triggers)
    contingencies = [triggers.add(rule.when) for rule in strategy.contingency]
    return Parameters(
        horizon=scenario.run.horizon,
        phases=len(strategy.phases),
        max_reps=max(levers.reps),
        max_agents=max(levers.agents),
        max_managers=max(levers.managers),
        max_desks=max(levers.desks),
        contingencies=contingencies,
        **{name: as_record(getattr(world, name)) for name in BLOCKS},
        outside=_outside(world),
        budget_reference=world.capabilities.budget_reference,
        complementarity=world.capabilities.complementarity,
        segments=_segments(world),
        stocks=_stocks(world),
        levers=levers,
        triggers=triggers.vectors(),
    )
