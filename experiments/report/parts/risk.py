"""Risk: how deep cash falls, who fails and when, and how much hangs on the largest account."""

from collections.abc import Iterator
from math import isfinite

from experiments.amounts import short, with_currency, with_half_width
from experiments.largest_loss import TOLD
from experiments.report.charts import width_of
from experiments.report.charts.forest import ForestLine, forest_picture
from experiments.report.charts.risk import lowest_cash_picture, ruin_picture, spread_picture
from experiments.report.material import Material
from experiments.report.page import Picture, Pictures, Section, Table, Words, capitalised
from experiments.report.palette import colour
from experiments.statistics import mean, quantile
from simulator.catalogue import OUTCOMES
from simulator.results import FloatArray


def risk_section(material: Material) -> Section:
    """Cash and ruin, then the largest account."""
    return Section(
        title="Risk", parts=[_cash(material), _largest(material), _largest_table(material), *_loss(material)]
    )


def _cash(material: Material) -> Pictures:
    width = width_of(2)
    pictures = [
        lowest_cash_picture(
            material.outcome("cash_trough"),
            currency=material.currency,
            credit_limit=material.scenario.world.finance.credit_limit,
            width=width,
            name="trough",
        ),
        ruin_picture(material.outcome("insolvent_month"), material.comparison.months, width=width, name="ruin"),
    ]
    caption = (
        "The first: the lowest cash of the whole run; where a line stands at an amount, so many of 100 lucks fell "
        "below it. The second: how many of 100 firms have exceeded their credit limit by each month. A firm that "
        "fails stops there."
    )
    return Pictures(pictures=pictures, caption=caption, legend=material.names)


def _largest(material: Material) -> Pictures:
    pictures = [
        spread_picture(
            material.outcome(outcome),
            material.names,
            outcome=outcome,
            currency=material.currency,
            width=width_of(2),
            name=outcome.replace("_", "-"),
        )
        for outcome in ("largest_share", "revenue_at_risk")
    ]
    caption = (
        "What hangs on the largest account at the end: the median luck, and where 50 and 90 of 100 lie. If it left, "
        "that much of last year's revenue would go with it."
    )
    return Pictures(pictures=pictures, caption=caption)


def _largest_table(material: Material) -> Table:
    rows = []
    for place, name in enumerate(material.names):
        outcomes = material.runs.outcomes[name]
        share, amount = outcomes["largest_share"], outcomes["revenue_at_risk"]
        cells = (
            f"{short(quantile(share, 0.5), 'fraction')} / {short(quantile(share, 0.95), 'fraction')}",
            f"{short(quantile(amount, 0.5), 'money')} / {short(quantile(amount, 0.95), 'money')}",
            _above(share, 0.25),
            short(quantile(material.outcome("cash_trough")[place], 0.05), "money"),
        )
        rows.append((name, *cells))
    return Table(
        header=(
            "strategy",
            "largest account's share: median / 1 of 20 is above",
            with_currency("its revenue: median / 1 of 20 is above", "money", f"({material.currency})"),
            "lucks in which it is over 25 %",
            with_currency("lowest cash: 1 of 20 is worse", "money", f"({material.currency})"),
        ),
        rows=rows,
        caption="The same in figures",
    )


def _loss(material: Material) -> Iterator[Words | Pictures]:
    """The stress test: in words, and as a picture per outcome."""
    loss = material.loss
    parts = [f"{name} {_change(material, name, 'value')}" for name in material.names]
    yield Words(
        text=f"If the largest account leaves in month {loss.month}, value of the firm changes: {', '.join(parts)}.",
        strong=True,
    )
    insolvent = [f"{name} {_change(material, name, 'insolvent')}" for name in material.names]
    caption = (
        f"The first {loss.replications} lucks once more, but the account of the highest run rate leaves in month "
        f"{loss.month}, whatever it thinks of the firm: with the loss less without it, mean and 95 % interval. A full "
        f"mark is told from 0. Insolvent changes by percentage points: {', '.join(insolvent)}."
    )
    yield Pictures(pictures=[_loss_picture(material, outcome) for outcome in TOLD], caption=caption)


def _change(material: Material, name: str, outcome: str) -> str:
    estimate, unit = material.loss.changes[name][outcome], OUTCOMES[outcome].unit
    return with_currency(
        with_half_width(estimate.mean, estimate.half_width, unit, signed=True), unit, material.currency
    )


def _loss_picture(material: Material, outcome: str) -> Picture:
    title, unit = OUTCOMES[outcome].title, OUTCOMES[outcome].unit
    lines = []
    for place, name in enumerate(material.names):
        estimate = material.loss.changes[name][outcome]
        known = isfinite(estimate.half_width)
        lines.append(
            ForestLine(
                label=name,
                amount=with_half_width(estimate.mean, estimate.half_width, unit, signed=True),
                effect=estimate.mean,
                low=estimate.low if known else estimate.mean,
                high=estimate.high if known else estimate.mean,
                settled=known and estimate.low * estimate.high > 0,
                colour=colour(place),
            )
        )
    return forest_picture(
        lines,
        top=capitalised(title),
        scale=with_currency("change by the loss", unit, f"({material.currency})"),
        unit=unit,
        title=f"What the loss of the largest account changes: {title}",
        width=width_of(2),
        name=f"loss-{outcome.replace('_', '-')}",
    )


def _above(values: FloatArray, bound: float) -> str:
    return f"{100 * mean((values > bound).astype(float)):.0f} of 100"
