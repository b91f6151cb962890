"""`keysim map`: where the verdict flips, over two parameters."""

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from experiments.bank import Bank
from experiments.breakeven.axes import MapDesign, map_design
from experiments.breakeven.explore import Exploration, explore, least_budget
from experiments.breakeven.line import Line, break_even
from experiments.breakeven.record import map_record
from experiments.breakeven.words import spent
from experiments.commands.compare import PICTURES
from experiments.commands.prepare import prepare
from experiments.commands.progress import progress_bar
from experiments.commands.result_report import check_report, write_result_report
from experiments.commands.settings import STANDARD_OUTPUT, bad_input, check_writable, write_text
from experiments.records import json_text
from experiments.report.map_table import map_lines
from experiments.report.terminal import console
from experiments.store_files import IN_MEMORY, open_or_create
from simulator.simulate import Engine

INTERRUPTED = 130


@dataclass(frozen=True, kw_only=True)
class MapSettings:
    """The options of a map that decide how it is run and written."""

    budget: int
    alpha: float
    store_file: Path | None
    workers: int | None
    engine: Engine
    json_file: str | None
    plot: Path | None
    report: Path | None
    quiet: bool


def map_study(
    file: Path,
    *,
    x: str,
    y: str,
    grid: int | None,
    outcome: str | None,
    strategy: str | None,
    baseline: str | None,
    seed: int | None,
    overrides: Sequence[str],
    settings: MapSettings,
) -> int:
    """Runs a map, prints it, writes what was asked for; returns the exit status."""
    for option, target in (("--store", settings.store_file), ("--json", settings.json_file)):
        check_writable(option, target)
    check_writable("--plot", settings.plot, PICTURES)
    check_report(settings.report)
    design = map_design(
        str(file),
        x,
        y,
        grid=grid,
        outcome=outcome,
        strategy=strategy,
        baseline=baseline,
        overrides=overrides,
        seed=seed,
    )
    _check_budget(design, settings.budget)
    prepare(settings.engine, quiet=settings.quiet)
    try:
        exploration = _explored(design, settings)
    except KeyboardInterrupt:
        kept = "; the same command with the same --store goes on" if settings.store_file else ""
        print(f"keysim: stopped{kept}", file=sys.stderr)
        return INTERRUPTED
    _write(design, exploration, settings)
    return _tell_failures(exploration)


def _check_budget(design: MapDesign, budget: int) -> None:
    least = least_budget(design)
    if budget < least:
        raise bad_input("--budget", f"{budget:,} runs are too few for {len(design.plan)} cells, needs {least:,}")


def _explored(design: MapDesign, settings: MapSettings) -> Exploration:
    with (
        closing(open_or_create(settings.store_file or IN_MEMORY, design.plan)) as store,
        progress_bar(wanted=not settings.quiet) as progress,
    ):
        bank = Bank(store, engine=settings.engine, workers=settings.workers, progress=progress)
        return explore(design, bank, budget=settings.budget, alpha=settings.alpha)


def _write(design: MapDesign, exploration: Exploration, settings: MapSettings) -> None:
    line = break_even(design, exploration)
    note = spent(design, exploration, settings.budget)
    record = map_record(design, exploration, line, budget=settings.budget, alpha=settings.alpha, engine=settings.engine)
    if settings.json_file is not None:
        write_text(settings.json_file, json_text(record))
    write_result_report(settings.report, record)
    if settings.plot is not None:
        _draw(design, exploration, line, note, settings.plot)
    if settings.json_file != STANDARD_OUTPUT and not settings.quiet:
        output = console()
        for part in map_lines(design, exploration, line, note, output.width):
            output.print(part, soft_wrap=False)


def _draw(design: MapDesign, exploration: Exploration, line: Line, note: str, file: Path) -> None:
    from experiments.report.map_plot import map_figure
    from experiments.report.plots import save_figure

    save_figure(map_figure(design, exploration, line, note), file)


def _tell_failures(exploration: Exploration) -> int:
    failed = [cell for cell in exploration.cells if cell.state == "failed"]
    if failed:
        print(f"keysim: {len(failed)} cells failed; the first: {failed[0].error}", file=sys.stderr)
    return 1 if failed else 0
