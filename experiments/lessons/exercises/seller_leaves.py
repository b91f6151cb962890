"""Exercise 6: how often sellers leave, and who follows."""

import numpy as np

from experiments.lessons.estimates import rate, share
from experiments.lessons.exercise import Exercise, Question, inferred
from experiments.lessons.records import chosen, followers, people_table, seat_years
from experiments.lessons.sealed import hidden, logit, sealed_log, sealed_scenario
from simulator.events import EventKind
from simulator.results import EventLog

SEATS = 80
STORY = (
    f"Ten years (3,650 days) of a firm with {SEATS} seats for sellers. `people.csv` says who left a seat and who came, "
    "how many customers the seller owned on leaving, and how many of these followed. All seats are filled on day 0."
)


def seller_leaves(seed: int) -> Exercise:
    """Lesson 6: how often sellers leave, and who follows."""
    scenario = sealed_scenario(6, seed, *leaving_sellers(seed), "run.horizon=10 years")
    log = sealed_log(scenario)
    return Exercise(
        lesson=6,
        story=STORY,
        tables={"people.csv": people_table(log)},
        questions=people_questions(seed, 6, log, scenario.run.horizon),
    )


def leaving_sellers(seed: int, lesson: int = 6) -> list[str]:
    """Overrides under which sellers leave, and customers follow, with hidden chances."""
    turnover, follow = _chances(seed, lesson)
    block = f"{{turnover_per_year: {turnover}, hiring_delay: 60 days, follow_base: {logit(follow)}}}"
    return [f"world.people={block}", f"strategies.firm.phases.0.reps={SEATS}", "world.segments.market.accounts=600"]


def _chances(seed: int, lesson: int) -> tuple[float, float]:
    """Departures per year of a seller, and the chance that a customer follows."""
    return hidden(seed, lesson, "turnover", 0.2, 0.6), hidden(seed, lesson, "follow", 0.1, 0.5)


def people_questions(seed: int, lesson: int, log: EventLog, horizon: float) -> tuple[Question, Question]:
    """What is asked about people."""
    turnover, follow = _chances(seed, lesson)
    left = chosen(log, EventKind.SELLER_LEFT)
    departures, error = rate(int(np.sum(left)), seat_years(log, SEATS, horizon))
    part, part_error = share(followers(log), int(np.sum(log.amount[left])))
    return (
        inferred(
            "departures_per_year",
            "How often does a seller leave (departures per filled seat and year)?",
            truth=turnover,
            error=error,
            reference=departures,
            look="departures over seat-years; a vacant seat cannot be left",
        ),
        inferred(
            "follow_chance",
            "With which chance does a customer follow?",
            truth=follow,
            error=part_error,
            reference=part,
            look="all followers over all customers owned, not the mean of the shares",
        ),
    )
