"""Exercise 8: how many good deliveries open a gated industry."""

import numpy as np
from numpy.typing import NDArray

from experiments.lessons.estimates import fitted_curve
from experiments.lessons.exercise import Exercise, Question, Table, inferred
from experiments.lessons.records import chosen
from experiments.lessons.sealed import hidden, sealed_log, sealed_scenario
from simulator.events import EventKind
from simulator.results import EventLog, FloatArray

STEEPNESS, GAIN = 4.0, 0.02
STORY = (
    "A gated industry listens to ten open accounts. `gate.csv` has, for each attempt to bid in the gated industry, how "
    "many good deliveries to the open accounts there had been, and whether the firm was let in. The chance to be let "
    "in rises with that number, as a logistic curve; references do not fade here."
)


def lighthouse(seed: int) -> Exercise:
    """Lesson 8: how many good deliveries open a gated industry."""
    half_way = hidden(seed, 8, "deliveries", 60, 180)
    scenario = sealed_scenario(
        8,
        seed,
        "world.segments.market.accounts=10",
        "world.segments.market.orders_per_year=5",
        "world.segments.market.influence=1",
        "world.segments.gated.accounts=500",
        "world.segments.gated.reviews_per_year=2",
        f"world.segments.gated.entry_gate={{steepness: {STEEPNESS}, threshold: {half_way * GAIN}}}",
        f"world.references={{gain: {GAIN}, brand_weight: 0}}",
        "strategies.firm.phases.0.reps=60",
    )
    before, passed = _gate(sealed_log(scenario))
    rows = [(int(n), "yes" if ok else "no") for n, ok in zip(before, passed, strict=True)]
    return Exercise(
        lesson=8,
        story=STORY,
        tables={"gate.csv": Table(header=("deliveries_before", "let_in"), rows=rows)},
        questions=(_half_way(before, passed, half_way),),
    )


def _gate(log: EventLog) -> tuple[FloatArray, NDArray[np.bool_]]:
    """At each attempt of a gated account: deliveries to open accounts so far, and whether it passed."""
    is_open = log.account < 10
    delivered = np.cumsum(chosen(log, EventKind.DELIVERED) & is_open)
    tried = chosen(log, EventKind.QUALIFIED, EventKind.SCREENED_OUT) & ~is_open
    return delivered[tried].astype(float), np.asarray(log.event[tried] == EventKind.QUALIFIED)


def _half_way(before: FloatArray, passed: NDArray[np.bool_], truth: float) -> Question:
    start = (float(np.median(before)), STEEPNESS * GAIN)
    (estimate, _), (error, _) = fitted_curve(_log_odds, start, before, passed)
    return inferred(
        "half_way",
        "At how many deliveries is half of the attempts let in?",
        truth=truth,
        error=float(error),
        reference=float(estimate),
        look="group attempts by deliveries (0-9, 10-19, ...) and see where the share of `yes` crosses one half",
    )


def _log_odds(parameters: FloatArray, deliveries: FloatArray) -> FloatArray:
    return np.asarray((deliveries - parameters[0]) * parameters[1])
