"""Commands that tell why: the life of one account, and the difference between two strategies."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import computing, output, overrides, scenario_file, seed

# Fates that an account may be picked by; a test keeps this equal to `experiments.stories.picking.PICKS`.
PICKS = (
    *("differs", "grown", "landed", "lighthouse", "early-adopter", "ally", "dealer", "recommended", "called"),
    *("lost", "bad-delivery", "retender", "followed-seller", "attacked", "failed", "won-back"),
)


@click.command()
@scenario_file
@click.option("--account", type=click.IntRange(0), metavar="N", help="Which account, from 0.")
@click.option(
    "--pick", "wanted", type=click.Choice(PICKS), metavar="FATE", help=f"Choose an account: {', '.join(PICKS)}."
)
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Which luck.")
@click.option("--strategy", "strategies", metavar="NAME", multiple=True, help="Which strategies.  [default: all]")
@click.option("--all", "full", is_flag=True, help="Tell every order, visit and call one by one.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the lives (.svg or .png).")
@seed
@overrides
@output
def trace(
    file: Path,
    account: int | None,
    wanted: str | None,
    replication: int,
    strategies: tuple[str, ...],
    full: bool,
    plot: Path | None,
    **common: Any,
) -> None:
    """Follow one account of FILE through each strategy in the same luck: when, what, and why.

    Without --account and --pick it is the account whose part in the value of the firm differs most.
    """
    from experiments.commands.settings import Settings
    from experiments.commands.trace import trace as command

    settings = Settings(replications=None, workers=1, engine="reference", **common)
    status = command(
        file,
        settings,
        account=account,
        wanted=wanted,
        replication=replication,
        strategies=strategies,
        full=full,
        plot=plot,
    )
    sys.exit(status)


@click.command()
@scenario_file
@click.option(
    "--outcome", metavar="NAME", default="value", show_default=True, help="In which outcome: money, customers, orders."
)
@click.option("--strategy", metavar="NAME", help="Which strategy is explained.  [default: the other of two]")
@click.option("--baseline", metavar="NAME", help="What it is compared with.  [default: the file's]")
@click.option("--replication", type=click.IntRange(0), help="Luck whose accounts are listed.  [default: a typical one]")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the steps (.svg or .png).")
@computing
def why(
    file: Path,
    outcome: str,
    strategy: str | None,
    baseline: str | None,
    replication: int | None,
    plot: Path | None,
    **common: Any,
) -> None:
    """Explain the difference in an outcome between two strategies of FILE by mechanism, adding up to the total."""
    from experiments.commands.settings import Settings
    from experiments.commands.why import why as command

    settings = Settings(**common)
    status = command(
        file,
        settings,
        outcome=outcome,
        strategy=strategy,
        baseline=baseline,
        replication=replication,
        plot=plot,
    )
    sys.exit(status)


COMMANDS: tuple[click.Command, ...] = (trace, why)
