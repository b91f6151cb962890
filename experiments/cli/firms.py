"""Commands that read what a firm has on record."""

import sys
from pathlib import Path
from typing import Any

import click

from experiments.cli.options import output, report


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[ORDERS]")
@click.option("--account", metavar="COLUMN", help="Column of the account. [default: by its name]")
@click.option("--date", metavar="COLUMN", help="Column of the order date.")
@click.option("--amount", metavar="COLUMN", help="Column of the amount.")
@click.option("--segment", metavar="COLUMN", help="Column of the account's segment.")
@click.option("--seller", metavar="COLUMN", help="Column of the seller.")
@click.option("--lost", metavar="COLUMN", help="Column of the day on which the account was lost.")
@click.option("--pipeline", type=click.Path(path_type=Path), metavar="DEALS", help="Deals of a CRM, as CSV too.")
@click.option(
    "--pipeline-column",
    "pipeline_columns",
    metavar="ROLE=COLUMN",
    multiple=True,
    help="Column of DEALS: created, closed, stage, amount, account or seller.",
)
@click.option("--encoding", type=click.Choice(("utf-8", "utf-16", "gb18030", "cp1252")), help="Characters of the file.")
@click.option("--dates", type=click.Choice(("year-first", "day-first", "month-first")), help="How dates are written.")
@click.option("--decimal", type=click.Choice(("point", "comma")), help="The decimal mark of amounts.")
@click.option("--duplicates", type=click.Choice(("auto", "keep", "drop")), default="auto", help="Lines that are alike.")
@click.option("--since", metavar="DATE", help="Model only accounts whose first order is not before DATE.")
@click.option("--hold-out", type=click.FloatRange(0), metavar="WEEKS", help="Weeks that the models must foretell.")
@click.option("--world", type=click.Path(path_type=Path), metavar="FILE", help="Write a world file (.yaml).")
@click.option("--base", metavar="WORLD", help="World that the new one extends. [default: industrial_supplier]")
@click.option("--share-of-wallet", type=click.FloatRange(0.01, 1), help="Share that customers give, to start from.")
@click.option(
    "--draws",
    type=click.IntRange(2, 10_000),
    default=100,
    show_default=True,
    metavar="N",
    help="Worlds drawn for compare --uncertain, written beside the world.",
)
@click.option("--page", type=click.Path(path_type=Path), metavar="FILE", help="Write all of it as a page (.md).")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the held-out weeks (.svg, .png).")
@report
@click.option(
    "--example", type=click.Path(path_type=Path), metavar="FILE", help="Write an example of ORDERS and DEALS."
)
@click.option("--cdnow", is_flag=True, help="Repeat the published fits on the CDNOW records.")
@output
def calibrate(file: Path | None, **options: Any) -> None:
    """Fit models of the customer base to ORDERS, an export of a firm's orders, and make a world of them.

    ORDERS is a CSV file of any usual kind (or .xlsx, or Parquet) with an account, a date and an amount on each line.
    """
    from experiments.commands.calibrate import CalibrateOptions, run_calibration

    roles = ("account", "date", "amount", "segment", "seller", "lost")
    columns = {role: options.pop(role) for role in roles}
    sys.exit(run_calibration(file, CalibrateOptions(columns=columns, **options)))


COMMANDS = (calibrate,)
