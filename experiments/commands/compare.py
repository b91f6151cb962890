"""`keysim compare`: all strategies of a scenario in the same luck, and a verdict."""

from collections.abc import Sequence
from pathlib import Path

from experiments.amounts import KIND_OF_UNIT
from experiments.commands.settings import Settings, bad_input, check_name, check_writable, write_text
from experiments.comparison import Comparison
from experiments.comparison import compare as weigh
from experiments.records import comparison_record, json_text
from experiments.report.tables import comparison_tables, verdict_block
from experiments.report.terminal import console
from experiments.verdict import verdict
from simulator.catalogue import OUTCOMES
from simulator.errors import MisfitError
from simulator.units import parse

PICTURES = (".svg", ".png")


def compare(file: Path, settings: Settings, *, plot: Path | None, indifference: Sequence[str]) -> int:
    """Runs the comparison, prints it, writes what was asked for; returns the exit status."""
    scenario = settings.load(file)
    if len(scenario.strategies) < 2:
        raise bad_input(str(file), "a comparison needs two strategies or more")
    zones = dict(map(_zone, indifference))
    check_writable("--plot", plot, PICTURES)
    runs = settings.replicate(scenario, tuple(scenario.strategies))
    comparison = weigh(scenario, runs, zones)
    if settings.prints:
        _print(comparison, tables=not settings.quiet)
    if settings.json_file is not None:
        record = comparison_record(scenario, comparison, verdict(comparison))
        write_text(settings.json_file, json_text(record))
    if plot is not None:
        from experiments.report.plots import comparison_figure, save_figure

        save_figure(comparison_figure(comparison, runs), plot)
    return 1 if runs.failures else 0


def _print(comparison: Comparison, *, tables: bool) -> None:
    output = console()
    if tables:
        for part in comparison_tables(comparison, output.width):
            output.print(part)
            output.print()
    output.print(verdict_block(verdict(comparison)))


def _zone(text: str) -> tuple[str, float]:
    """Reads `OUTCOME=AMOUNT`."""
    outcome, equals, amount = text.partition("=")
    if not equals:
        raise bad_input("--indifference", f"'{text}' is not OUTCOME=AMOUNT")
    check_name("--indifference", "outcome", outcome, OUTCOMES)
    try:
        return outcome, parse(amount, KIND_OF_UNIT[OUTCOMES[outcome].unit])
    except MisfitError as error:
        raise bad_input("--indifference", error.message, error.hint) from error
