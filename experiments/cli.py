"""The command line `keysim`: it parses and calls; each command's work stands in `experiments.commands`.

Nothing heavy is imported here, so that `keysim --help` answers at once.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

# The engines that a user may ask for; a test keeps this equal to `simulator.simulate.ENGINES`.
ENGINES = ("compiled", "reference")
FAILED, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141

Command = Callable[..., Any]


class QuietGroup(click.Group):
    """A group of commands whose errors are told in one line each, never as a traceback (unless asked for)."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command and turns its errors into exit statuses."""
        _write_any_script()
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _forget_output()
            ctx.exit(PIPE_CLOSED)
        except Exception as error:
            if ctx.find_root().meta.get("keysim.debug"):
                raise
            ctx.exit(_tell(error))


def _write_any_script() -> None:
    """Writes what an old terminal cannot show as a question mark, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _forget_output() -> None:
    """Sends what is still unwritten nowhere: nobody reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(error: Exception) -> int:
    """Says what went wrong on standard error, and gives the exit status."""
    from experiments.execute import WorkersLostError
    from experiments.replication import ReplicationError
    from simulator.errors import ScenarioError, SimulatorError

    if isinstance(error, ScenarioError):
        click.echo(str(error), err=True)
        return BAD_INPUT
    if isinstance(error, SimulatorError | ReplicationError | WorkersLostError):
        click.echo(f"keysim: {error}", err=True)
        return FAILED
    click.echo(f"keysim: {type(error).__name__}: {error} (--debug shows where)", err=True)
    return FAILED


def _remember_debug(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        ctx.find_root().meta["keysim.debug"] = True


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from experiments.provenance import keysim_version

        click.echo(f"keysim {keysim_version()}")
        ctx.exit()


_debug = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_remember_debug,
    help="Show the traceback of an unexpected error.",
)
_file = click.argument("file", type=click.Path(path_type=Path))


def _with_options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_lucks = _with_options(
    click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all luck. [default: the file's]"),
    click.option("--replications", type=click.IntRange(1, 1_000_000), help="How many lucks. [default: the file's]"),
    click.option("--workers", type=click.IntRange(1), help="Runs side by side. [default: one per core]"),
    click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True),
)
_output = _with_options(
    click.option("--json", "json_file", metavar="FILE", help="Write the results as JSON; - is standard output."),
    click.option("--quiet", is_flag=True, help="No progress bar and no tables."),
    _debug,
)
_computing = _with_options(
    _lucks,
    click.option("--set", "overrides", metavar="PATH=VALUE", multiple=True, help="Override a value of the file."),
    _output,
)


@click.group(cls=QuietGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version.",
)
@_debug
def main() -> None:
    """Chase big accounts, or build the base first? Simulate a firm that sells to firms, and compare.

    FILE is a scenario file, or the name of a scenario that comes with keysim, such as chase_or_build.
    Exit status: 0 done, 1 a run failed, 2 bad input.
    """


@main.command()
@_file
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw a picture (.svg or .png).")
@click.option(
    "--indifference",
    metavar="OUTCOME=AMOUNT",
    multiple=True,
    help="A difference up to this amount does not matter, such as value=1M.",
)
@_computing
def compare(file: Path, plot: Path | None, indifference: tuple[str, ...], **common: Any) -> None:
    """Compare the strategies of FILE in the same luck, and say which is better."""
    from experiments.commands.compare import compare as command
    from experiments.commands.settings import Settings

    sys.exit(command(file, Settings(**common), plot=plot, indifference=indifference))


@main.command()
@_file
@click.option("--strategy", metavar="NAME", help="Which strategy; needed where FILE has several.")
@click.option("--replication", type=click.IntRange(0), help="Which luck.  [default: 0]")
@click.option("--events", type=click.Path(path_type=Path), metavar="FILE", help="Event log (.csv or .parquet).")
@click.option("--timeline", type=click.Path(path_type=Path), metavar="FILE", help="Monthly timeline (.csv).")
@_computing
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


@main.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="[FILE]...")
@click.option("--only", metavar="NAME", multiple=True, help="Only claims whose file name begins so, such as c05.")
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE", help="Write the findings page (.md).")
@_lucks
@_output
def claims(files: tuple[Path, ...], **options: Any) -> None:
    """Test claims about key accounts: supported, contradicted, depends or undecided, with effects.

    FILE is a claim file; by default the twelve claims that come with keysim.
    """
    from experiments.commands.claims import claims as command

    sys.exit(command(files, **options))


@main.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@_debug
def check(files: tuple[Path, ...]) -> None:
    """Check scenario, world or strategy files: 'ok', or all faults with their lines."""
    from experiments.commands.scenario_files import check as command

    sys.exit(command(files))


@main.command()
@_debug
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check them."""
    from experiments.commands.scenario_files import schema as command

    command()


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@_debug
def new(folder: Path) -> None:
    """Write a commented starter scenario into the new folder DIR."""
    from experiments.commands.scenario_files import new as command

    command(folder)


@main.command()
@_debug
def bench() -> None:
    """Measure how fast this machine runs the model: both engines, threads, and size."""
    from experiments.commands.bench import bench as command

    sys.exit(command())
