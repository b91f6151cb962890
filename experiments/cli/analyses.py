"""Commands that look at many points at once: what matters, and under which conditions."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import cluster, computing, output, report

outcome = click.option("--outcome", metavar="NAME", help="Which outcome.  [default: the study's first]")
store_of_a_sweep = click.argument("file", type=click.Path(path_type=Path), metavar="FILE.db")


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
@report
@cluster
@computing
def sensitivity(study: Path, **options: Any) -> None:
    """Find which factors of STUDY matter for the difference between two strategies; luck is kept apart.

    Runs the factors of STUDY through a design of its own, the same lucks at every point.
    """
    from experiments.commands.sensitivity import sensitivity as command

    sys.exit(command(study, **options))


@click.command()
@store_of_a_sweep
@outcome
@click.option("--strategy", metavar="NAME", help="Who shall win.  [default: the study's last]")
@click.option("--against", metavar="NAME", help="Against whom.  [default: the baseline]")
@click.option("--by", metavar="AMOUNT", help="Ahead means better by more than this, such as 1M.  [default: 0]")
@click.option(
    "--density",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="Share of wins that a condition should have.",
)
@click.option(
    "--boxes", type=click.IntRange(1, 10), default=2, show_default=True, help="Conditions per strategy, at most."
)
@report
@output
def discover(file: Path, **options: Any) -> None:
    """Find under which conditions each of two strategies is ahead, from the store of a sweep, and check it honestly."""
    from experiments.commands.discover import discover as command

    sys.exit(command(file, **options))


@click.command()
@store_of_a_sweep
@outcome
@report
@output
def regret(file: Path, **options: Any) -> None:
    """Weigh the strategies of a sweep's store by what each costs where another would have been best."""
    from experiments.commands.discover import regret as command

    sys.exit(command(file, **options))


COMMANDS = (sensitivity, discover, regret)
