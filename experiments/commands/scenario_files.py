"""`keysim check`, `keysim schema` and `keysim new`: scenario files before anything is run."""

import sys
from collections.abc import Sequence
from pathlib import Path

from experiments.invocation import command_line
from experiments.records import json_text
from experiments.study.load import check_study
from experiments.study.reading import is_study
from simulator.scenario.load import check_file


def check(files: Sequence[Path]) -> int:
    """Prints `ok` for each sound file and all faults of the others; returns the exit status."""
    faulty = False
    for file in files:
        faults = check_study(file) if is_study(file) else check_file(file)
        for fault in faults:
            print(fault, file=sys.stderr)
        if not faults:
            print(f"{file}: ok")
        faulty = faulty or bool(faults)
    return 2 if faulty else 0


def schema() -> None:
    """Prints the JSON Schema of scenario files."""
    from simulator.scenario.json_schema import scenario_json_schema

    sys.stdout.write(json_text(scenario_json_schema()))


def new(folder: Path) -> None:
    """Writes a starter scenario into a new folder."""
    from simulator.scenario.starter import write_starter

    file = write_starter(folder)
    print(f"wrote {file}; next: {command_line(f'compare {file}')}")
