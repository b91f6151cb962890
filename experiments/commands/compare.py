"""`keysim compare`: all strategies of a scenario in the same luck, and a verdict."""

import sys
from collections.abc import Sequence
from pathlib import Path

from experiments.commands.report import SUFFIXES, load_for_comparison, report_runs, write_report
from experiments.commands.settings import Settings, bad_input, check_writable, read_zones, write_text
from experiments.comparison import Comparison
from experiments.comparison import compare as weigh
from experiments.records import comparison_record, json_text
from experiments.replication import Replications
from experiments.report.tables import comparison_tables, verdict_block
from experiments.report.terminal import console
from experiments.verdict import verdict
from experiments.world_draws import FEWEST_LUCKS, DrawnWorlds, drawn_worlds, find_draws, read_draws
from simulator.scenario.schema import Scenario

PICTURES = (".svg", ".png")


def compare(
    file: Path,
    settings: Settings,
    *,
    plot: Path | None,
    report: Path | None,
    indifference: Sequence[str],
    uncertain: int | None = None,
) -> int:
    """Runs the comparison, prints it, writes what was asked for; returns the exit status."""
    scenario = load_for_comparison(file, settings)
    zones = read_zones(indifference)
    check_writable("--plot", plot, PICTURES)
    check_writable("--report", report, SUFFIXES)
    if report is not None and uncertain is not None:
        raise bad_input("--report", "does not go with --uncertain: a report is about one world")
    worlds = None if uncertain is None else _drawn_worlds(file, settings, scenario, uncertain)
    runs = report_runs(scenario, settings) if report else _runs(scenario, settings, worlds)
    comparison = weigh(scenario, runs, zones)
    if settings.prints:
        _print(comparison, tables=not settings.quiet)
    if settings.json_file is not None:
        record = comparison_record(scenario, comparison, verdict(comparison), worlds)
        write_text(settings.json_file, json_text(record))
    if plot is not None:
        from experiments.report.plots import comparison_figure, save_figure

        save_figure(comparison_figure(comparison, runs), plot)
    if report is not None:
        write_report(report, file, scenario, settings, comparison, runs, study=None)
    return 1 if runs.failures else 0


def _runs(scenario: Scenario, settings: Settings, worlds: DrawnWorlds | None) -> Replications:
    return settings.replicate(scenario, tuple(scenario.strategies), worlds=worlds.scenarios if worlds else ())


def _drawn_worlds(file: Path, settings: Settings, scenario: Scenario, count: int) -> DrawnWorlds:
    """The scenario in so many worlds, from the draws beside its world file."""
    lucks = scenario.run.replications // count
    if count < 2 or lucks < FEWEST_LUCKS:
        message = (
            f"{scenario.run.replications} replications in {count} worlds: at least 2 worlds are needed, and 2 in each"
        )
        raise bad_input("--uncertain", f"{message}; see --replications")
    worlds = drawn_worlds(scenario, read_draws(find_draws(file, settings.overrides)), count)
    if settings.prints and worlds.fixed:
        print(f"not varied, as they were set otherwise: {', '.join(worlds.fixed)}", file=sys.stderr)
    return worlds


def _print(comparison: Comparison, *, tables: bool) -> None:
    output = console()
    if tables:
        for part in comparison_tables(comparison, output.width):
            output.print(part)
            output.print()
    output.print(verdict_block(verdict(comparison)))
