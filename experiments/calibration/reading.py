"""From an export of a firm's orders to `Orders`, with an account of what was read and what was left out.

Nothing is guessed in silence: what cannot be read is counted with its lines, what could mean two things is asked.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.amount_column import read_amounts
from experiments.calibration.column_names import find_columns
from experiments.calibration.date_column import UNREADABLE, read_dates
from experiments.calibration.line_checks import alike, far_off, is_cancelled, is_nameless, sum_of_all_above
from experiments.calibration.orders import Orders, Settlement, settle
from experiments.calibration.table import SHOWN_LINES, LeftOut, OpenTable, ReadingOptions, Table, open_table
from experiments.calibration.text_file import fault
from simulator.errors import printable
from simulator.results import FloatArray

IntArray = NDArray[np.int64]

MOST_LEFT_OUT = 0.1
NOT_LOST = frozenset({"", "0", "-", "no", "false", "n", "否", "active"})
REPEATED = "same in every column as an earlier line"
VOID = "a status that says they were cancelled"
MEANT = frozenset({REPEATED, VOID})  # left out for what they say, not for being unreadable


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
    opened = open_table(path, options or ReadingOptions())
    options = opened.options
    table = Table(opened.header, find_columns(path, opened.header, options.columns, line=opened.header_line))
    table.read(opened.rows)
    if not table.lines and not table.long:
        raise fault(path, "holds no orders")
    return _Reader(path, table, opened).result()


class _Reader:
    """The steps from columns of text to orders; each notes what it did."""

    def __init__(self, path: Path, table: Table, opened: OpenTable) -> None:
        self.path, self.table, self.options, self.written = path, table, opened.options, opened.written
        self.lines = np.array(table.lines, dtype=np.int64)
        self.usable = np.ones(len(self.lines), dtype=bool)
        self.left_out = table.misshapen()
        self.notes = list(opened.notes)

    def result(self) -> tuple[Orders, Reading]:
        """Orders and the account of them."""
        self._one_currency()
        self._duplicates()
        self._cancelled()
        names, account = self._accounts()
        day = self._days()
        amounts, currency = self._amounts()
        self._totals(amounts)
        whole = self._checked_number()
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

    def _checked_number(self) -> int:
        """How many lines there are, unless too many of them cannot be used."""
        whole = len(self.lines) + len(self.table.short) + len(self.table.long)
        unread = sum(each.count for each in self.left_out if each.reason not in MEANT)
        if unread > MOST_LEFT_OUT * whole:
            told = "; ".join(f"{each.reason} (line {each.lines[0]})" for each in self.left_out)
            raise fault(self.path, f"{whole - int(self.usable.sum())} of {whole} lines cannot be used: {told}")
        return whole

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
            self._leave_out(REPEATED, again)
        else:
            first = int(self.lines[again][0])
            self.notes.append(
                f"{len(self.table.again)} lines are the same in every column as an earlier one (the first is line "
                f"{first}) and are kept as further items; --duplicates drop leaves them out"
            )

    def _cancelled(self) -> None:
        """Leaves out lines whose status says that they never became an order."""
        texts = self.table.texts.get("status")
        if texts is not None:
            self._leave_out(VOID, np.array([is_cancelled(text) for text in texts], dtype=bool))

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
        nameless = np.array([is_nameless(name) for name in names], dtype=bool)
        self._leave_out("no account, or a line of totals", nameless[numbers])
        if told := alike(names):
            self.notes.append(told)
        return list(names), numbers

    def _days(self) -> IntArray:
        column = read_dates(self.path, self.table.texts["date"], self.table.lines, self.options.dates)
        self.written["dates"] = column.order
        self._leave_out(f"no date that is possible {column.order.replace('-', ' ')}", column.days == UNREADABLE)
        self._leave_out("a date years away from all others", far_off(column.days, self.usable))
        return column.days

    def _totals(self, amounts: FloatArray) -> None:
        """Leaves out a last line that is the sum of all before it."""
        used = np.flatnonzero(self.usable)
        if sum_of_all_above(amounts[used]):
            last = np.zeros(len(self.lines), dtype=bool)
            last[used[-1]] = True
            self._leave_out("an amount that is the sum of all lines above", last)

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
