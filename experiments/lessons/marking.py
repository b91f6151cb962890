"""Marking: a file of answers against the truth of a sealed world, with a hint where it is off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from experiments.lessons.exercise import Choice, Exercise, Question
from simulator.errors import Fault, MisfitError, ScenarioError, closest, printable
from simulator.scenario.node import Node
from simulator.scenario.yaml_source import parse_yaml, read_source
from simulator.units import Kind, parse

Mark = Literal["right", "too high", "too low", "wrong", "missing"]
LESSON = "lesson"
KINDS: tuple[Kind, ...] = ("money", "fraction")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One answer, marked.

    Attributes:
        name: Which question.
        mark: How it came out.
        hint: Where to look; nothing if it is right.
    """

    name: str
    mark: Mark
    hint: str = ""


def read_answers(file: Path, exercise: Exercise) -> dict[str, float | str]:
    """The answers of a file; a name without a value counts as not answered.

    Raises:
        ScenarioError: With all that is wrong with the file.
    """
    named = _tree(file)
    _check_lesson(named, exercise.lesson)
    questions = {question.name: question for question in exercise.questions}
    answers: dict[str, float | str] = {}
    faults = []
    for name, node in named.items():
        try:
            if name not in questions and name != LESSON:
                raise MisfitError(f"unknown name '{printable(name)}'", closest(name, questions))
            if name != LESSON and node.plain() is not None:
                answers[name] = _answer(node, questions[name])
        except MisfitError as error:
            faults.append(replace(node.fault((name,), error.message), hint=error.hint))
    if faults:
        raise ScenarioError(faults)
    return answers


def mark(exercise: Exercise, answers: Mapping[str, float | str]) -> list[Marked]:
    """Marks every question, in order; never says how far an answer is off."""
    return [_marked(question, answers.get(question.name)) for question in exercise.questions]


def _marked(question: Question | Choice, answer: float | str | None) -> Marked:
    if answer is None:
        return Marked(name=question.name, mark="missing", hint=question.text)
    if isinstance(question, Choice):
        is_right = answer in question.accepted
        return Marked(name=question.name, mark="right" if is_right else "wrong", hint="" if is_right else question.look)
    off = float(answer) - question.truth
    if abs(off) <= question.tolerance:
        return Marked(name=question.name, mark="right")
    return Marked(name=question.name, mark="too high" if off > 0 else "too low", hint=question.look)


def _tree(file: Path) -> dict[str, Node]:
    shown = printable(str(file))
    try:
        root, faults = parse_yaml(read_source(file), shown)
    except OSError as error:
        raise ScenarioError([Fault(file=shown, message=f"cannot be read: {error.strerror}")]) from None
    if faults:
        raise ScenarioError(faults)
    if root is None or not isinstance(root.value, dict):
        raise ScenarioError([Fault(file=shown, message="holds no answers: expected lines such as 'growth: 3 %'")])
    return root.value


def _check_lesson(named: dict[str, Node], lesson: int) -> None:
    """Refuses the answers of another lesson."""
    node = named.get(LESSON)
    if node is not None and node.plain() != lesson:
        message = f"these are answers to lesson {printable(str(node.plain()))}, not to lesson {lesson}"
        raise ScenarioError([node.fault((LESSON,), message)])


def _answer(node: Node, question: Question | Choice) -> float | str:
    value = node.plain()
    if isinstance(question, Choice):
        if value in question.words:
            return str(value)
        raise MisfitError(f"expected {' or '.join(question.words)}, found '{printable(str(value))}'")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MisfitError("expected one number")
    number = _number(value) if isinstance(value, str) else float(value)
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124 -- NaN alone differs from itself
        raise MisfitError(f"expected a number, found '{printable(str(value))}'")
    return number


def _number(text: str) -> float:
    """A number as people write it: 0.031, 3.1 %, 240k."""
    for kind in KINDS:
        try:
            return parse(text.replace("CNY", "").strip(), kind)
        except MisfitError:
            continue
    raise MisfitError(f"expected a number such as 0.031, 3.1 % or 240k, found '{printable(text)}'")
