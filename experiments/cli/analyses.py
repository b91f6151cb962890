"""Commands that look at many points at once: what matters, and under which conditions."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import computing

outcome = click.option("--outcome", metavar="NAME", help="Which outcome.  [default: the study's first]")


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--method",
    type=click.Choice(["sobol", "morris"]),
    default="sobol",
    show_default=True,
    help="Shares of the variance, or a cheap screening.",
)
@click.option(
    "--points",
    type=click.IntRange(2, 1_000_000),
    help="Base points (sobol, a power of two) or walks (morris).  [default: 64, 16]",
)
@outcome
@click.option("--of", metavar="NAME", help="One strategy alone.  [default: last strategy - baseline]")
@click.option(
    "--store", "store_file", type=click.Path(path_type=Path), metavar="FILE.db", help="Keeps the runs, to go on."
)
@computing
def sensitivity(study: Path, **options: Any) -> None:
    """Find which factors of STUDY matter for the difference between two strategies; luck is kept apart.

    Runs the factors of STUDY through a design of its own, the same lucks at every point.
    """
    from experiments.commands.sensitivity import sensitivity as command

    sys.exit(command(study, **options))


COMMANDS = (sensitivity,)
