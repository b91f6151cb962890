"""Exercise 7: failures of customers, and what a firm's concentration means."""

from math import sqrt

import numpy as np

from experiments.lessons.estimates import rate
from experiments.lessons.exercise import Exercise, Question, Table, counted, inferred
from experiments.lessons.records import chosen, customer_table, customer_years, order_table
from experiments.lessons.sealed import hhi, hidden, sealed_log, sealed_scenario
from simulator.events import Cause, EventKind
from simulator.results import EventLog

STORY = (
    "Five years (1,825 days) of a firm whose customers may fail. `customers.csv` says from when to when an account was "
    "a customer, and why that ended; `orders.csv` has the orders. The last year begins after day 1,460."
)


def time_bomb(seed: int) -> Exercise:
    """Lesson 7: failures of customers, and what a firm's concentration means."""
    failures, sigma = hidden(seed, 7, "failures", 0.04, 0.15), hidden(seed, 7, "sigma", 0.6, 1.5)
    scenario = sealed_scenario(
        7,
        seed,
        f"world.segments.market.wallet={{distribution: lognormal, median: 240k, sigma: {sigma}}}",
        f"world.segments.market.default_per_year={failures}",
        "world.segments.market.accounts=400",
    )
    log, horizon = sealed_log(scenario), scenario.run.horizon
    customers = customer_table(log)
    concentration = _hhi_of_last_year(log, horizon)
    return Exercise(
        lesson=7,
        story=STORY,
        tables={"customers.csv": customers, "orders.csv": order_table(log)},
        questions=(_how_often(log, customers, horizon, failures), *_about_concentration(concentration)),
    )


def _hhi_of_last_year(log: EventLog, horizon: float) -> float:
    last = chosen(log, EventKind.ORDERED) & (log.time > horizon - 365)
    revenue = np.bincount(log.account[last], weights=log.amount[last])
    return hhi(revenue[revenue > 0].tolist())


def _how_often(log: EventLog, customers: Table, horizon: float, failures: float) -> Question:
    lost = chosen(log, EventKind.CUSTOMER_LOST) & (log.cause == Cause.DEFAULT)
    estimate, error = rate(int(np.sum(lost)), customer_years(customers, horizon))
    return inferred(
        "failures_per_year",
        "How often does a customer fail (failures per customer and year)?",
        truth=failures,
        error=error,
        reference=estimate,
        look="failures over customer-years; who is still a customer counts up to day 1,825",
    )


def _about_concentration(concentration: float) -> tuple[Question, Question]:
    return (
        counted(
            "hhi",
            "What is the HHI of the orders of the last year, by account?",
            concentration,
            "orders after day 1,460 alone; shares squared, then added",
            margin=0.01,
        ),
        counted(
            "sd_retained",
            "Each customer leaves with chance 20 %, independently: what is the standard deviation of the part of "
            "the last year's orders that remains?",
            sqrt(0.2 * 0.8 * concentration),
            "the root of p (1 - p) HHI",
            margin=0.01,
        ),
    )
