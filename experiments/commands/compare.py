"""`keysim compare`: all strategies of a scenario in the same luck, and a verdict."""

import sys
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
from experiments.world_draws import FEWEST_LUCKS, DrawnWorlds, drawn_worlds, find_draws, read_draws
from simulator.catalogue import OUTCOMES
from simulator.errors import MisfitError
from simulator.scenario.schema import Scenario
from simulator.units import parse

PICTURES = (".svg", ".png")


def compare(
    file: Path, settings: Settings, *, plot: Path | None, indifference: Sequence[str], uncertain: int | None = None
) -> int:
    """Runs the comparison, prints it, writes what was asked for; returns the exit status."""
    scenario = settings.load(file)
    if len(scenario.strategies) < 2:
        raise bad_input(str(file), "a comparison needs two strategies or more")
    zones = dict(map(_zone, indifference))
    check_writable("--plot", plot, PICTURES)
    worlds = None if uncertain is None else _drawn_worlds(file, settings, scenario, uncertain)
    runs = settings.replicate(scenario, tuple(scenario.strategies), worlds=worlds.scenarios if worlds else ())
    comparison = weigh(scenario, runs, zones)
    if settings.prints:
        _print(comparison, tables=not settings.quiet)
    if settings.json_file is not None:
        record = comparison_record(scenario, comparison, verdict(comparison), worlds)
        write_text(settings.json_file, json_text(record))
    if plot is not None:
        from experiments.report.plots import comparison_figure, save_figure

        save_figure(comparison_figure(comparison, runs), plot)
    return 1 if runs.failures else 0


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
