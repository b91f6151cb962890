"""A text file of unknown origin: in which characters it is written, and what parts its columns."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import Fault, ScenarioError, printable

ENCODINGS = ("utf-8", "utf-16", "gb18030", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
FOUR_BYTES = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")  # how GB18030 writes a yen sign, for instance
LOOKED_AT = 1 << 22  # bytes that decide the encoding
LOOKED_THROUGH = 50  # lines that decide what parts the columns
LONGEST_QUOTE = 50  # lines that one quoted cell may span


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """How a file is read; `start` holds its first rows that are not empty, each with its line number."""

    path: Path
    encoding: str
    delimiter: str
    start: Sequence[tuple[int, list[str]]]

    def rows(self, header_line: int = 1) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header with its line number; empty rows are passed over.

        Args:
            header_line: Line of the header.

        Raises:
            ScenarioError: The file breaks off within a quote, or is no table.
        """
        with self.path.open(encoding=self.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self.delimiter)
            line = 0
            try:
                for row in reader:
                    if line and reader.line_num - line > LONGEST_QUOTE:
                        raise fault(self.path, "a quote that opens here does not close", line + 1)
                    if line >= header_line and any(row):
                        yield line + 1, row
                    line = reader.line_num
            except (csv.Error, UnicodeError) as error:
                raise fault(self.path, f"cannot be read on: {error}", reader.line_num + 1) from None


def fault(file: Path | str, message: str, line: int = 0, hint: str = "") -> ScenarioError:
    """An error of a data file, told like one of a scenario file."""
    return ScenarioError([Fault(file=str(file), line=line, message=message, hint=hint)])


def open_text(path: Path, encoding: str | None = None) -> TextFile:
    """Finds out how a file is written.

    Args:
        path: The file.
        encoding: One of `ENCODINGS`; None looks at the bytes.

    Raises:
        ScenarioError: There is no such file, it is empty, or its characters cannot be told for sure.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(LOOKED_AT)
            whole = not stream.read(1)
    except OSError as error:
        said = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise fault(path, said) from None
    if start[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        raise fault(path, "is a workbook without the suffix .xlsx; save the sheet as CSV")
    encoding = encoding or _encoding(path, start if whole else start[: start.rfind(b"\n") + 1])
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    lines = _first_lines(path, encoding)
    try:
        delimiter = _delimiter(lines)
        return TextFile(path=path, encoding=encoding, delimiter=delimiter, start=_start(lines, delimiter))
    except csv.Error as error:
        raise fault(path, f"is no table: {error}") from None


def _start(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    reader, found, line = csv.reader(lines, delimiter=delimiter), [], 0
    for row in reader:
        if any(row):
            found.append((line + 1, row))
        line = reader.line_num
    return found


def _first_lines(path: Path, encoding: str) -> list[str]:
    try:
        with path.open(encoding=encoding, newline="") as stream:
            text = stream.read(1 << 16)
    except UnicodeError as error:
        raise fault(path, f"is not {encoding}: {error}") from None
    if not text.strip():
        raise fault(path, "is empty")
    return list(io.StringIO(text, newline=""))[:LOOKED_THROUGH]


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 if the bytes are; else Chinese if high bytes come in pairs, Western if they stand alone."""
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    try:
        start.decode("utf-8")
    except UnicodeError:
        pass
    else:
        return "utf-8"
    pairs = FOUR_BYTES.sub(b"", start)
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", pairs)]
    odd = sum(length % 2 for length in runs) / max(len(runs), 1)
    found = "gb18030" if odd < 0.1 else "cp1252" if odd > 0.6 else ""
    try:
        start.decode(found or "gb18030")
    except UnicodeError:
        found = ""
    if not found:
        raise fault(path, f"its characters cannot be told for sure; give --encoding ({', '.join(ENCODINGS)})")
    return found


def _delimiter(lines: Sequence[str]) -> str:
    """The mark that cuts most of the first lines into the same number of columns, and into most of them.

    Titles above the header may be cut otherwise; decimal commas do not stand in the header, so they cut fewer lines.
    """

    def score(mark: str) -> tuple[bool, int, int]:
        widths = Counter(len(row) for row in csv.reader(lines[:-1] or lines, delimiter=mark) if any(row))
        wide = {width: count for width, count in widths.items() if width > 1}
        width = max(wide, key=lambda each: (wide[each], each), default=0)
        return len(widths) == len(wide) == 1, wide.get(width, 0), width

    return max(DELIMITERS, key=score)


def shown_header(header: Sequence[str]) -> str:
    """The columns of a file, for a message."""
    return ", ".join(f"'{printable(name)}'" for name in header)
