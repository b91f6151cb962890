"""Exercise 2: a paired comparison, computed by the student."""

from math import sqrt

import numpy as np

from experiments.lessons.exercise import Choice, Exercise, Question, Table, counted, verdict
from experiments.lessons.sealed import hidden, sealed_scenario
from experiments.replication import replicate
from experiments.statistics import mean_estimate
from simulator.results import FloatArray

LUCKS = 30
STORY = (
    "The two strategies of lesson 2, in a market that weighs service differently. `values.csv` has the value of the "
    f"firm under each, in {LUCKS} lucks that both share."
)


def luck(seed: int) -> Exercise:
    """Lesson 2: a paired comparison, computed by the student."""
    plain, service = _values(seed)
    rows = [(k, int(a), int(b)) for k, (a, b) in enumerate(zip(plain, service, strict=True))]
    return Exercise(
        lesson=2,
        story=STORY,
        tables={"values.csv": Table(header=("luck", "plain", "service"), rows=rows)},
        questions=_questions(plain, service),
    )


def _values(seed: int) -> tuple[FloatArray, FloatArray]:
    """The value of the firm under both strategies, in whole CNY, luck by luck."""
    weight = hidden(seed, 2, "service", 0.1, 2.0)
    scenario = sealed_scenario(2, seed, f"world.choice.service={weight}", name="lessons/02_luck")
    names, run_seed = tuple(scenario.strategies), scenario.run.seed
    runs = replicate(scenario, names, replications=LUCKS, seed=run_seed, columns=("cash",))
    plain, service = (np.round(one["value"]) for one in runs.outcomes.values())
    return plain, service


def _questions(plain: FloatArray, service: FloatArray) -> tuple[Question | Choice, ...]:
    paired = mean_estimate(service - plain)
    unpaired = sqrt(mean_estimate(service).half_width ** 2 + mean_estimate(plain).half_width ** 2)
    return (
        counted("difference", "Mean of service - plain (CNY)?", paired.mean, "subtract luck by luck, then the mean"),
        counted(
            "half_width_paired",
            "Half-width of its 95 % confidence interval (CNY)?",
            paired.half_width,
            "t or 1.96, times the standard deviation of the 30 differences, over the root of 30",
            margin=0.06,
        ),
        counted(
            "half_width_unpaired",
            "The same if each strategy had luck of its own (CNY)?",
            unpaired,
            "half-widths of independent means add up by their squares",
            margin=0.06,
        ),
        counted(
            "lucks_for_a_third",
            "How many paired lucks for a third of the paired half-width?",
            9.0 * LUCKS,
            "the half-width falls with the root of the number of lucks",
            margin=0.15,
        ),
        verdict("verdict", "Is service better, worse or undecided?", paired.mean / paired.half_width),
    )
