"""The folder that a student gets: the story, the records, and a form for the answers."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from experiments.lessons.exercise import Choice, Exercise
from simulator.errors import Fault, ScenarioError, printable

FORM = "answers.yaml"
STORY = "exercise.md"
LINE_WIDTH = 76


def write_folder(exercise: Exercise, title: str, folder: Path) -> list[str]:
    """Writes an exercise; never writes over a file, and never writes the seed.

    Args:
        exercise: The exercise.
        title: Of its lesson.
        folder: Where to; made if it does not exist.

    Returns:
        The names of the files.

    Raises:
        ScenarioError: A file exists already, or the folder cannot be written to.
    """
    texts = {STORY: story(exercise, title), FORM: form(exercise)}
    names = [*texts, *exercise.tables]
    existing = [printable(str(folder / name)) for name in names if os.path.lexists(folder / name)]
    if existing:
        raise ScenarioError(Fault(file=file, message="exists already; nothing was written") for file in existing)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        for name, table in exercise.tables.items():
            with (folder / name).open("x", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerows([table.header, *table.rows])
    except OSError as error:
        message = f"cannot be written to: {error.strerror}"
        raise ScenarioError([Fault(file=printable(str(folder)), message=message)]) from None
    return names


def story(exercise: Exercise, title: str) -> str:
    """The exercise as Markdown."""
    files = [f"- `{name}`: {', '.join(table.header)}" for name, table in exercise.tables.items()]
    asked = [wrapped(f"{number}. `{one.name}`: {one.text}", "   ") for number, one in enumerate(exercise.questions, 1)]
    parts = [f"# Exercise {exercise.lesson}: {title}", wrapped(exercise.story), "\n".join(files), "## Questions"]
    return "\n\n".join([*parts, "\n".join(asked), f"Write your answers into `{FORM}`."]) + "\n"


def form(exercise: Exercise) -> str:
    """The form for the answers as YAML."""
    return "\n".join(_form_lines(exercise)) + "\n"


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines that fit a terminal; the lines after the first begin with the indent."""
    return fill(text, LINE_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _form_lines(exercise: Exercise) -> Iterator[str]:
    yield "# A number (0.031, 3.1 % or 240k) or one of the words behind each name; a '#' begins a remark."
    yield f"lesson: {exercise.lesson}"
    for question in exercise.questions:
        words = f"  # {', '.join(question.words)}" if isinstance(question, Choice) else ""
        yield f"{question.name}:{words}"
