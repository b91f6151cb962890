"""Commands that open a page."""

from pathlib import Path

import click

from experiments.cli.options import debug


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[FILE]")
@click.option("--port", type=click.IntRange(1, 65_535), help="Where to listen. [default: 8501, or another free one]")
@click.option("--no-browser", is_flag=True, help="Only say where the page is.")
@debug
def lab(file: Path | None, port: int | None, no_browser: bool) -> None:
    """Open a page in the browser: move levers, see the verdict change, replay one luck.

    It serves this machine alone and sends nothing anywhere. By default it opens the main question.
    """
    from experiments.commands.lab import lab as command

    command(file, port=port, browser=not no_browser)


COMMANDS = (lab,)
