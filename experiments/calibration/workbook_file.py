"""Orders from a workbook (.xlsx), as rows of text like those of a CSV file: the first sheet, by the standard library.

A cell is a number, a shared text, a text of its own, or a formula's last value; days are numbers whose style has a
format of dates. Source: ECMA-376, Office Open XML, part 1, sections 18.3 (cells), 18.4 (texts), 18.8 (styles).
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from experiments.calibration.text_file import fault

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
DAY_ZERO = dt.datetime(1899, 12, 30)  # Lotus counted a 29 February 1900, and all have kept it
DAY_ZERO_1904 = dt.datetime(1904, 1, 1)
LARGEST = 500_000_000  # bytes that one part may unfold to

Row = tuple[int, list[str]]


def workbook_rows(path: Path) -> list[Row]:
    """The rows of the first sheet that are not empty, with their numbers.

    Raises:
        ScenarioError: It is no workbook, or its first sheet is empty.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            rows = list(_sheet(parts, _first_sheet(parts, path), path))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError, IndexError):
        raise fault(path, "is no workbook that can be read; save the sheet as CSV") from None
    if not rows:
        raise fault(path, "has an empty first sheet")
    return rows


def _part(parts: zipfile.ZipFile, name: str, path: Path) -> ElementTree.Element:
    if parts.getinfo(name).file_size > LARGEST:
        raise fault(path, "is too large for a workbook; save the sheet as CSV")
    text = parts.read(name)
    if b"<!DOCTYPE" in text[:2000]:
        raise ValueError("a part with a document type")
    return ElementTree.fromstring(text)


def _first_sheet(parts: zipfile.ZipFile, path: Path) -> str:
    """Where the first sheet lies in the file."""
    sheet = _part(parts, "xl/workbook.xml", path).find(f"{MAIN}sheets/{MAIN}sheet")
    if sheet is None:
        raise ValueError("no sheet")
    link = sheet.attrib[f"{LINKS}id"]
    for each in _part(parts, "xl/_rels/workbook.xml.rels", path):
        if each.attrib["Id"] == link:
            target = each.attrib["Target"]
            return target[1:] if target.startswith("/") else f"xl/{target}"
    raise ValueError("no such sheet")


def _sheet(parts: zipfile.ZipFile, name: str, path: Path) -> Iterator[Row]:
    texts, dates = _texts(parts, path), _date_styles(parts, path)
    settings = _part(parts, "xl/workbook.xml", path).find(f"{MAIN}workbookPr")
    since_1904 = settings is not None and settings.attrib.get("date1904") in {"1", "true"}
    zero = DAY_ZERO_1904 if since_1904 else DAY_ZERO
    for number, row in enumerate(_part(parts, name, path).iter(f"{MAIN}row"), 1):
        cells: list[str] = []
        for cell in row:
            place = _column(cell.attrib.get("r", "")) or len(cells) + 1
            cells += [""] * (place - len(cells))
            cells[place - 1] = _text(cell, texts, dates, zero)
        if any(cells):
            yield int(row.attrib.get("r", number)), cells


def _text(cell: ElementTree.Element, texts: Sequence[str], dates: Sequence[bool], zero: dt.datetime) -> str:
    kind, style = cell.attrib.get("t", "n"), int(cell.attrib.get("s", "0"))
    if kind == "inlineStr":
        return _joined(cell)
    value = cell.find(f"{MAIN}v")
    if value is None or not value.text:
        return ""
    if kind == "s":
        return texts[int(value.text)]
    if kind == "n" and style < len(dates) and dates[style]:
        return (zero + dt.timedelta(days=float(value.text))).date().isoformat()
    return value.text


def _texts(parts: zipfile.ZipFile, path: Path) -> list[str]:
    if "xl/sharedStrings.xml" not in parts.namelist():
        return []
    return [_joined(each) for each in _part(parts, "xl/sharedStrings.xml", path).iter(f"{MAIN}si")]


def _joined(element: ElementTree.Element) -> str:
    """The text of an element, whose letters may have different looks; readings of East Asian texts are left out."""
    runs = [run.find(f"{MAIN}t") for run in element.iter() if run.tag in {f"{MAIN}si", f"{MAIN}is", f"{MAIN}r"}]
    return "".join(run.text or "" for run in runs if run is not None)


def _date_styles(parts: zipfile.ZipFile, path: Path) -> list[bool]:
    """For each style of a cell, whether it shows a date."""
    if "xl/styles.xml" not in parts.namelist():
        return []
    styles = _part(parts, "xl/styles.xml", path)
    own = {
        int(each.attrib["numFmtId"]): _shows_date(each.attrib["formatCode"]) for each in styles.iter(f"{MAIN}numFmt")
    }
    formats = [int(each.attrib.get("numFmtId", "0")) for each in styles.findall(f"{MAIN}cellXfs/{MAIN}xf")]
    return [own.get(number, number in DATE_FORMATS) for number in formats]


def _shows_date(code: str) -> bool:
    """Whether a format of one's own shows years or days, apart from letters that stand for themselves.

    Examples:
        >>> _shows_date("dd.mm.yyyy"), _shows_date('0.00" day"')
        (True, False)
    """
    return bool(re.search("[yd]", LITERALS.sub("", code), re.IGNORECASE))


def _column(reference: str) -> int:
    """Number of a column from 1; 0 if there is none.

    Examples:
        >>> _column("AB12"), _column("C3")
        (28, 3)
    """
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = 26 * number + ord(letter.upper()) - ord("A") + 1
    return number
