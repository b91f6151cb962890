"""From an export of a firm's orders to `Orders`, with an account of what was read and what was left out.

Nothing is guessed in silence: what cannot be read is counted with its lines, what could mean two things is asked.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.amount_column import read_amounts
from experiments.calibration.column_names import find_columns
from experiments.calibration.date_column import UNREADABLE, read_dates
from experiments.calibration.orders import Orders, Settlement, settle
from experiments.calibration.text_file import DELIMITER_NAMES, fault, open_text
from simulator.errors import printable
from simulator.results import FloatArray

IntArray = NDArray[np.int64]

SHOWN_LINES = 5
MOST_LEFT_OUT = 0.1
NO_ACCOUNT = frozenset({"", "total", "sum", "subtotal", "grand total", "summe", "gesamt", "合计", "总计", "小计"})
NOT_LOST = frozenset({"", "0", "-", "no", "false", "n", "否", "active"})
DUPLICATES = ("auto", "keep", "drop")


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


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read of a file.

    Attributes:
        file: Its name without folders.
        sha256: Hash of its bytes.
        written: How it is written: encoding, separator, dates, decimals.
        columns: Name of the column of each role.
        lines: Lines with data.
        left_out: Lines that are not used.
        notes: What was done to the others, in plain words.
        currency: Currency that the amounts are written in; empty if none is.
    """

    file: str
    sha256: str
    written: Mapping[str, str]
    columns: Mapping[str, str]
    lines: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    currency: str


@dataclass
class Table:
    """Columns of text while they are read.

    Attributes:
        header: Names of all columns of the file.
        places: Position of the column of each role.
        lines: Line of each row that is kept.
        texts: Its cells, by role.
        short: Lines with too few cells.
        again: Positions of rows that are the same in every column as an earlier one.
    """

    header: Sequence[str]
    places: Mapping[str, int]
    lines: list[int] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    short: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Keeps the columns that are used, and notes lines that are too short or alike."""
        width, seen = max(self.places.values()) + 1, set[int]()
        kept = {role: self.texts.setdefault(role, []) for role in self.places}
        columns = [(kept[role].append, place) for role, place in self.places.items()]
        for line, row in rows:
            if len(row) < width:
                self.short.append(line)
                continue
            mark = hash(tuple(row))
            if mark in seen:
                self.again.append(len(self.lines))
            seen.add(mark)
            self.lines.append(line)
            for append, place in columns:
                append(row[place])


def read_orders(path: Path, options: ReadingOptions | None = None) -> tuple[Orders, Reading]:
    """Reads the orders of a file.

    Args:
        path: A CSV file of any usual kind, a workbook (.xlsx) or a Parquet file.
        options: What the user says of it.

    Raises:
        ScenarioError: The file cannot be read, or could be read in two ways.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from experiments.calibration.example import write_example
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "orders.csv")
        ...     deals = write_example(file)
        ...     orders, reading = read_orders(file)
        >>> orders.accounts, reading.written["decimals"], reading.left_out[0].reason
        (319, 'comma', 'same in every column as an earlier line')
    """
    header, rows, written, options = open_table(path, options or ReadingOptions())
    table = Table(header, find_columns(path, header, options.columns))
    table.read(rows)
    if not table.lines:
        raise fault(path, "holds no orders")
    return _Reader(path, table, options, written).result()


def open_table(
    path: Path, options: ReadingOptions
) -> tuple[Sequence[str], Iterable[tuple[int, list[str]]], dict[str, str], ReadingOptions]:
    """The columns of a file, its rows, how it is written, and the options that follow from that.

    Raises:
        ScenarioError: The file cannot be read.
    """
    if path.suffix.lower() in {".parquet", ".xlsx"}:
        from experiments.calibration.parquet_file import parquet_rows
        from experiments.calibration.workbook_file import workbook_rows

        is_workbook = path.suffix.lower() == ".xlsx"
        if is_workbook and not path.is_file():
            raise fault(path, "no such file")
        names, rows = (workbook_rows if is_workbook else parquet_rows)(path)
        numbers_are_no_texts = replace(options, decimal=options.decimal or "point")
        return names, rows, {"format": "workbook" if is_workbook else "Parquet"}, numbers_are_no_texts
    text = open_text(path, options.encoding)
    written = {"encoding": text.encoding.removesuffix("-sig"), "separator": DELIMITER_NAMES[text.delimiter]}
    return text.header, text.rows(), written, options


class _Reader:
    """The steps from columns of text to orders; each notes what it did."""

    def __init__(self, path: Path, table: Table, options: ReadingOptions, written: dict[str, str]) -> None:
        self.path, self.table, self.options, self.written = path, table, options, written
        self.lines = np.array(table.lines, dtype=np.int64)
        self.usable = np.ones(len(self.lines), dtype=bool)
        self.left_out: list[LeftOut] = []
        self.notes: list[str] = []
        if table.short:
            self._tell_left_out("fewer columns than needed", table.short)

    def result(self) -> tuple[Orders, Reading]:
        """Orders and the account of them."""
        self._one_currency()
        self._duplicates()
        names, account = self._accounts()
        day = self._days()
        amounts, currency = self._amounts()
        whole = len(self.lines) + len(self.table.short)
        lost = whole - int(self.usable.sum())
        if lost > MOST_LEFT_OUT * whole and self._not_repeats() > MOST_LEFT_OUT * whole:
            told = "; ".join(f"{each.reason} (line {each.lines[0]})" for each in self.left_out)
            raise fault(self.path, f"{lost} of {whole} lines cannot be used: {told}")
        orders = self._orders(names, account, day, amounts)
        reading = Reading(
            file=self.path.name,
            sha256=_sha256(self.path),
            written=self.written,
            columns={role: self.table.header[place] for role, place in self.table.places.items()},
            lines=whole,
            left_out=tuple(self.left_out),
            notes=tuple(self.notes),
            currency=currency,
        )
        return orders, reading

    def _not_repeats(self) -> int:
        return sum(each.count for each in self.left_out if "same in every column" not in each.reason)

    def _tell_left_out(self, reason: str, lines: Iterable[int]) -> None:
        chosen = sorted(int(line) for line in lines)
        if chosen:
            self.left_out.append(LeftOut(reason=reason, count=len(chosen), lines=tuple(chosen[:SHOWN_LINES])))

    def _leave_out(self, reason: str, bad: NDArray[np.bool_]) -> None:
        self._tell_left_out(reason, self.lines[bad & self.usable])
        self.usable &= ~bad

    def _duplicates(self) -> None:
        if not self.table.again:
            return
        again = np.zeros(len(self.lines), dtype=bool)
        again[self.table.again] = True
        drop = self.options.duplicates == "drop" or (
            self.options.duplicates == "auto" and "document" in self.table.places
        )
        if drop:
            self._leave_out("same in every column as an earlier line", again)
        else:
            first = int(self.lines[again][0])
            self.notes.append(
                f"{len(self.table.again)} lines are the same in every column as an earlier one (the first is line "
                f"{first}) and are kept as further items; --duplicates drop leaves them out"
            )

    def _one_currency(self) -> None:
        """Refuses a currency column with more than one currency."""
        texts = self.table.texts.get("currency")
        codes = {text.strip().upper() for text in texts or ()} - {""}
        if texts and len(codes) > 1:
            shown = ", ".join(printable(code) for code in sorted(codes)[:4])
            first = next(
                i for i, text in enumerate(texts) if text.strip().upper() not in {texts[0].strip().upper(), ""}
            )
            message = f"orders are in several currencies ({shown}); convert them first"
            raise fault(self.path, message, int(self.lines[first]))

    def _accounts(self) -> tuple[list[str], IntArray]:
        names: dict[str, int] = {}
        texts = self.table.texts["account"]
        numbers = np.fromiter((names.setdefault(text.strip(), len(names)) for text in texts), np.int64, len(texts))
        nameless = np.array([name.casefold() in NO_ACCOUNT for name in names], dtype=bool)
        self._leave_out("no account, or a line of totals", nameless[numbers])
        return list(names), numbers

    def _days(self) -> IntArray:
        column = read_dates(self.path, self.table.texts["date"], self.table.lines, self.options.dates)
        self.written["dates"] = column.order
        self._leave_out(f"no date that is possible {column.order.replace('-', ' ')}", column.days == UNREADABLE)
        return column.days

    def _amounts(self) -> tuple[FloatArray, str]:
        column = read_amounts(self.path, self.table.texts["amount"], self.table.lines, self.options.decimal)
        self.written["decimals"] = column.decimal
        self._leave_out("no amount that can be read", np.isnan(column.amounts))
        codes = {text.strip().upper() for text in self.table.texts.get("currency", ())} - {""}
        return column.amounts, column.currency or (codes.pop() if codes else "")

    def _orders(self, names: list[str], account: IntArray, day: IntArray, amounts: FloatArray) -> Orders:
        used = np.flatnonzero(self.usable)
        if not len(used):
            raise fault(self.path, "holds no orders that can be read")
        settled = settle(account[used], day[used], amounts[used])
        returns = int((amounts[used] < 0.0).sum())
        line = used[settled.line]
        until = int(day[used].max())
        numbers, place = np.unique(settled.account, return_inverse=True)
        self._tell_settlement(settled.merged, returns, settled)
        if not len(numbers):
            raise fault(self.path, "holds no order with a value above zero")
        seller, sellers = self._sellers(line)
        return Orders(
            account=place.astype(np.int64),
            day=settled.day,
            value=settled.value,
            names=[names[number] for number in numbers],
            until=until,
            segment=self._last_text("segment", account, numbers),
            lost_day=self._lost(account, numbers),
            seller=seller,
            sellers=sellers,
        )

    def _tell_settlement(self, merged: int, returns: int, settled: Settlement) -> None:
        if merged:
            self.notes.append(f"{merged} lines share account and day with another and count as one order with it")
        if returns:
            text = (
                f"{returns} lines are negative: taken off earlier orders of the same account; {settled.cancelled} "
                f"orders were returned in full and do not count, {settled.reduced} in part"
            )
            if settled.unmatched:
                text += f"; for {settled.unmatched:,.0f} returned there is no earlier order in the file"
            self.notes.append(text)
        if settled.free:
            self.notes.append(
                f"{settled.free} days of an account come to zero (samples, corrections) and are no orders"
            )

    def _last_text(self, role: str, account: IntArray, numbers: IntArray) -> list[str]:
        """What the last usable line of each account says."""
        texts = self.table.texts.get(role)
        if texts is None:
            return []
        latest: dict[int, str] = {}
        for row in np.flatnonzero(self.usable).tolist():
            if texts[row].strip():
                latest[int(account[row])] = texts[row].strip()
        return [latest.get(int(number), "") for number in numbers]

    def _sellers(self, line: IntArray) -> tuple[IntArray, list[str]]:
        texts = self.table.texts.get("seller")
        if texts is None:
            return np.zeros(0, dtype=np.int64), []
        names: dict[str, int] = {}
        chosen = [texts[row].strip() for row in line.tolist()]
        numbers = [names.setdefault(name, len(names)) if name else -1 for name in chosen]
        return np.array(numbers, dtype=np.int64), list(names)

    def _lost(self, account: IntArray, numbers: IntArray) -> IntArray:
        said = self._last_text("lost", account, numbers)
        if not said:
            return np.zeros(0, dtype=np.int64)
        dated = [i for i, text in enumerate(said) if text.casefold() not in NOT_LOST]
        lost = np.zeros(len(said), dtype=np.int64)
        if dated:
            column = read_dates(self.path, [said[i] for i in dated], [0] * len(dated), self.options.dates)
            lost[dated] = column.days
            if (column.days == UNREADABLE).any():
                wrong = said[dated[int(np.flatnonzero(column.days == UNREADABLE)[0])]]
                raise fault(self.path, f"'{printable(wrong)}' in the column of losses is no date")
        return lost


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
