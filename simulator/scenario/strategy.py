"""A strategy: what a firm can choose, as phases in order, each with its levers."""

from math import inf

from pydantic import Field

from simulator.scenario.block import Block
from simulator.scenario.quantities import (
    Count,
    Days,
    Desks,
    Fraction,
    MoneyPerMonth,
    MoneyPerYear,
    NonNegative,
    Positive,
    PositiveMoneyPerYear,
    Real,
    Switch,
)
from simulator.scenario.triggers import TriggerText


class Targeting(Block):
    """Whom to pursue: score = observed_wallet**size * P(win)**odds / cycle**effort, the highest first.

    size 1, odds 0, effort 0 is the pure chase; a small size with odds 1 and effort 1 is the pure base.
    """

    size_exponent: Real = Field(1.0, ge=-5.0, le=5.0, description="alpha, pull of the wallet.")
    odds_exponent: Real = Field(0.0, ge=-5.0, le=5.0, description="beta, pull of the chance to win.")
    effort_exponent: Real = Field(0.0, ge=-5.0, le=5.0, description="gamma, push of a long sales cycle.")
    min_wallet: MoneyPerYear = Field(0.0, description="Smallest observed wallet that is pursued.")
    max_wallet: PositiveMoneyPerYear = Field(inf, description="Largest observed wallet that is pursued.")
    segments: tuple[str, ...] | None = Field(None, description="Segments that are pursued. Null: all.")


class Effort(Block):
    """How sellers split their time; only the proportion counts."""

    hunt: NonNegative = Field(1.0, description="Winning new accounts.")
    grow: NonNegative = Field(0.0, description="Development visits to own customers.")


class Budget(Block):
    """Money per month into each capability stock."""

    brand: MoneyPerMonth = 0.0
    quality: MoneyPerMonth = 0.0
    service: MoneyPerMonth = 0.0
    internal: MoneyPerMonth = 0.0


class DepartmentLever(Block):
    """A key-account department: how many managers, and when it opens and closes (claim C5)."""

    managers: Count = Field(0, ge=0, le=10_000, description="Key-account managers. Null: 0, no department.")
    open_when: TriggerText | None = Field(None, description="Opens at a month end where this holds. Null: at once.")
    close_when: TriggerText | None = Field(None, description="Closes at a month end where this holds. Null: never.")


class Contingency(Block):
    """What to do while something holds: levers that replace those of the phase, whichever it is."""

    when: TriggerText = Field(description="Looked at every month end; the first rule that holds is followed.")
    targeting: Targeting | None = None
    effort: Effort | None = None
    reps: Count | None = Field(None, ge=0, le=100_000)
    desks: Desks | None = None
    budget: Budget | None = None
    price: Positive | None = None
    concession_cap: Fraction | None = None


class Phase(Block):
    """One stage of a strategy; a later phase keeps every lever of the one before that it does not name."""

    name: str = ""
    until: TriggerText | None = Field(None, description="Ends the phase at the first month end where it holds.")
    targeting: Targeting = Targeting()
    effort: Effort = Effort()
    reps: Count = Field(1, ge=0, le=100_000, description="Sellers' seats.")
    agents: Count = Field(0, ge=0, le=100_000, description="Outside agents. Null: 0.")
    department: DepartmentLever = DepartmentLever()
    contacts: Positive = Field(1.0, ge=1.0, description="Contact persons per customer (team selling). Null: 1.")
    alliances: Switch = Field(False, description="Whether alliances are offered. Null: no.")
    desks: Desks = Field("unlimited", description="Back-office desks.")
    budget: Budget = Budget()
    personal_share: Fraction = Field(0.5, description="theta, part of care that builds the personal bond.")
    price: Positive = Field(1.0, description="Price index; 1 is list price.")
    key_priority: Switch = Field(False, description="Whether key accounts' orders go first in the back office.")
    concession_cap: Fraction = Field(1.0, description="Largest discount that is granted. Null: 1, no cap.")
    term_cap: Days = Field(inf, description="Longest payment term that is granted. Null: inf, no cap.")


class Strategy(Block):
    """A way to run the firm, from the first day to the horizon."""

    title: str = ""
    description: str = ""
    phases: tuple[Phase, ...] = Field(min_length=1)
    contingency: tuple[Contingency, ...] = Field((), description="Rules for bad times, in order of precedence.")
