"""The page of an optimisation: what was chosen, what it is worth on fresh luck, and how much was luck."""

from collections.abc import Iterator
from typing import Any

from experiments.amounts import short, with_currency, with_half_width
from experiments.optimisation.levers import LeverSpace
from experiments.optimisation.record import space_from_record
from experiments.records import Json, json_text
from experiments.report.charts.frontier import Setting, frontier_picture
from experiments.report.page import (
    Cell,
    Code,
    Figure,
    Figures,
    Folded,
    Page,
    Part,
    Pictures,
    Section,
    Table,
    Words,
    capitalised,
)
from experiments.report.results.common import (
    ANSWER,
    Result,
    amount,
    answer_words,
    estimate,
    limits_section,
    origin_section,
    study_section,
)
from experiments.statistics import Estimate
from simulator.catalogue import OUTCOMES, Unit

LIMITS = (
    "The best of many settings looks better in the lucks of the search than it is: it was chosen for them. All "
    "amounts on fresh luck come from lucks that the search never saw; they are the ones to rely on, with their 95 % "
    "intervals.",
    "The search is no proof that nothing better exists; a larger --budget may find more.",
    "What is best here is best in this world. keysim map and keysim discover tell in which other worlds it is not.",
)
LOSS_OF_ALL = "Amounts are means over lucks; a single luck scatters far more widely."


def optimum_result_page(result: Result) -> Page:
    """An optimisation, from its record."""
    record = result.record
    space = space_from_record(record["provenance"]["inputs"]["levers"])
    goal = record["goal"]
    outcome = OUTCOMES[goal["outcome"]]
    notes = [Words(text=text, label=topic) for topic, text in record["notes"].items()]
    return Page(
        title=record["optimisation"],
        subtitle=f"The levers of {record['strategy']}, for {outcome.title}; money in {record['currency']}",
        sections=[
            Section(title=ANSWER, parts=[*answer_words([record["answer"]]), _gains(record), *notes]),
            Section(title="The levers that were chosen", parts=list(_levers(record, space))),
            Section(title="Settings on fresh luck", parts=[_picture(record), _table(record)]),
            limits_section((*LIMITS, LOSS_OF_ALL)),
            study_section(space.plan),
            origin_section(result, _settings(record)),
        ],
    )


def _gains(record: Json) -> Figures:
    outcome = OUTCOMES[record["goal"]["outcome"]]
    title = with_currency(outcome.title, outcome.unit, f"({record['currency']})")
    named = (
        ("gain on fresh luck", record["chosen"]["gain"]),
        ("gain that the search saw", record["search_gain"]),
        ("of which luck", record["optimism"]),
    )
    return Figures(
        figures=[
            Figure(
                name=f"{capitalised(title)}: {name}",
                value=_amount(estimate(found), outcome.unit, signed=True),
                note="95 % interval",
            )
            for name, found in named
        ]
    )


def _levers(record: Json, space: LeverSpace) -> Iterator[Part]:
    search = record["chosen"].get("search")
    chosen = search["levers"] if search is not None else {}
    own = {lever.factor.name: "other" if lever.own is None else lever.text(lever.own) for lever in space.levers}
    rows = [(name.replace("_", " "), own[name], _lever(value)) for name, value in chosen.items()]
    yield Table(header=("lever", "as the file has it", "chosen"), rows=rows, labels=3)
    if record["chosen_strategy"] is not None:
        yield Folded(
            title="The chosen strategy in full", parts=[Code(text=json_text(record["chosen_strategy"]).rstrip())]
        )


def _lever(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_lever(each)}" for name, each in value.items())
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _picture(record: Json) -> Pictures:
    goal = record["goal"]
    outcome = OUTCOMES[goal["outcome"]]
    named = [(each, 2) for each in record["frontier"]] + [(record["own"], 1), (record["chosen"], 0)]
    fresh = [Setting(risk=estimate(each["risk"]), outcome=estimate(each["outcome"]), series=k) for each, k in named]
    tried = [(amount(trial["risk"]), amount(trial["mean"])) for trial in record["trials"]]
    bound = goal["max_ruin"] if goal["risk"] == "insolvent" else None
    unit = with_currency("", outcome.unit, record["currency"]).strip()
    picture = frontier_picture(tried, fresh, outcome=goal["outcome"], risk=goal["risk"], unit=unit, bound=bound)
    legend = (
        "chosen (diamond)",
        f"{record['strategy']} as the file has it (square)",
        "frontier of the search (circle)",
    )
    return Pictures(
        pictures=[picture],
        legend=legend,
        caption=f"With 95 % intervals, on {record['effort']['fresh']} fresh lucks. Small grey dots: what the search "
        f"saw of each setting in its {record['effort']['lucks']} lucks."
        + (" Dotted: the bound on ruin." if bound is not None else ""),
    )


def _table(record: Json) -> Table:
    goal = record["goal"]
    unit, risk = OUTCOMES[goal["outcome"]].unit, OUTCOMES[goal["risk"]].unit
    named = [("as the file has it", record["own"]), ("chosen", record["chosen"])]
    named += [(f"frontier {place}", each) for place, each in enumerate(record["frontier"], start=1)]
    rows: list[tuple[str | Cell, ...]] = [
        (
            name,
            short(amount(each["search"]["mean"]), unit) if "search" in each else "-",
            _amount(estimate(each["outcome"]), unit),
            _interval(estimate(each["risk"]), risk),
            _interval(estimate(each["ruin"]), "fraction"),
        )
        for name, each in named
    ]
    header = ("setting", "in the search", "on fresh luck", OUTCOMES[goal["risk"]].title, "insolvent")
    shown = len(header) - (goal["risk"] == "insolvent")
    caption = with_currency(OUTCOMES[goal["outcome"]].title, unit, f"({record['currency']})")
    return Table(header=header[:shown], rows=[row[:shown] for row in rows], caption=caption)


def _amount(found: Estimate, unit: Unit, *, signed: bool = False) -> str:
    return with_half_width(found.mean, found.half_width, unit, signed=signed)


def _interval(found: Estimate, unit: Unit) -> str:
    return f"{short(found.mean, unit)} ({short(found.low, unit)} to {short(found.high, unit)})"


def _settings(record: Json) -> Iterator[tuple[str, object]]:
    yield "seed", str(record["seed"])
    yield "seed of the fresh luck", str(record["fresh_seed"])
    yield "runs, of a budget", f"{record['runs']:,} of {record['effort']['budget']:,}"
    yield "lucks of each trial", record["effort"]["lucks"]
    yield "fresh lucks", record["effort"]["fresh"]
    yield "largest share of ruin", record["goal"]["max_ruin"]
    yield "engine", record["engine"]
