"""`keysim lesson`: the course, its exercises, and their marking."""

import json
from pathlib import Path

from experiments.commands.prepare import prepare
from experiments.commands.settings import bad_input
from experiments.invocation import command_line
from experiments.lessons.catalogue import LESSONS, Lesson
from experiments.lessons.chinese_hints import said
from experiments.lessons.exercise import Choice
from experiments.lessons.folder import FORM, wrapped, write_folder
from experiments.lessons.marking import mark, read_answers
from experiments.lessons.sealed import seed_of_student
from experiments.report.terminal import columns_table, console, heading

SHOWN_SEED = 0
COLOURS = {"right": "green", "missing": "dim"}


def list_lessons() -> None:
    """Prints all lessons."""
    table = columns_table("Lessons", ("number", "title", "page"), ())
    for lesson in LESSONS:
        table.add_row(str(lesson.number), lesson.title, f"docs/{lesson.page}")
    console().print(table)


def show(number: int) -> None:
    """Prints what the exercise of a lesson asks."""
    lesson = _lesson(number)
    prepare("compiled", quiet=False)
    exercise = lesson.exercise(SHOWN_SEED)
    print(f"Exercise {number}: {lesson.title}\n\n{wrapped(exercise.story)}\n")
    for question in exercise.questions:
        words = f" ({', '.join(question.words)})" if isinstance(question, Choice) else ""
        print(wrapped(f"- {question.name}: {question.text}{words}", "  "))
    print(f"\nNext: {command_line(f'lesson new {number} DIR --student NAME')}")


def new(number: int, folder: Path, *, student: str | None, seed: int | None) -> None:
    """Writes the exercise of a student or of a seed into a folder."""
    lesson, chosen = _lesson(number), _seed(student, seed)
    prepare("compiled", quiet=False)
    names = write_folder(lesson.exercise(chosen), lesson.title, folder)
    whose = f"--student {json.dumps(student, ensure_ascii=False)}" if student is not None else "--seed SEED"
    step = command_line(f"lesson check {number} {folder / FORM} {whose}")
    print(f"wrote {', '.join(names)} into {folder}\nnext: {step}")


def check(number: int, file: Path, *, student: str | None, seed: int | None, language: str) -> int:
    """Marks a file of answers, in a language; returns 0 if all are right, else 1."""
    lesson, chosen = _lesson(number), _seed(student, seed)
    prepare("compiled", quiet=False)
    exercise = lesson.exercise(chosen)
    marked = mark(exercise, read_answers(file, exercise))
    table = columns_table("", [said(head, language) for head in ("answer", "mark", "look at")], ())
    for one in marked:
        word = f"[{COLOURS.get(one.mark, 'red')}]{said(one.mark, language)}[/]"
        table.add_row(one.name, word, said(one.hint, language))
    right = sum(one.mark == "right" for one in marked)
    output = console()
    output.print(heading(said("Exercise {}: {}", language).format(number, said(lesson.title, language))))
    output.print(table)
    output.print("\n" + said("{} of {} right", language).format(right, len(marked)))
    return 0 if right == len(marked) else 1


def _lesson(number: int) -> Lesson:
    if not 1 <= number <= len(LESSONS):
        raise bad_input("NUMBER", f"there is no lesson {number}; there are 1 to {len(LESSONS)}")
    return LESSONS[number - 1]


def _seed(student: str | None, seed: int | None) -> int:
    """The seed that was given, or that of the student.

    Raises:
        ScenarioError: Neither or both are given.
    """
    if (student is None) == (seed is None):
        raise bad_input("--student", "name the student, or give a --seed instead: one of the two")
    if student is not None and not student.strip():
        raise bad_input("--student", "is empty")
    return seed_of_student(student) if student is not None else seed or 0
