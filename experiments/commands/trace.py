"""`keysim trace`: the life of one account under each strategy, in the same luck."""

from collections.abc import Sequence
from pathlib import Path

from experiments.commands.progress import progress_bar
from experiments.commands.settings import Settings, bad_input, check_name, check_writable, write_text
from experiments.records import json_text
from experiments.report.stories import story_tables
from experiments.report.terminal import console
from experiments.stories.live import live
from experiments.stories.picking import DIFFERS, pick
from experiments.stories.record import trace_record
from experiments.stories.story import story_of
from simulator.scenario.schema import Scenario

PICTURES = (".svg", ".png")


def trace(
    file: Path,
    settings: Settings,
    *,
    account: int | None,
    wanted: str | None,
    replication: int,
    strategies: Sequence[str],
    full: bool,
    plot: Path | None,
) -> int:
    """Watches an account, tells its story, writes what was asked for; returns the exit status."""
    scenario = settings.load(file)
    names = _strategies(scenario, strategies)
    check_writable("--plot", plot, PICTURES)
    if account is not None and wanted is not None:
        raise bad_input("--pick", "does not go with --account: the account is chosen already")
    with progress_bar(wanted=not settings.quiet) as progress:
        number = _account(scenario, names, account, wanted or DIFFERS, replication)
        lives = live(scenario, names, number, replication, progress)
    stories = [story_of(life, scenario, full=full) for life in lives]
    if settings.prints and not settings.quiet:
        output = console()
        for part in story_tables(lives, stories, scenario, replication, output.width):
            output.print(part)
            output.print()
    if settings.json_file is not None:
        write_text(settings.json_file, json_text(trace_record(scenario, lives, stories, replication, full=full)))
    if plot is not None:
        from experiments.report.plots import save_figure
        from experiments.report.story_plot import story_figure

        save_figure(story_figure(lives, stories, scenario, replication), plot)
    return 0


def _strategies(scenario: Scenario, asked: Sequence[str]) -> tuple[str, ...]:
    for name in asked:
        check_name("--strategy", "strategy", name, scenario.strategies)
    return tuple(dict.fromkeys(asked)) or tuple(scenario.strategies)


def _account(scenario: Scenario, names: Sequence[str], account: int | None, wanted: str, replication: int) -> int:
    count = sum(segment.accounts for segment in scenario.world.segments.values())
    if account is None:
        picked = pick(scenario, names, replication, wanted)
        if picked is None:
            message = f"no account with the fate '{wanted}' in replication {replication}; try another --replication"
            raise bad_input("--pick", message)
        return picked
    if account >= count:
        raise bad_input("--account", f"there is no account {account}; the world has accounts 0 to {count - 1}")
    return account
