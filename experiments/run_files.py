"""Runs as files for other programs: event logs and timelines, every float in full."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from experiments.invocation import installation_of
from simulator.errors import SimulatorError
from simulator.events import Cause, EventKind
from simulator.results import EventLog, FloatArray

EVENT_SUFFIXES = (".csv", ".parquet")
EVENT_COLUMNS = ("time", "event", "account", "seller", "amount", "cause")

Cell = TypeVar("Cell")


def write_events(events: EventLog, file: Path) -> None:
    """Writes an event log with names instead of codes, as CSV or (by its suffix) Parquet.

    An account, seller or cause that an event does not have is an empty cell (null in Parquet).

    Raises:
        SimulatorError: Parquet is asked for, and pyarrow is not installed.
    """
    if file.suffix == ".parquet":
        _write_parquet(_event_columns(events), file)
    else:
        _write_csv(EVENT_COLUMNS, zip(*_event_columns(events).values(), strict=True), file)


def write_timeline(timeline: Mapping[str, FloatArray], file: Path) -> None:
    """Writes a monthly timeline as CSV; row 0 is the start, row m the end of month m."""
    months = range(len(next(iter(timeline.values()))))
    columns = [column.tolist() for column in timeline.values()]
    _write_csv(("month", *timeline), zip(months, *columns, strict=True), file)


def require_parquet() -> None:
    """Makes sure that Parquet can be written, before a long run.

    Raises:
        SimulatorError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise SimulatorError(f"Parquet needs pyarrow: {installation_of('analysis')}, or ask for .csv") from error


def _event_columns(events: EventLog) -> dict[str, list[float | int | str | None]]:
    return {
        "time": events.time.tolist(),
        "event": [EventKind(code).name.lower() for code in events.event.tolist()],
        "account": [account if account >= 0 else None for account in events.account.tolist()],
        "seller": [seller if seller >= 0 else None for seller in events.seller.tolist()],
        "amount": events.amount.tolist(),
        "cause": [Cause(code).name.lower() if code else None for code in events.cause.tolist()],
    }


def _write_csv(header: Iterable[str], rows: Iterable[Iterable[object]], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_parquet(columns: Mapping[str, list[float | int | str | None]], file: Path) -> None:
    require_parquet()
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, number, whole = pa.string(), pa.float64(), pa.int64()
    types = dict(zip(EVENT_COLUMNS, (number, text, whole, whole, number, text), strict=True))
    schema = pa.schema(list(types.items()))
    pq.write_table(pa.table(dict(columns), schema=schema), file)
