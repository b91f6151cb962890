"""What the pages of all results share."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from experiments.factor_text import FactorText, paths_text
from experiments.plan import Plan, plan_from_json
from experiments.records import Json
from experiments.report.page import Cell, Code, Folded, Page, Part, Section, Table, Words
from experiments.statistics import Estimate

ANSWER = "The answer"
UNCERTAINTY = "What the uncertainty means"
ASSUMPTIONS = "What it rests on"
ORIGIN = "Where it comes from"
GUESSES = (
    "All other values stay as the scenario's files have them. Which of them are guesses stands in these files beside "
    "each value: S is published research, V a vendor's figure, G a guess; keysim report on the scenario itself lists "
    "them all."
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a command wrote, and how to have it again.

    Attributes:
        record: The JSON object.
        commands: What makes it again.
    """

    record: Json
    commands: Sequence[str]


def amount(value: float | None) -> float:
    """A number of a record, which has null for what is not defined."""
    return nan if value is None else float(value)


def estimate(found: Json) -> Estimate:
    """A mean with its interval, given by its ends or by its half-width."""
    mean = amount(found["mean"])
    if "interval" in found:
        low, high = map(amount, found["interval"])
        return Estimate(mean=mean, half_width=(high - low) / 2, low=low, high=high)
    half = amount(found["half_width"])
    return Estimate(mean=mean, half_width=half, low=mean - half, high=mean + half)


def point(value: float | None) -> Estimate:
    """A number without an interval."""
    mean = amount(value)
    return Estimate(mean=mean, half_width=nan, low=mean, high=mean)


def plan_of_inputs(inputs: Json) -> Plan:
    """The study behind a result."""
    return plan_from_json(json.dumps(inputs["plan"]))


def answer_words(lines: Iterable[str], first: str = "Result") -> list[Part]:
    """Sentences of the answer; the first stands out."""
    return [
        Words(text=line.strip(), label=first if place == 0 else " ", strong=place == 0)
        for place, line in enumerate(lines)
    ]


def limits_section(lines: Sequence[str]) -> Section:
    """How sure all of it is, in words."""
    return Section(title=UNCERTAINTY, parts=[Words(text=line) for line in lines])


def study_section(plan: Plan, lines: Sequence[str] = ()) -> Section:
    """What was varied, how far, and what was not."""
    words = FactorText(plan)
    rows = [(factor.name, words.span(factor), paths_text(factor)) for factor in plan.factors]
    table = Table(header=("factor", "range", "where it stands"), rows=rows, labels=3, caption="What was varied")
    return Section(title=ASSUMPTIONS, parts=[table, *(Words(text=line) for line in (*lines, GUESSES))])


def study_page(
    result: Result,
    plan: Plan,
    *,
    subtitle: str,
    answer: Sequence[Part],
    sections: Sequence[Section],
    limits: Sequence[str],
    settings: Sequence[tuple[str, Any]],
) -> Page:
    """The page of a result on the points of a study.

    Args:
        result: The result.
        plan: Its study.
        subtitle: What was asked.
        answer: The answer in words.
        sections: What shows it.
        limits: How sure it is, in words.
        settings: With which settings it was found, beside the seed and the lucks.
    """
    record = result.record
    rows = (*settings, ("seed", str(record["seed"])), ("lucks at each point", record["replications"]))
    return Page(
        title=record["study"],
        subtitle=subtitle,
        sections=[
            Section(title=ANSWER, parts=[*answer, *failures_words(record)]),
            *sections,
            limits_section(limits),
            study_section(plan),
            origin_section(result, rows),
        ],
    )


def failures_words(record: Json) -> list[Part]:
    """Says that runs failed, if any did."""
    failures = record.get("failures") or []
    if not failures:
        return []
    first = failures[0]
    place = f"the first, at point {first['point']}: {first['error']}"
    text = f"{len(failures)} blocks of runs failed and are left out; {place}"
    return [Words(text=text, label="Failed")]


def origin_section(result: Result, rows: Iterable[tuple[str, Any]]) -> Section:
    """What made the result, and the commands that make it again."""
    record, origin = result.record, result.record["provenance"]
    settings: list[Sequence[str | Cell]] = [(name, _text(value)) for name, value in rows if value is not None]
    names = {
        "keysim_version": "keysim",
        "model_sha256": "model (SHA-256 of its sources)",
        "inputs_sha256": "inputs (SHA-256)",
        "orders_sha256": "orders (SHA-256)",
    }
    settings += [(title, str(origin[name])) for name, title in names.items() if name in origin]
    made = [(name, str(version)) for name, version in record["environment"].items()]
    return Section(
        title=ORIGIN,
        parts=[
            Words(text="To have it again: the same numbers, for any number of workers."),
            Code(text="\n".join(result.commands)),
            Table(header=("", ""), rows=settings, labels=2),
            Folded(title="Versions it was made with", parts=[Table(header=("", ""), rows=made, labels=2)]),
        ],
    )


def _text(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and value < 10**7 else str(value)
