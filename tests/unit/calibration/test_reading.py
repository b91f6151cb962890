"""Exports of all kinds: what is read, what is left out, what is refused because it could mean two things."""

import codecs
import datetime as dt
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.calibration.reading import Reading, read_orders
from experiments.calibration.table import ReadingOptions
from simulator.errors import ScenarioError

Row = tuple[str, str, float]

HEADER = "account,date,amount\n"


def written(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "orders.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def read(tmp_path: Path, text: str, encoding: str = "utf-8", **options: object) -> tuple[list[Row], Reading]:
    """Orders as (account, ISO day, value), and the account of the reading."""
    orders, reading = read_orders(written(tmp_path, text, encoding), ReadingOptions(**options))  # type: ignore[arg-type]
    rows = zip(orders.account.tolist(), orders.day.tolist(), orders.value.tolist(), strict=True)
    return [(orders.names[a], dt.date.fromordinal(d).isoformat(), v) for a, d, v in rows], reading


def refused(tmp_path: Path, text: str, encoding: str = "utf-8", **options: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, text, encoding, **options)
    return str(caught.value).replace(str(tmp_path / "orders.csv"), "orders.csv")


def test_a_plain_file(tmp_path: Path) -> None:
    orders, reading = read(tmp_path, HEADER + "b,2024-01-03,10\na,2024-01-02,20.5\nb,2024-02-01,30\n")
    assert orders == [("b", "2024-01-03", 10.0), ("b", "2024-02-01", 30.0), ("a", "2024-01-02", 20.5)]
    assert reading.lines == 3
    assert reading.left_out == ()
    assert reading.notes == ()
    assert reading.written == {"encoding": "utf-8", "separator": "comma", "dates": "year-first", "decimals": "point"}


def test_semicolons_day_first_decimal_commas(tmp_path: Path) -> None:
    text = "Kundennummer;Auftragsdatum;Nettobetrag\nK1;31.12.2023;1.234,50 €\nK1;02.01.2024;80,00 €\n"
    orders, reading = read(tmp_path, text, encoding="utf-8-sig")
    assert orders == [("K1", "2023-12-31", 1234.5), ("K1", "2024-01-02", 80.0)]
    assert reading.currency == "EUR"
    assert reading.columns == {"account": "Kundennummer", "date": "Auftragsdatum", "amount": "Nettobetrag"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_file(tmp_path: Path, encoding: str) -> None:
    text = "客户名称\t订单日期\t订单金额\t业务员\n"
    text += "上海机械厂\t2024年3月5日\t￥1.2万\t王伟\n北京包装\t2024年3月6日\t￥800\t李娜\n"
    orders, reading = read(tmp_path, text, encoding=encoding)
    assert orders == [("上海机械厂", "2024-03-05", 12000.0), ("北京包装", "2024-03-06", 800.0)]
    assert reading.written["separator"] == "tab"
    assert reading.currency == "CNY"
    assert reading.columns["seller"] == "业务员"


def test_a_western_file_is_not_read_as_chinese(tmp_path: Path) -> None:
    orders, reading = read(tmp_path, HEADER + "Müller,2024-01-02,5\nGrün & Söhne,2024-01-03,6\n", encoding="cp1252")
    assert [name for name, _, _ in orders] == ["Müller", "Grün & Söhne"]
    assert reading.written["encoding"] == "cp1252"


def test_unsure_characters_are_asked_for(tmp_path: Path) -> None:
    text = HEADER.encode() + "上海,2024-01-02,5\n".encode("gb18030") + "Müller,2024-01-03,6\n".encode("cp1252")
    file = tmp_path / "orders.csv"
    file.write_bytes(text)
    with pytest.raises(ScenarioError, match="characters cannot be told for sure; give --encoding"):
        read_orders(file)


def test_ambiguous_dates_are_asked_for(tmp_path: Path) -> None:
    text = HEADER + "a,03/04/2024,5\nb,05/06/2024,6\n"
    assert refused(tmp_path, text) == (
        "orders.csv:2: cannot tell whether dates such as '03/04/2024' are day-first or month-first; give --dates"
    )
    assert read(tmp_path, text, dates="day-first")[0][0][1] == "2024-04-03"
    assert read(tmp_path, text, dates="month-first")[0][0][1] == "2024-03-04"


def test_one_telling_date_decides_for_all(tmp_path: Path) -> None:
    orders, reading = read(tmp_path, HEADER + "a,03/04/2024,5\nb,05/13/2024,6\n")
    assert [day for _, day, _ in orders] == ["2024-03-04", "2024-05-13"]
    assert reading.written["dates"] == "month-first"


def test_mixed_dates_are_refused_with_a_line(tmp_path: Path) -> None:
    text = HEADER + "a,25/04/2024,5\nb,26/04/2024,5\nc,04/27/2024,6\n"
    assert refused(tmp_path, text) == (
        "orders.csv:4: dates are mixed: most are day-first, but '04/27/2024' can only be month-first; "
        "give --dates day-first to leave such lines out"
    )


def test_impossible_dates_are_left_out_with_their_lines(tmp_path: Path) -> None:
    rows = "".join(f"c{number},2024-03-{number % 28 + 1:02d},5\n" for number in range(40))
    orders, reading = read(tmp_path, HEADER + rows + "x,2024-02-30,7\ny,9999-12-31,7\n")
    assert len(orders) == 40
    (left,) = reading.left_out
    assert (left.reason, left.count, left.lines) == ("no date that is possible year first", 2, (42, 43))


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-02-29T13:45:00Z", "2024-02-29"),
        ("2024/2/9 08:30", "2024-02-09"),
        ("20240229", "2024-02-29"),
        ("29-Feb-24", "2024-02-29"),
        ("Feb 29, 2024", "2024-02-29"),
        ("29. Dez 1999", "1999-12-29"),
        ("29.02.2024 00:00:00", "2024-02-29"),
        ("２０２４年２月２９日", "2024-02-29"),
    ],
)
def test_dates_of_many_kinds(tmp_path: Path, cell: str, day: str) -> None:
    orders, _ = read(tmp_path, f'account,date,amount\na,"{cell}",5\n')
    assert orders[0][1] == day


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,50", 1234.5),
        ("1'234.50", 1234.5),
        ("1\u00a0234,50 kr", 1234.5),
        ("$1,234,567", 1234567.0),
        ("USD 12.50", 12.5),
        ("12,50EUR", 12.5),
        ("１２．５", 12.5),
        ("3.5万", 35000.0),
        ("0.125", 0.125),
        ("2亿", 2e8),
        ("1e3", 1000.0),
    ],
)
def test_amounts_of_many_kinds(tmp_path: Path, cell: str, amount: float) -> None:
    orders, _ = read(tmp_path, f'account,date,amount\na,2024-01-02,"{cell}"\n')
    assert orders[0][2] == amount


@pytest.mark.parametrize("cell", ["-30", "30-", "(30)", "\u221230", "-$30", "$-30", "-30,00 €"])
def test_minus_signs_of_many_kinds(tmp_path: Path, cell: str) -> None:
    orders, reading = read(tmp_path, f'account,date,amount\na,2024-01-02,100\na,2024-01-09,"{cell}"\n')
    assert orders == [("a", "2024-01-02", 70.0)]
    assert "1 lines are negative" in reading.notes[0]


def test_ambiguous_amounts_are_asked_for(tmp_path: Path) -> None:
    text = "account;date;amount\na;2024-01-02;1,234\nb;2024-01-02;12\n"
    assert refused(tmp_path, text) == (
        "orders.csv:2: cannot tell whether '1,234' has thousands or decimals; give --decimal"
    )
    assert read(tmp_path, text, decimal="point")[0][0][2] == 1234.0
    assert read(tmp_path, text, decimal="comma")[0][0][2] == 1.234
    assert "cannot tell whether '1.234'" in refused(tmp_path, text.replace("1,234", "1.234"))


def test_mixed_decimal_marks_are_refused(tmp_path: Path) -> None:
    text = "account;date;amount\na;2024-01-02;1,5\nb;2024-01-02;2,5\nc;2024-01-02;3.5\n"
    assert "amounts are mixed: most have a decimal comma, '3.5' a decimal point" in refused(tmp_path, text)


def test_several_currencies_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, HEADER + "a,2024-01-02,$5\nb,2024-01-02,€6\n") == (
        "orders.csv:3: amounts are in several currencies ('$5' and '€6'); convert them first"
    )
    text = "account,date,amount,currency\na,2024-01-02,5,CNY\nb,2024-01-02,6,USD\n"
    assert refused(tmp_path, text) == "orders.csv:3: orders are in several currencies (CNY, USD); convert them first"


def test_lines_of_one_day_are_one_order(tmp_path: Path) -> None:
    orders, reading = read(tmp_path, HEADER + "a,2024-01-02,5\na,2024-01-02,7\n")
    assert orders == [("a", "2024-01-02", 12.0)]
    assert reading.notes == ("1 lines share account and day with another and count as one order with it",)


def test_duplicates_are_told_and_dropped_where_documents_have_numbers(tmp_path: Path) -> None:
    rows = "a,2024-01-02,5,{0}\na,2024-01-02,5,{0}\n" + "".join(f"b,2024-02-{n + 1:02d},5,x{n}\n" for n in range(20))
    orders, reading = read(tmp_path, "account,date,amount,note\n" + rows.format("x"))
    assert orders[0][2] == 10.0
    assert "--duplicates drop leaves them out" in reading.notes[0]
    orders, reading = read(tmp_path, "account,date,amount,order no\n" + rows.format("A1"))
    assert orders[0][2] == 5.0
    assert reading.left_out[0].lines == (3,)
    assert read(tmp_path, "account,date,amount,note\n" + rows.format("x"), duplicates="drop")[0][0][2] == 5.0


def test_returns_take_off_the_latest_orders_first(tmp_path: Path) -> None:
    rows = "a,2024-01-02,100\na,2024-02-02,50\na,2024-02-09,-80\nb,2024-02-09,-5\nb,2024-03-01,9\nc,2024-03-01,0\n"
    orders, reading = read(tmp_path, HEADER + rows)
    assert orders == [("a", "2024-01-02", 70.0), ("b", "2024-03-01", 9.0)]
    assert reading.notes == (
        "2 lines are negative: taken off earlier orders of the same account; 1 orders were returned in full and do "
        "not count, 1 in part; for 5 returned there is no earlier order in the file",
        "1 days of an account come to zero (samples, corrections) and are no orders",
    )


def test_short_lines_totals_and_unreadable_amounts_are_told(tmp_path: Path) -> None:
    rows = "".join(f"c{number},2024-03-{number % 28 + 1:02d},5\n" for number in range(60))
    _, reading = read(tmp_path, HEADER + rows + "x,2024-03-01\nTotal,2024-03-01,300\ny,2024-03-01,n/a\n")
    assert [(each.reason, each.lines) for each in reading.left_out] == [
        ("fewer columns than needed", (62,)),
        ("no account, or a line of totals", (63,)),
        ("no amount that can be read", (64,)),
    ]


def test_a_file_that_is_mostly_unreadable_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, HEADER + "a,2024-01-02,5\nb,soon,6\n") == (
        "orders.csv: 1 of 2 lines cannot be used: no date that is possible year first (line 3)"
    )


def test_missing_and_ambiguous_columns_are_told_together(tmp_path: Path) -> None:
    text = refused(tmp_path, "order date,ship day,delivery date,customer no,client id\n1,2,3,4,5\n")
    assert text.splitlines() == [
        "orders.csv:1: has no column that is known as the amount; name it with --amount; its columns: 'order date', "
        "'ship day', 'delivery date', 'customer no', 'client id'",
        "orders.csv:1: several columns could be the account ('customer no', 'client id'); name one with --account",
    ]


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = "Who,When,How much\na,2024-01-02,5\n"
    columns = {"account": "who", "date": "When", "amount": "how much"}
    assert read(tmp_path, text, columns=columns)[0] == [("a", "2024-01-02", 5.0)]
    wrong = refused(tmp_path, text, columns={**columns, "date": "Whn"})
    assert wrong == "orders.csv:1: has no column 'Whn'; did you mean 'When'?"


def test_segments_sellers_and_losses(tmp_path: Path) -> None:
    text = "account,date,amount,segment,rep,lost on\n"
    text += "a,2024-01-02,5,x,s1,\na,2024-02-02,5,y,s2,2024-05-01\nb,2024-02-02,5,x,,\n"
    orders, _ = read_orders(written(tmp_path, text), ReadingOptions())
    assert list(orders.segment) == ["y", "x"]
    assert orders.seller.tolist() == [0, 1, -1]
    assert orders.sellers == ["s1", "s2"]
    assert orders.lost_day.tolist() == [dt.date(2024, 5, 1).toordinal(), 0]


def test_an_open_quote_is_told_with_its_line(tmp_path: Path) -> None:
    rows = "".join(f"c{number},2024-03-01,5\n" for number in range(80))
    assert refused(tmp_path, HEADER + 'a,2024-01-01,5\n"b,2024-01-02,5\n' + rows).startswith(
        "orders.csv:3: a quote that opens here does not close"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"account,date,amount\n", "holds no orders"),
        (b"PK\x03\x04rest", "is a workbook without the suffix .xlsx"),
        (codecs.BOM_UTF8 + b"account,date,amount\na,2024-01-01,0\n", "no order with a value above zero"),
    ],
)
def test_useless_files_are_told(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=message):
        read_orders(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        read_orders(tmp_path / "none.csv")


def test_parquet_holds_the_same(tmp_path: Path) -> None:
    table = pa.table(
        {
            "customer id": ["a", "a"],
            "order date": pa.array([dt.datetime(2024, 1, 2), dt.datetime(2024, 2, 3, 11, 30)], pa.timestamp("s")),
            "net amount": [5.125, -1.125],
        }
    )
    file = tmp_path / "orders.parquet"
    pq.write_table(table, file)
    orders, reading = read_orders(file)
    np.testing.assert_allclose(orders.value, [4.0])
    assert reading.written["format"] == "Parquet"
    assert orders.day.tolist() == [dt.date(2024, 1, 2).toordinal()]


def test_a_text_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is no Parquet file"):
        read_orders(written(tmp_path, "a,b\n", name="orders.parquet"))


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Order date</t></is></c>
<c r="D1" t="s"><v>1</v></c></row>
<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"><v>45293</v></c><c r="D3"><v>1250.125</v></c></row>
<row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4" s="2"><v>45325.5</v></c><c r="D4" t="str"><v>7</v></c></row>
<row r="5"><c r="A5" t="s"><v>2</v></c><c r="B5" s="1"><v>45326</v></c></row>
<row r="6"/></sheetData></worksheet>"""
PARTS = {
    "xl/workbook.xml": """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="s" sheetId="1" r:id="rId7"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships
xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>""",
    "xl/sharedStrings.xml": """<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<si><t>客户名称</t><rPh sb="0" eb="1"><t>reading</t></rPh></si><si><r><t>Net </t></r><r><t>amount</t></r></si>
<si><t>甲</t></si></sst>""",
    "xl/styles.xml": """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>""",
    "xl/worksheets/sheet1.xml": SHEET,
}


def workbook(folder: Path, parts: dict[str, str]) -> Path:
    file = folder / "orders.xlsx"
    with zipfile.ZipFile(file, "w") as parts_of:
        for name, text in parts.items():
            parts_of.writestr(name, text)
    return file


def test_a_workbook_is_read(tmp_path: Path) -> None:
    rows = "".join(SHEET.splitlines(keepends=True)[3:4]).replace('r="3"', 'r="9"').replace("45293", "45400") * 20
    orders, reading = read_orders(
        workbook(tmp_path, PARTS | {"xl/worksheets/sheet1.xml": SHEET.replace('<row r="6"/>', rows)})
    )
    assert orders.names == ["甲"]
    assert orders.value.tolist() == [1250.125, 7.0, 25002.5]
    days = [dt.date(2024, 1, 2), dt.date(2024, 2, 3), dt.date(2024, 4, 18)]
    assert orders.day.tolist() == [day.toordinal() for day in days]
    assert reading.written["format"] == "workbook"
    assert [(each.reason, each.lines) for each in reading.left_out] == [("no amount that can be read", (5,))]


@pytest.mark.parametrize(
    "parts", [{}, {"xl/workbook.xml": "<a"}, PARTS | {"xl/sharedStrings.xml": "<!DOCTYPE a><sst/>"}], ids=str
)
def test_a_workbook_that_is_none_is_told(tmp_path: Path, parts: dict[str, str]) -> None:
    with pytest.raises(ScenarioError, match="is no workbook that can be read"):
        read_orders(workbook(tmp_path, parts))
    with pytest.raises(ScenarioError, match="no such file"):
        read_orders(tmp_path / "none.xlsx")


def test_a_yen_sign_in_gb18030_is_no_riddle(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    text = "客户名称,下单日期,订单金额\n" + "".join(f"客户{n},2024年3月{n + 1}日,¥{n + 1}.5\n" for n in range(20))
    file.write_bytes(text.encode("gb18030"))
    orders, reading = read_orders(file)
    assert reading.written["encoding"] == "gb18030"
    assert orders.names[0] == "客户0"
    assert reading.currency == "CNY"
