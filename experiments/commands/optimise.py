"""`keysim optimise`: the best levers of a strategy, and what they are worth on fresh luck."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.commands.compare import PICTURES
from experiments.commands.prepare import prepare
from experiments.commands.progress import progress_bar
from experiments.commands.result_report import check_report, write_result_report
from experiments.commands.settings import STANDARD_OUTPUT, bad_input, check_name, check_writable, write_text
from experiments.optimisation.levers import LeverSpace, lever_space, strategy_text
from experiments.optimisation.optimise import Effort, Optimum
from experiments.optimisation.optimise import optimise as run
from experiments.optimisation.record import optimum_record
from experiments.optimisation.search import Goal, optuna_module
from experiments.records import json_text
from experiments.report.optimum_table import optimum_tables
from experiments.report.terminal import console
from experiments.store_files import IN_MEMORY
from simulator.catalogue import OUTCOMES
from simulator.errors import MisfitError
from simulator.simulate import Engine
from simulator.units import parse

INTERRUPTED = 130


@dataclass(frozen=True, kw_only=True)
class OptimiseSettings:
    """The options of an optimisation that decide how it is run and written."""

    store_file: Path | None
    workers: int | None
    engine: Engine
    json_file: str | None
    plot: Path | None
    report: Path | None
    strategy_file: Path | None
    quiet: bool


def optimise(
    study: Path,
    *,
    strategy: str | None,
    outcome: str,
    risk: str,
    max_ruin: str | None,
    budget: int,
    lucks: int,
    fresh: int,
    seed: int | None,
    overrides: Sequence[str],
    settings: OptimiseSettings,
) -> int:
    """Searches, prints what came of it, writes what was asked for; returns the exit status."""
    for option, target in (("--store", settings.store_file), ("--json", settings.json_file)):
        check_writable(option, target)
    check_writable("--plot", settings.plot, PICTURES)
    check_report(settings.report)
    check_writable("--write", settings.strategy_file, (".yaml", ".yml"))
    directed = [name for name, meaning in OUTCOMES.items() if meaning.better]
    for option, name in (("--outcome", outcome), ("--risk", risk)):
        check_name(option, "outcome with a better direction", name, directed)
    if outcome == risk:
        raise bad_input("--risk", "is the same as --outcome")
    goal = Goal(outcome=outcome, risk=risk, max_ruin=_share(max_ruin))
    effort = Effort(budget=budget, lucks=lucks, fresh=fresh)
    if budget < effort.least:
        message = f"{budget:,} runs are too few for trials of {lucks} lucks and {fresh} fresh ones"
        raise bad_input("--budget", f"{message}, needs {effort.least:,}")
    optuna_module()
    space = lever_space(str(study), strategy=strategy, overrides=overrides, seed=seed)
    prepare(settings.engine, quiet=settings.quiet)
    try:
        optimum = _optimum(space, goal, effort, settings)
    except KeyboardInterrupt:
        kept = "; the same command with the same --store goes on" if settings.store_file else ""
        print(f"keysim: stopped{kept}", file=sys.stderr)
        return INTERRUPTED
    _write(space, optimum, settings)
    return 0


def _optimum(space: LeverSpace, goal: Goal, effort: Effort, settings: OptimiseSettings) -> Optimum:
    with progress_bar(wanted=not settings.quiet) as progress:
        return run(
            space,
            goal,
            effort,
            store=settings.store_file or IN_MEMORY,
            engine=settings.engine,
            workers=settings.workers,
            progress=progress,
        )


def _write(space: LeverSpace, optimum: Optimum, settings: OptimiseSettings) -> None:
    record = optimum_record(space, optimum, engine=settings.engine)
    if settings.json_file is not None:
        write_text(settings.json_file, json_text(record))
    write_result_report(settings.report, record)
    if settings.plot is not None:
        from experiments.report.optimum_plot import optimum_figure
        from experiments.report.plots import save_figure

        save_figure(optimum_figure(space, optimum), settings.plot)
    if settings.strategy_file is not None and optimum.chosen.trial is not None:
        write_text(settings.strategy_file, strategy_text(space, optimum.chosen.trial.row))
    if settings.json_file != STANDARD_OUTPUT and not settings.quiet:
        output = console()
        for part in optimum_tables(space, optimum):
            output.print(part)


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        share = parse(text, "fraction")
    except MisfitError as error:
        raise bad_input("--max-ruin", error.message, error.hint) from error
    if not 0 <= share <= 1:
        raise bad_input("--max-ruin", f"must be a share from 0 to 100 %, found '{text}'")
    return share
