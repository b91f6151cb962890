"""Are two runs the same? In every float, or the first difference is named."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.events import Cause, EventKind
from simulator.results import EventLog, RunResult
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate

COLUMNS = ("time", "event", "account", "seller", "amount", "cause")
SHOWN_BEFORE, SHOWN_AFTER = 4, 2


def assert_same(one: RunResult, other: RunResult) -> None:
    """Assert that two runs are equal in every float: event log, timeline, accounts, sellers, outcomes.

    Args:
        one: A run with its event log.
        other: Another, for instance by the other engine.

    Raises:
        AssertionError: It names the first event that differs, with those around it, or the first number.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> firm = load_scenario("lessons/01_by_hand")
        >>> one, other = (simulate(firm, "the_seller", replication=k, record_events=True) for k in (0, 1))
        >>> assert_same(one, one)
        >>> assert_same(one, other)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        AssertionError: event 1 differs
        ...
    """
    if one.events is not None and other.events is not None:
        _assert_same_events(one.events, other.events)
    for part in ("timeline", "accounts", "sellers", "outcomes"):
        _assert_same_numbers(part, getattr(one, part), getattr(other, part))
    assert one.event_count == other.event_count, (one.event_count, other.event_count)


def assert_engines_agree(scenario: Scenario, strategy: str, replication: int = 0) -> RunResult:
    """Assert that both engines give the same run; give it.

    Args:
        scenario: What to run.
        strategy: Name of one of its strategies.
        replication: Which repetition.

    Raises:
        AssertionError: They differ.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> run = assert_engines_agree(load_scenario("lessons/01_by_hand"), "the_seller")
        >>> run.event_count > 0
        True
    """
    compiled = simulate(scenario, strategy, replication=replication, engine="compiled", record_events=True)
    reference = simulate(scenario, strategy, replication=replication, engine="reference", record_events=True)
    assert_same(compiled, reference)
    return compiled


def fingerprint(run: RunResult) -> str:
    """A short text that is the same for two runs if, and practically only if, all their bytes are.

    Args:
        run: A run, with or without its event log.

    Examples:
        >>> from simulator.scenario.load import load_scenario
        >>> firm = load_scenario("lessons/01_by_hand")
        >>> runs = [simulate(firm, "the_seller", replication=k) for k in (0, 0, 1)]
        >>> [fingerprint(run) == fingerprint(runs[0]) for run in runs]
        [True, True, False]
    """
    digest = hashlib.sha256()
    parts: list[Mapping[str, Any]] = [run.timeline, run.accounts, run.outcomes]
    if run.events is not None:
        parts.append({name: getattr(run.events, name) for name in COLUMNS})
    for part in parts:
        for name, values in part.items():
            digest.update(name.encode() + np.asarray(values).tobytes())
    return digest.hexdigest()


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
