"""The group of all commands: it turns what goes wrong into one line and an exit status."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

FAILED, BAD_INPUT, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141


class QuietGroup(click.Group):
    """A group of commands whose errors are told in one line each, never as a traceback (unless asked for)."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command and turns its errors into exit statuses."""
        _write_any_script()
        try:
            with _termination_as_interrupt():
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


@contextmanager
def _termination_as_interrupt() -> Iterator[None]:
    """Ends on SIGTERM as on Ctrl-C: so a batch system or a container stops a program, and stores must be closed."""
    if threading.current_thread() is not threading.main_thread():  # only there may a handler be set
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


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


class SectionedGroup(QuietGroup):
    """A group whose help lists the commands by section, each section in the order of use."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.sections: dict[str, tuple[click.Command, ...]] = {}

    def add_section(self, title: str, commands: tuple[click.Command, ...]) -> None:
        """Adds commands under one heading of the help."""
        self.sections[title] = commands
        for command in commands:
            self.add_command(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes one block per section."""
        width = max(map(len, self.list_commands(ctx)))
        for title, commands in self.sections.items():
            lines = [(f"{one.name:<{width}}", one.get_short_help_str(formatter.width - 6 - width)) for one in commands]
            with formatter.section(title):
                formatter.write_dl(lines)
