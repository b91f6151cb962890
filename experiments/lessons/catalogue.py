"""The lessons in their order, each with its scenario, its page and its exercise."""

from collections.abc import Callable
from dataclasses import dataclass

from experiments.lessons import first_exercises, later_exercises
from experiments.lessons.exercise import Exercise


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
            ("A simulation by hand", "01-by-hand", first_exercises.by_hand),
            ("Luck, and what pairing buys", "02-luck", first_exercises.luck),
            ("80/20 without favourites", "03-pareto", first_exercises.pareto),
            ("From a small order to a key account", "04-small-orders", first_exercises.small_orders),
            ("The boss and the department", "05-department", first_exercises.sponsors),
            ("Whose relationship is it?", "06-seller-leaves", later_exercises.seller_leaves),
            ("The time bomb", "07-time-bomb", later_exercises.time_bomb),
            ("The lighthouse", "08-lighthouse", later_exercises.lighthouse),
            ("Dealers", "09-dealers", later_exercises.dealers),
            ('When is "build the base first" wrong?', "10-when-wrong", later_exercises.when_wrong),
            ("The sealed firm", "exercises", later_exercises.sealed_firm),
        ),
        start=1,
    )
)
