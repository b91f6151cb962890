"""Help for tests of the engines: two results are the same, or the first difference is named."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.events import Cause, EventKind
from simulator.results import EventLog, RunResult

COLUMNS = ("time", "event", "account", "seller", "amount", "cause")
SHOWN_BEFORE, SHOWN_AFTER = 4, 2


def assert_same(one: RunResult, other: RunResult) -> None:
    """Assert that two runs are equal in every float: event log, timeline, accounts, outcomes.

    Args:
        one: A run with its event log.
        other: Another, for instance by the other engine.

    Raises:
        AssertionError: It names the first event that differs, with those around it, or the first number.
    """
    if one.events is not None and other.events is not None:
        _assert_same_events(one.events, other.events)
    for part in ("timeline", "accounts", "outcomes"):
        _assert_same_numbers(part, getattr(one, part), getattr(other, part))
    assert one.event_count == other.event_count, (one.event_count, other.event_count)


def _is_equal(one: Any, other: Any) -> Any:
    return (one == other) | (np.isnan(one) & np.isnan(other))


def _assert_same_events(one: EventLog, other: EventLog) -> None:
    length = min(len(one), len(other))
    same = np.ones(length, dtype=bool)
    for name in COLUMNS:
        same &= _is_equal(getattr(one, name)[:length], getattr(other, name)[:length])
    if not same.all():
        first = int(np.flatnonzero(~same)[0])
        raise AssertionError(f"event {first} differs\none:\n{_around(one, first)}\nother:\n{_around(other, first)}")
    assert len(one) == len(other), f"one has {len(one)} events, other {len(other)}:\n{_around(one, length)}"


def _around(log: EventLog, position: int) -> str:
    lines = []
    for i in range(max(0, position - SHOWN_BEFORE), min(len(log), position + SHOWN_AFTER + 1)):
        kind, cause = EventKind(int(log.event[i])).name, Cause(int(log.cause[i])).name
        mark = ">" if i == position else " "
        lines.append(
            f"{mark} {i}: {float(log.time[i])!r} {kind} account {log.account[i]} seller {log.seller[i]} "
            f"amount {float(log.amount[i])!r} {cause}"
        )
    return "\n".join(lines)


def _assert_same_numbers(part: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    assert list(one) == list(other), f"{part}: other names"
    for name in one:
        pair = np.asarray(one[name]), np.asarray(other[name])
        assert np.array_equal(*pair, equal_nan=True), f"{part}: {name}: {pair[0]} against {pair[1]}"
