"""Exercise 4: the step by which the share of wallet grows."""

from math import inf, log

from experiments.lessons.estimates import growth_step, orders_until
from experiments.lessons.exercise import SAMPLING_ERRORS, Exercise, Question, inferred
from experiments.lessons.records import lives, order_table
from experiments.lessons.sealed import hidden, sealed_log, sealed_scenario
from simulator.results import EventLog

FIRST, MOST, HALF = 0.2, 0.8, 0.5
FULL = 240e3 / 12
STORY = (
    "Five years of orders (`orders.csv`). At full share of wallet an order is 20k on average. The first order is at a "
    "share of 20 %, and a supplier gets 80 % at most: order value is 20k times the share, times a scatter of mean 1. "
    "Each delivery closes the same part g of the gap between the present share and 80 %."
)


def small_orders(seed: int) -> Exercise:
    """Lesson 4: the step by which the share of wallet grows."""
    events = sealed_log(sealed_scenario(4, seed, *growing(seed)))
    return Exercise(
        lesson=4,
        story=STORY,
        tables={"orders.csv": order_table(events)},
        questions=growth_questions(seed, 4, events),
    )


def growing(seed: int, lesson: int = 4) -> list[str]:
    """Overrides under which order values grow by a hidden step and scatter; nothing else changes them."""
    block = f"{{first_share: {FIRST}, share_max: {MOST}, growth: {_growth(seed, lesson)}"
    return [
        f"world.relationship={block}, growth_in_value: 1, trust_start: 1}}",
        "world.segments.market.order_noise=0.3",
    ]


def _growth(seed: int, lesson: int) -> float:
    return hidden(seed, lesson, "growth", 0.02, 0.08)


def growth_questions(seed: int, lesson: int, events: EventLog, until: float = inf) -> tuple[Question, Question]:
    """What is asked about growth."""
    growth = _growth(seed, lesson)
    step, error = growth_step(lives(events, until), FIRST, MOST, FULL)
    slope = abs(log((MOST - HALF) / (MOST - FIRST))) / ((1 - growth) * log(1 - growth) ** 2)
    return (
        inferred(
            "growth",
            "What is g, the part of the gap that one delivery closes?",
            truth=growth,
            error=error,
            reference=step,
            look="average the n-th orders of all accounts, and fit 0.8 - 0.6 (1 - g)^(n - 1) to these means / 20k",
        ),
        Question(
            name="orders_until_half",
            text="At which order does the share reach 50 % (number of the order, the first is 1; may be broken)?",
            truth=orders_until(HALF, FIRST, MOST, growth),
            tolerance=SAMPLING_ERRORS * error * slope + 0.5,
            reference=orders_until(HALF, FIRST, MOST, step),
            look="solve 0.8 - 0.6 (1 - g)^(n - 1) = 0.5 for n",
        ),
    )
