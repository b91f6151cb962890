"""Commands that answer a question from one scenario file."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import (
    computing,
    debug,
    engine,
    lucks,
    output,
    overrides,
    scenario_file,
    seed,
    with_options,
    workers,
)
from experiments.cli.options import report as report_option

indifference = click.option(
    "--indifference",
    metavar="OUTCOME=AMOUNT",
    multiple=True,
    help="A difference up to this amount does not matter, such as value=1M.",
)


uncertain = with_options(
    click.option(
        "--uncertain",
        type=click.IntRange(2),
        metavar="N",
        help="Share the replications out among N worlds: as calibrate has drawn them, or as --guess says.",
    ),
    click.option(
        "--guess",
        "guesses",
        metavar="PATH=LOW:HIGH",
        multiple=True,
        help="A number of the world that lies somewhere between; repeatable, with --uncertain.",
    ),
)


@click.command()
@scenario_file
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw a picture (.svg or .png).")
@report_option
@indifference
@uncertain
@computing
def compare(
    file: Path,
    plot: Path | None,
    report: Path | None,
    indifference: tuple[str, ...],
    uncertain: int | None,
    guesses: tuple[str, ...],
    **common: Any,
) -> None:
    """Compare the strategies of FILE in the same luck, and say which is better."""
    from experiments.commands.compare import compare as command
    from experiments.commands.settings import Settings

    settings = Settings(**common)
    status = command(
        file, settings, plot=plot, report=report, indifference=indifference, uncertain=uncertain, guesses=guesses
    )
    sys.exit(status)


@click.command()
@scenario_file
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.html", help="Where to.  [default: FILE's name]"
)
@click.option(
    "--study", type=click.Path(path_type=Path), metavar="FILE.db", help="A store of a sweep: where the verdict flips."
)
@indifference
@uncertain
@lucks
@overrides
@click.option("--quiet", is_flag=True, help="No progress bar and no message.")
@debug
def report(
    file: Path,
    output: Path | None,
    study: Path | None,
    indifference: tuple[str, ...],
    uncertain: int | None,
    guesses: tuple[str, ...],
    **common: Any,
) -> None:
    """Compare the strategies of FILE and write a report for people: one HTML file that needs nothing else.

    FILE is a scenario, the store of a sweep, or a result that another command wrote with --json; of these two it is
    a report on what was found there.
    """
    from experiments.commands.report import report as command
    from experiments.commands.settings import Settings

    settings = Settings(json_file=None, **common)
    status = command(
        file, settings, output=output, indifference=indifference, study=study, uncertain=uncertain, guesses=guesses
    )
    sys.exit(status)


@click.command()
@scenario_file
@click.option("--outcome", metavar="NAME", help="What decides.  [default: the file's first outcome]")
@click.option(
    "--alpha",
    type=click.FloatRange(0, 0.5, min_open=True),
    default=0.05,
    show_default=True,
    help="Chance of a wrong answer, all looks together.",
)
@click.option("--indifference", metavar="AMOUNT", help="A difference up to this amount does not matter, such as 1M.")
@click.option(
    "--method",
    type=click.Choice(["sequence", "kn", "ocba"]),
    default="sequence",
    show_default=True,
    help="Confidence sequences, Kim and Nelson's KN, or the allocation OCBA.",
)
@click.option(
    "--cap",
    type=click.IntRange(60, 1_000_000),
    default=10_000,
    show_default=True,
    help="Lucks after which nothing is decided.",
)
@report_option
@seed
@workers
@engine
@overrides
@output
def decide(
    file: Path,
    outcome: str | None,
    alpha: float,
    indifference: str | None,
    method: Any,
    cap: int,
    report: Path | None,
    **common: Any,
) -> None:
    """Replicate until the best strategy of FILE is known, or that it does not matter; valid at every look."""
    from experiments.commands.decide import decide as command
    from experiments.commands.settings import Settings

    settings = Settings(replications=None, **common)
    chosen = {"outcome": outcome, "alpha": alpha, "indifference": indifference, "method": method, "cap": cap}
    sys.exit(command(file, settings, report=report, **chosen))


@click.command()
@scenario_file
@click.option("--strategy", metavar="NAME", help="Which strategy; needed where FILE has several.")
@click.option("--replication", type=click.IntRange(0), help="Which luck.  [default: 0]")
@click.option("--events", type=click.Path(path_type=Path), metavar="FILE", help="Event log (.csv or .parquet).")
@click.option("--timeline", type=click.Path(path_type=Path), metavar="FILE", help="Monthly timeline (.csv).")
@computing
def run(
    file: Path,
    strategy: str | None,
    replication: int | None,
    events: Path | None,
    timeline: Path | None,
    **common: Any,
) -> None:
    """Run one strategy of FILE: one luck in detail, or with --replications a summary of many."""
    from experiments.commands.run import run as command
    from experiments.commands.settings import Settings

    status = command(
        file,
        Settings(**common),
        strategy=strategy,
        replication=replication,
        events=events,
        timeline=timeline,
    )
    sys.exit(status)


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="[FILE]...")
@click.option("--only", metavar="NAME", multiple=True, help="Only claims whose file name begins so, such as c05.")
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE", help="Write the findings page (.md).")
@lucks
@output
def claims(files: tuple[Path, ...], **options: Any) -> None:
    """Test claims about key accounts: supported, contradicted, depends or undecided, with effects.

    FILE is a claim file; by default the twelve claims that come with keysim.
    """
    from experiments.commands.claims import claims as command

    sys.exit(command(files, **options))


COMMANDS = (compare, report, decide, run, claims)
