"""`keysim calibrate`: from order records to models of the customer base, and to a world."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from experiments.calibration.calibration import Calibration, calibrate
from experiments.calibration.deals import DEAL_NAMES, read_deals
from experiments.calibration.page import calibration_page
from experiments.calibration.reading import read_orders
from experiments.calibration.record import calibration_record
from experiments.calibration.table import ReadingOptions
from experiments.calibration.words import print_calibration
from experiments.commands.result_report import check_report, write_result_report
from experiments.commands.settings import STANDARD_OUTPUT, bad_input, check_name, check_writable, write_text
from experiments.invocation import command_line
from experiments.records import json_text
from experiments.report.terminal import console
from experiments.world_draws import draws_file, draws_text
from simulator.errors import SimulatorError, printable

PICTURES = (".svg", ".png")
DEFAULT_BASE = "worlds/industrial_supplier.yaml"


@dataclass(frozen=True, kw_only=True)
class CalibrateOptions:
    """The options of `keysim calibrate`, as the command line has them."""

    columns: Mapping[str, str | None]
    encoding: str | None
    dates: str | None
    decimal: str | None
    duplicates: str
    since: str | None
    hold_out: float | None
    world: Path | None
    base: str | None
    share_of_wallet: float | None
    draws: int
    page: Path | None
    plot: Path | None
    report: Path | None
    pipeline: Path | None
    pipeline_columns: Sequence[str]
    example: Path | None
    cdnow: bool
    json_file: str | None
    quiet: bool

    @property
    def reading(self) -> ReadingOptions:
        """What the user says of the file of orders."""
        given = {role: name for role, name in self.columns.items() if name is not None}
        return ReadingOptions(
            columns=given,
            encoding=self.encoding,
            dates=self.dates,
            decimal=self.decimal,
            duplicates=self.duplicates,
        )


def run_calibration(file: Path | None, options: CalibrateOptions) -> int:
    """Reads, fits, prints, writes what was asked for; returns the exit status."""
    if options.cdnow or options.example is not None:
        return _without_file(file, options.example, cdnow=options.cdnow)
    if file is None:
        raise bad_input("ORDERS", "is missing: a file of orders, --example or --cdnow")
    _check_targets(options)
    base, first_day = _checked_base(options.base, options.world), _day(options.since)
    deal_columns = _deal_columns(options.pipeline, options.pipeline_columns)
    with _steps(wanted=not options.quiet) as progress:
        progress("reading")
        orders, reading = read_orders(file, options.reading)
        crm = None if options.pipeline is None else read_deals(options.pipeline, deal_columns)
        found = calibrate(orders, reading, crm, since=first_day, hold_out_weeks=options.hold_out, progress=progress)
        files = _world_files(options, found, base, progress)
    _write(options, found, files)
    return 0


def _check_targets(options: CalibrateOptions) -> None:
    check_writable("--json", options.json_file)
    check_writable("--world", options.world, (".yaml", ".yml"))
    check_writable("--page", options.page, (".md",))
    check_writable("--plot", options.plot, PICTURES)
    check_report(options.report)


def _write(options: CalibrateOptions, found: Calibration, files: dict[Path, str]) -> None:
    """Prints what was found, and writes the files: those of the world, and what else was asked for."""
    if options.json_file != STANDARD_OUTPUT and not options.quiet:
        print_calibration(found, console())
    record = calibration_record(found)
    if options.json_file is not None:
        write_text(options.json_file, json_text(record))
    write_result_report(options.report, record)
    if options.page is not None:
        picture = "" if options.plot is None else _beside(options.plot, options.page)
        files[options.page] = calibration_page(found, picture)
    for name, text in files.items():
        write_text(name, text)
    if options.plot is not None:
        _draw(found, options.plot)
    if options.world is not None and options.json_file != STANDARD_OUTPUT:
        print(f"wrote {options.world} and {draws_file(options.world).name}; next:")
        command = f"compare chase_or_build --set world={options.world} --uncertain {min(options.draws, 50)}"
        print(command_line(command))


def _draw(found: Calibration, plot: Path) -> None:
    """Draws the back-test.

    Raises:
        SimulatorError: There are no held-out weeks.
    """
    from experiments.report.backtest_plot import backtest_figure
    from experiments.report.plots import save_figure

    if found.backtest is None:
        raise SimulatorError("--plot draws the held-out weeks, and the records are too short to hold any out")
    save_figure(backtest_figure(found.backtest, found.choice.chosen), plot)


def _beside(plot: Path, page: Path) -> str:
    """How the page names the picture."""
    return Path(os.path.relpath(plot.resolve(), page.resolve().parent)).as_posix()


def _without_file(file: Path | None, example: Path | None, *, cdnow: bool) -> int:
    """Writes the example export, or prints the CDNOW table."""
    if file is not None or (cdnow and example is not None):
        raise bad_input("ORDERS", "does not go with --example or --cdnow, nor do these with each other")
    if cdnow:
        from experiments.calibration.cdnow import cdnow_page

        sys.stdout.write(cdnow_page())
        return 0
    from experiments.calibration.example import write_example
    from experiments.commands.prepare import prepare

    assert example is not None
    check_writable("--example", example, (".csv",))
    prepare("compiled", quiet=False)
    deals = write_example(example)
    print(f"wrote {example} and {deals}; next: {command_line(f'calibrate {example} --pipeline {deals}')}")
    return 0


def _checked_base(base: str | None, world: Path | None) -> str:
    """The base world, known to be sound before the work begins."""
    if base is not None and world is None:
        raise bad_input("--base", "is the world that --world extends; give --world too")
    if world is not None:
        from simulator.scenario.load import load_world

        load_world(base or DEFAULT_BASE)
    return base or DEFAULT_BASE


def _deal_columns(pipeline: Path | None, pairs: Sequence[str]) -> dict[str, str]:
    """Reads `ROLE=COLUMN`."""
    if pairs and pipeline is None:
        raise bad_input("--pipeline-column", "names a column of the file of deals; give --pipeline too")
    columns = {}
    for pair in pairs:
        role, equals, column = pair.partition("=")
        if not equals or not column.strip():
            raise bad_input("--pipeline-column", f"'{printable(pair)}' is not ROLE=COLUMN")
        check_name("--pipeline-column", "role", role, DEAL_NAMES)
        columns[role] = column
    return columns


def _day(text: str | None) -> int:
    if text is None:
        return 0
    try:
        return dt.date.fromisoformat(text).toordinal()
    except ValueError:
        raise bad_input("--since", f"'{text}' is no date such as 2021-07-01") from None


def _world_files(
    options: CalibrateOptions, found: Calibration, base: str, progress: Callable[[str], None]
) -> dict[Path, str]:
    """The world, and the draws beside it; nothing if no world is asked for."""
    if options.world is None:
        return {}
    from experiments.calibration.tuning import tuned_world
    from experiments.commands.prepare import prepare

    prepare("compiled", quiet=True)
    text, drawn = tuned_world(found, base, options.share_of_wallet, options.draws, progress)
    return {options.world: text, draws_file(options.world): draws_text(drawn, found.reading.sha256)}


@contextmanager
def _steps(*, wanted: bool) -> Iterator[Callable[[str], None]]:
    """Tells on a terminal's standard error what is being done."""
    from rich.console import Console

    output = Console(stderr=True)
    if not (wanted and output.is_terminal):
        yield lambda _: None
        return
    with output.status("reading") as status:
        yield status.update
