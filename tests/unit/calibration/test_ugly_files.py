"""Exports as people really send them: never silently wrong, each with a clear message or with the lines left out."""

from pathlib import Path

import pytest

from experiments.calibration.deals import read_deals
from experiments.calibration.reading import Reading, read_orders
from experiments.calibration.table import ReadingOptions
from simulator.errors import ScenarioError
from tests.unit.calibration.test_reading import PARTS, SHEET, workbook

ROWS = [(f"K{i % 7}", f"{1 + i % 28:02d}.{1 + i % 12:02d}.{2020 + i % 4}", f"{100 + i}.{i:02d}") for i in range(60)]
BODY = "".join(f"{account},{day},{amount}\n" for account, day, amount in ROWS)
HEADER = "account,date,amount\n"
SUM = sum(float(amount) for _, _, amount in ROWS)


def read(tmp_path: Path, text: str, encoding: str = "utf-8", **columns: str) -> tuple[float, Reading]:
    """Money of all orders, and the account of the reading."""
    file = tmp_path / "orders.csv"
    file.write_bytes(text.encode(encoding))
    orders, reading = read_orders(file, ReadingOptions(columns=columns))
    return float(orders.value.sum()), reading


def left_out(reading: Reading) -> list[tuple[str, tuple[int, ...]]]:
    return [(each.reason, each.lines) for each in reading.left_out]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"Sales report 2020,,\nprinted 03.01.2024,,\n,,\n{HEADER}{BODY}", 4),
        (f"Sales report\n\n{(HEADER + BODY).replace(',', ';')}", 3),
        (f"sep=;\n{(HEADER + BODY).replace(',', ';')}", 2),
        (f"Report, of all, things, and more\n{HEADER}{BODY}", 2),
    ],
    ids=["titles", "narrow title", "sep", "wide title"],
)
def test_what_stands_above_the_header_is_passed_over_and_told(tmp_path: Path, text: str, line: int) -> None:
    money, reading = read(tmp_path, text)
    assert money == pytest.approx(SUM)
    assert reading.left_out == ()
    assert f"the columns are named in line {line}; what stands above is passed over" in reading.notes[0]


def test_a_german_report_with_title_euro_signs_and_a_sum(tmp_path: Path) -> None:
    rows = "".join(f"{account};{day};{amount.replace('.', ',')} €;\n" for account, day, amount in ROWS)
    text = f"Verkaufsbericht;;;\n\nKundennummer;Auftragsdatum;Nettobetrag;\n{rows};Summe;9.999,00 €;\n"
    money, reading = read(tmp_path, text, encoding="utf-8-sig")
    assert money == pytest.approx(SUM)
    assert left_out(reading) == [("no account, or a line of totals", (64,))]


def test_named_columns_are_found_below_a_title(tmp_path: Path) -> None:
    text = f"Report,,\nWho,When,How much\n{BODY}"
    money, _ = read(tmp_path, text, account="Who", date="When", amount="How much")
    assert money == pytest.approx(SUM)
    with pytest.raises(ScenarioError, match=r"orders\.csv:2: has no column that is known as the account"):
        read(tmp_path, text)


@pytest.mark.parametrize("name", ["Total:", "Grand total (60)", "Total amount", "Summe", "合计:"])
def test_totals_with_a_date_are_no_customer(tmp_path: Path, name: str) -> None:
    money, reading = read(tmp_path, f"{HEADER}{BODY}{name},31.12.2023,7777.5\n")
    assert money == pytest.approx(SUM)
    assert left_out(reading) == [("no account, or a line of totals", (62,))]


def test_a_sum_under_any_name_is_seen_by_its_amount(tmp_path: Path) -> None:
    money, reading = read(tmp_path, f"{HEADER}{BODY}All customers,31.12.2023,{SUM:.2f}\n")
    assert money == pytest.approx(SUM)
    assert left_out(reading) == [("an amount that is the sum of all lines above", (62,))]


def test_a_firm_whose_name_begins_like_a_total_is_a_customer(tmp_path: Path) -> None:
    _, reading = read(tmp_path, f"{HEADER}{BODY}Total Fluids,31.12.2023,50.00\n")
    assert reading.left_out == ()


def test_decimal_commas_between_commas_are_refused_not_cut(tmp_path: Path) -> None:
    text = HEADER + "".join(f"{account},{day},{amount.replace('.', ',')}\n" for account, day, amount in ROWS)
    with pytest.raises(ScenarioError, match=r"60 of 60 lines cannot be used: more cells than columns .*\(line 2\)"):
        read(tmp_path, text)


def test_cancelled_lines_are_no_orders(tmp_path: Path) -> None:
    rows = [f"{','.join(row)},{'Cancelled' if place % 5 == 0 else 'done'}" for place, row in enumerate(ROWS)]
    money, reading = read(tmp_path, "account,date,amount,status\n" + "\n".join(rows))
    assert money == pytest.approx(sum(float(row[2]) for place, row in enumerate(ROWS) if place % 5))
    assert left_out(reading) == [("a status that says they were cancelled", (2, 7, 12, 17, 22))]


@pytest.mark.parametrize("day", ["01.05.2099", "01.05.1975"])
def test_a_mistyped_year_does_not_stretch_the_records(tmp_path: Path, day: str) -> None:
    money, reading = read(tmp_path, f"{HEADER}{BODY}K1,{day},55.00\n")
    assert money == pytest.approx(SUM)
    assert left_out(reading) == [("a date years away from all others", (62,))]


def test_an_account_that_sleeps_two_years_is_kept(tmp_path: Path) -> None:
    rows = "".join(f"K{place % 9},{year}-03-{1 + place:02d},5.5\n" for year in (2019, 2022) for place in range(20))
    _, reading = read(tmp_path, HEADER + rows)
    assert reading.left_out == ()


def test_accounts_written_in_two_ways_are_told(tmp_path: Path) -> None:
    _, reading = read(tmp_path, f"{HEADER}{BODY}k1,05.05.2021,5.00\n")
    assert reading.notes == (
        "1 accounts differ from another only in capitals, blanks or leading zeros ('K1' and 'k1', for instance) and "
        "count as accounts of their own: write them alike if they are one",
    )


def test_lines_that_end_as_on_old_macs_are_read(tmp_path: Path) -> None:
    money, _ = read(tmp_path, (HEADER + BODY).replace("\n", "\r"))
    assert money == pytest.approx(SUM)


def test_a_workbook_with_a_merged_title_is_read(tmp_path: Path) -> None:
    title = '<row r="1"><c r="A1" t="inlineStr"><is><t>Sales 2024</t></is></c><c r="B1"/><c r="C1"/><c r="D1"/></row>'
    lower = SHEET
    for number in (5, 4, 3, 1):
        for old, new in (
            (f'<row r="{number}"', f'<row r="{number + 1}"'),
            *((f'r="{c}{number}"', f'r="{c}{number + 1}"') for c in "ABD"),
        ):
            lower = lower.replace(old, new)
    sheet = lower.replace("<sheetData>", f"<sheetData>{title}").replace('<row r="6"/>', "")
    row = '<row r="N"><c r="AN" t="s"><v>2</v></c><c r="BN" s="1"><v>454NN</v></c><c r="DN"><v>9</v></c></row>'
    rows = "".join(row.replace("NN", f"{number:02d}").replace("N", str(number)) for number in range(7, 27))
    sheet = sheet.replace("</sheetData>", f'{rows}</sheetData><mergeCells><mergeCell ref="A1:D1"/></mergeCells>')
    orders, reading = read_orders(workbook(tmp_path, PARTS | {"xl/worksheets/sheet1.xml": sheet}))
    assert len(orders) == 22
    assert "the columns are named in line 2; what stands above is passed over ('Sales 2024')" in reading.notes
    assert left_out(reading) == [("no amount that can be read", (6,))]


def test_deals_below_a_title_are_read(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    rows = "2024-01-02,2024-02-02,won,5.5\n2024-01-03,2024-02-03,lost,6.5\n"
    file.write_text(f"Pipeline,,,\ncreated,closed,stage,amount\n{rows}", encoding="utf-8")
    deals, reading = read_deals(file)
    assert len(deals) == 2
    assert "named in line 2" in reading.notes[0]
