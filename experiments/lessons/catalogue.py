"""The lessons in their order, each with its scenario, its page and its exercise."""

from collections.abc import Callable
from dataclasses import dataclass

from experiments.lessons.exercise import Exercise
from experiments.lessons.exercises.by_hand import by_hand
from experiments.lessons.exercises.dealers import dealers
from experiments.lessons.exercises.lighthouse import lighthouse
from experiments.lessons.exercises.luck import luck
from experiments.lessons.exercises.pareto import pareto
from experiments.lessons.exercises.sealed_firm import sealed_firm
from experiments.lessons.exercises.seller_leaves import seller_leaves
from experiments.lessons.exercises.small_orders import small_orders
from experiments.lessons.exercises.sponsors import sponsors
from experiments.lessons.exercises.time_bomb import time_bomb
from experiments.lessons.exercises.when_wrong import when_wrong


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson.

    Attributes:
        number: Its place in the course.
        title: What it is called.
        page: Its page, in the folder docs.
        exercise: Makes the exercise of a seed.
    """

    number: int
    title: str
    page: str
    exercise: Callable[[int], Exercise]


LESSONS = tuple(
    Lesson(number=number, title=title, page=f"tutorials/{page}.md", exercise=exercise)
    for number, (title, page, exercise) in enumerate(
        (
            ("A simulation by hand", "01-by-hand", by_hand),
            ("Luck, and what pairing buys", "02-luck", luck),
            ("80/20 without favourites", "03-pareto", pareto),
            ("From a small order to a key account", "04-small-orders", small_orders),
            ("The boss and the department", "05-department", sponsors),
            ("Whose relationship is it?", "06-seller-leaves", seller_leaves),
            ("The time bomb", "07-time-bomb", time_bomb),
            ("The lighthouse", "08-lighthouse", lighthouse),
            ("Dealers", "09-dealers", dealers),
            ('When is "build the base first" wrong?', "10-when-wrong", when_wrong),
            ("The sealed firm", "exercises", sealed_firm),
        ),
        start=1,
    )
)
