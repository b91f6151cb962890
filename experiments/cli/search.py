"""Commands that choose by themselves where to look next."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import engine, output, overrides, seed, workers


@click.command(name="map")
@click.argument("file", type=click.Path(path_type=Path), metavar="STUDY")
@click.option("--x", required=True, metavar="FACTOR", help="To the right: a factor, or PATH=LOW:HIGH[:log].")
@click.option("--y", required=True, metavar="FACTOR", help="Upwards: the same.")
@click.option("--grid", type=click.IntRange(2, 40), help="Steps of an axis with a range. [default: the study's, or 7]")
@click.option("--outcome", metavar="NAME", help="What is mapped. [default: the scenario's first outcome]")
@click.option("--strategy", metavar="NAME", help="Who is compared; needed where there are more than two.")
@click.option("--baseline", metavar="NAME", help="Compared with whom. [default: the scenario's baseline]")
@click.option("--budget", type=click.IntRange(1), default=20_000, show_default=True, help="The most runs.")
@click.option(
    "--alpha",
    type=click.FloatRange(0, 0.5, min_open=True),
    default=0.05,
    show_default=True,
    help="Chance that any cell gets a wrong sign.",
)
@click.option(
    "--store", "store_file", type=click.Path(path_type=Path), metavar="FILE.db", help="Keeps the runs, to go on."
)
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the map (.svg or .png).")
@seed
@workers
@engine
@overrides
@output
def map_(file: Path, **options: Any) -> None:
    """Map where the verdict flips: the paired difference of two strategies over two parameters of STUDY.

    STUDY is a study or a scenario file, or the name of one that comes with keysim. More lucks go to the cells of
    which the sign is not known; the line where both strategies break even is told with its uncertainty.
    """
    from experiments.commands.map import MapSettings, map_study

    ways = ("budget", "alpha", "store_file", "workers", "engine", "json_file", "plot", "quiet")
    settings = MapSettings(**{name: options.pop(name) for name in ways})
    sys.exit(map_study(file, settings=settings, **options))


COMMANDS = (map_,)
