"""The command line `keysim`: it parses and calls; each command's work stands in `experiments.commands`.

Nothing heavy is imported here, so that `keysim --help` answers at once.
"""

import click

from experiments.cli import analyses, answers, files, firms, lessons, pages, search, stories, studies
from experiments.cli.group import SectionedGroup
from experiments.cli.options import debug, print_version

__all__ = ["main"]


@click.group(cls=SectionedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=print_version,
    help="Show the version.",
)
@debug
def main() -> None:
    """Chase big accounts, or build the base first? Simulate a firm that sells to firms, and compare.

    FILE is a scenario file, or the name of a scenario that comes with keysim, such as chase_or_build.
    Exit status: 0 done, 1 a run failed, 2 bad input.
    """


main.add_section("One scenario", answers.COMMANDS)
main.add_section("In the browser", pages.COMMANDS)
main.add_section("Why it is so", stories.COMMANDS)
main.add_section("Many points", studies.COMMANDS)
main.add_section("What matters, and where it flips", (*search.COMMANDS, *analyses.COMMANDS))
main.add_section("Your firm", firms.COMMANDS)
main.add_section("Lessons", lessons.COMMANDS)
main.add_section("Files and machine", files.COMMANDS)
