"""`keysim discover` and `keysim regret`: what a sweep says about winning, and about choosing wrongly."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from rich.console import RenderableType

from experiments.amounts import KIND_OF_UNIT
from experiments.commands.result_report import check_report, write_result_report
from experiments.commands.settings import STANDARD_OUTPUT, bad_input, check_name, check_writable, told_of, write_text
from experiments.commands.sweep import tell_failures, tell_missing
from experiments.discovery.conditions import discover as find
from experiments.discovery.record import discovery_record, regret_record
from experiments.discovery.regret import regret as weigh
from experiments.discovery.tables import discovery_tables, regret_tables
from experiments.plan import Plan
from experiments.records import Json, json_text
from experiments.report.terminal import console
from experiments.responses import Response, known_outcome, known_strategy, last_and_baseline
from experiments.store import Store
from experiments.store_files import open_store
from experiments.sweep import read_result
from simulator.catalogue import OUTCOMES
from simulator.units import parse


def discover(
    file: Path,
    *,
    outcome: str | None,
    strategy: str | None,
    against: str | None,
    by: str | None,
    density: float,
    boxes: int,
    report: Path | None,
    json_file: str | None,
    quiet: bool,
) -> int:
    """Looks for the conditions under which each of two strategies is ahead; returns the exit status."""
    check_writable("--json", json_file)
    check_report(report)
    with closing(open_store(file)) as store:
        response = _response(store.plan, outcome, strategy, against)
        found = find(read_result(store), response, by=_amount(by, response.outcome), density=density, most_boxes=boxes)
        record = discovery_record(store, found)
        return _answer(store, discovery_tables(found), record, report, json_file, quiet=quiet)


def regret(file: Path, *, outcome: str | None, report: Path | None, json_file: str | None, quiet: bool) -> int:
    """Weighs the strategies by their regret; returns the exit status."""
    check_writable("--json", json_file)
    check_report(report)
    with closing(open_store(file)) as store:
        with told_of(str(file)):
            last_and_baseline(store.plan)
        found = weigh(read_result(store), _directed(store.plan, outcome))
        return _answer(store, regret_tables(found), regret_record(store, found), report, json_file, quiet=quiet)


def _answer(
    store: Store,
    tables: Iterable[RenderableType],
    record: Json,
    report: Path | None,
    json_file: str | None,
    *,
    quiet: bool,
) -> int:
    if json_file is not None:
        write_text(json_file, json_text(record))
    write_result_report(report, record)
    if json_file != STANDARD_OUTPUT and not quiet:
        output = console()
        for part in tables:
            output.print(part)
    tell_missing(store)
    return tell_failures(store)


def _response(plan: Plan, outcome: str | None, strategy: str | None, against: str | None) -> Response:
    name = _directed(plan, outcome)
    with told_of("--strategy"):
        last, baseline = last_and_baseline(plan)
        first = known_strategy(plan, strategy or last)
    with told_of("--against"):
        other = next(each for each in (baseline, last) if each != first)
        second = known_strategy(plan, against or other)
    if first == second:
        raise bad_input("--against", f"{first} cannot be ahead of itself")
    return Response(outcome=name, strategy=first, baseline=second)


def _directed(plan: Plan, outcome: str | None) -> str:
    """An outcome that the study keeps and that has a better direction; the first such by default."""
    directed = [each for each in plan.outcomes if OUTCOMES[each].better]
    with told_of("--outcome"):
        name = known_outcome(plan, outcome or next(iter(directed), None))
    check_name("--outcome", "outcome with a better direction", name, directed)
    return name


def _amount(text: str | None, outcome: str) -> float:
    if text is None:
        return 0.0
    with told_of("--by"):
        amount = parse(text, KIND_OF_UNIT[OUTCOMES[outcome].unit])
    if not 0 <= amount < float("inf"):
        raise bad_input("--by", f"must be a finite amount of zero or more, found '{text}'")
    return amount
