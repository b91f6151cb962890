"""Triggers that end a phase: `customers >= 40 and on_time >= 90 %`, a closed grammar and no code.

    trigger     = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | "(" trigger ")" | comparison
    comparison  = metric ( ">=" | "<=" | ">" | "<" | "==" ) quantity

A trigger is compiled to a program in postfix order, which `simulator.model.gauges.holds` runs at a month end.
"""

import re
import unicodedata
from enum import IntEnum
from typing import Annotated, NamedTuple, NoReturn

from pydantic import BeforeValidator, WithJsonSchema

from simulator import units
from simulator.errors import MisfitError, closest, printable
from simulator.scenario.metrics import GAUGES, Gauge
from simulator.scenario.quantities import told

EXAMPLE = "'customers >= 40 and on_time >= 90 %'"
LONGEST_TRIGGER = 1000
# Each level may leave two results waiting, and all that wait are bits of one 64-bit integer (`gauges.holds`).
DEEPEST_NESTING = 30


class Operation(IntEnum):
    """One step of a compiled trigger: a comparison pushes its result, and the rest join results."""

    AT_LEAST = 0
    AT_MOST = 1
    ABOVE = 2
    BELOW = 3
    EQUAL = 4
    AND = 5
    OR = 6
    NOT = 7


class Instruction(NamedTuple):
    """An operation with the metric and the value that it compares (both 0 for and, or, not)."""

    operation: int
    metric: int = 0
    value: float = 0.0


Program = tuple[Instruction, ...]

COMPARISONS = {
    ">=": Operation.AT_LEAST,
    "<=": Operation.AT_MOST,
    ">": Operation.ABOVE,
    "<": Operation.BELOW,
    "==": Operation.EQUAL,
    "≥": Operation.AT_LEAST,
    "≤": Operation.AT_MOST,
}
_TOKEN = re.compile(r">=|<=|==|[<>=≥≤()]|[^\s<>=≥≤()]+")
_WORDS = ("and", "or", "not")


def compile_trigger(text: str) -> Program:
    """The program that decides whether a trigger holds, in postfix order.

    Raises:
        MisfitError: If the text is no trigger; says which part is wrong.

    >>> compile_trigger("cash < 200k")
    (Instruction(operation=<Operation.BELOW: 3>, metric=<Metric.CASH: 1>, value=200000.0),)
    >>> [i.operation.name for i in compile_trigger("not customers >= 9 or time > 2 years")]
    ['AT_LEAST', 'NOT', 'ABOVE', 'OR']
    >>> compile_trigger("custmers >= 40")
    Traceback (most recent call last):
    simulator.errors.MisfitError: unknown metric 'custmers'; did you mean 'customers'?
    """
    if len(text) > LONGEST_TRIGGER:
        raise MisfitError(f"a trigger has at most {LONGEST_TRIGGER} characters; this one has {len(text)}")
    return _Parser(_TOKEN.findall(unicodedata.normalize("NFKC", text))).program()


def compares(operation: int, gauge: float, value: float) -> bool:
    """Whether one gauge stands to one value as a comparison asks.

    >>> compares(Operation.AT_LEAST, 40.0, 40.0), compares(Operation.ABOVE, 40.0, 40.0)
    (True, False)
    """
    if operation == Operation.AT_LEAST:
        return gauge >= value
    if operation == Operation.AT_MOST:
        return gauge <= value
    if operation == Operation.ABOVE:
        return gauge > value
    if operation == Operation.BELOW:
        return gauge < value
    return gauge == value


class _Parser:
    """Reads the tokens of one trigger from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    def program(self) -> Program:
        if not self.tokens:
            raise MisfitError(f"is empty; write a trigger such as {EXAMPLE}")
        program = self.disjunction()
        if self.position < len(self.tokens):
            self.fail(f"'and', 'or' or the end, found '{self.ahead}'")
        return program

    @property
    def ahead(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def fail(self, expected: str) -> NoReturn:
        raise MisfitError(f"expected {printable(expected)}; a trigger reads such as {EXAMPLE}")

    def take(self, word: str) -> bool:
        taken = self.ahead.lower() == word
        self.position += taken
        return taken

    def disjunction(self) -> Program:
        program = self.conjunction()
        while self.take("or"):
            program = (*program, *self.conjunction(), Instruction(Operation.OR))
        return program

    def conjunction(self) -> Program:
        program = self.negation()
        while self.take("and"):
            program = (*program, *self.negation(), Instruction(Operation.AND))
        return program

    def negation(self) -> Program:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise MisfitError(f"is nested deeper than {DEEPEST_NESTING} levels")
        if self.take("not"):
            program = (*self.negation(), Instruction(Operation.NOT))
        elif self.take("("):
            program = self.disjunction()
            if not self.take(")"):
                self.fail(f"')', found '{self.ahead}'" if self.ahead else "')' at the end")
        else:
            program = (self.comparison(),)
        self.depth -= 1
        return program

    def comparison(self) -> Instruction:
        gauge = self.gauge()
        operator = self.ahead
        if operator not in COMPARISONS:
            self.no_comparison(operator)
        self.position += 1
        return Instruction(COMPARISONS[operator], gauge.metric, self.quantity(gauge))

    def gauge(self) -> Gauge:
        name = self.ahead
        if name in GAUGES:
            self.position += 1
            return GAUGES[name]
        if not re.fullmatch(r"[^\W\d]\w*", name) or name.lower() in _WORDS:
            self.fail(f"a metric, found '{name}'" if name else "a metric at the end")
        raise MisfitError(f"unknown metric '{printable(name)}'", closest(name, GAUGES))

    def no_comparison(self, found: str) -> NoReturn:
        metric = self.tokens[self.position - 1]
        if found == "=":
            raise MisfitError(f"a comparison for equality after '{metric}' is written '=='", "==")
        self.fail(f"one of >=, <=, >, <, == after '{metric}'" + (f", found '{found}'" if found else ""))

    def quantity(self, gauge: Gauge) -> float:
        """The value up to the next word of the grammar, read in the unit of the gauge."""
        start = self.position
        while self.ahead and self.ahead.lower() not in (*_WORDS, "(", ")", "=", *COMPARISONS):
            self.position += 1
        text = " ".join(self.tokens[start : self.position])
        if not text:
            self.fail(f"{units.FORMS[gauge.quantity].expected} after '{self.tokens[start - 1]}'")
        value = units.parse(text, gauge.quantity)
        if gauge.quantity == "fraction" and not 0.0 <= value <= 1.0:
            hint = f"{value:g} %" if 1.0 < value <= 100.0 and "%" not in text else ""
            side = "above" if value > 1.0 else "below"
            raise MisfitError(f"a fraction lies between 0 and 1; {printable(text)} is {side}", hint)
        return value


def _checked(value: object) -> str:
    if not isinstance(value, str):
        raise MisfitError(f"expected a trigger such as {EXAMPLE}, found {told(value)}")
    compile_trigger(value)
    return value


_METRICS = ", ".join(f"{name} ({gauge.meaning})" for name, gauge in GAUGES.items())
_WRITTEN = {"type": "string", "description": f"A trigger such as {EXAMPLE}. Metrics: {_METRICS}."}

TriggerText = Annotated[str, BeforeValidator(_checked), WithJsonSchema(_WRITTEN)]
