"""Orders from a Parquet file, as rows of text like those of a CSV file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments.calibration.text_file import fault
from experiments.invocation import installation_of
from simulator.errors import SimulatorError


def parquet_rows(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The columns of a file and its rows, counted from 1.

    Raises:
        SimulatorError: pyarrow is not installed.
        ScenarioError: There is no such file, or it is no Parquet file.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise SimulatorError(f"Parquet needs pyarrow: {installation_of('analysis')}, or give a .csv file") from None
    try:
        file = pq.ParquetFile(path)
    except OSError as error:
        said = "no such file" if isinstance(error, FileNotFoundError) else "cannot be read as Parquet"
        raise fault(path, said) from None
    except pa.ArrowInvalid:
        raise fault(path, "is no Parquet file") from None
    return list(file.schema_arrow.names), _rows(file)


def _rows(file: Any) -> Iterator[tuple[int, list[str]]]:
    line = 0
    for batch in file.iter_batches():
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            line += 1
            yield line, ["" if cell is None else str(cell) for cell in row]
