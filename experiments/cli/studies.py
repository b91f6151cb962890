"""Commands about many points: sweeps and their stores."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import computing, debug, engine, output, part, replications, workers


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--store",
    "store_file",
    type=click.Path(path_type=Path),
    metavar="FILE.db",
    required=True,
    help="Keeps the results.",
)
@part
@computing
def sweep(study: Path, **options: Any) -> None:
    """Run STUDY: many points of world and strategy, each with the same lucks, into a store that survives anything.

    STUDY is a study file, or the name of one that comes with keysim, such as studies/chase_or_build. A store that is
    there already is gone on with; with more --replications it is extended.
    """
    from experiments.commands.sweep import sweep as command

    sys.exit(command(study, **options))


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.db")
@part
@replications
@workers
@engine
@output
def resume(file: Path, **options: Any) -> None:
    """Go on with a sweep that was stopped or killed; needs nothing but its store."""
    from experiments.commands.sweep import resume as command

    sys.exit(command(file, **options))


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.db")
@click.argument("table", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--summary", is_flag=True, help="One row per point and strategy, not per run.")
@debug
def export(file: Path, table: Path, *, summary: bool) -> None:
    """Write the results of a store as a table OUT (.csv or .parquet), one row per run."""
    from experiments.commands.sweep import export as command

    sys.exit(command(file, table, summary=summary))


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT.db")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE.db...")
@debug
def merge(target: Path, files: tuple[Path, ...]) -> None:
    """Lay the stores of one study (its shards) together in OUT.db, new or begun."""
    from experiments.commands.sweep import merge as command

    sys.exit(command(target, files))


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="RESULT")
@click.option("--point", type=click.IntRange(0), help="Which point of a store.")
@workers
@output
def rerun(file: Path, **options: Any) -> None:
    """Run RESULT again from its provenance, and say whether the numbers are the same.

    RESULT is what run, compare, decide, sweep, map or optimise wrote with --json, or a store.
    """
    from experiments.commands.rerun import rerun as command

    sys.exit(command(file, **options))


COMMANDS = (sweep, resume, export, merge, rerun)
