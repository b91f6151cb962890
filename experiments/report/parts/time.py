"""How things unfold: fans of cash, customers and key accounts, and when one strategy overtakes another."""

from collections.abc import Iterator

from experiments.report.charts import width_of
from experiments.report.charts.fan import fan_of, fan_picture
from experiments.report.charts.gap import gap_picture
from experiments.report.material import Material
from experiments.report.page import Pictures, Section, Words, capitalised
from experiments.worlds import world_means
from simulator.catalogue import TIMELINE

SHOWN = ("cash", "customers", "key_accounts")
ASSETS = ("cash_flow", "customers", "key_accounts")
NOTES = {"cash": " An insolvent firm's cash stands still."}


def time_section(material: Material) -> Section:
    """One row of fans per column, one panel per strategy."""
    return Section(title="How it unfolds", parts=list(_fans(material)))


def _fans(material: Material) -> Iterator[Pictures]:
    names = material.names
    for column in SHOWN:
        fans = [fan_of(material.runs.timelines[name][column]) for name in names]
        width = width_of(len(names))
        pictures = [
            fan_picture(
                column,
                names,
                place,
                fans,
                currency=material.currency,
                width=width,
                name=f"{column.replace('_', '-')}-{place}",
            )
            for place in range(len(names))
        ]
        title = TIMELINE[column].title
        caption = (
            f"{capitalised(title)} month by month: the median, and where 50 and 90 of 100 lucks lie. The thin "
            f"lines are the medians of the other strategies; all panels have one scale.{NOTES.get(column, '')}"
        )
        yield Pictures(pictures=pictures, caption=caption, legend=names)


def _settled(material: Material) -> dict[int, int]:
    """By position, the month from which the lead in cash is settled, where it is."""
    crossings = material.comparison.crossovers
    return {
        place: crossings[name].month or 0
        for place, name in material.others().items()
        if crossings[name].latest is not None
    }


def crossover_section(material: Material) -> Section:
    """When the means cross: the paired differences over time."""
    others = material.others()
    timelines = material.runs.timelines
    pair = (
        f"difference to {material.baseline}"
        if len(others) > 1
        else f"{next(iter(others.values()))} less {material.baseline}"
    )
    pictures = [
        gap_picture(
            column,
            {
                place: world_means(timelines[name][column] - timelines[material.baseline][column], material.runs.lucks)
                for place, name in others.items()
            },
            marks=_settled(material) if column == "cash_flow" else {},
            pair=pair,
            currency=material.currency,
            width=width_of(len(ASSETS)),
            name=f"gap-{column.replace('_', '-')}",
        )
        for column in ASSETS
    ]
    caption = (
        f"Mean paired difference to {material.baseline}, with the 95 % interval of each month by itself. Above the "
        "line the strategy has more than the baseline, below it less."
    )
    words = [Words(text=each.text) for each in material.remarks if each.topic == "Payoff"]
    shown = material.names if len(others) > 1 else ()
    return Section(title="When it pays", parts=[*words, Pictures(pictures=pictures, caption=caption, legend=shown)])
