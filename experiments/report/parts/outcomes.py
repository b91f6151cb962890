"""Outcomes: each strategy by itself, and the differences in the same luck."""

from collections.abc import Iterator

from experiments.amounts import short, with_currency, with_half_width
from experiments.comparison import LEVELS, Summary
from experiments.effects import Effect, effects
from experiments.pairing import PairedDifference
from experiments.report.charts import WIDE
from experiments.report.charts.forest import ForestLine, forest_picture
from experiments.report.charts.histogram import histogram_picture
from experiments.report.charts.rows import rows_height
from experiments.report.material import Material
from experiments.report.page import Cell, Folded, Picture, Pictures, Section, Table
from experiments.report.palette import colour
from experiments.report.parts.verdict import TONES
from experiments.report.tables import p_value_text
from simulator.catalogue import OUTCOMES


def outcomes_section(material: Material) -> Section:
    """Tables by strategy, then the paired differences as a picture and as tables."""
    return Section(
        title="Outcomes",
        parts=[
            _means(material),
            Folded(title="How far the lucks spread", parts=[_spread(material)]),
            _differences(material),
            Folded(title="The differences in figures", parts=list(_pairs(material))),
        ],
    )


def _titled(outcome: str, currency: str) -> str:
    unit = OUTCOMES[outcome].unit
    return with_currency(OUTCOMES[outcome].title, unit, f"({currency})").replace(" months", " (month)")


def _means(material: Material) -> Table:
    comparison = material.comparison
    partly = any(summary[o].defined_share < 1 for summary in comparison.summaries.values() for o in comparison.outcomes)
    star = "; * over the lucks that define it" if partly else ""
    return Table(
        header=("outcome", *material.names),
        rows=[
            (
                _titled(outcome, material.currency),
                *(_mean(outcome, each[outcome]) for each in comparison.summaries.values()),
            )
            for outcome in comparison.outcomes
        ],
        caption=f"Mean over {comparison.replications} lucks, ± the half-width of its 95 % interval{star}",
    )


def _mean(outcome: str, summary: Summary) -> str:
    estimate = summary.estimate
    text = with_half_width(estimate.mean, estimate.half_width, OUTCOMES[outcome].unit)
    return text if summary.defined_share == 1 else f"{text} *"


def _spread(material: Material) -> Table:
    comparison = material.comparison
    return Table(
        header=("outcome", *material.names),
        rows=[
            (
                _titled(outcome, material.currency),
                *(
                    " / ".join(short(each[outcome].quantiles[level], OUTCOMES[outcome].unit) for level in LEVELS)
                    for each in comparison.summaries.values()
                ),
            )
            for outcome in comparison.outcomes
        ],
        caption=f"{', '.join(f'{100 * level:.0f} %' for level in LEVELS)} of the lucks are below these",
    )


def _differences(material: Material) -> Pictures:
    main = OUTCOMES[material.comparison.main]
    ahead = "the strategy" if main.better >= 0 else "the baseline"
    caption = (
        "The first of two: paired differences with their 95 % intervals. The axis measures each by how much luck moves "
        "that outcome, so that all fit on one scale; the figure at the right is in its own unit, a share's in "
        "percentage points. A full mark is settled after Holm's correction for all comparisons, an empty one not; "
        "(→) has no better side, right is more. "
        f"The second: the difference in {main.title}, luck by luck; right of 0 {ahead} is ahead. The bar above it "
        "is the mean with its 95 % interval: it says how well the mean is known, the histogram how far one firm may be "
        "from it."
    )
    pictures = [each for place, name in material.others().items() for each in _pair_pictures(material, place, name)]
    return Pictures(pictures=pictures, caption=caption, side_by_side=2)


def _pair_pictures(material: Material, place: int, name: str) -> Iterator[Picture]:
    main, outcomes = material.comparison.main, material.runs.outcomes
    pair = f"{name} less {material.baseline}"
    lines = [_line(effect, colour(place)) for effect in effects(material.comparison, name)]
    yield forest_picture(
        lines,
        top=pair,
        scale="worse ← standard deviations over the lucks → better",
        unit="number",
        title=f"Paired differences, {pair}",
        width=WIDE,
        name=f"forest-{place}",
    )
    yield histogram_picture(
        outcomes[name][main] - outcomes[material.baseline][main],
        material.comparison.paired[name][main],
        pair=pair,
        colour=colour(place),
        currency=material.currency,
        width=WIDE,
        height=rows_height(len(lines)),
        name=f"lucks-{place}",
    )


def _line(effect: Effect, colour: str) -> ForestLine:
    outcome, estimate = OUTCOMES[effect.difference.outcome], effect.difference.estimate
    return ForestLine(
        label=outcome.title + ("" if outcome.better else " (→)"),
        amount=with_half_width(estimate.mean, estimate.half_width, outcome.unit, signed=True),
        effect=effect.mean,
        low=effect.low,
        high=effect.high,
        settled=effect.is_settled,
        colour=colour,
    )


def _pairs(material: Material) -> Iterator[Table]:
    for name, differences in material.comparison.paired.items():
        yield Table(
            header=("outcome", "difference", "better in", "p (Holm)", "pairing", "verdict"),
            rows=[_pair_row(each, material.currency) for each in differences.values()],
            caption=f"{name} less {material.baseline}; pairing: the part of the variance that the same luck takes away",
        )


def _pair_row(found: PairedDifference, currency: str) -> tuple[str | Cell, ...]:
    outcome, estimate = OUTCOMES[found.outcome], found.estimate
    return (
        _titled(found.outcome, currency),
        with_half_width(estimate.mean, estimate.half_width, outcome.unit, signed=True),
        f"{100 * found.p_better:.0f} %" if outcome.better and found.counted else "-",
        p_value_text(found.p_value_adjusted),
        short(found.variance_reduction, "fraction"),
        Cell(text=found.verdict or "-", tone=TONES.get(found.verdict or "", "quiet")),
    )
