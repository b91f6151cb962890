"""`keysim decide`: replicates until the best strategy is known."""

from pathlib import Path

from experiments.amounts import KIND_OF_UNIT
from experiments.commands.prepare import prepare
from experiments.commands.progress import progress_bar
from experiments.commands.result_report import check_report, write_result_report
from experiments.commands.settings import Settings, bad_input, check_name, write_text
from experiments.decide import Method
from experiments.decide import decide as run
from experiments.decision_text import decision_record, decision_text
from experiments.execute import available_cores
from experiments.records import json_text
from simulator.catalogue import OUTCOMES
from simulator.errors import MisfitError
from simulator.units import parse


def decide(
    file: Path,
    settings: Settings,
    *,
    outcome: str | None,
    alpha: float,
    indifference: str | None,
    method: Method,
    cap: int,
    report: Path | None,
) -> int:
    """Runs until it is decided, prints the answer, writes what was asked for; returns the exit status."""
    scenario = settings.load(file)
    check_report(report)
    if len(scenario.strategies) < 2:
        raise bad_input(str(file), "a decision needs two strategies or more")
    name = outcome or scenario.outcomes[0]
    directed = [each for each, meaning in OUTCOMES.items() if meaning.better]
    check_name("--outcome", "outcome with a better direction", name, directed)
    zone = _zone(indifference, name)
    if method == "kn" and zone is None:
        raise bad_input("--method", "kn needs --indifference")
    prepare(settings.engine, quiet=settings.quiet)
    with progress_bar(wanted=not settings.quiet) as progress:
        decision = run(
            scenario,
            outcome=name,
            alpha=alpha,
            indifference=zone,
            method=method,
            cap=cap,
            engine=settings.engine,
            workers=settings.workers or available_cores(),
            progress=progress,
        )
    if settings.prints and not settings.quiet:
        print(decision_text(decision, scenario.world.currency))
    record = decision_record(scenario, decision)
    if settings.json_file is not None:
        write_text(settings.json_file, json_text(record))
    write_result_report(report, record)
    return 0


def _zone(text: str | None, outcome: str) -> float | None:
    if text is None:
        return None
    try:
        zone = parse(text, KIND_OF_UNIT[OUTCOMES[outcome].unit])
    except MisfitError as error:
        raise bad_input("--indifference", error.message, error.hint) from error
    if not 0 < zone < float("inf"):
        raise bad_input("--indifference", f"must be a finite amount above zero, found '{text}'")
    return zone
