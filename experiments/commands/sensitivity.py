"""`keysim sensitivity`: which factors of a study matter."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from experiments.commands.filling import Filling
from experiments.commands.result_report import check_report, write_result_report
from experiments.commands.settings import STANDARD_OUTPUT, check_writable, told_of, write_text
from experiments.commands.sweep import INTERRUPTED, tell_failures, tell_stopped
from experiments.records import json_text
from experiments.report.terminal import console
from experiments.responses import known_outcome, response_of
from experiments.sensitivity.analysis import Method, Sensitivity, analyse, sensitivity_plan
from experiments.sensitivity.record import sensitivity_record
from experiments.sensitivity.tables import sensitivity_tables
from experiments.store_files import IN_MEMORY, open_or_create
from experiments.sweep import read_result
from simulator.simulate import Engine


def sensitivity(
    study: Path,
    *,
    method: Method,
    points: int | None,
    outcome: str | None,
    of: str | None,
    store_file: Path | None,
    seed: int | None,
    replications: int | None,
    workers: int | None,
    cluster: str | None,
    engine: Engine,
    report: Path | None,
    overrides: Sequence[str],
    json_file: str | None,
    quiet: bool,
) -> int:
    """Runs the design, prints the figures of every factor, writes what was asked for; returns the exit status."""
    check_writable("--store", store_file)
    check_writable("--json", json_file)
    check_report(report)
    with told_of("--points"):
        plan = sensitivity_plan(study, overrides, method=method, points=points, seed=seed, replications=replications)
    with told_of("--outcome"):
        known_outcome(plan, outcome)
    with told_of("--of"):
        response = response_of(plan, outcome=outcome, of=of)
    filling = Filling(engine=engine, workers=workers, cluster=cluster, quiet=quiet)
    filling.prepare()
    with closing(open_or_create(store_file or IN_MEMORY, plan)) as store:
        try:
            filling.fill(store)
        except KeyboardInterrupt:
            if store_file is not None:
                tell_stopped(store, "the same command")
            return INTERRUPTED
        found = analyse(read_result(store), response, method)
        record = sensitivity_record(store, found)
        if json_file is not None:
            write_text(json_file, json_text(record))
        write_result_report(report, record)
        if json_file != STANDARD_OUTPUT and not quiet:
            _print(found)
        return tell_failures(store)


def _print(found: Sensitivity) -> None:
    output = console()
    for part in sensitivity_tables(found):
        output.print(part)
