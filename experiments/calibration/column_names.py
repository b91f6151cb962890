"""Which column of an export is which: by the names that ERP and CRM systems use, or as the user says."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.calibration.text_file import fault, shown_header
from simulator.errors import Fault, ScenarioError, closest, printable

NEEDED = ("account", "date", "amount")
OPTIONAL = ("segment", "seller", "lost")
WATCHED = ("currency", "document", "status")  # used to notice what would make sums wrong

# For each role groups of names, the best group first; two columns of one group are ambiguous.
NAMES: Mapping[str, tuple[str, ...]] = {
    "account": (
        "account id,account no,account number,customer id,customer no,customer number,customer code,client id,"
        "debtor,debtor no,sold to,sold to party,kunnr,kundennummer,kunden nr,客户编号,客户代码,客户id,客户号",
        "account,customer,client,buyer,company,kunde,client code,客户,购货单位,往来单位",
        "account name,customer name,client name,company name,kundenname,客户名称,客户简称,公司名称,单位名称",
    ),
    "date": (
        "order date,date of order,ordered,ordered on,sales date,auftragsdatum,bestelldatum,订单日期,下单日期,"
        "下单时间,订货日期,成交日期,销售日期",
        "invoice date,billing date,posting date,document date,rechnungsdatum,belegdatum,开票日期,单据日期,发票日期",
        "date,day,datum,日期,时间",
    ),
    "amount": (
        "net amount,net value,amount net,net sales,order amount,order value,nettobetrag,nettowert,netwr,订单金额,"
        "不含税金额,销售金额,成交金额",
        "amount,value,sales,revenue,turnover,betrag,umsatz,wert,金额,销售额,营业额",
        "total,total amount,invoice amount,gross amount,line total,summe,价税合计,合计金额,总金额,含税金额",
    ),
    "segment": ("segment,industry,branch,sector,branche,market,行业,细分市场,客户类型,客户分类,渠道",),
    "seller": (
        "seller,sales rep,rep,salesperson,sales person,owner,account manager,verkaeufer,"
        "业务员,销售员,销售,销售代表,负责人",
    ),
    "lost": (
        "lost,lost on,lost date,churn date,churned,cancelled on,cancellation date,end date,流失日期,终止日期,解约日期",
    ),
    "currency": ("currency,currency code,waehrung,währung,waers,币种,货币,币别",),
    "document": (
        "order,order id,order no,order number,invoice,invoice id,invoice no,invoice number,document,document no,"
        "auftragsnummer,belegnummer,rechnungsnummer,vbeln,订单号,订单编号,单据编号,发票号,发票号码",
    ),
    "status": ("order status,status,state,auftragsstatus,订单状态,单据状态,状态",),
}
MOST_TITLES = 30  # rows that may stand above the header


def header_place(
    rows: Sequence[tuple[int, Sequence[str]]],
    given: Mapping[str, str],
    names: Mapping[str, tuple[str, ...]] = NAMES,
    needed: Sequence[str] = NEEDED,
) -> int:
    """Which row names the columns: the first that holds all that are needed, else the first of two cells or more.

    Exports often carry a title, a date of printing or a `sep=;` above their header.

    Args:
        rows: The first rows of a file, with their lines.
        given: Columns that the user named, by role.
        names: For each role groups of names.
        needed: Roles that a file must have.

    Examples:
        >>> header_place([(1, ["Report", "", ""]), (3, ["customer", "date", "amount"])], {})
        1
    """
    wanted = [
        {_plain(given[role])} if role in given else {_plain(each) for group in names[role] for each in group.split(",")}
        for role in needed
    ]
    for place, (_, row) in enumerate(rows[:MOST_TITLES]):
        cells = {_plain(cell) for cell in row}
        if all(cells & each for each in wanted):
            return place
    tables = (place for place, (_, row) in enumerate(rows[:MOST_TITLES]) if sum(map(bool, row)) > 1)
    return next(tables, 0)


def find_columns(
    file: Path,
    header: Sequence[str],
    given: Mapping[str, str],
    *,
    names: Mapping[str, tuple[str, ...]] = NAMES,
    needed: Sequence[str] = NEEDED,
    option: str = "--",
    line: int = 1,
) -> dict[str, int]:
    """The position of the column of each role.

    Args:
        file: Name of the file, for messages.
        header: Names of its columns.
        given: Columns that the user named, by role.
        names: For each role groups of names, the best group first.
        needed: Roles that a file must have.
        option: What names a column on the command line, before the role.
        line: Line of the header.

    Raises:
        ScenarioError: A column is missing, or two could be meant.

    Examples:
        >>> find_columns(Path("orders.csv"), ["客户名称", "订单日期", "金额"], {})
        {'account': 0, 'date': 1, 'amount': 2}
    """
    faults: list[Fault] = []
    found: dict[str, int] = {}
    for role, groups in names.items():
        try:
            if role in given:
                place: int | None = _given(file, header, given[role], line)
            else:
                place = _by_name(file, header, role, groups, option, line)
        except ScenarioError as error:
            faults.extend(error.faults)
            continue
        if place is not None:
            found[role] = place
        elif role in needed:
            message = f"has no column that is known as the {role}; name it with {option}{role}; its columns: "
            faults.append(Fault(file=str(file), line=line, message=message + shown_header(header)))
    if faults:
        raise ScenarioError(faults)
    return found


def _given(file: Path, header: Sequence[str], name: str, line: int) -> int:
    places = [place for place, column in enumerate(header) if column == name.strip()]
    places = places or [place for place, column in enumerate(header) if _plain(column) == _plain(name)]
    if not places:
        hint = closest(name, header)
        message = f"has no column '{printable(name)}'"
        raise fault(file, message if hint else f"{message}; its columns: {shown_header(header)}", line, hint)
    if len(places) > 1:
        raise fault(file, f"has {len(places)} columns '{printable(name)}'", line)
    return places[0]


def _by_name(file: Path, header: Sequence[str], role: str, groups: Sequence[str], option: str, line: int) -> int | None:
    plain = [_plain(column) for column in header]
    for group in groups:
        names = {_plain(name) for name in group.split(",")}
        places = [place for place, column in enumerate(plain) if column in names]
        if len(places) > 1 and role not in WATCHED:
            both = shown_header([header[place] for place in places])
            raise fault(file, f"several columns could be the {role} ({both}); name one with {option}{role}", line)
        if places:
            return places[0]
    return None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
