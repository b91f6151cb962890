"""`keysim rerun`: a result again, from what it says of itself."""

import sys
from contextlib import closing
from pathlib import Path

from experiments.commands.prepare import prepare
from experiments.commands.settings import STANDARD_OUTPUT, bad_input, check_writable, write_text
from experiments.execute import available_cores
from experiments.records import json_text
from experiments.rerun import MOST_DIFFERENCES, Rerun, read_record, rerun_point, rerun_record
from experiments.store_files import is_store_file, open_store


def rerun(file: Path, *, point: int | None, workers: int | None, json_file: str | None, quiet: bool) -> int:
    """Runs again and compares; the exit status is 0 if all numbers are the same."""
    if not file.is_file():
        raise bad_input(str(file), "no such file")
    check_writable("--json", json_file)
    prepare("compiled", quiet=quiet)
    again = _store_again(file, point) if is_store_file(file) else _record_again(file, point, workers)
    if json_file is not None:
        write_text(json_file, json_text(again.record))
    if json_file != STANDARD_OUTPUT and not quiet:
        _print(again)
    return 1 if again.differences else 0


def _store_again(file: Path, point: int | None) -> Rerun:
    if point is None:
        raise bad_input("--point", "is missing; a store is run again point by point")
    with closing(open_store(file)) as store:
        return rerun_point(store, point)


def _record_again(file: Path, point: int | None, workers: int | None) -> Rerun:
    if point is not None:
        raise bad_input("--point", "goes with a store")
    return rerun_record(read_record(file), workers=workers or available_cores())


def _print(again: Rerun) -> None:
    if not again.same_model:
        print("keysim: the result was made by another version of the model", file=sys.stderr)
    if not again.differences:
        print("the same numbers, to the last figure")
        return
    shown = "; ".join(again.differences[:MOST_DIFFERENCES])
    print(f"{len(again.differences)} numbers differ: {shown}")
