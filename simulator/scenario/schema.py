"""A scenario: one world, two or more strategies, and how to run them."""

from pydantic import Field

from simulator.scenario.block import Block
from simulator.scenario.quantities import Count, Days
from simulator.scenario.strategy import Strategy
from simulator.scenario.world import World


class RunSettings(Block):
    """How long, how often, and with which luck."""

    horizon: Days = Field(5 * 365.0, gt=0, le=36_500, description="Length of the simulated time.")
    replications: Count = Field(100, ge=1, le=1_000_000, description="Independent repetitions.")
    seed: Count = Field(1, ge=0, lt=2**63, description="Seed of all luck.")


class Scenario(Block):
    """The resolved form of a scenario file: plain numbers in base units, nothing left to look up."""

    title: str = ""
    description: str = ""
    world: World
    run: RunSettings = RunSettings()
    baseline: str
    strategies: dict[str, Strategy] = Field(min_length=1)
    outcomes: tuple[str, ...] = ("value", "insolvent", "customers", "key_accounts", "revenue", "top20_share")
