"""Exercise 10: for which firms is the base first wrong?"""

import numpy as np

from experiments.lessons.exercise import Choice, Exercise, Table, verdict
from experiments.lessons.sealed import hidden, sealed_scenario
from experiments.replication import replicate
from experiments.statistics import mean_estimate
from simulator.results import FloatArray

FIRMS = "abcde"
LUCKS = 24
STRATEGIES = ("chase_big", "build_base")
STORY = (
    "Five firms like that of lesson 10, in markets that differ. `values.csv` has the value of each firm under both "
    f"strategies in {LUCKS} lucks. Say for each what its records show, at 95 %: `base` if building the base first is "
    "better, `chase` if chasing is, else `undecided`."
)


def when_wrong(seed: int) -> Exercise:
    """Lesson 10: for which firms is the base first wrong?"""
    values = {firm: _values(seed, firm) for firm in FIRMS}
    rows = [
        (firm.upper(), k, int(chase), int(base))
        for firm, pair in values.items()
        for k, (chase, base) in enumerate(zip(*pair, strict=True))
    ]
    return Exercise(
        lesson=10,
        story=STORY,
        tables={"values.csv": Table(header=("firm", "luck", *STRATEGIES), rows=rows)},
        questions=[_which(firm, base - chase) for firm, (chase, base) in values.items()],
    )


def _values(seed: int, firm: str) -> tuple[FloatArray, FloatArray]:
    """The value of a firm under chasing and under building, in whole CNY, luck by luck."""
    slots = round(hidden(seed, 10, f"executives {firm}", 1, 7))
    start = hidden(seed, 10, f"cash {firm}", 6e6, 20e6)
    scenario = sealed_scenario(
        10,
        seed + ord(firm),
        f"world.sponsors.executive_slots={slots}",
        f"world.finance.opening_cash={start}",
        name="lessons/10_when_wrong",
    )
    run_seed = scenario.run.seed
    runs = replicate(scenario, STRATEGIES, replications=LUCKS, seed=run_seed, columns=("cash",), workers=2)
    chase, base = (np.round(runs.outcomes[name]["value"]) for name in STRATEGIES)
    return chase, base


def _which(firm: str, difference: FloatArray) -> Choice:
    estimate = mean_estimate(difference)
    text = f"Firm {firm.upper()}: base, chase or undecided?"
    return verdict(f"firm_{firm}", text, estimate.mean / estimate.half_width, ("base", "chase", "undecided"))
