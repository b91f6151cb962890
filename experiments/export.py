"""A store as a table for other programs: one row per run, or one per point and strategy; every float in full."""

import csv
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from experiments.run_files import require_parquet
from experiments.statistics import mean, mean_estimate, variance
from experiments.store import Store, StoredBlock
from simulator.results import FloatArray

SUFFIXES = (".csv", ".parquet")
ROWS_PER_GROUP = 50_000

Row = list[Any]


def export(store: Store, file: Path, *, summary: bool = False) -> int:
    """Writes all that a store holds, in the order of points, strategies and replications.

    The same results give the same bytes of CSV, however and in how many pieces they were made.

    Args:
        store: An open store.
        file: Ends in .csv or .parquet.
        summary: One row per point and strategy, with mean, half-width and standard deviation of each outcome.

    Returns:
        Number of rows.

    Raises:
        SimulatorError: Parquet is asked for, and pyarrow is not installed.

    Examples:
        >>> from contextlib import closing
        >>> from tempfile import TemporaryDirectory
        >>> from experiments.store_files import IN_MEMORY, open_or_create
        >>> from experiments.study.load import load_study
        >>> from experiments.sweep import Shard, fill
        >>> plan = load_study("studies/chase_or_build", replications=2)
        >>> with closing(open_or_create(IN_MEMORY, plan)) as store, TemporaryDirectory() as folder:
        ...     fill(store, shard=Shard(number=1, of=32), workers=1)
        ...     rows = export(store, Path(folder, "runs.csv"))
        ...     print(rows, Path(folder, "runs.csv").read_text().partition(",value")[0])
        4 point,wallet_sigma,growth,brand_start,reference_gain,strategy,replication
    """
    rows = _summaries(store) if summary else _runs(store)
    head = columns(store, summary=summary)
    return _write_parquet(store, head, rows, file) if file.suffix == ".parquet" else _write_csv(head, rows, file)


def columns(store: Store, *, summary: bool) -> list[str]:
    """Heads of the columns."""
    plan = store.plan
    keys = ["point", *(factor.name for factor in plan.factors), "strategy"]
    if not summary:
        return [*keys, "replication", *plan.outcomes]
    return [*keys, "runs", *(f"{name}_{part}" for name in plan.outcomes for part in ("mean", "half_width", "std"))]


def _runs(store: Store) -> Iterator[Row]:
    for block in store.blocks():
        keys = [block.point, *store.plan.columns(block.point), block.strategy]
        for place, values in enumerate(block.outcomes.tolist()):
            yield [*keys, block.block + place, *map(_or_nothing, values)]


def _summaries(store: Store) -> Iterator[Row]:
    for (point, strategy), table in tables(store):
        parts = [part for column in table.T for part in _summary(column)]
        yield [point, *store.plan.columns(point), strategy, len(table), *map(_or_nothing, parts)]


def tables(store: Store) -> Iterator[tuple[tuple[int, str], FloatArray]]:
    """By point and strategy, all outcomes that are stored: shape (replications, outcomes)."""

    def key(row: StoredBlock) -> tuple[int, str]:
        return row.point, row.strategy

    for (point, strategy), rows in groupby(store.blocks(), key):
        yield (point, strategy), np.concatenate([row.outcomes for row in rows])


def _summary(values: FloatArray) -> tuple[float, float, float]:
    return mean(values), mean_estimate(values).half_width, variance(values) ** 0.5


def _or_nothing(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 -- NaN alone differs from itself


def _write_csv(head: Iterable[str], rows: Iterable[Row], file: Path) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        for count, row in enumerate(rows, start=1):  # noqa: B007 -- the number of the last row is the answer
            writer.writerow(row)
    return count


def _write_parquet(store: Store, head: list[str], rows: Iterable[Row], file: Path) -> int:
    require_parquet()
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = {factor.name for factor in store.plan.factors if not factor.is_number} | {"strategy"}
    whole = {"point", "replication", "runs"}
    kinds = [pa.string() if name in text else pa.int64() if name in whole else pa.float64() for name in head]
    schema = pa.schema(list(zip(head, kinds, strict=True)))
    count = 0
    with pq.ParquetWriter(file, schema) as writer:
        for group in _groups(rows):
            by_column = zip(*group, strict=True)
            arrays = [pa.array(list(column), kind) for column, kind in zip(by_column, kinds, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == ROWS_PER_GROUP:
            yield group
            group = []
    if group:
        yield group
