"""`keysim sweep`, `resume`, `export` and `merge`: studies of many points, in a store."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from experiments.commands.filling import Filling
from experiments.commands.settings import STANDARD_OUTPUT, bad_input, check_writable, write_text
from experiments.export import SUFFIXES
from experiments.export import export as export_table
from experiments.invocation import command_line
from experiments.records import json_text
from experiments.run_files import require_parquet
from experiments.store import Store
from experiments.store_files import merge_stores, open_or_create, open_store
from experiments.study.load import load_study
from experiments.sweep import Shard
from experiments.sweep_records import sweep_record
from simulator.simulate import Engine

INTERRUPTED = 130


def sweep(
    study: Path,
    *,
    store_file: Path,
    shard: str | None,
    fail_fast: bool,
    seed: int | None,
    replications: int | None,
    workers: int | None,
    cluster: str | None,
    engine: Engine,
    overrides: Sequence[str],
    json_file: str | None,
    quiet: bool,
) -> int:
    """Runs a study into a store, new or begun; returns the exit status."""
    part = _shard(shard)
    check_writable("--store", store_file)
    check_writable("--json", json_file)
    plan = load_study(study, overrides, seed=seed, replications=replications)
    filling = Filling(engine=engine, workers=workers, cluster=cluster, quiet=quiet)
    filling.prepare()
    with closing(open_or_create(store_file, plan)) as store:
        return _run(store, part, filling, fail_fast=fail_fast, json_file=json_file)


def resume(
    file: Path,
    *,
    shard: str | None,
    fail_fast: bool,
    replications: int | None,
    workers: int | None,
    cluster: str | None,
    engine: Engine,
    json_file: str | None,
    quiet: bool,
) -> int:
    """Goes on with a store; returns the exit status."""
    part = _shard(shard)
    check_writable("--json", json_file)
    filling = Filling(engine=engine, workers=workers, cluster=cluster, quiet=quiet)
    with closing(open_store(file)) as store:
        filling.prepare()
        store.extend(replications or 0)
        return _run(store, part, filling, fail_fast=fail_fast, json_file=json_file)


def export(file: Path, table: Path, *, summary: bool) -> int:
    """Writes a store as a table; returns the exit status."""
    check_writable("OUT", table, SUFFIXES)
    if table.suffix == ".parquet":
        require_parquet()
    with closing(open_store(file)) as store:
        rows = export_table(store, table, summary=summary)
        print(f"wrote {rows} rows to {table}", file=sys.stderr)
        tell_missing(store)
        return tell_failures(store)


def merge(target: Path, files: Sequence[Path]) -> int:
    """Lays stores of one study together; returns the exit status."""
    check_writable("OUT", target)
    with closing(merge_stores(target, files)) as store:
        print(f"{target}: {store.done_points()} of {len(store.plan)} points complete")
        return tell_failures(store)


def _run(store: Store, shard: Shard, filling: Filling, *, fail_fast: bool, json_file: str | None) -> int:
    try:
        filling.fill(store, shard, fail_fast=fail_fast)
    except KeyboardInterrupt:
        tell_stopped(store, _resume(store, shard))
        return INTERRUPTED
    if json_file is not None:
        write_text(json_file, json_text(sweep_record(store)))
    if json_file != STANDARD_OUTPUT and not filling.quiet:
        print(f"{store.file}: {store.done_points()} of {len(store.plan)} points complete")
    return tell_failures(store)


def tell_stopped(store: Store, go_on: str) -> None:
    """Tells what is safe, and how to go on."""
    done = f"{store.done_points()} of {len(store.plan)} points are complete in {store.file}"
    print(f"keysim: stopped; {done}; go on with: {go_on}", file=sys.stderr)


def _resume(store: Store, shard: Shard) -> str:
    part = f" --shard {shard.number}/{shard.of}" if shard.of > 1 else ""
    return command_line(f"resume {store.file}{part}")


def tell_missing(store: Store) -> None:
    """Tells how many points are not complete, if any."""
    missing = len(store.plan) - store.done_points()
    if missing:
        print(f"keysim: {missing} of {len(store.plan)} points are not complete", file=sys.stderr)


def tell_failures(store: Store) -> int:
    """Tells how many points failed, and the first one in full; returns the exit status."""
    failures = store.failures()
    if not failures:
        return 0
    points = len({failure.point for failure in failures})
    first = failures[0]
    message = f"keysim: {points} of {len(store.plan)} points failed and are left out; the first: point {first.point}"
    print(f"{message}\n{first.trace.rstrip()}", file=sys.stderr)
    return 1


def _shard(text: str | None) -> Shard:
    """Reads `i/n`."""
    if text is None:
        return Shard()
    number, slash, of = text.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise bad_input("--shard", f"'{text}' is no part such as 1/4 (from 1/4 to 4/4)")
    return Shard(number=int(number), of=int(of))
