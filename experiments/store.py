"""The store of a sweep: one SQLite file that survives anything and can be resumed, extended, merged and exported.

One row per (design point, strategy, block of replications), written in one transaction for all strategies of a
point. A row that is there already is left as it is, so that writing twice changes nothing. docs/reference/store.md
describes the tables.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from experiments.batches import Failure
from experiments.blocks import Block, BlockTask, from_bytes, packed, to_bytes, unpacked
from experiments.plan import Plan, plan_from_json
from experiments.statistics import mean, variance
from simulator.errors import SimulatorError
from simulator.results import FloatArray

PATIENCE_SECONDS = 60.0


class StoreError(SimulatorError):
    """A store that cannot be used as asked: another study, another model, no store at all, no room on the disk."""


class StoredBlock(NamedTuple):
    """One row of the table `blocks`, its outcomes of shape (replications, outcomes)."""

    point: int
    strategy: str
    block: int
    key: str
    outcomes: FloatArray


class StoredFailure(NamedTuple):
    """A block that gave no result."""

    point: int
    block: int
    error: str
    trace: str


class Store:
    """One open store; `experiments.store_files` opens and makes them."""

    def __init__(self, connection: sqlite3.Connection, file: str) -> None:
        self.connection = connection
        self.file = file
        meta = dict(connection.execute("SELECT name, value FROM meta"))
        self.plan: Plan = plan_from_json(meta["plan"]).with_replications(int(meta["replications"]))
        self.model_sha256 = meta["model_sha256"]
        self.keysim_version = meta["keysim_version"]
        self._like = meta["inputs_like"]

    def close(self) -> None:
        """Closes the file; SQLite then takes its journal away."""
        self.connection.close()

    def have(self) -> dict[tuple[int, int], int]:
        """Replications that every strategy has, by (point, block)."""
        rows = self.connection.execute("SELECT point, block, min(replications), count(*) FROM blocks GROUP BY 1, 2")
        strategies = len(self.plan.strategies)
        return {(point, block): count for point, block, count, found in rows if found == strategies}

    def done_points(self) -> int:
        """How many points have all their replications."""
        sums: dict[int, int] = {}
        for (point, _), count in self.have().items():
            sums[point] = sums.get(point, 0) + count
        return sum(count >= self.plan.replications for count in sums.values())

    def extend(self, replications: int) -> None:
        """Asks for more replications per point; fewer than asked for before change nothing."""
        if replications > self.plan.replications:
            with self.writing() as connection:
                connection.execute("UPDATE meta SET value = ? WHERE name = 'replications'", (str(replications),))
            self.plan = self.plan.with_replications(replications)

    def grow(self, rows: Sequence[tuple[float, ...]]) -> None:
        """Adds points to the study, for a search that finds them as it goes; those that are there change nothing."""
        if set(rows) <= set(self.plan.rows):
            return
        with self.writing() as connection:
            (text,) = connection.execute("SELECT value FROM meta WHERE name = 'plan'").fetchone()
            known = plan_from_json(text).rows  # another program may have added some
            self.plan = replace(self.plan, rows=tuple(dict.fromkeys((*known, *rows))))
            for name, value in (("plan", self.plan.to_json()), ("plan_sha256", self.plan.sha256)):
                connection.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))

    def write(self, *blocks: Block) -> None:
        """Writes what some tasks gave, for all strategies: all of it or nothing."""
        with self.writing() as connection:
            for block in blocks:
                outcomes = dict(zip(self.plan.strategies, block.outcomes, strict=True))
                self._write_rows(connection, block.task, outcomes, block.inputs)

    def write_rows(self, task: BlockTask, outcomes: Mapping[str, FloatArray], inputs: str) -> None:
        """Writes the outcomes of each strategy, shape (replications, outcomes), behind what its block holds."""
        with self.writing() as connection:
            self._write_rows(connection, task, outcomes, inputs)

    def write_failure(self, task: BlockTask, failure: Failure) -> None:
        """Notes that a block gave no result; a later success takes the note away."""
        row = (task.point, task.block, failure.error, failure.trace)
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", row)

    def inputs(self, point: int) -> str | None:
        """The resolved scenario of a point as JSON; none if nothing of the point is there."""
        row = self.connection.execute("SELECT inputs FROM points WHERE point = ?", (point,)).fetchone()
        return None if row is None else unpacked(row[0], self._like)

    def blocks(self, point: int | None = None) -> Iterator[StoredBlock]:
        """All rows by point, strategy (as the study has them) and block; or those of one point."""
        order = {name: place for place, name in enumerate(self.plan.strategies)}
        where = "" if point is None else f" WHERE point = {int(point)}"
        query = f"SELECT point, strategy, block, key, outcomes FROM blocks{where} ORDER BY point, block"
        waiting: list[StoredBlock] = []
        for number, strategy, block, key, blob in self.connection.execute(query):
            if waiting and waiting[0].point != number:
                yield from sorted(waiting, key=lambda row: (order[row.strategy], row.block))
                waiting = []
            waiting.append(StoredBlock(number, strategy, block, key, from_bytes(blob, len(self.plan.outcomes))))
        yield from sorted(waiting, key=lambda row: (order[row.strategy], row.block))

    def failures(self) -> list[StoredFailure]:
        """Blocks that gave no result, by point and block."""
        query = "SELECT point, block, error, trace FROM failures ORDER BY point, block"
        return [StoredFailure(*row) for row in self.connection.execute(query)]

    def _write_rows(
        self, connection: sqlite3.Connection, task: BlockTask, outcomes: Mapping[str, FloatArray], inputs: str
    ) -> None:
        sha256 = hashlib.sha256(inputs.encode()).hexdigest()
        self._write_point(connection, task.point, inputs, sha256)
        for strategy, values in outcomes.items():
            self._append(connection, task, strategy, values, self._key(sha256, strategy))
        connection.execute("DELETE FROM failures WHERE point = ? AND block = ?", (task.point, task.block))

    def _write_point(self, connection: sqlite3.Connection, point: int, inputs: str, sha256: str) -> None:
        found = connection.execute("SELECT inputs_sha256 FROM points WHERE point = ?", (point,)).fetchone()
        if found is None:
            factors = json.dumps(dict(zip((f.name for f in self.plan.factors), self.plan.columns(point), strict=True)))
            row = (point, factors, packed(inputs, self._like), sha256)
            connection.execute("INSERT INTO points VALUES (?, ?, ?, ?)", row)
        elif found[0] != sha256:
            raise StoreError(f"{self.file}: point {point} was made from other inputs")

    def _append(
        self, connection: sqlite3.Connection, task: BlockTask, strategy: str, values: FloatArray, key: str
    ) -> None:
        place = (task.point, strategy, task.block)
        query = "SELECT outcomes FROM blocks WHERE point = ? AND strategy = ? AND block = ?"
        found = connection.execute(query, place).fetchone()
        before = b"" if found is None else bytes(found[0])
        size, offset = 8 * len(self.plan.outcomes), task.start - task.block
        known, ours = before[offset * size :], to_bytes(values)
        if len(before) < offset * size:
            raise StoreError(f"{self.file}: the replications before {task.start} of point {task.point} are missing")
        if known[: len(ours)] != ours[: len(known)]:
            message = f"{self.file}: point {task.point}, {strategy}: two runs of the same replications differ"
            raise StoreError(f"{message}; this is a bug, or one of two stores was damaged")
        if len(ours) <= len(known):
            return
        blob = before[: offset * size] + ours
        table = from_bytes(blob, len(self.plan.outcomes))
        marks = ", ".join("?" * (6 + 2 * table.shape[1]))
        row = (*place, len(table), key, blob, *_summaries(table))
        connection.execute(f"INSERT OR REPLACE INTO blocks VALUES ({marks})", row)

    def _key(self, inputs_sha256: str, strategy: str) -> str:
        text = "\0".join((inputs_sha256, self.model_sha256, strategy))
        return hashlib.sha256(text.encode()).hexdigest()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all or nothing, whatever happens."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise told_error(error, self.file) from error


def _summaries(table: FloatArray) -> list[float]:
    return [each for column in table.T for each in (mean(column), variance(column) ** 0.5)]


def told_error(error: sqlite3.Error, file: str) -> StoreError:
    """What SQLite says, in plain words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreError(f"{file}: the disk is full; what is stored is safe, make room and go on with keysim resume")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{file}: cannot be written (is the disk full?); what is stored is safe, go on with keysim resume"
        )
    if code == sqlite3.SQLITE_BUSY:
        return StoreError(f"{file}: another program has held it for {PATIENCE_SECONDS:g} s")
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return StoreError(f"{file}: is no store, or is damaged ({error})")
    return StoreError(f"{file}: {error}")
