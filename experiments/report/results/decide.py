"""The page of a decision: which strategy is best, after how many lucks, and how surely."""

from collections.abc import Iterator

from experiments.amounts import short, with_currency
from experiments.records import Json
from experiments.report.charts.forest import ForestLine, forest_picture
from experiments.report.page import Page, Part, Pictures, Section, Table, Words, sentence_of
from experiments.report.palette import colour
from experiments.report.results.common import (
    ANSWER,
    ASSUMPTIONS,
    GUESSES,
    Result,
    amount,
    answer_words,
    estimate,
    limits_section,
    origin_section,
)
from simulator.catalogue import OUTCOMES

WIDTH = 520.0


def decision_result_page(result: Result) -> Page:
    """A decision, from its record."""
    record = result.record
    return Page(
        title=record["scenario"],
        subtitle=f"Which strategy is best by {OUTCOMES[record['outcome']].title}; money in {record['currency']}",
        sections=[
            Section(title=ANSWER, parts=answer_words(record["reading"])),
            Section(title="The differences", parts=list(_differences(record))),
            limits_section(list(_limits(record))),
            Section(title=ASSUMPTIONS, parts=[_strategies(record), Words(text=GUESSES)]),
            origin_section(
                result,
                (
                    ("method", record["method"]),
                    ("alpha", record["alpha"]),
                    ("difference that does not matter", record["indifference"]),
                    ("most lucks", record["cap"]),
                    ("seed", str(record["seed"])),
                    ("engine", record["engine"]),
                ),
            ),
        ],
    )


def _differences(record: Json) -> Iterator[Part]:
    outcome = OUTCOMES[record["outcome"]]
    lines, rows = [], []
    for place, (pair, duel) in enumerate(_turned(record["duels"])):
        found = estimate(duel)
        mean, low, high = (short(each, outcome.unit, signed=True) for each in (found.mean, found.low, found.high))
        settled = bool(duel["counts"]) and not found.low <= 0 <= found.high
        lines.append(
            ForestLine(
                label=pair,
                amount=mean,
                effect=found.mean,
                low=found.low,
                high=found.high,
                settled=settled,
                colour=colour(place),
            )
        )
        said = "settled" if settled else "not settled" if duel["counts"] else "too skewed to say yet"
        rows.append((pair, mean, f"{low} to {high}", f"{duel['pairs']:,}", said))
    scale = with_currency(f"difference in {outcome.title}", outcome.unit, f"({record['currency']})")
    yield Pictures(
        pictures=[
            forest_picture(
                lines, top="", scale=scale, unit=outcome.unit, title="Differences", width=WIDTH, name="duels"
            )
        ],
        caption="In the same luck; the first of the two is ahead on average. A full mark is settled. The bars are "
        "valid at every look, and therefore wider than those of a single look.",
    )
    yield Table(header=("first - second", "difference", "bounds", "lucks", "verdict"), rows=rows, caption=scale)


def _turned(duels: Json) -> Iterator[tuple[str, Json]]:
    """All pairs, each turned so that the first of the two is ahead."""
    for pair, duel in duels.items():
        if amount(duel["mean"]) >= 0:
            yield pair, duel
        else:
            first, _, second = pair.partition(" - ")
            low, high = duel["interval"]
            ends = [None if end is None else -end for end in (high, low)]
            yield f"{second} - {first}", duel | {"mean": -duel["mean"], "interval": ends}


def _limits(record: Json) -> Iterator[str]:
    looks = len(record["looks"])
    yield (
        f"One looked {looks} times, from {record['first_look']} lucks on, and might stop at any of them: the bounds "
        f"allow for that. At most {100 * record['alpha']:g} % of such answers are wrong, all looks and pairs together."
    )
    yield "Best means best on average; in single lucks another strategy may do better."


def _strategies(record: Json) -> Table:
    strategies = record["provenance"]["inputs"]["scenario"]["strategies"]
    unit = OUTCOMES[record["outcome"]].unit
    rows = [
        (
            name,
            sentence_of(each.get("title", ""), each.get("description", "")),
            f"{record['lucks'].get(name, 0):,}",
            short(amount(record["means"].get(name)), unit),
        )
        for name, each in strategies.items()
    ]
    mean = with_currency("mean", unit, f"({record['currency']})")
    return Table(header=("strategy", "what it does", "lucks", mean), rows=rows, labels=2, caption="What was compared")
