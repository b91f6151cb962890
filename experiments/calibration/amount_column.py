"""A column of amounts, read as a whole: whether 1,234 is a thousand or one and a bit, its neighbours tell.

Currency signs, thousands marks (comma, point, blank, apostrophe), decimal commas, minus signs before or behind,
brackets for minus, full-width digits and the Chinese 万 and 亿 are understood. If nothing in the column tells the
decimal mark, the user is asked; more than one currency is refused, for their sum means nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path

import numpy as np

from experiments.calibration.text_file import fault
from simulator.errors import printable
from simulator.results import FloatArray

DECIMALS = ("point", "comma")
MOST_STRAYS = 0.01
MULTIPLIERS = {"k": 1e3, "K": 1e3, "万": 1e4, "亿": 1e8}
CURRENCIES = {"¥": "CNY", "￥": "CNY", "元": "CNY", "RMB": "CNY", "人民币": "CNY", "€": "EUR", "$": "USD", "US$": "USD"}
CURRENCIES |= {"£": "GBP", "₹": "INR", "₩": "KRW", "Fr.": "CHF", "kr": "SEK", "zł": "PLN", "HK$": "HKD", "NT$": "TWD"}
_CODES = "CNY|RMB|USD|EUR|GBP|CHF|JPY|HKD|TWD|INR|KRW|SEK|NOK|DKK|PLN|CZK|CAD|AUD|SGD|MXN|BRL"
_SIGNS = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<minus>-)?\+?(?P<before>{_SIGNS}|(?:{_CODES}))?(?P<inner>-)?(?P<number>[0-9.,]*[0-9][.,]?)"
    rf"(?P<multiplier>[kK万亿])?(?P<after>{_SIGNS}|(?:{_CODES}))?(?P<behind>-)?(?P<close>\))?"
)
_BLANKS = re.compile(r"[\s'\u2019_]")
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\ufe63\uff0d", "-"))
_POINTS = re.compile(r"[0-9]{1,3}(?:,[0-9]{2,4})*,[0-9]{3,4}(?:\.[0-9]*)?|[0-9]*\.?[0-9]*")


@dataclass(frozen=True, kw_only=True)
class AmountColumn:
    """Amounts, NaN where a cell is none; the decimal mark they were read with; the currency if one is written."""

    amounts: FloatArray
    decimal: str
    currency: str


def read_amounts(file: Path, texts: Sequence[str], lines: Sequence[int], decimal: str | None = None) -> AmountColumn:
    """Reads a column of amounts.

    Args:
        file: Name of the file, for messages.
        texts: The cells.
        lines: Their lines.
        decimal: One of `DECIMALS`; None decides by the whole column.

    Raises:
        ScenarioError: The decimal mark cannot be told, the column mixes two, or there are several currencies.

    Examples:
        >>> read_amounts(Path("f.csv"), ["1.234,50 €", "-80,00 €"], [2, 3]).amounts.tolist()
        [1234.5, -80.0]
    """
    plain = _plain_numbers(texts)
    if plain is not None and decimal != "comma":
        return AmountColumn(amounts=plain, decimal="point", currency="")
    parts = [_AMOUNT.fullmatch(clean(text)) for text in texts]
    currency = _currency(file, parts, texts, lines)
    chosen = decimal or _decimal(file, parts, texts, lines)
    amounts = np.array([_amount(part, chosen) if part else nan for part in parts], dtype=np.float64)
    return AmountColumn(amounts=amounts, decimal=chosen, currency=currency)


def _plain_numbers(texts: Sequence[str]) -> FloatArray | None:
    """The quick way for a column that plainly has decimal points: plain numbers, some with other than 3 decimals."""
    if any("," in text or "_" in text for text in texts):
        return None
    try:
        numbers = np.array(list(map(float, texts)), dtype=np.float64)
    except ValueError:
        return None
    doubtful = [text for text in texts if _is_doubtful(text.strip().lstrip("+-"))]
    told = not doubtful or any("." in text and not _is_doubtful(text.strip().lstrip("+-")) for text in texts)
    return numbers if told and bool(np.isfinite(numbers).all()) else None


def clean(text: str) -> str:
    """A cell without blanks, full-width forms and odd minus signs.

    Examples:
        >>> clean("￥ 1 234-"), clean("(1'200)")
        ('¥1234-', '(1200)')
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text.translate(_MINUS)))


def _is_doubtful(number: str) -> bool:
    """Whether one mark stands before exactly three digits, so that it may be for thousands or for decimals."""
    head, mark, tail = number.replace(",", ".").partition(".")
    return bool(mark) and len(tail) == 3 and "." not in tail and 1 <= len(head) <= 3 and not head.startswith("0")


def _told_decimal(number: str) -> str:
    """The decimal mark that a number gives away; empty if it does not."""
    comma, point = number.rfind(","), number.rfind(".")
    if comma >= 0 and point >= 0:
        return "comma" if comma > point else "point"
    mark, other = ("comma", "point") if comma >= 0 else ("point", "comma")
    count = number.count("," if comma >= 0 else ".")
    if not count or _is_doubtful(number):
        return ""
    return other if count > 1 else mark


def _decimal(file: Path, parts: Sequence[re.Match[str] | None], texts: Sequence[str], lines: Sequence[int]) -> str:
    told = [_told_decimal(part["number"]) if part else "" for part in parts]
    points, commas = told.count("point"), told.count("comma")
    if not points and not commas:
        for part, text, line in zip(parts, texts, lines, strict=True):
            if part and _is_doubtful(part["number"]):
                message = f"cannot tell whether '{printable(text)}' has thousands or decimals; give --decimal"
                raise fault(file, message, line)
        return "point"
    chosen, other = ("point", "comma") if points >= commas else ("comma", "point")
    if min(points, commas) > MOST_STRAYS * max(points, commas):
        place = told.index(other)
        message = f"amounts are mixed: most have a decimal {chosen}, '{printable(texts[place])}' a decimal {other}"
        raise fault(file, f"{message}; give --decimal {chosen} to leave such lines out", lines[place])
    return chosen


def _currency(file: Path, parts: Sequence[re.Match[str] | None], texts: Sequence[str], lines: Sequence[int]) -> str:
    seen: dict[str, int] = {}
    for place, part in enumerate(parts):
        if part and (sign := part["before"] or part["after"]):
            seen.setdefault(CURRENCIES.get(sign, sign), place)
    if len(seen) > 1:
        first, second = list(seen.values())[:2]
        cells = f"'{printable(texts[first])}' and '{printable(texts[second])}'"
        raise fault(file, f"amounts are in several currencies ({cells}); convert them first", lines[second])
    return next(iter(seen), "")


def _amount(part: re.Match[str], decimal: str) -> float:
    number = part["number"]
    if decimal == "comma":
        number = number.translate(str.maketrans(",.", ".,"))
    negative = [bool(part["minus"]), bool(part["inner"]), bool(part["behind"]), bool(part["open"])]
    if not _POINTS.fullmatch(number) or sum(negative) > 1 or bool(part["open"]) != bool(part["close"]):
        return nan
    value = float(number.replace(",", "")) * MULTIPLIERS.get(part["multiplier"], 1.0)
    return -value if any(negative) else value
