"""Commands of the course: lessons, exercises and their marking."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.group import QuietGroup
from experiments.cli.options import debug, with_options

number = click.argument("number", type=int)
whose = with_options(
    click.option("--student", metavar="NAME", help="Whose exercise."),
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the exercise, in place of a name."),
    debug,
)


@click.group(cls=QuietGroup)
def lesson() -> None:
    """Lessons, and exercises that are marked against a sealed world."""


@lesson.command("list")
@debug
def list_lessons() -> None:
    """List the lessons."""
    _commands().list_lessons()


@lesson.command()
@number
@debug
def show(number: int) -> None:
    """Show what the exercise of lesson NUMBER asks."""
    _commands().show(number)


@lesson.command()
@number
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@whose
def new(number: int, folder: Path, student: str | None, seed: int | None) -> None:
    """Write the exercise of lesson NUMBER for a student (or a seed) into the new folder DIR."""
    _commands().new(number, folder, student=student, seed=seed)


@lesson.command()
@number
@click.argument("file", type=click.Path(path_type=Path), metavar="ANSWERS")
@whose
@click.option("--language", type=click.Choice(("en", "zh")), default="en", help="Of the marks and hints; zh: Chinese.")
def check(number: int, file: Path, student: str | None, seed: int | None, language: str) -> None:
    """Mark the file ANSWERS of lesson NUMBER; the exit status is 0 if all answers are right, else 1."""
    sys.exit(_commands().check(number, file, student=student, seed=seed, language=language))


def _commands() -> Any:
    from experiments.commands import lesson as commands

    return commands


COMMANDS: tuple[click.Command, ...] = (lesson,)
