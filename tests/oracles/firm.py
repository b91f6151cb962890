"""Oracles of what the firm builds: capability stocks, joint strength, references, trust, share of wallet."""

import math
from collections.abc import Iterator

import numpy as np

from simulator.events import EventKind
from simulator.units import DAYS_PER_MONTH
from tests.oracles.choosing import logistic, won_of
from tests.oracles.registry import Row, oracle, share_row
from tests.support.histories import happenings
from tests.support.worlds import null_scenario, outcomes_only, play

YEAR = 365.0


@oracle(
    "Nerlove-Arrow stocks",
    setting="constant budgets; brand decays at 0.4 a year, quality not at all; 5.3 years, the last month cut short",
    source="Nerlove & Arrow, Economica 29 (1962)",
)
def nerlove_arrow() -> Iterator[Row]:
    scenario = null_scenario(
        {"makers": {"reviews_per_year": 0.0}},
        capabilities={
            "budget_reference": 10_000.0,
            "brand": {"start": 0.3, "gain_per_year": 0.8, "decay_per_year": 0.4},
            "quality": {"start": 0.1, "gain_per_year": 0.2, "decay_per_year": 0.0},
        },
        phase={"budget": {"brand": 40_000.0, "quality": 2_500.0}},
        horizon=5.3 * YEAR,
    )
    timeline = outcomes_only(scenario).timeline
    for years, row in ((1.0, 12), (5.0, 60), (5.3, 64)):
        kept = math.exp(-0.4 * years)
        brand = 0.3 * kept + 0.8 * 2.0 / 0.4 * (1.0 - kept)
        measured = float(timeline["brand"][row])
        yield Row(
            name=f"brand after {years:g} years",
            formula="X0 e^(-dt) + a sqrt(u)/d (1 - e^(-dt))",
            theory=brand,
            simulation=measured,
        )
    quality = float(timeline["quality"][60])
    yield Row(
        name="quality after 5 years",
        formula="X0 + a sqrt(u) t",
        theory=0.1 + 0.2 * 0.5 * 5.0,
        simulation=quality,
    )


@oracle(
    "Joint strength of capabilities",
    setting="CES with exponent -1 (harmonic mean) of 0.4, 0.8, 1.6, 1.2 with weights 1, 2, 1, 1; bids by 3 ln G",
    source="Arrow, Chenery, Minhas & Solow, Rev. Econ. Stat. 43 (1961)",
)
def joint_strength_of_bids() -> Iterator[Row]:
    levels = {"brand": (0.4, 1.0), "quality": (0.8, 2.0), "service": (1.6, 1.0), "internal": (1.2, 1.0)}
    run = play(
        null_scenario(
            {"makers": {"accounts": 4000, "orders_per_year": 0.001, "reviews_per_year": 4.0}},
            choice={"intercept": 0.8, "capability": 3.0},
            capabilities={
                "complementarity": -1.0,
                **{name: {"start": start, "weight": weight} for name, (start, weight) in levels.items()},
            },
            horizon=730.0,
            seed=61,
        )
    )
    joint = 5.0 / (1.0 / 0.4 + 2.0 / 0.8 + 1.0 / 1.6 + 1.0 / 1.2)
    theory = logistic(0.8 + 3.0 * math.log(joint))
    yield share_row("wins", "logistic(b0 + c ln G), G = 5/sum w/X", theory, *won_of(run, 0))


@oracle(
    "Reference stock",
    setting="Poisson deliveries of 20 customers with influence 1.5, gain 0.02, decay 0.8 a year",
    source="shot noise with exponential decay, event by event; the stationary mean by Campbell's theorem",
)
def reference_stock() -> Iterator[Row]:
    run = play(
        null_scenario(
            {"makers": {"accounts": 20, "influence": 1.5}},
            references={"gain": 0.02, "decay_per_year": 0.8},
            horizon=4.0 * YEAR,
            seed=62,
        )
    )
    assert run.events is not None
    delivered = happenings(run.events, EventKind.DELIVERED).time
    for month in (12, 48):
        ages = (month * DAYS_PER_MONTH - delivered) / YEAR
        theory = float((0.03 * np.exp(-0.8 * ages[ages > 0.0])).sum())
        measured = float(run.timeline["reference"][month])
        yield Row(name=f"month {month}", formula="sum e w e^(-d age)", theory=theory, simulation=measured)


@oracle(
    "Trust and share of wallet after n good deliveries",
    setting="trust starts at 0.3 and gains 0.1 of the gap; in the second world full trust, first share "
    "0.2, growth 0.05; no decay; compared over all accounts",
    source="linear difference equations",
)
def geometric_approach() -> Iterator[Row]:
    trusting = play(null_scenario(relationship={"trust_start": 0.3, "trust_gain": 0.1}, horizon=730.0, seed=63))
    won = trusting.accounts["status"] == 3
    delivered = trusting.accounts["orders"][won].astype(np.float64)
    theory = 1.0 - 0.7 * 0.9**delivered
    yield Row(
        name="trust, mean of accounts",
        formula="1 - (1-T0)(1-g)^n",
        theory=float(theory.mean()),
        simulation=float(trusting.accounts["trust"][won].astype(np.float64).mean()),
    )
    growing = play(
        null_scenario(
            relationship={"trust_start": 1.0, "first_share": 0.2, "share_max": 0.9, "growth": 0.05},
            horizon=730.0,
            seed=64,
        )
    )
    won = growing.accounts["status"] == 3
    delivered = growing.accounts["orders"][won].astype(np.float64)
    theory = 0.9 - 0.7 * 0.95**delivered
    yield Row(
        name="share, mean of accounts",
        formula="s* - (s*-s0)(1-g)^n",
        theory=float(theory.mean()),
        simulation=float(growing.accounts["share"][won].astype(np.float64).mean()),
    )
