"""Reports on results: written beside the tables of a command, or from the JSON file that it wrote."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from experiments.commands.settings import bad_input, check_writable, write_text
from experiments.records import Json, json_text
from experiments.rerun import read_record
from simulator.errors import SimulatorError, printable

SUFFIXES = (".html",)
# Options that change where and how fast, not what comes out.
OUTPUTS = {"json_file", "quiet", "workers", "cluster", "store_file", "plot", "report", "page", "world", "strategy_file"}


def check_report(report: Path | None) -> None:
    """Refuses, before the work begins, a report that could not be written.

    Raises:
        ScenarioError: It does not end in .html, or its folder does not exist.
    """
    check_writable("--report", report, SUFFIXES)


def write_result_report(target: Path | None, record: Json) -> None:
    """Writes the report on what the running command found, where one was asked for."""
    if target is None:
        return
    from experiments.report.page import page_html
    from experiments.report.results.pages import result_page

    page = result_page(json.loads(json_text(record)), [f"{typed_command()} --report report.html"])
    write_text(target, page_html(page))


def report_result(file: Path, output: Path | None) -> Path:
    """Writes the report on a result file.

    Raises:
        ScenarioError: It holds no result that has a report.
    """
    from experiments.report.page import page_html
    from experiments.report.results.pages import kind_of, result_page

    target = output or Path(f"{file.stem}.html")
    check_writable("-o", target, SUFFIXES)
    try:
        record = read_record(file)
        name = shlex.quote(file.as_posix())
        again = [f"keysim rerun {name}"] if kind_of(record) != "calibrate" else []
        page = result_page(record, [*again, f"keysim report {name} -o report.html"])
    except SimulatorError as error:
        message = str(error).removeprefix(f"{file}: ")
        raise bad_input(printable(str(file)), message) from error
    write_text(target, page_html(page))
    return target


def typed_command() -> str:
    """The running command as it was typed, without what changes no result."""
    context = click.get_current_context()
    words: list[str] = ["keysim", context.info_name or ""]
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in OUTPUTS or context.get_parameter_source(name) != click.core.ParameterSource.COMMANDLINE:
            continue
        value = context.params.get(name)
        values: Sequence[object] = value if isinstance(value, tuple) else (value,)
        for each in values:
            words += _words(parameter, each)
    return shlex.join(words)


def _words(parameter: click.Parameter, value: object) -> list[str]:
    text = value.as_posix() if isinstance(value, Path) else str(value)
    if isinstance(parameter, click.Argument):
        return [text]
    option = max(parameter.opts, key=len)
    return [option] if isinstance(value, bool) else [option, text]
