"""Exercise 9: what a dealer's orders say about its stock."""

from math import sqrt

import numpy as np

from experiments.lessons.exercise import Exercise, Question, inferred
from experiments.lessons.records import chosen, order_table
from experiments.lessons.sealed import hidden, sealed_log, sealed_scenario
from simulator.events import EventKind
from simulator.results import FloatArray

STORY = (
    "Twelve dealers. Each draws down its stock by sales of exponential size, and orders as soon as the quantity Q or "
    "more is gone, exactly what is gone. `orders.csv` has their orders."
)


def dealers(seed: int) -> Exercise:
    """Lesson 9: what a dealer's orders say about its stock."""
    quantity, sale = hidden(seed, 9, "quantity", 20e3, 60e3), hidden(seed, 9, "sale", 2e3, 8e3)
    scenario = sealed_scenario(
        9,
        seed,
        "world.segments.market.accounts=12",
        "world.segments.market.wallet=400k",
        "world.segments.market.orders_per_year=null",
        f"world.segments.market.dealer={{sale_value: {sale}, order_quantity: {quantity}}}",
    )
    log = sealed_log(scenario)
    return Exercise(
        lesson=9,
        story=STORY,
        tables={"orders.csv": order_table(log)},
        questions=_questions(log.amount[chosen(log, EventKind.ORDERED)], quantity, sale),
    )


def _questions(amount: FloatArray, quantity: float, sale: float) -> tuple[Question, Question]:
    n, least = len(amount), float(np.min(amount))
    estimate = float(np.mean(amount)) - least
    return (
        Question(
            name="order_quantity",
            text="What is Q (CNY)?",
            truth=quantity,
            tolerance=8 * sale / n + 0.005 * quantity,
            reference=least - estimate / n,
            look="no order is smaller than Q",
        ),
        inferred(
            "sale_value",
            "How large is a sale of a dealer, on average (CNY)?",
            truth=sale,
            error=sale / sqrt(n),
            reference=estimate,
            look=(
                "an order is Q plus what the last sale takes beyond it; for exponential sales that is a whole sale on "
                "average"
            ),
        ),
    )
