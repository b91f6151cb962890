"""The page of a discovery: under which conditions each of two strategies is ahead, and whether they hold up."""

from collections.abc import Iterator

from experiments.discovery.folds import FOLDS
from experiments.plan import Plan
from experiments.records import Json
from experiments.report.charts.peeling import peeling_picture
from experiments.report.page import Code, Page, Part, Pictures, Section, Table, Words
from experiments.report.results.common import (
    Result,
    amount,
    answer_words,
    plan_of_inputs,
    study_page,
)
from experiments.report.tables import p_value_text
from simulator.catalogue import OUTCOMES

LIMITS = (
    "Each point counts with the chance that the strategy is ahead there on average, given its lucks. A share of "
    "points is no probability: it depends on which points the study looks at.",
    "A search finds a condition in anything. Therefore it is repeated without some of the points and without the lucks "
    "that it is then judged by; the line that begins with Check is the honest figure, and a condition that the "
    "repeated searches do not find again should not be relied on.",
    "Quasi-p: the chance that a limit would look as good if the factor did nothing; it takes no account of the search.",
)


def discovery_result_page(result: Result) -> Page:
    """A discovery, from its record."""
    record = result.record
    plan = plan_of_inputs(record["provenance"]["inputs"])
    title = OUTCOMES[record["outcome"]].title
    return study_page(
        result,
        plan,
        subtitle=f"Who is ahead by {title}, and where; {record['points']:,} of {record['points_in_design']:,} points, "
        f"{record['replications']} lucks at each",
        answer=list(_answer(record)),
        sections=[
            Section(title="How the search went", parts=list(_search(record, plan))),
            Section(title="The same as a tree", parts=list(_tree(record))),
        ],
        limits=LIMITS,
        settings=(
            ("ahead by more than", record["by"]),
            ("density asked for", record["density"]),
            ("conditions per strategy, at most", record["most_boxes"]),
        ),
    )


def _answer(record: Json) -> Iterator[Part]:
    for name, side in record["sides"].items():
        yield from answer_words(side["text"], first=name)


def _search(record: Json, plan: Plan) -> Iterator[Part]:
    pictures = [
        peeling_picture(
            [(amount(box["coverage"]), amount(box["density"])) for box in side["trajectory"]],
            who=name,
            place=plan.strategies.index(name),
            density=record["density"],
            name=f"peeling-{place}",
        )
        for place, (name, side) in enumerate(record["sides"].items())
    ]
    yield Pictures(
        pictures=pictures,
        caption="From the whole study (at the right) to ever smaller boxes of it: how many of the points where the "
        "strategy is ahead a box keeps, and at which share of its own points the strategy is ahead. Dotted: the share "
        "asked for.",
    )
    for name, side in record["sides"].items():
        rows = [
            (box["text"], factor, p_value_text(amount(p)), str(side["check"]["restricted"][factor]))
            for box in side["boxes"]
            for factor, p in box["quasi_p"].items()
        ]
        if rows:
            header = ("condition", "limit on", "quasi-p", f"found in, of {FOLDS} searches")
            yield Table(header=header, rows=rows, labels=2, caption=f"Where {name} is ahead")
        else:
            yield Words(text=f"{name}: no condition to list.")


def _tree(record: Json) -> Iterator[Part]:
    yield Words(text=f"How often {record['strategy']} is ahead, split by split.")
    yield Code(text="\n".join(record["tree_text"]))
