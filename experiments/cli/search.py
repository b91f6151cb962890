"""Commands that choose by themselves where to look next."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import engine, output, overrides, report, seed, workers


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
@report
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

    ways = ("budget", "alpha", "store_file", "workers", "engine", "json_file", "plot", "report", "quiet")
    settings = MapSettings(**{name: options.pop(name) for name in ways})
    sys.exit(map_study(file, settings=settings, **options))


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--strategy", metavar="NAME", help="Whose levers; needed where the study has those of several.")
@click.option("--outcome", default="value", show_default=True, metavar="NAME", help="What shall be good on average.")
@click.option("--risk", default="insolvent", show_default=True, metavar="NAME", help="Second goal, for the frontier.")
@click.option("--max-ruin", metavar="SHARE", help="Largest share of insolvent lucks, such as '5 %'.  [default: any]")
@click.option("--budget", type=click.IntRange(1), default=20_000, show_default=True, help="The most runs.")
@click.option("--lucks", type=click.IntRange(2), default=60, show_default=True, help="Lucks of each trial.")
@click.option("--fresh", type=click.IntRange(2), default=400, show_default=True, help="Lucks of the honest estimates.")
@click.option(
    "--store", "store_file", type=click.Path(path_type=Path), metavar="FILE.db", help="Keeps the runs, to go on."
)
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the frontier (.svg or .png).")
@report
@click.option(
    "--write",
    "strategy_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the chosen strategy (.yaml).",
)
@seed
@workers
@engine
@overrides
@output
def optimise(study: Path, **options: Any) -> None:
    """Search the best levers of a strategy, under a bound on ruin, and estimate them on luck not used in the search.

    Levers are the factors of STUDY that lie in one strategy, such as strategies.build_base.phases.0.reps. Needs
    Optuna (pip install 'keysim[analysis]').
    """
    from experiments.commands.optimise import OptimiseSettings
    from experiments.commands.optimise import optimise as command

    ways = ("store_file", "workers", "engine", "json_file", "plot", "report", "strategy_file", "quiet")
    settings = OptimiseSettings(**{name: options.pop(name) for name in ways})
    sys.exit(command(study, settings=settings, **options))


COMMANDS = (map_, optimise)
