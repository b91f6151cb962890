"""`keysim report`, and the report that `keysim compare` writes beside its tables: one HTML file."""

import shlex
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from experiments.assumptions import premises
from experiments.closing import closing_measures
from experiments.commands.result_report import report_result
from experiments.commands.settings import Settings, bad_input, check_writable, read_zones, write_text
from experiments.commands.uncertain import worlds_of
from experiments.comparison import Comparison, compare
from experiments.largest_loss import MOST_LUCKS, largest_loss, without_largest, worlds_without_largest
from experiments.replication import Replications
from experiments.store_files import is_store_file, open_store
from experiments.sweep_gains import study_gains
from experiments.verdict import verdict
from experiments.world_draws import DrawnWorlds
from simulator.errors import SimulatorError, printable
from simulator.scenario.schema import Scenario

SUFFIXES = (".html",)


def report(
    file: Path,
    settings: Settings,
    *,
    output: Path | None,
    indifference: Sequence[str],
    study: Path | None,
    uncertain: int | None = None,
    guesses: Sequence[str] = (),
) -> int:
    """Runs the comparison and writes the report, or reports on a store; returns the exit status."""
    if file.is_file() and is_store_file(file):
        if uncertain is not None or guesses:
            raise bad_input("--uncertain", "does not go with a store: its runs are done")
        return _report_store(file, settings, output, indifference, study)
    if file.suffix == ".json":
        return _report_result(file, settings, output, indifference, study)
    scenario = load_for_comparison(file, settings)
    zones = read_zones(indifference)
    target = output or Path(f"{file.stem}.html")
    check_writable("-o", target, SUFFIXES)
    check_study(scenario, study)
    worlds = worlds_of(file, settings, scenario, uncertain, guesses)
    runs = report_runs(scenario, settings, worlds)
    comparison = compare(scenario, runs, zones)
    write_report(target, file, scenario, settings, comparison, runs, study=study, worlds=worlds, guesses=guesses)
    if settings.prints and not settings.quiet:
        print(f"wrote {target}")
    return 1 if runs.failures else 0


def _report_store(
    file: Path, settings: Settings, output: Path | None, indifference: Sequence[str], study: Path | None
) -> int:
    _refuse_options("a store", settings, indifference, study)
    target = output or Path(f"{file.stem}.html")
    check_writable("-o", target, SUFFIXES)
    from experiments.report.page import page_html
    from experiments.report.sweep_page import sweep_page

    write_text(target, page_html(sweep_page(file)))
    if not settings.quiet:
        print(f"wrote {target}")
    return 0


def _report_result(
    file: Path, settings: Settings, output: Path | None, indifference: Sequence[str], study: Path | None
) -> int:
    if not file.is_file():
        raise bad_input(printable(str(file)), "no such file")
    _refuse_options("a result", settings, indifference, study)
    target = report_result(file, output)
    if not settings.quiet:
        print(f"wrote {target}")
    return 0


def _refuse_options(kind: str, settings: Settings, indifference: Sequence[str], study: Path | None) -> None:
    given = {
        "--study": study,
        "--seed": settings.seed,
        "--replications": settings.replications,
        "--set": settings.overrides or None,
        "--indifference": indifference or None,
    }
    for option, value in given.items():
        if value is not None:
            raise bad_input(option, f"does not go with {kind}: its runs are done")


def load_for_comparison(file: Path, settings: Settings) -> Scenario:
    """A scenario with two strategies or more.

    Raises:
        ScenarioError: It has fewer, or is faulty.
    """
    scenario = settings.load(file)
    if len(scenario.strategies) < 2:
        raise bad_input(str(file), "a comparison needs two strategies or more")
    return scenario


def check_study(scenario: Scenario, study: Path | None) -> None:
    """Refuses, before the work begins, a store that does not answer the scenario's question.

    Raises:
        ScenarioError: It is no store, has other strategies, or does not keep the outcome that decides.
    """
    if study is None:
        return
    if not study.is_file():
        raise bad_input("--study", f"'{printable(str(study))}' does not exist")
    try:
        with closing(open_store(study)) as store:
            for name in scenario.strategies:
                if name != scenario.baseline:
                    study_gains(store, name, scenario.baseline, scenario.outcomes[0])
    except SimulatorError as error:
        raise bad_input("--study", str(error)) from error


def report_runs(scenario: Scenario, settings: Settings, worlds: DrawnWorlds | None = None) -> Replications:
    """All replications with what a report shows beyond the outcomes."""
    from experiments.report.material import COLUMNS

    return settings.replicate(
        scenario, tuple(scenario.strategies), columns=COLUMNS, measure=closing_measures, worlds=worlds
    )


def write_report(
    target: Path,
    file: Path,
    scenario: Scenario,
    settings: Settings,
    comparison: Comparison,
    runs: Replications,
    *,
    study: Path | None,
    worlds: DrawnWorlds | None = None,
    guesses: Sequence[str] = (),
) -> None:
    """Runs the stress test, and writes the report on a comparison that has been run with `report_runs`."""
    from experiments.report.comparison_page import comparison_page
    from experiments.report.material import Material
    from experiments.report.page import page_html

    fewer = None if worlds is None else worlds_without_largest(worlds, scenario.run.replications)
    without = without_largest(
        scenario, MOST_LUCKS if fewer is None else len(fewer.scenarios) * (runs.lucks_per_world or 1)
    )
    stressed = settings.replicate(without, tuple(scenario.strategies), columns=(), worlds=fewer)
    material = Material(
        scenario=scenario,
        file=file.as_posix(),
        command=_command(file, scenario, settings, comparison.indifference, study, _unknowns(worlds, guesses)),
        comparison=comparison,
        runs=runs.complete(),
        remarks=verdict(comparison),
        premises=premises(file, settings.overrides),
        loss=largest_loss(scenario, runs, stressed),
        study=study,
    )
    write_text(target, page_html(comparison_page(material)))


def _unknowns(worlds: DrawnWorlds | None, guesses: Sequence[str]) -> list[str]:
    """The options that say what is not known."""
    if worlds is None:
        return []
    return ["--uncertain", str(len(worlds.scenarios)), *(word for text in guesses for word in ("--guess", text))]


def _command(
    file: Path,
    scenario: Scenario,
    settings: Settings,
    zones: Mapping[str, float],
    study: Path | None,
    unknowns: Sequence[str],
) -> str:
    """The command that writes the same report again, whatever the file was called and how it was asked for."""
    words: Sequence[str] = [
        *("keysim", "report", file.as_posix()),
        *("--replications", str(scenario.run.replications), "--seed", str(scenario.run.seed)),
        *(["--engine", settings.engine] if settings.engine != "compiled" else []),
        *(word for text in settings.overrides for word in ("--set", text)),
        *(word for outcome, zone in zones.items() for word in ("--indifference", f"{outcome}={zone!r}")),
        *unknowns,
        *(["--study", study.as_posix()] if study is not None else []),
        *("-o", "report.html"),
    ]
    return shlex.join(words)
