"""The rows of an export of any kind, and which of its rows names the columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from experiments.calibration.column_names import NAMES, NEEDED, header_place
from experiments.calibration.text_file import DELIMITER_NAMES, fault, open_text
from simulator.errors import printable

SHOWN_LINES = 5
DUPLICATES = ("auto", "keep", "drop")
TOO_SHORT = "fewer columns than needed"
TOO_LONG = "more cells than columns (a separator within a name or number, not in quotes?)"


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """What the user says of his file; None leaves it to the file.

    Attributes:
        columns: Column of each role.
        encoding: How characters are written.
        dates: Order of day, month and year.
        decimal: Decimal mark.
        duplicates: What happens to lines that are alike in every column.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    dates: str | None = None
    decimal: str | None = None
    duplicates: str = "auto"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Lines that are not used, and why; the first few by number."""

    reason: str
    count: int
    lines: tuple[int, ...]


@dataclass
class Table:
    """Columns of text while they are read.

    Attributes:
        header: Names of all columns of the file.
        places: Position of the column of each role.
        lines: Line of each row that is kept.
        texts: Its cells, by role.
        short: Lines with too few cells.
        long: Lines with cells beyond the last column.
        again: Positions of rows that are the same in every column as an earlier one.
    """

    header: Sequence[str]
    places: Mapping[str, int]
    lines: list[int] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    short: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Keeps the columns that are used, and notes lines that are too short or alike."""
        width, most, seen = max(self.places.values()) + 1, len(self.header), set[int]()
        kept = {role: self.texts.setdefault(role, []) for role in self.places}
        columns = [(kept[role].append, place) for role, place in self.places.items()]
        for line, row in rows:
            if len(row) < width:
                self.short.append(line)
                continue
            if len(row) > most and any(row[most:]):
                self.long.append(line)
                continue
            mark = hash(tuple(row))
            if mark in seen:
                self.again.append(len(self.lines))
            seen.add(mark)
            self.lines.append(line)
            for append, place in columns:
                append(row[place])

    def misshapen(self) -> list[LeftOut]:
        """Lines that have not the cells that the header promises."""
        kinds = {TOO_SHORT: self.short, TOO_LONG: self.long}
        return [
            LeftOut(reason=reason, count=len(lines), lines=tuple(lines[:SHOWN_LINES]))
            for reason, lines in kinds.items()
            if lines
        ]


@dataclass(frozen=True, kw_only=True)
class OpenTable:
    """A file whose columns are known.

    Attributes:
        header: Names of the columns.
        header_line: Line that names them.
        rows: The rows below, with their lines.
        written: How the file is written.
        options: What the user says of it, and what follows from its kind.
        notes: What stands above the header, if anything does.
    """

    header: Sequence[str]
    header_line: int
    rows: Iterable[tuple[int, list[str]]]
    written: dict[str, str]
    options: ReadingOptions
    notes: tuple[str, ...] = ()


def open_table(
    path: Path,
    options: ReadingOptions,
    names: Mapping[str, tuple[str, ...]] = NAMES,
    needed: Sequence[str] = NEEDED,
) -> OpenTable:
    """Opens a file and finds the row that names its columns.

    Args:
        path: A file of any kind that is read.
        options: What the user says of it.
        names: For each role the names of its column.
        needed: Roles that the file must have.

    Raises:
        ScenarioError: The file cannot be read.
    """
    kind = path.suffix.lower()
    if kind == ".parquet":
        from experiments.calibration.parquet_file import parquet_rows

        header, rows = parquet_rows(path)
        exact = replace(options, decimal=options.decimal or "point")  # its numbers are no texts
        return OpenTable(header=header, header_line=1, rows=rows, written={"format": "Parquet"}, options=exact)
    if kind == ".xlsx":
        return _open_workbook(path, options, names, needed)
    text = open_text(path, options.encoding)
    line, header = text.start[header_place(text.start, options.columns, names, needed)]
    return OpenTable(
        header=[name.strip() for name in header],
        header_line=line,
        rows=text.rows(line),
        written={"encoding": text.encoding.removesuffix("-sig"), "separator": DELIMITER_NAMES[text.delimiter]},
        options=options,
        notes=_above(text.start, line),
    )


def _open_workbook(
    path: Path, options: ReadingOptions, names: Mapping[str, tuple[str, ...]], needed: Sequence[str]
) -> OpenTable:
    from experiments.calibration.workbook_file import workbook_rows

    if not path.is_file():
        raise fault(path, "no such file")
    rows = workbook_rows(path)
    place = header_place(rows, options.columns, names, needed)
    line, cells = rows[place]
    header = [name.strip() for name in cells]
    return OpenTable(
        header=header,
        header_line=line,
        rows=((number, row + [""] * (len(header) - len(row))) for number, row in rows[place + 1 :]),
        written={"format": "workbook"},
        options=replace(options, decimal=options.decimal or "point"),
        notes=_above(rows, line),
    )


def _above(rows: Sequence[tuple[int, Sequence[str]]], header_line: int) -> tuple[str, ...]:
    """Tells what stands above the header."""
    above = [" ".join(filter(None, cells)) for line, cells in rows if line < header_line]
    if not above:
        return ()
    shown = ", ".join(f"'{printable(text)}'" for text in above[:2]) + (", ..." if len(above) > 2 else "")
    return (f"the columns are named in line {header_line}; what stands above is passed over ({shown})",)
