"""Faults: one line each, in a stable order."""

import pickle

import pytest

from simulator.errors import Fault, MisfitError, ScenarioError, closest, printable


def test_order_and_repetition() -> None:
    later = Fault(file="a.yaml", line=10, path="x", message="m")
    first = Fault(file="a.yaml", line=9, path="x", message="m")
    other = Fault(file="b.yaml", message="m")
    assert ScenarioError([other, later, first, later]).faults == (first, later, other)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault(file="a.yaml", message="no such file"), "a.yaml: no such file"),
        (Fault(file="--set", path="run.seed", message="is missing"), "--set: run.seed: is missing"),
        (Fault(file="a\x1b[2J.yaml", line=1, message="a\nb"), "a\\x1b[2J.yaml:1: a\\nb"),
    ],
)
def test_one_line(fault: Fault, text: str) -> None:
    assert str(fault) == text


@pytest.mark.parametrize("error", [ScenarioError([Fault(file="a", message="m", hint="h")]), MisfitError("m", "h")])
def test_errors_travel_between_processes(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert type(copy) is type(error)


def test_closest_is_quick_on_long_names() -> None:
    assert closest("x" * 10**6, ["y" * 10**6]) == ""


def test_long_text_is_cut() -> None:
    assert printable("x" * 1000, 10) == "xxxxxxx..."
