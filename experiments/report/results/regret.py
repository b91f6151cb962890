"""The page of regret: what each strategy costs where another would have been best."""

from experiments.amounts import short, with_currency, with_half_width
from experiments.records import Json
from experiments.report.charts.dots import DotLine, dots_picture
from experiments.report.page import Page, Pictures, Section, Table
from experiments.report.results.common import (
    Result,
    amount,
    answer_words,
    plan_of_inputs,
    point,
    study_page,
)
from simulator.catalogue import OUTCOMES

WIDTH = 440.0
LIMITS = (
    "Regret at a point: how much better the best strategy would have been there. The mean and the largest figure "
    "choose with one half of the lucks and value with the other: too low on average, if anything. The plain figures "
    "do both with all lucks: too high on average. The truth lies between them on average.",
    "The largest regret depends on the worst point that the study looks at: wider ranges make it larger.",
)


def regret_result_page(result: Result) -> Page:
    """The regret of all strategies, from its record."""
    record = result.record
    plan = plan_of_inputs(record["provenance"]["inputs"])
    return study_page(
        result,
        plan,
        subtitle=f"Regret in {OUTCOMES[record['outcome']].title}; {record['points']:,} of "
        f"{record['points_in_design']:,} points, {record['replications']} lucks at each; money in {plan.currency}",
        answer=answer_words(record["reading"]),
        sections=[
            Section(
                title="The regret of each strategy",
                parts=[_picture(record, plan.currency), _table(record, plan.currency)],
            )
        ],
        limits=LIMITS,
        settings=(),
    )


def _picture(record: Json, currency: str) -> Pictures:
    unit = OUTCOMES[record["outcome"]].unit
    lines = [
        DotLine(
            label=name,
            amount=f"{short(amount(found['mean']), unit)} · {short(amount(found['largest']), unit)}",
            series=(point(found["mean"]), point(found["largest"])),
        )
        for name, found in record["strategies"].items()
    ]
    scale = with_currency("regret", unit, f"({currency})")
    return Pictures(
        pictures=[dots_picture(lines, top="", scale=scale, unit=unit, title="Regret", width=WIDTH, name="regret")],
        legend=("mean over the points", "largest (empty marks)"),
        caption="Less is better. At the right the mean and the largest regret.",
    )


def _table(record: Json, currency: str) -> Table:
    unit = OUTCOMES[record["outcome"]].unit
    rows = [
        (
            name,
            short(amount(found["best_at"]), "fraction"),
            *(short(amount(found[each]), unit) for each in ("mean", "mean_plain", "largest", "largest_plain")),
            f"{found['worst_point']}",
            with_half_width(amount(found["at_worst"]["mean"]), amount(found["at_worst"]["half_width"]), unit),
        )
        for name, found in record["strategies"].items()
    ]
    header = (
        "strategy",
        "best at",
        "mean",
        "mean, plain",
        "largest",
        "largest, plain",
        "worst point",
        "there, same luck",
    )
    return Table(header=header, rows=rows, caption=with_currency("Regret", unit, f"({currency})"))
