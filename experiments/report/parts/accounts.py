"""Customers: where key accounts came from, who holds the revenue, why customers were lost."""

from typing import Any

import numpy as np

from experiments.amounts import short
from experiments.closing import FATES, ORIGINS
from experiments.report.charts import WIDE, width_of
from experiments.report.charts.bars import bars_picture
from experiments.report.charts.concentration import MOST_BANDS, concentration_picture
from experiments.report.charts.flow import flow_picture
from experiments.report.material import Material
from experiments.report.page import Pictures, Section
from experiments.report.palette import colour
from experiments.statistics import mean
from experiments.worlds import mean_over_worlds
from simulator.catalogue import OUTCOMES

LOSSES = ("lost_dropout", "lost_retender", "lost_followed", "lost_attack", "lost_default", "lost_event")


def origins_section(material: Material) -> Section:
    """How key accounts came to be, and what became of them."""
    flows = {
        place: np.array([[mean(fates[:, i, j]) for j in range(len(FATES))] for i in range(len(ORIGINS))])
        for place, fates in material.measure("key_fates").items()
    }
    largest = max(float(flow.sum()) for flow in flows.values()) or 1.0
    pictures = [
        flow_picture(
            flow,
            list(ORIGINS.values()),
            FATES,
            strategy=material.names[place],
            colour=colour(place),
            largest=largest,
            width=max(width_of(len(flows)), WIDE),
            name=f"flow-{place}",
        )
        for place, flow in flows.items()
    ]
    caption = (
        "Accounts that were key at any time, by what made them key first (left) and by what they are at the end "
        "(right); the width of a band is the mean number per luck, the strong bands are those that are still key. "
        "Landed big: big from the first orders. Lighthouse, early adopter, ally: key for the reference, the technology "
        "or the alliance only."
    )
    return Section(title="How key accounts came to be", parts=[Pictures(pictures=pictures, caption=caption)])


def concentration_section(material: Material) -> Section:
    """Pareto: how much the best fifth of customers and of sellers brings."""
    width = width_of(2)
    pictures = [
        concentration_picture(
            material.measure("customers_curve"),
            who="customers",
            revenue="last year's revenue",
            width=width,
            name="top-customers",
        ),
        concentration_picture(
            material.measure("sellers_curve"), who="sellers", revenue="revenue", width=width, name="top-sellers"
        ),
    ]
    bands = ", and where 90 of 100 lie" if len(material.names) <= MOST_BANDS else ""
    fifths = [f"{name} {_fifth(material, name)}" for name in material.names]
    caption = (
        f"Pareto curves: the mean over the lucks{bands}. The best fifth brings: "
        f"{'; '.join(fifths)}. On the straight line all would bring the same."
    )
    return Section(
        title="Who brings the revenue", parts=[Pictures(pictures=pictures, caption=caption, legend=material.names)]
    )


def _fifth(material: Material, name: str) -> str:
    outcomes = material.runs.outcomes[name]
    best = (("top20_share", "customers' revenue"), ("seller_top20_share", "sellers'"))
    shares = (f"{short(mean(outcomes[each]), 'fraction')} of {whose}" for each, whose in best)
    return " and ".join(shares)


def losses_section(material: Material) -> Section:
    """Customers lost, by cause."""
    outcomes = material.runs.outcomes
    groups = {
        OUTCOMES[cause].title: [mean_over_worlds(outcomes[name][cause], material.runs.lucks) for name in material.names]
        for cause in LOSSES
        if any(np.nansum(outcomes[name][cause]) for name in material.names)
    }
    won = {
        OUTCOMES[each].title: [mean_over_worlds(outcomes[name][each], material.runs.lucks) for name in material.names]
        for each in ("customers_won", "customers_lost", "customers")
    }
    named: dict[str, Any] = {"unit": "number", "width": WIDE}
    pictures = [
        bars_picture(groups, material.names, what="Customers lost per luck, by cause", name="losses", **named),
        bars_picture(won, material.names, what="Won, lost, held at the end", name="won-lost", **named),
    ]
    caption = (
        "Means per luck with their 95 % intervals. A firm that wins more has more to lose: read both pictures. "
        "What a failed firm held counts neither as lost nor as held."
    )
    return Section(
        title="Why customers were lost", parts=[Pictures(pictures=pictures, caption=caption, legend=material.names)]
    )
