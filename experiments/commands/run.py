"""`keysim run`: one strategy, in one luck in detail or in many as a summary."""

from pathlib import Path

from experiments.commands.settings import (
    Settings,
    bad_input,
    check_name,
    check_writable,
    write_text,
)
from experiments.comparison import summarise
from experiments.records import json_text, run_record, summary_record
from experiments.report.run_tables import run_tables
from experiments.report.tables import run_summary_tables
from experiments.report.terminal import console
from experiments.run_files import EVENT_SUFFIXES, require_parquet, write_events, write_timeline
from simulator.scenario.schema import Scenario
from simulator.simulate import simulate


def run(
    file: Path,
    settings: Settings,
    *,
    strategy: str | None,
    replication: int | None,
    events: Path | None,
    timeline: Path | None,
) -> int:
    """Runs, prints, writes what was asked for; returns the exit status."""
    scenario = settings.load(file)
    name = _strategy(scenario, strategy)
    if settings.replications is None:
        check_writable("--events", events, EVENT_SUFFIXES)
        check_writable("--timeline", timeline, (".csv",))
        return _run_once(scenario, settings, name, replication or 0, events, timeline)
    if not (replication is None and events is None and timeline is None):
        message = "does not go with --replication, --events or --timeline: they show one luck"
        raise bad_input("--replications", message)
    return _run_often(scenario, settings, name)


def _strategy(scenario: Scenario, name: str | None) -> str:
    if name is None and len(scenario.strategies) == 1:
        return next(iter(scenario.strategies))
    if name is None:
        raise bad_input("--strategy", f"is missing, known are {', '.join(scenario.strategies)}")
    check_name("--strategy", "strategy", name, scenario.strategies)
    return name


def _run_once(
    scenario: Scenario,
    settings: Settings,
    strategy: str,
    replication: int,
    events: Path | None,
    timeline: Path | None,
) -> int:
    if events is not None and events.suffix == ".parquet":
        require_parquet()
    result = simulate(
        scenario,
        strategy,
        replication=replication,
        engine=settings.engine,
        record_events=events is not None,
    )
    if settings.prints and not settings.quiet:
        output = console()
        for part in run_tables(result, scenario.title, scenario.world.currency):
            output.print(part)
            output.print()
    if settings.json_file is not None:
        write_text(settings.json_file, json_text(run_record(scenario, result)))
    if events is not None and result.events is not None:
        write_events(result.events, events)
    if timeline is not None:
        write_timeline(result.timeline, timeline)
    return 0


def _run_often(scenario: Scenario, settings: Settings, strategy: str) -> int:
    runs = settings.replicate(scenario, (strategy,), columns=())
    whole = runs.complete()
    summaries = summarise(whole.outcomes[strategy])
    if settings.prints and not settings.quiet:
        output = console()
        for part in run_summary_tables(strategy, summaries, whole.replications, scenario.world.currency):
            output.print(part)
    if settings.json_file is not None:
        write_text(settings.json_file, json_text(summary_record(scenario, runs, summaries)))
    return 1 if runs.failures else 0
