"""The page of a calibration: what a firm's records say, what they support, and what stays a guess."""

from collections.abc import Iterator
from math import isnan

from experiments.amounts import short
from experiments.calibration.words import GUESS, MODELS, SUPPORTED, UNIT_OF, WORDS_OF
from experiments.records import Json
from experiments.report.charts import width_of
from experiments.report.charts.foretold import foretold_picture
from experiments.report.page import Cell, Page, Part, Pictures, Section, Table, Words, capitalised
from experiments.report.results.common import ANSWER, Result, amount, limits_section, origin_section

LIMITS = (
    "Brackets hold the 95 % interval of a parameter, given that the model is right. That it is right is judged by "
    "the weeks that were held out: what came there, and the range in which 9 of 10 such firms would have had it.",
    "The smallest BIC decides among models of one kind; a model on a boundary has no interval, and stands for a "
    "simpler one.",
    "Records show what happened, not why: that accounts with more orders stay longer may have either cause.",
)


def calibration_result_page(result: Result) -> Page:
    """A calibration, from its record."""
    record = result.record
    reading, words = record["reading"], record["words"]
    first = [Section(title=ANSWER, parts=list(_answer(record)))]
    rest = [
        Section(title=title, parts=_said(lines))
        for title, lines in words.items()
        if title not in {MODELS, SUPPORTED, GUESS}
    ]
    return Page(
        title=f"What {reading['file']} says",
        subtitle=f"{record['records']['orders']:,} orders of {record['records']['accounts']:,} accounts, "
        f"{reading['first_day']} to {reading['last_day']}",
        sections=[
            *first,
            *(
                [Section(title="The weeks that were held out", parts=list(_held_out(record)))]
                if record["backtest"]
                else []
            ),
            Section(title=MODELS, parts=[*_said(words[MODELS]), _models(record)]),
            *rest,
            limits_section(LIMITS),
            Section(title=GUESS, parts=_said(words[GUESS])),
            origin_section(
                result, (("orders", reading["file"]), ("only accounts since", record["provenance"]["since"]))
            ),
        ],
    )


def _said(lines: list[str]) -> list[Part]:
    return [Words(text=line) for line in lines]


def _answer(record: Json) -> Iterator[Part]:
    chosen = record["chosen"]
    yield Words(text=f"{chosen['model']} is chosen: {chosen['reason']}.", label="Model", strong=True)
    for place, line in enumerate(record["words"][SUPPORTED]):
        yield Words(text=capitalised(line), label="Supported" if place == 0 else " ")


def _held_out(record: Json) -> Iterator[Part]:
    found = record["backtest"]
    pictures = [
        foretold_picture(
            found["curves"][key], top=top, unit=unit, adds_up=key == "orders", width=width_of(2), name=f"foretold-{key}"
        )
        for key, top, unit in (
            ("orders", "Orders of known accounts", "adding up"),
            ("active", "Accounts that order", "month by month"),
        )
        if key in found["curves"]
    ]
    yield Pictures(
        pictures=pictures,
        legend=(f"foretold by {record['chosen']['model']}: median, and where 90 of 100 lie",),
        caption="Dashed with dots: what came. The model was fitted to the weeks before.",
    )
    rows: list[tuple[str | Cell, ...]] = []
    for name, each in found.items():
        if name in WORDS_OF:
            unit = UNIT_OF[name]
            seen, low, median, high = (short(amount(each[key]), unit) for key in ("seen", "low", "median", "high"))
            verdict = Cell(text="inside", tone="good") if each["inside"] else Cell(text="outside", tone="bad")
            rows.append((WORDS_OF[name], seen, median, f"{low} to {high}", verdict))
    yield Table(header=("what", "came", "median foretold", "9 of 10 times", "verdict"), rows=rows)


def _models(record: Json) -> Table:
    rows = [
        (
            f"{name} (chosen)" if name == record["chosen"]["model"] else name,
            ", ".join(
                _parameter(key, amount(value), each["intervals"][key]) for key, value in each["parameters"].items()
            ),
            f"{each['log_likelihood']:,.1f}",
            f"{each['bic']:,.1f}",
        )
        for name, each in record["models"].items()
    ]
    header = ("model", "parameters (95 % interval)", "log-likelihood", "BIC")
    return Table(header=header, rows=rows, labels=2, caption="Times in weeks")


def _parameter(name: str, value: float, interval: list[float | None]) -> str:
    low, high = map(amount, interval)
    return f"{name} {value:.3g}" + ("" if isnan(low) else f" ({low:.3g} to {high:.3g})")
