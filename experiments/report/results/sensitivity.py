"""The page of a sensitivity analysis: which factors matter, and which are not told from luck."""

from collections.abc import Iterator

from experiments.amounts import short, with_currency, with_half_width
from experiments.factor_text import FactorText
from experiments.plan import Plan
from experiments.records import Json
from experiments.report.charts.dots import DotLine, dots_picture
from experiments.report.page import Page, Part, Pictures, Section, Table
from experiments.report.results.common import (
    Result,
    amount,
    answer_words,
    estimate,
    plan_of_inputs,
    point,
    study_page,
)
from simulator.catalogue import OUTCOMES, Unit

WIDTH = 440.0
SOBOL_LIMITS = (
    "± is the half-width of a 95 % interval, drawn as a bar. A total whose interval holds 0 is not told from no "
    "influence at all; that is not the same as having none.",
    "First order: the share of the variance that the factor makes alone. Total: with all that it makes together with "
    "others. Both can stray below 0 or above 100 % where points and lucks are few.",
    "Shares are of the variance over the ranges below, every value in them alike likely: with other ranges other "
    "factors may lead. Luck is taken out: it is no factor.",
)
MORRIS_LIMITS = (
    "± is the half-width of a 95 % interval, drawn as a bar. The size is the mean absolute effect over the whole "
    "range; luck alone makes a size above 0 too, and the empty mark says how large.",
    "A factor whose interval reaches down to that mark is not told from luck; that is not the same as having no "
    "effect. A screening ranks; it is no measure of shares.",
    "Effects are over the ranges below: with wider ranges they are larger.",
)


def sensitivity_result_page(result: Result) -> Page:
    """A sensitivity analysis, from its record."""
    record = result.record
    plan = plan_of_inputs(record["provenance"]["inputs"])
    outcome = OUTCOMES[record["outcome"]]
    sobol = record["method"] == "sobol"
    base = "" if record["baseline"] is None else f" - {record['baseline']}"
    asked = f"{outcome.title}, {record['strategy']}{base}"
    unit: Unit = "fraction" if sobol else outcome.unit
    return study_page(
        result,
        plan,
        subtitle=f"What matters for {asked}; {record['points']:,} points, {record['replications']} lucks at each; "
        f"money in {plan.currency}",
        answer=answer_words(record["reading"]),
        sections=[
            Section(title="How much each factor matters", parts=list(_figures(record, plan, unit, sobol=sobol))),
        ],
        limits=SOBOL_LIMITS if sobol else MORRIS_LIMITS,
        settings=(
            ("method", record["method"]),
            ("base points" if sobol else "walks", record["base_points"]),
            ("points", record["points"]),
        ),
    )


def _figures(record: Json, plan: Plan, unit: Unit, *, sobol: bool) -> Iterator[Part]:
    factors = record["factors"]
    leading, second = ("total", "first") if sobol else ("size", "luck")
    order = sorted(factors, key=lambda name: -amount(factors[name][leading]["mean"]))
    lines = [
        DotLine(
            label=name,
            amount=with_half_width(*_pair(factors[name][leading]), unit),
            series=(
                estimate(factors[name][leading]),
                estimate(factors[name][second]) if sobol else point(factors[name][second]),
            ),
        )
        for name in order
    ]
    scale = "share of the variance between points"
    if not sobol:
        scale = with_currency("mean absolute effect over the whole range", unit, f"({plan.currency})")
    legend = ("total", "first order (empty marks)") if sobol else ("size of the effect", "by luck alone (empty marks)")
    picture = dots_picture(lines, top="", scale=scale, unit=unit, title="Factors", width=WIDTH, name="factors")
    yield Pictures(
        pictures=[picture],
        legend=legend,
        caption="The factors, the largest first; the amount at the right is the first of the two marks.",
    )
    yield _sobol_table(factors, order, plan) if sobol else _morris_table(factors, order, plan, unit)
    if sobol:
        yield _spread_table(record, OUTCOMES[record["outcome"]].unit)


def _pair(found: Json) -> tuple[float, float]:
    return amount(found["mean"]), amount(found["half_width"])


def _spans(plan: Plan) -> dict[str, str]:
    words = FactorText(plan)
    return {factor.name: words.span(factor) for factor in plan.factors}


def _sobol_table(factors: Json, order: list[str], plan: Plan) -> Table:
    spans = _spans(plan)
    rows = [
        (name, spans[name], *(with_half_width(*_pair(factors[name][each]), "fraction") for each in ("first", "total")))
        for name in order
    ]
    caption = "Share of the variance between points"
    return Table(header=("factor", "range", "first order", "total"), rows=rows, labels=2, caption=caption)


def _morris_table(factors: Json, order: list[str], plan: Plan, unit: Unit) -> Table:
    spans = _spans(plan)
    rows = [
        (
            name,
            spans[name],
            short(amount(factors[name]["mean"]), unit, signed=True),
            with_half_width(*_pair(factors[name]["size"]), unit),
            *(short(amount(factors[name][each]), unit) for each in ("luck", "effect", "spread")),
        )
        for name in order
    ]
    header = ("factor", "range", "mean", "size (mu*)", "by luck", "effect", "spread")
    caption = with_currency(
        "Effect over the whole range; effect and spread are without luck", unit, f"({plan.currency})"
    )
    return Table(header=header, rows=rows, labels=2, caption=caption)


def _spread_table(record: Json, unit: Unit) -> Table:
    sources = {
        "the factors: expected values, between points": amount(record["variance"]["mean"]),
        "luck: single runs, at one point": amount(record["luck_variance"]),
        f"luck left between means of {record['replications']} (taken out above)": amount(record["noise_variance"]),
    }
    rows = [(name, short(max(value, 0.0) ** 0.5, unit)) for name, value in sources.items()]
    return Table(header=("from", "standard deviation"), rows=rows, caption="Spread")
