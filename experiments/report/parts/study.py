"""Where the verdict flips: the same question at every point of a study."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from experiments.amounts import with_half_width
from experiments.report.charts import width_of
from experiments.report.charts.study import study_picture
from experiments.report.material import Material
from experiments.report.page import Cell, Folded, Part, Pictures, Section, Table, Words
from experiments.report.palette import colour
from experiments.report.parts.verdict import TONES
from experiments.store_files import open_store
from experiments.sweep_gains import Gains, study_gains
from simulator.catalogue import OUTCOMES


def study_section(material: Material, file: Path) -> Section:
    """One row of pictures per strategy, one panel per factor, and all points in a table."""
    parts: list[Part] = []
    with closing(open_store(file)) as store:
        for place, name in material.others().items():
            gains = study_gains(store, name, material.baseline, material.comparison.main)
            parts.append(Words(text=gains_words(gains), strong=True))
            parts += list(gains_parts(gains, place, material.currency))
    return Section(title="Where the verdict flips", parts=parts)


def gains_parts(gains: Gains, place: int, currency: str) -> Iterator[Part]:
    """One picture per factor, and all points in a table.

    Args:
        gains: A study seen from one pair of strategies and one outcome.
        place: Position of the strategy; it decides the colour.
        currency: Unit of money.
    """
    pictures = [
        study_picture(
            gains,
            factor,
            colour=colour(place),
            currency=currency,
            width=width_of(2),
            name=f"study-{place}-{factor}",
        )
        for factor in range(len(gains.factors))
    ]
    caption = (
        f"Study {gains.title}: {gains.strategy} less {gains.baseline} at each of {len(gains.points)} points, against "
        f"each factor; all factors vary together. Bars are 95 % intervals over {gains.replications} lucks per point; a "
        "full mark is settled after Holm's correction over all points. Above the line the strategy has more."
    )
    yield Pictures(pictures=pictures, caption=caption, side_by_side=2)
    yield Folded(title=f"All points: {gains.strategy} less {gains.baseline}", parts=[_table(gains)])


def gains_words(gains: Gains) -> str:
    """At how many points which of the two is better, as one sentence."""
    pair = (gains.strategy, gains.baseline)
    better, worse = gains.count("better"), gains.count("worse")
    rest = len(gains.points) - better - worse
    title = OUTCOMES[gains.outcome].title
    if not OUTCOMES[gains.outcome].better:
        more, less = gains.count("more"), gains.count("less")
        return f"{title}: more under {pair[0]} at {more} points of {len(gains.points)}, less at {less}."
    return (
        f"Of {len(gains.points)} points, {pair[0]} is better on {title} at {better}, {pair[1]} at {worse}; "
        f"{rest} are not settled."
    )


def _table(gains: Gains) -> Table:
    unit = OUTCOMES[gains.outcome].unit
    rows: list[Sequence[str | Cell]] = [
        (
            str(point.point),
            *(f"{value:.3g}" if isinstance(value, float) else str(value) for value in point.factors),
            with_half_width(point.estimate.mean, point.estimate.half_width, unit, signed=True),
            Cell(text=point.verdict, tone=TONES.get(point.verdict, "quiet")),
        )
        for point in gains.points
    ]
    header = (
        "point",
        *(factor.name for factor in gains.factors),
        f"difference in {OUTCOMES[gains.outcome].title}",
        "verdict",
    )
    return Table(header=header, rows=rows)
