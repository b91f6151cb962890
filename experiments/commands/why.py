"""`keysim why`: the difference between two strategies in an outcome, explained by mechanism."""

import shlex
from pathlib import Path

from experiments.commands.prepare import prepare
from experiments.commands.progress import progress_bar
from experiments.commands.settings import Settings, bad_input, check_name, check_writable, write_text
from experiments.execute import available_cores
from experiments.records import json_text
from experiments.report.terminal import console
from experiments.report.why_tables import why_tables
from experiments.stories.record import why_record
from experiments.stories.splits import SPLITS
from experiments.stories.why import Explanation, explain
from simulator.catalogue import OUTCOMES
from simulator.scenario.schema import Scenario

PICTURES = (".svg", ".png")


def why(
    file: Path,
    settings: Settings,
    *,
    outcome: str,
    strategy: str | None,
    baseline: str | None,
    replication: int | None,
    plot: Path | None,
) -> int:
    """Runs both strategies in many lucks, prints the split, writes what was asked for; returns the exit status."""
    scenario = settings.load(file)
    _check_outcome(outcome)
    own, other = _pair(scenario, file, strategy, baseline)
    check_writable("--plot", plot, PICTURES)
    prepare(settings.engine, quiet=settings.quiet)
    with progress_bar(wanted=not settings.quiet) as progress:
        explanation = explain(
            scenario,
            own,
            other,
            outcome=outcome,
            engine=settings.engine,
            workers=settings.workers or available_cores(),
            luck=replication,
            progress=progress,
        )
    if settings.prints and not settings.quiet:
        output = console()
        for part in why_tables(explanation, scenario, _follow(file, settings, explanation)):
            output.print(part)
            output.print()
    if settings.json_file is not None:
        write_text(settings.json_file, json_text(why_record(scenario, explanation)))
    if plot is not None:
        from experiments.report.plots import save_figure
        from experiments.report.why_plot import why_figure

        save_figure(why_figure(explanation, scenario), plot)
    return 0


def _follow(file: Path, settings: Settings, explanation: Explanation) -> str:
    """The command that tells the life of the first account, with all that made this luck what it is."""
    words = ["keysim", "trace", str(file)]
    words += [word for change in settings.overrides for word in ("--set", change)]
    words += [] if settings.seed is None else ["--seed", str(settings.seed)]
    words += ["--replication", str(explanation.luck)]
    words += [word for account in explanation.accounts[:1] for word in ("--account", str(account.account))]
    return shlex.join(words)


def _check_outcome(outcome: str) -> None:
    """Refuses an outcome that is no sum over accounts or over the books, such as a share or a date.

    Raises:
        ScenarioError: With those that can be split.
    """
    check_name("--outcome", "outcome", outcome, OUTCOMES)
    if outcome not in SPLITS:
        can = ", ".join(SPLITS)
        raise bad_input("--outcome", f"'{outcome}' is no sum that could be split; outcomes that can be split: {can}")


def _pair(scenario: Scenario, file: Path, strategy: str | None, baseline: str | None) -> tuple[str, str]:
    """The two strategies: by default the file's baseline, and the other one where there are two."""
    names = list(scenario.strategies)
    if len(names) < 2:
        raise bad_input(str(file), "a difference needs two strategies or more")
    for option, name in (("--strategy", strategy), ("--baseline", baseline)):
        if name is not None:
            check_name(option, "strategy", name, names)
    other = baseline or (scenario.baseline if strategy != scenario.baseline else None)
    left = [name for name in names if name not in (strategy, other)]
    if strategy is None and other is not None and len(left) == 1:
        return left[0], other
    if strategy is not None and other is None and len(left) == 1:
        return strategy, left[0]
    if strategy is None or other is None:
        option = "--strategy" if strategy is None else "--baseline"
        raise bad_input(option, f"is missing, known are {', '.join(names)}")
    if strategy == other:
        raise bad_input("--strategy", f"'{strategy}' is the baseline itself")
    return strategy, other
