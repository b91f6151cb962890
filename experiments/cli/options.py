"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

# The engines that a user may ask for; a test keeps this equal to `simulator.simulate.ENGINES`.
ENGINES = ("compiled", "reference")

Command = Callable[..., Any]


def _remember_debug(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        ctx.find_root().meta["keysim.debug"] = True


def print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Answers `--version`."""
    if wanted:
        from experiments.provenance import keysim_version

        click.echo(f"keysim {keysim_version()}")
        ctx.exit()


debug = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_remember_debug,
    help="Show the traceback of an unexpected error.",
)
scenario_file = click.argument("file", type=click.Path(path_type=Path))


def with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Joins several options into one decorator, which keeps their order in the help."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


seed = click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all luck. [default: the file's]")
replications = click.option(
    "--replications", type=click.IntRange(1, 1_000_000), help="How many lucks. [default: the file's]"
)
workers = click.option("--workers", type=click.IntRange(1), help="Runs side by side. [default: one per core]")
engine = click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
lucks = with_options(seed, replications, workers, engine)
overrides = click.option(
    "--set", "overrides", metavar="PATH=VALUE", multiple=True, help="Override a value of the file."
)
output = with_options(
    click.option("--json", "json_file", metavar="FILE", help="Write the results as JSON; - is standard output."),
    click.option("--quiet", is_flag=True, help="No progress bar and no tables."),
    debug,
)
computing = with_options(lucks, overrides, output)
report = click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Write a report (.html).")
cluster = click.option(
    "--cluster",
    metavar="ADDRESS|FILE",
    help="Run on a Dask cluster: its scheduler's address, or the file that it writes it to.",
)
part = with_options(
    click.option("--shard", metavar="I/N", help="Only every N-th point, from the I-th on; see merge."),
    click.option("--fail-fast", is_flag=True, help="Stop at the first point that fails."),
)
