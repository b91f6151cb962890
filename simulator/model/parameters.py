"""The scenario as plain numbers that both engines read: blocks, segments, levers, triggers.

A block of the schema becomes a named tuple of the same name and fields, so the schema stays the one home of every
parameter (type checkers see the schema's class). Per-segment and per-phase numbers become vectors.
"""

from collections import namedtuple

from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from simulator.scenario.metrics import Metric
from simulator.scenario.schema import Scenario
from simulator.scenario.strategy import Phase, Strategy
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


class Segments(NamedTuple):
    """Per segment: what its accounts have in common."""

    is_dealer: Integers
    sale_value: Floats
    order_quantity: Floats
    noise_kind: Integers
    noise: Floats
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
    """Per phase of the strategy: every lever, and where its trigger stands in `Triggers`."""

    size_exponent: Floats
    odds_exponent: Floats
    effort_exponent: Floats
    min_wallet: Floats
    max_wallet: Floats
    wants_segment: list[Integers]
    hunt: Floats
    grow: Floats
    reps: Integers
    desks: Integers
    budget: list[Floats]
    personal_share: Floats
    price: Floats
    key_priority: Integers
    concession_cap: Floats
    term_cap: Floats
    trigger_start: Integers
    trigger_end: Integers


class Triggers(NamedTuple):
    """All triggers of a strategy, in postfix order, one after another."""

    operation: Integers
    metric: Integers
    value: Floats


class Parameters(NamedTuple):
    """Everything that one run reads and never changes."""

    horizon: float
    max_reps: int
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


def _levers(strategy: Strategy, names: list[str], spans: list[tuple[int, int]]) -> Levers:
    phases = strategy.phases
    return Levers(
        size_exponent=[phase.targeting.size_exponent for phase in phases],
        odds_exponent=[phase.targeting.odds_exponent for phase in phases],
        effort_exponent=[phase.targeting.effort_exponent for phase in phases],
        min_wallet=[phase.targeting.min_wallet for phase in phases],
        max_wallet=[phase.targeting.max_wallet for phase in phases],
        wants_segment=[
            [int(phase.targeting.segments is None or name in phase.targeting.segments) for name in names]
            for phase in phases
        ],
        hunt=[phase.effort.hunt for phase in phases],
        grow=[phase.effort.grow for phase in phases],
        reps=[phase.reps for phase in phases],
        desks=[_desks(phase) for phase in phases],
        budget=[[getattr(phase.budget, stock) for stock in STOCKS] for phase in phases],
        personal_share=[phase.personal_share for phase in phases],
        price=[phase.price for phase in phases],
        key_priority=[int(phase.key_priority) for phase in phases],
        concession_cap=[phase.concession_cap for phase in phases],
        term_cap=[phase.term_cap for phase in phases],
        trigger_start=[start for start, _ in spans],
        trigger_end=[end for _, end in spans],
    )


def _triggers(strategy: Strategy) -> tuple[Triggers, list[tuple[int, int]]]:
    steps: list[tuple[int, int, float]] = []
    spans: list[tuple[int, int]] = []
    for phase in strategy.phases:
        start = len(steps)
        if phase.until is not None:
            steps.extend(
                (int(operation), int(metric), float(value)) for operation, metric, value in compile_trigger(phase.until)
            )
        spans.append((start, len(steps)))
    # A lone step that no phase refers to keeps the vectors from being empty, which compiled code cannot type.
    padded = steps or [(0, int(Metric.TIME), 0.0)]
    return Triggers(*(cast(Any, list(column)) for column in zip(*padded, strict=True))), spans


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
    triggers, spans = _triggers(strategy)
    blocks = (
        "selling buying screening choice sponsors relationship delivery references leaving bargaining finance tiers"
    ).split()
    return Parameters(
        horizon=scenario.run.horizon,
        max_reps=max(phase.reps for phase in strategy.phases),
        max_desks=max(_desks(phase) for phase in strategy.phases),
        **{name: as_record(getattr(world, name)) for name in blocks},
        budget_reference=world.capabilities.budget_reference,
        complementarity=world.capabilities.complementarity,
        segments=_segments(world),
        stocks=_stocks(world),
        levers=_levers(strategy, list(world.segments), spans),
        triggers=triggers,
    )
