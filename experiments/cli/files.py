"""Commands about files and the machine."""

import sys
from pathlib import Path

import click

from experiments.cli.options import debug


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@debug
def check(files: tuple[Path, ...]) -> None:
    """Check scenario, world, strategy or study files: 'ok', or all faults with their lines."""
    from experiments.commands.scenario_files import check as command

    sys.exit(command(files))


@click.command()
@debug
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check them."""
    from experiments.commands.scenario_files import schema as command

    command()


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@debug
def new(folder: Path) -> None:
    """Write a commented starter scenario into the new folder DIR."""
    from experiments.commands.scenario_files import new as command

    command(folder)


@click.command()
@debug
def bench() -> None:
    """Measure how fast this machine runs the model: both engines, threads, and size."""
    from experiments.commands.bench import bench as command

    sys.exit(command())


COMMANDS = (new, check, schema, bench)
