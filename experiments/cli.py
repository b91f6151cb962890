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


_seed = click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all luck. [default: the file's]")
_replications = click.option(
    "--replications", type=click.IntRange(1, 1_000_000), help="How many lucks. [default: the file's]"
)
_workers = click.option("--workers", type=click.IntRange(1), help="Runs side by side. [default: one per core]")
_engine = click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
_lucks = _with_options(_seed, _replications, _workers, _engine)
_set = click.option("--set", "overrides", metavar="PATH=VALUE", multiple=True, help="Override a value of the file.")
_output = _with_options(
    click.option("--json", "json_file", metavar="FILE", help="Write the results as JSON; - is standard output."),
    click.option("--quiet", is_flag=True, help="No progress bar and no tables."),
    _debug,
)
_computing = _with_options(_lucks, _set, _output)
_part = _with_options(
    click.option("--shard", metavar="I/N", help="Only every N-th point, from the I-th on; see merge."),
    click.option("--fail-fast", is_flag=True, help="Stop at the first point that fails."),
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
    type=click.Choice(["sequence", "kn"]),
    default="sequence",
    show_default=True,
    help="Confidence sequences, or Kim and Nelson's KN.",
)
@click.option(
    "--cap",
    type=click.IntRange(60, 1_000_000),
    default=10_000,
    show_default=True,
    help="Lucks after which nothing is decided.",
)
@_seed
@_workers
@_engine
@_set
@_output
def decide(
    file: Path, outcome: str | None, alpha: float, indifference: str | None, method: Any, cap: int, **common: Any
) -> None:
    """Replicate until the best strategy of FILE is known, or that it does not matter; valid at every look."""
    from experiments.commands.decide import decide as command
    from experiments.commands.settings import Settings

    settings = Settings(replications=None, **common)
    sys.exit(command(file, settings, outcome=outcome, alpha=alpha, indifference=indifference, method=method, cap=cap))


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
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--store",
    "store_file",
    type=click.Path(path_type=Path),
    metavar="FILE.db",
    required=True,
    help="Keeps the results.",
)
@_part
@_computing
def sweep(study: Path, **options: Any) -> None:
    """Run STUDY: many points of world and strategy, each with the same lucks, into a store that survives anything.

    STUDY is a study file, or the name of one that comes with keysim, such as studies/chase_or_build. A store that is
    there already is gone on with; with more --replications it is extended.
    """
    from experiments.commands.sweep import sweep as command

    sys.exit(command(study, **options))


@main.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.db")
@_part
@_replications
@_workers
@_engine
@_output
def resume(file: Path, **options: Any) -> None:
    """Go on with a sweep that was stopped or killed; needs nothing but its store."""
    from experiments.commands.sweep import resume as command

    sys.exit(command(file, **options))


@main.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.db")
@click.argument("table", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--summary", is_flag=True, help="One row per point and strategy, not per run.")
@_debug
def export(file: Path, table: Path, *, summary: bool) -> None:
    """Write the results of a store as a table OUT (.csv or .parquet), one row per run."""
    from experiments.commands.sweep import export as command

    sys.exit(command(file, table, summary=summary))


@main.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT.db")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE.db...")
@_debug
def merge(target: Path, files: tuple[Path, ...]) -> None:
    """Lay the stores of one study (its shards) together in OUT.db, new or begun."""
    from experiments.commands.sweep import merge as command

    sys.exit(command(target, files))


@main.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="RESULT")
@click.option("--point", type=click.IntRange(0), help="Which point of a store.")
@_workers
@_output
def rerun(file: Path, **options: Any) -> None:
    """Run RESULT again from its provenance, and say whether the numbers are the same.

    RESULT is what run, compare, decide or sweep wrote with --json, or a store.
    """
    from experiments.commands.rerun import rerun as command

    sys.exit(command(file, **options))


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
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[ORDERS]")
@click.option("--account", metavar="COLUMN", help="Column of the account. [default: by its name]")
@click.option("--date", metavar="COLUMN", help="Column of the order date.")
@click.option("--amount", metavar="COLUMN", help="Column of the amount.")
@click.option("--segment", metavar="COLUMN", help="Column of the account's segment.")
@click.option("--seller", metavar="COLUMN", help="Column of the seller.")
@click.option("--lost", metavar="COLUMN", help="Column of the day on which the account was lost.")
@click.option("--encoding", type=click.Choice(("utf-8", "utf-16", "gb18030", "cp1252")), help="Characters of the file.")
@click.option("--dates", type=click.Choice(("year-first", "day-first", "month-first")), help="How dates are written.")
@click.option("--decimal", type=click.Choice(("point", "comma")), help="The decimal mark of amounts.")
@click.option("--duplicates", type=click.Choice(("auto", "keep", "drop")), default="auto", help="Lines that are alike.")
@click.option("--since", metavar="DATE", help="Model only accounts whose first order is not before DATE.")
@click.option("--hold-out", type=click.FloatRange(0), metavar="WEEKS", help="Weeks that the models must foretell.")
@click.option("--world", type=click.Path(path_type=Path), metavar="FILE", help="Write a world file (.yaml).")
@click.option("--base", metavar="WORLD", help="World that the new one extends. [default: industrial_supplier]")
@click.option("--share-of-wallet", type=click.FloatRange(0.01, 1), help="Share that customers give, to start from.")
@click.option("--example", type=click.Path(path_type=Path), metavar="FILE", help="Write an example of ORDERS.")
@click.option("--cdnow", is_flag=True, help="Repeat the published fits on the CDNOW records.")
@_output
def calibrate(file: Path | None, **options: Any) -> None:
    """Fit models of the customer base to ORDERS, an export of a firm's orders, and make a world of them.

    ORDERS is a CSV file of any usual kind (or Parquet) with an account, a date and an amount on each line.
    """
    from experiments.commands.calibrate import run_calibration

    roles = ("account", "date", "amount", "segment", "seller", "lost")
    columns = {role: options.pop(role) for role in roles}
    sys.exit(run_calibration(file, columns=columns, **options))


@main.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@_debug
def check(files: tuple[Path, ...]) -> None:
    """Check scenario, world, strategy or study files: 'ok', or all faults with their lines."""
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
