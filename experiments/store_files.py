"""Making, opening and merging stores, and refusing what does not belong together."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from experiments.batches import Failure
from experiments.blocks import BlockTask
from experiments.plan import Plan
from experiments.provenance import keysim_version, model_hash
from experiments.store import PATIENCE_SECONDS, Store, StoreError, told_error
from simulator.errors import SimulatorError

APPLICATION = 0x6B657973  # "keys": how a file is known to be a store
FORMAT = 1
IN_MEMORY = ":memory:"
SQLITE = b"SQLite format 3\0"

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE points (
    point INTEGER PRIMARY KEY, factors TEXT NOT NULL, inputs BLOB NOT NULL, inputs_sha256 TEXT NOT NULL
);
CREATE TABLE blocks (
    point INTEGER NOT NULL, strategy TEXT NOT NULL, block INTEGER NOT NULL,
    replications INTEGER NOT NULL, key TEXT NOT NULL, outcomes BLOB NOT NULL, {columns},
    PRIMARY KEY (point, strategy, block)
);
CREATE TABLE failures (
    point INTEGER NOT NULL, block INTEGER NOT NULL, error TEXT NOT NULL, trace TEXT NOT NULL,
    PRIMARY KEY (point, block)
);
"""


def create_store(file: str | Path, plan: Plan) -> Store:
    """Makes a new store for a study; two that make it at once get the same one.

    Raises:
        StoreError: The file cannot be written, or holds something else.

    Examples:
        >>> from experiments.study.load import load_study
        >>> store = create_store(IN_MEMORY, load_study("studies/chase_or_build"))
        >>> store.done_points()
        0
    """
    like = plan.scenario(0).model_dump_json() if _is_sound(plan) else ""
    with _connected(str(file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        if not _is_store(connection, str(file)):
            columns = ", ".join(f"{name}_mean REAL, {name}_std REAL" for name in plan.outcomes)
            for statement in _TABLES.format(columns=columns).split(";"):
                connection.execute(statement)
            meta = {
                "plan": plan.to_json(),
                "plan_sha256": plan.sha256,
                "replications": str(plan.replications),
                "model_sha256": model_hash(),
                "keysim_version": keysim_version(),
                "inputs_like": like,
            }
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
        return Store(connection, str(file))


def is_store_file(file: Path) -> bool:
    """Whether a file is an SQLite database, as stores are."""
    with file.open("rb") as stream:
        return stream.read(len(SQLITE)) == SQLITE


def open_store(file: str | Path) -> Store:
    """Opens a store that is there.

    Raises:
        StoreError: There is no such file, or it is no store.
    """
    if not Path(file).is_file():
        raise StoreError(f"{file}: no such store")
    with _connected(str(file)) as connection:
        if not _is_store(connection, str(file)):
            raise StoreError(f"{file}: holds nothing yet; begin with keysim sweep STUDY --store {file}")
        return Store(connection, str(file))


def open_or_create(file: str | Path, plan: Plan) -> Store:
    """The store of a study, new or as it is; asked for more replications it is extended.

    Raises:
        StoreError: The file holds another study, or was made by another version of the model.
    """
    store = create_store(file, plan)
    try:
        check_same(store, plan)
        check_model(store)
        store.extend(plan.replications)
    except BaseException:
        store.close()
        raise
    return store


def check_same(store: Store, plan: Plan) -> None:
    """Refuses another study than the store's.

    Raises:
        StoreError: It tells in what they differ.
    """
    if store.plan.sha256 != plan.sha256:
        differences = store.plan.differences(plan)
        parts = f"{', '.join(differences[:-1])} and {differences[-1]}" if differences[1:] else differences[0]
        verb = "differ" if differences[1:] or parts.endswith("s") else "differs"
        raise StoreError(f"{store.file}: holds another study, {parts} {verb}; use another file, or the study as it was")


def check_model(store: Store) -> None:
    """Refuses a store that another version of the model made: old and new results must not mix.

    Raises:
        StoreError: The model has changed since.
    """
    if store.model_sha256 != model_hash():
        raise StoreError(
            f"{store.file}: was made by another version of the model (keysim {store.keysim_version}, model "
            f"{store.model_sha256[:12]}, not {model_hash()[:12]}); its results can be exported, but not continued"
        )


def merge_stores(target: str | Path, sources: Iterable[str | Path]) -> Store:
    """Lays shards of one study together; what several of them hold is taken once.

    Returns:
        The target, open; it is made if it is not there.

    Raises:
        StoreError: They hold different studies or models, or one disagrees with another about the same run.
    """
    merged: Store | None = None
    for file in sources:
        source = open_store(file)
        try:
            merged = merged or _target(target, source)
            check_same(merged, source.plan)
            if source.model_sha256 != merged.model_sha256:
                raise StoreError(f"{file}: was made by another version of the model than {merged.file}")
            merged.extend(source.plan.replications)
            _copy(source, merged)
        finally:
            source.close()
    if merged is None:
        raise StoreError("there is no store to merge")
    return merged


def _target(file: str | Path, source: Store) -> Store:
    if Path(file).exists():
        return open_store(file)
    store = create_store(file, source.plan)
    with store.writing() as connection:
        for name in ("model_sha256", "keysim_version"):
            connection.execute("UPDATE meta SET value = ? WHERE name = ?", (getattr(source, name), name))
    store.model_sha256, store.keysim_version = source.model_sha256, source.keysim_version
    return store


def _copy(source: Store, target: Store) -> None:
    for row in source.blocks():
        inputs = source.inputs(row.point) or ""
        task = BlockTask(row.point, row.block, len(row.outcomes))
        target.write_rows(task, {row.strategy: row.outcomes}, inputs)
    for failure in source.failures():
        task = BlockTask(failure.point, failure.block, 0)
        if (failure.point, failure.block) not in target.have():
            target.write_failure(task, Failure(error=failure.error, trace=failure.trace))


@contextmanager
def _connected(file: str) -> Iterator[sqlite3.Connection]:
    """A connection for a store to keep; closed if anything goes wrong before the store has it."""
    connection = _connect(file)
    try:
        yield connection
    except sqlite3.Error as error:
        connection.close()
        raise told_error(error, file) from error
    except BaseException:
        connection.close()
        raise


def _connect(file: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)
        _use_journal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error as error:
        raise told_error(error, file) from error
    return connection


def _use_journal(connection: sqlite3.Connection) -> None:
    """Switches to write-ahead logging; SQLite does not wait by itself while another program does the same."""
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.05)


def _is_store(connection: sqlite3.Connection, file: str) -> bool:
    """Whether the file is a store; one that is empty is none yet.

    Raises:
        StoreError: It holds something else, or a later version's format.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == APPLICATION and version == FORMAT:
        return True
    if application == APPLICATION:
        raise StoreError(f"{file}: is a store of format {version}; this version reads format {FORMAT}")
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise StoreError(f"{file}: is a database, but no store of keysim")
    return False


def _is_sound(plan: Plan) -> bool:
    try:
        plan.scenario(0)
    except SimulatorError:
        return False
    return True
