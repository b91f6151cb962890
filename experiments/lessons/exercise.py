"""What an exercise is: a story, tables of records, and questions with the answers that are accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Cell = float | int | str


@dataclass(frozen=True, kw_only=True)
class Table:
    """Records that the student gets as a CSV file."""

    header: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question, and how its answer is marked.

    Attributes:
        name: Key in the file of answers.
        text: What is asked, with its unit.
        truth: The right number: a hidden number of the world, or what the records themselves say.
        tolerance: How far an answer may be off: for hidden numbers a multiple of the sampling error of a good
            estimate from these records, for others a margin for rounding.
        reference: What a good estimate from the records gives; the tests hand it in.
        look: Where to look if the answer is off.
    """

    name: str
    text: str
    truth: float
    tolerance: float
    reference: float
    look: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A question that is answered by one of a few words.

    Attributes:
        name: Key in the file of answers.
        text: What is asked.
        words: All possible answers.
        accepted: Those that are right; two at the border between them.
        look: Where to look if the answer is wrong.
    """

    name: str
    text: str
    words: tuple[str, ...]
    accepted: tuple[str, ...]
    look: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """An exercise of one seed.

    Attributes:
        lesson: Number of the lesson.
        story: What the student is told about the world.
        tables: File names and records.
        questions: In the order in which they are asked.
    """

    lesson: int
    story: str
    tables: Mapping[str, Table]
    questions: Sequence[Question | Choice]


# How many sampling errors an answer may be off. A good estimate is refused in 1 of 2,100 questions.
SAMPLING_ERRORS = 3.5


def inferred(name: str, text: str, *, truth: float, error: float, reference: float, look: str) -> Question:
    """A question about a hidden number, with the tolerance that its sampling error calls for.

    Args:
        name: Key in the file of answers.
        text: What is asked.
        truth: The hidden number.
        error: Standard error of a good estimate from these records.
        reference: That estimate.
        look: Where to look if the answer is off.
    """
    tolerance = SAMPLING_ERRORS * error
    return Question(name=name, text=text, truth=truth, tolerance=tolerance, reference=reference, look=look)


def counted(name: str, text: str, truth: float, look: str, *, margin: float = 0.005) -> Question:
    """A question that the records answer exactly; the margin (a part of the answer) is for rounding."""
    tolerance = max(margin * abs(truth), 1e-9)
    return Question(name=name, text=text, truth=truth, tolerance=tolerance, reference=truth, look=look)


def verdict(
    name: str, text: str, ratio: float, words: tuple[str, str, str] = ("better", "worse", "undecided")
) -> Choice:
    """A question for the word that tells a difference; near the border both words are right.

    Args:
        name: Key in the file of answers.
        text: What is asked.
        ratio: The mean difference in half-widths of its 95 % interval.
        words: For a positive difference, for a negative one, and for one that is not settled.

    Examples:
        >>> [verdict("it", "Which?", ratio).accepted for ratio in (2, -2, 0.5, 1.01)]
        [('better',), ('worse',), ('undecided',), ('better', 'undecided')]
    """
    sure = words[0] if ratio > 0 else words[1]
    border = 0.94 < abs(ratio) < 1.06
    accepted = (sure, words[2]) if border else (sure,) if abs(ratio) > 1 else (words[2],)
    look = "a sign is known only if the 95 % interval of the paired difference leaves out zero"
    return Choice(name=name, text=text, words=words, accepted=accepted, look=look)
