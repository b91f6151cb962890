"""Mechanisms of the world beside the core life of an account; each is off unless a world file mentions it.

People, agents, the key-account department, allies, technology, competition and events from outside.
"""

from math import inf
from typing import Literal

from pydantic import Field

from simulator.scenario.block import Block
from simulator.scenario.quantities import (
    Count,
    Days,
    Fraction,
    LogOdds,
    NonNegative,
    PerYear,
    Positive,
    Real,
)


class NewField(Block):
    """A market that opens by adoption of a technology: an exact Bass process (section 4.7).

    Each account adopts when the common hazard, the integral of innovation*f + imitation*F, reaches its own
    unit-exponential threshold; f is the technology's fitness, F the part that has adopted.
    """

    innovation_per_year: PerYear = Field(0.03, description="p0, Bass coefficient of innovation.")
    imitation_per_year: PerYear = Field(0.38, description="q, Bass coefficient of imitation.")


class Technology(Block):
    """How proven the firm's technology is: the fitness f of each new field (section 4.7)."""

    fitness_start: Fraction = Field(1.0, description="f at the start.")
    fitness_gain: Fraction = Field(0.0, description="phi: f += phi * innovativeness * (1 - f) per good delivery.")
    early_adopter: Positive = Field(
        inf, description="Innovativeness from which a customer counts as an early adopter. Null: inf."
    )


class People(Block):
    """Sellers leave, and some of their customers with them (section 5.2, claim C9).

    P(follow) = logistic(follow_base + follow_bond*P - follow_trust*T - follow_contacts*(contacts - 1)).
    """

    turnover_per_year: PerYear = Field(0.0, description="Departures per seller and year. Null: 0.")
    hiring_delay: Days = Field(0.0, description="Time that a seat stays vacant.")
    follow_base: LogOdds = Field(-inf, description="c0. Null: -inf, nobody follows.")
    follow_bond: Real = Field(0.0, description="c1.")
    follow_trust: Real = Field(0.0, description="c2.")
    follow_contacts: Real = Field(0.0, description="c3.")
    handover_loss: Fraction = Field(0.0, description="Share of wallet lost at a handover. Null: 0.")


class Agents(Block):
    """Outside sellers: no salary, no ramp, a commission, and the bond is wholly theirs (section 3.3)."""

    commission: Fraction = Field(0.0, description="Part of every invoice to their accounts.")
    turnover_per_year: PerYear = Field(0.0, description="Departures per agent and year.")


class Department(Block):
    """A key-account department that takes the sponsors' part over from the boss (section 5.4, claim C5)."""

    boost: Real = Field(0.0, description="Log-odds that it adds to a bid, times readiness and ramp.")
    pursuits_per_manager: Count = Field(2, ge=1, le=1000, description="Bids that one manager backs at a time.")
    ramp: Days = Field(0.0, description="Time until a new department works at full strength (linear).")
    care: Fraction = Field(0.0, description="T += care * readiness * (1 - T) per month for key accounts.")


class Alliance(Block):
    """Customers that trust enough may become allies, where the strategy offers it (section 4.4)."""

    trust: Positive = Field(inf, description="Trust from which a visit makes a customer an ally. Null: inf.")
    share_gain: Fraction = Field(0.0, description="What an alliance adds to the largest share of wallet.")
    reference_weight: NonNegative = Field(1.0, description="Weight of an ally's reference, against 1.")


class Competition(Block):
    """Attacks by competitors (section 6): whom they go for and what holds them off."""

    attacks_per_year: PerYear = Field(0.0, description="Attacks per year. Null: 0.")
    size_exponent: Real = Field(
        1.0, ge=-5.0, le=5.0, description="zeta: targets are drawn by run-rate revenue ** zeta."
    )
    base: LogOdds = Field(0.0, description="a0, log-odds that an attack succeeds.")
    trust: Real = Field(0.0, description="b_T.")
    bond: Real = Field(0.0, description="b_P.")


class OutsideEvent(Block):
    """Something that happens on a given day, whatever the firm does (section 6)."""

    at: Days = Field(description="When.")
    event: Literal["demand", "price_war", "attack", "lose_largest_account", "seller_leaves"] = Field(
        description="What: demand and price_war change a factor for a while; the others strike once."
    )
    factor: Positive = Field(1.0, description="Demand, or the market's price level, against 1.")
    duration: Days = Field(inf, description="How long the factor holds.")
    segments: tuple[str, ...] | None = Field(
        None, description="Segments whose demand or price level changes. Null: all."
    )
    strength: Real = Field(0.0, description="Log-odds added to this attack.")
