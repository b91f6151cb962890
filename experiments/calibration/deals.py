"""Deals of a CRM export, and how they are read: won, lost or still open.

Columns are found by name, or as the user says. Stages that mean won or lost are known by their words; all others are
open, and are told. Nothing else is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.amount_column import read_amounts
from experiments.calibration.column_names import NAMES, find_columns
from experiments.calibration.date_column import UNREADABLE, read_dates
from experiments.calibration.table import LeftOut, ReadingOptions, Table, open_table
from experiments.calibration.text_file import fault
from simulator.errors import printable
from simulator.results import FloatArray

IntArray = NDArray[np.int64]

NEEDED = ("created", "closed", "stage", "amount")
OPTIONAL = ("account", "seller")
DEAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "created": (
        "created,created on,created date,create date,created at,creation date,opened,open date,start date,erstellt,"
        "erstellt am,angelegt am,erstelldatum,创建日期,创建时间,立项日期",
    ),
    "closed": (
        "closed,closed on,closed date,close date,closed at,closing date,end date,abschlussdatum,geschlossen am,"
        "关闭日期,结束日期,成交日期,赢单日期",
    ),
    "stage": ("stage,status,result,outcome,won,won/lost,phase,ergebnis,阶段,状态,结果,商机阶段",),
    "amount": (
        "amount,deal amount,deal value,value,opportunity amount,expected revenue,betrag,wert,auftragswert,金额,"
        "预计金额,商机金额,成交金额",
    ),
    "account": NAMES["account"],
    "seller": NAMES["seller"],
}
WON_WORDS = "won, closed won, win, wins, yes, true, 1, signed, gewonnen, 赢单, 成交, 已成交, 中标, 已签约"
LOST_WORDS = (
    "lost, closed lost, loss, no, false, 0, abandoned, cancelled, canceled, disqualified, verloren, "
    "输单, 丢单, 失单, 未中标, 已流失"
)
WON, LOST = frozenset(WON_WORDS.split(", ")), frozenset(LOST_WORDS.split(", "))
MOST_OPEN_STAGES = 6


@dataclass(frozen=True, kw_only=True)
class Deals:
    """Deals in the order of the file.

    Attributes:
        created: Day (ordinal).
        closed: Day, 0 while the deal is open.
        won: Whether it was won; False while it is open.
        amount: Its value, above zero.
        account: Name of the account; empty if not told.
        seller: Number of the seller, -1 if none; empty if not told.
        sellers: Names of the sellers.
        until: Last day of the file.
    """

    created: IntArray
    closed: IntArray
    won: NDArray[np.bool_]
    amount: FloatArray
    account: Sequence[str]
    seller: IntArray
    sellers: Sequence[str]
    until: int

    def __len__(self) -> int:
        return len(self.created)

    @property
    def is_closed(self) -> NDArray[np.bool_]:
        """Which deals are no longer open."""
        return self.closed > 0

    def of(self, rows: NDArray[np.bool_] | IntArray) -> Self:
        """Some of the deals."""
        chosen = np.arange(len(self))[rows]
        return replace(
            self,
            created=self.created[chosen],
            closed=self.closed[chosen],
            won=self.won[chosen],
            amount=self.amount[chosen],
            account=[self.account[i] for i in chosen.tolist()] if self.account else (),
            seller=self.seller[chosen] if len(self.seller) else self.seller,
        )


@dataclass(frozen=True, kw_only=True)
class DealsReading:
    """What was read of a CRM export, as `Reading` tells it of orders."""

    file: str
    columns: Mapping[str, str]
    lines: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


def read_deals(path: Path, columns: Mapping[str, str] | None = None) -> tuple[Deals, DealsReading]:
    """Reads the deals of a CRM export.

    Args:
        path: A CSV file of any usual kind, or a Parquet file.
        columns: Columns that the user named, by role.

    Raises:
        ScenarioError: The file cannot be read, or holds no deal that was won or lost.
    """
    opened = open_table(path, ReadingOptions(columns=columns or {}), DEAL_NAMES, NEEDED)
    places = find_columns(
        path,
        opened.header,
        columns or {},
        names=DEAL_NAMES,
        needed=NEEDED,
        option="--pipeline-column ",
        line=opened.header_line,
    )
    table = Table(opened.header, places)
    table.read(opened.rows)
    if not table.lines:
        raise fault(path, "holds no deals")
    cells = _cells(path, table, opened.options)
    usable, left_out = _usable(table, cells)
    _check_ends(path, cells, usable)
    deals = _deals(table, cells, usable)
    still_open = usable & ~cells.ended
    reading = DealsReading(
        file=path.name,
        columns={role: table.header[place] for role, place in table.places.items()},
        lines=len(table.lines) + len(table.short) + len(table.long),
        left_out=(*table.misshapen(), *left_out),
        notes=(*opened.notes, *_notes(deals, [cells.stages[row] for row in np.flatnonzero(still_open).tolist()])),
    )
    return deals, reading


class _Cells(NamedTuple):
    """What the cells of the file say, row by row; `closed` is 0 while a deal is open."""

    stages: list[str]
    created: IntArray
    closed: IntArray
    won: NDArray[np.bool_]
    ended: NDArray[np.bool_]
    amounts: FloatArray


def _cells(path: Path, table: Table, options: ReadingOptions) -> _Cells:
    texts, count = table.texts, len(table.lines)
    days = read_dates(path, [*texts["created"], *texts["closed"]], [*table.lines, *table.lines], None).days
    amounts = read_amounts(path, [text or "x" for text in texts["amount"]], table.lines, options.decimal).amounts
    stages = [" ".join(text.casefold().replace("-", " ").replace("_", " ").split()) for text in texts["stage"]]
    won = np.array([stage in WON for stage in stages])
    ended = won | np.array([stage in LOST for stage in stages])
    closed = np.where(ended, days[count:], 0)
    return _Cells(stages=stages, created=days[:count], closed=closed, won=won, ended=ended, amounts=amounts)


def _usable(table: Table, cells: _Cells) -> tuple[NDArray[np.bool_], list[LeftOut]]:
    """Which rows are deals, and why the others are none."""
    created, closed, ended = cells.created, cells.closed, cells.ended
    faults = {
        "no date of creation": created == UNREADABLE,
        "won or lost, but no date of closing": ended & (closed == UNREADABLE),
        "closed before they were created": ended & (closed != UNREADABLE) & (closed < created),
        "no amount above zero": ~(cells.amounts > 0.0),
    }
    lines, usable, left_out = np.array(table.lines), np.ones(len(created), dtype=bool), []
    for reason, bad in faults.items():
        if (bad & usable).any():
            where = lines[bad & usable]
            left_out.append(LeftOut(reason=reason, count=len(where), lines=tuple(where[:5].tolist())))
        usable &= ~bad
    return usable, left_out


def _check_ends(path: Path, cells: _Cells, usable: NDArray[np.bool_]) -> None:
    """Refuses a file without a deal that was won and one that was lost."""
    if not (usable & cells.won).any() or not (usable & cells.ended & ~cells.won).any():
        known = ", ".join(f"'{printable(stage)}'" for stage in sorted(set(cells.stages))[:MOST_OPEN_STAGES])
        raise fault(path, f"holds no deal that was won and one that was lost; its stages are {known}")


def _deals(table: Table, cells: _Cells, usable: NDArray[np.bool_]) -> Deals:
    numbers: dict[str, int] = {}
    named = [text.strip() for text in table.texts.get("seller", ())]
    seller = np.array([numbers.setdefault(name, len(numbers)) if name else -1 for name in named], dtype=np.int64)
    return Deals(
        created=cells.created,
        closed=cells.closed,
        won=cells.won,
        amount=cells.amounts,
        account=[text.strip() for text in table.texts.get("account", ())],
        seller=seller,
        sellers=list(numbers),
        until=int(max(cells.created[usable].max(), cells.closed[usable].max())),
    ).of(usable)


def _notes(deals: Deals, open_stages: Sequence[str]) -> list[str]:
    won, closed = int(deals.won.sum()), int(deals.is_closed.sum())
    notes = [f"{len(deals)} deals: {won} won, {closed - won} lost, {len(deals) - closed} open"]
    if open_stages:
        shown = ", ".join(f"'{printable(stage)}'" for stage in sorted(set(open_stages))[:MOST_OPEN_STAGES])
        notes.append(f"taken as open: {shown}")
    return notes
