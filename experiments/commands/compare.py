"""`keysim compare`: all strategies of a scenario in the same luck, and a verdict."""

from collections.abc import Sequence
from pathlib import Path

from experiments.commands.report import SUFFIXES, load_for_comparison, report_runs, write_report
from experiments.commands.settings import Settings, check_writable, read_zones, write_text
from experiments.commands.uncertain import worlds_of
from experiments.comparison import Comparison
from experiments.comparison import compare as weigh
from experiments.records import comparison_record, json_text
from experiments.report.tables import comparison_tables, verdict_block
from experiments.report.terminal import console
from experiments.verdict import verdict

PICTURES = (".svg", ".png")


def compare(
    file: Path,
    settings: Settings,
    *,
    plot: Path | None,
    report: Path | None,
    indifference: Sequence[str],
    uncertain: int | None = None,
    guesses: Sequence[str] = (),
) -> int:
    """Runs the comparison, prints it, writes what was asked for; returns the exit status."""
    scenario = load_for_comparison(file, settings)
    zones = read_zones(indifference)
    check_writable("--plot", plot, PICTURES)
    check_writable("--report", report, SUFFIXES)
    worlds = worlds_of(file, settings, scenario, uncertain, guesses)
    runs = (
        report_runs(scenario, settings, worlds)
        if report
        else settings.replicate(scenario, tuple(scenario.strategies), worlds=worlds)
    )
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
        write_report(report, file, scenario, settings, comparison, runs, study=None, worlds=worlds, guesses=guesses)
    return 1 if runs.failures else 0


def _print(comparison: Comparison, *, tables: bool) -> None:
    output = console()
    if tables:
        for part in comparison_tables(comparison, output.width):
            output.print(part)
            output.print()
    output.print(verdict_block(verdict(comparison)))
