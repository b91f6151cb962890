"""Exercise 11: a whole firm, from its orders, bids and people."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from experiments.lessons.estimates import fitted_curve, share
from experiments.lessons.exercise import Exercise, Question, Table, inferred
from experiments.lessons.exercises.seller_leaves import SEATS, leaving_sellers, people_questions
from experiments.lessons.exercises.small_orders import growing, growth_questions
from experiments.lessons.records import chosen, customer_table, order_table, people_table
from experiments.lessons.sealed import hidden, sealed_log, sealed_scenario
from simulator.events import Cause, EventKind
from simulator.results import EventLog, FloatArray

WEIGHT = 2.0
STORY = (
    f"Five years (1,825 days) of a firm with {SEATS} seats for sellers. An order at full share of wallet is 20k on "
    "average; the first is at a share of 20 %, 80 % is the most, and each delivery closes the part g of the gap. After "
    "each order a customer may stop for good. Sellers leave, and each of their customers may follow. The log-odds of a "
    "bid are b0 + 2 (1 - exp(-k N)), where N is the number of deliveries so far: references. `orders.csv`, `bids.csv`, "
    "`people.csv` and `customers.csv` are what the firm has on record."
)


def sealed_firm(seed: int) -> Exercise:
    """Lesson 11: a whole firm, from its orders, bids and people."""
    dropout, gain = hidden(seed, 11, "dropout", 0.01, 0.04), hidden(seed, 11, "gain", 0.0004, 0.0012)
    scenario = sealed_scenario(
        11,
        seed,
        *growing(seed, 11),
        *leaving_sellers(seed, 11),
        f"world.segments.market.dropout={dropout}",
        "world.segments.market.influence=1",
        f"world.choice.reference={WEIGHT}",
        "world.choice.intercept=-1",
        f"world.references={{gain: {gain}, brand_weight: 0}}",
        "world.relationship.win_back_after=10 years",
    )
    log = sealed_log(scenario)
    before, won = _bids(log)
    return Exercise(
        lesson=11,
        story=STORY,
        tables={
            "orders.csv": order_table(log),
            "bids.csv": _bid_table(before, won),
            "people.csv": people_table(log),
            "customers.csv": customer_table(log),
        },
        questions=(
            *people_questions(seed, 11, log, scenario.run.horizon),
            _about_dropout(log, dropout),
            *growth_questions(seed, 11, log)[:1],
            _about_references(before, won, gain),
        ),
    )


def _bids(log: EventLog) -> tuple[FloatArray, NDArray[np.bool_]]:
    """At each bid: deliveries so far, and whether it was won."""
    bids = chosen(log, EventKind.WON, EventKind.BID_LOST)
    before = np.cumsum(chosen(log, EventKind.DELIVERED))[bids].astype(float)
    return before, np.asarray(log.event[bids] == EventKind.WON)


def _bid_table(before: FloatArray, won: NDArray[np.bool_]) -> Table:
    rows = [(int(n), "won" if is_won else "lost") for n, is_won in zip(before, won, strict=True)]
    return Table(header=("deliveries_before", "result"), rows=rows)


def _about_dropout(log: EventLog, truth: float) -> Question:
    dropped = int(np.sum(chosen(log, EventKind.CUSTOMER_LOST) & (log.cause == Cause.DROPOUT)))
    part, error = share(dropped, int(np.sum(chosen(log, EventKind.ORDERED))))
    return inferred(
        "dropout",
        "With which chance does a customer stop for good after an order?",
        truth=truth,
        error=error,
        reference=part,
        look="customers lost by dropout over orders; who follows a seller did not drop out",
    )


def _about_references(before: FloatArray, won: NDArray[np.bool_], gain: float) -> Question:
    (_, log_gain), (_, error) = fitted_curve(_log_odds, (-1.0, np.log(0.0007)), before, won)
    return inferred(
        "log_reference_gain",
        "What is the natural logarithm of k, what a good delivery is worth as a reference?",
        truth=float(np.log(gain)),
        error=float(error),
        reference=float(log_gain),
        look="fit b0 + 2 (1 - exp(-k N)) to the log-odds of bids grouped by N; b0 is the level at the first bids",
    )


def _log_odds(parameters: FloatArray, deliveries: FloatArray) -> FloatArray:
    return np.asarray(parameters[0] + WEIGHT * (1 - np.exp(-exp(parameters[1]) * deliveries)))
