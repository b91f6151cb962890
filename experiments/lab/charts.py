"""Charts of a comparison as Vega-Lite specifications: plain data, which the page draws."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import Any

import numpy as np

from experiments.amounts import short, with_currency
from experiments.cashflow import fan, monthly_estimates
from experiments.comparison import LEVELS
from experiments.lab.answer import Answer
from experiments.lab.palette import DASHES, MUTED, Theme, colour
from experiments.statistics import defined
from simulator.catalogue import OUTCOMES, TIMELINE, Unit
from simulator.results import FloatArray
from simulator.units import MONTHS_PER_YEAR

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 270
FEWEST_BINS, MOST_BINS = 16, 40
FEW_MONTHS = 24  # shorter times are told in months
IN_90 = "90 of 100 lucks"
LEGEND = {"orient": "top", "direction": "horizontal", "symbolOpacity": 1, "offset": 4, "labelLimit": 150, "columns": 2}


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart, its heading, and the same in words for who cannot see it."""

    title: str
    spec: Spec
    alt: str


def fan_chart(answer: Answer, column: str, theme: Theme) -> Chart:
    """How a column of the timeline unfolds under each strategy: the median, and where 90 of 100 lucks lie."""
    names = answer.comparison.strategies
    outcome = TIMELINE[column]
    rows: list[Spec] = []
    ends = []
    for name in names:
        low, middle, high = fan(answer.runs.timelines[name][column], LEVELS)
        rows += _fan_rows(name, low, middle, high, outcome.unit)
        ends.append(f"{name} ends at a median of {short(float(middle[-1]), outcome.unit)}")
    title = with_currency(outcome.title.capitalize(), outcome.unit, f"({answer.comparison.currency})")
    return Chart(title=title, spec=_fans(rows, names, outcome.unit, theme), alt=f"{title}: {'; '.join(ends)}.")


def gap_chart(answer: Answer, name: str, theme: Theme) -> Chart:
    """By how much a strategy's cumulative cash is ahead of the baseline's in the same luck, month by month."""
    comparison = answer.comparison
    place = comparison.strategies.index(name)
    flows = {each: answer.runs.timelines[each]["cash_flow"] for each in (name, comparison.baseline)}
    gaps = flows[name] - flows[comparison.baseline]
    low, _, high = fan(gaps, LEVELS)
    means = monthly_estimates(gaps)
    rows = [
        {
            "month": month,
            "low": number(low[month]),
            "high": number(high[month]),
            "mean": number(mean.mean),
            "least": number(mean.low),
            "most": number(mean.high),
            "mean gap": short(mean.mean, "money", signed=True),
            "95 % interval": _range(mean.low, mean.high, "money"),
            IN_90: _range(float(low[month]), float(high[month]), "money"),
        }
        for month, mean in enumerate(means)
    ]
    tone = colour(theme, place)
    band = {"type": "area", "color": tone}
    layers = [
        _zero(theme),
        {"mark": band | {"opacity": 0.16}, "encoding": {"y": _y("low", "money"), "y2": {"field": "high"}}},
        {"mark": band | {"opacity": 0.35}, "encoding": {"y": _y("least", "money"), "y2": {"field": "most"}}},
        {"mark": {"type": "line", "color": tone, "strokeWidth": 2}, "encoding": {"y": _y("mean", "money")}},
        _hover("mean", ("month", "mean gap", "95 % interval", IN_90)),
    ]
    title = f"Cumulative cash: {name} less {comparison.baseline} ({comparison.currency})"
    last = short(means[-1].mean, "money", signed=True)
    return Chart(title=title, spec=_layered(rows, layers), alt=f"{title}: a mean of {last} at the end.")


def difference_chart(answer: Answer, name: str, theme: Theme) -> Chart:
    """How the lucks scatter: in each, the main outcome of a strategy less the baseline's."""
    comparison = answer.comparison
    main, baseline = comparison.main, comparison.baseline
    outcome, paired = OUTCOMES[main], comparison.paired[name][main]
    values = defined(answer.runs.outcomes[name][main] - answer.runs.outcomes[baseline][main])
    edges = bins(values)
    counts, _ = np.histogram(values, edges)
    upwards = outcome.better >= 0
    rows = [
        {
            "from": start,
            "to": end,
            "lucks": int(count),
            "ahead": name if (start >= 0) == upwards else baseline,
            "difference": _range(start, end, outcome.unit),
        }
        for start, end, count in zip(edges, edges[1:], counts, strict=False)
    ]
    estimate, top = paired.estimate, 1.12 * max(counts.tolist(), default=0)
    ends = {"least": number(estimate.low), "most": number(estimate.high)}
    mean = {"mean": number(estimate.mean), **ends, "at": top}
    title = with_currency(f"{outcome.title}: {name} less {baseline}", outcome.unit, f"({comparison.currency})")
    spec = _histogram(rows, mean, comparison.strategies, (name, baseline), outcome.unit, theme)
    alt = f"{len(values)} lucks, {paired.wins} of them better."
    return Chart(title=title[0].upper() + title[1:], spec=spec, alt=alt)


def bins(values: FloatArray) -> list[float]:
    """Edges of bins of one round width; zero is an edge, so that no bin mixes the two signs.

    Examples:
        >>> bins(np.array([-1.0, 0.5, 9.0]))[:3], len(bins(np.array([0.0, 0.0])))
        ([-1.0, 0.0, 1.0], 2)
    """
    low, high = (float(np.min(values)), float(np.max(values))) if len(values) else (0.0, 0.0)
    if low == high:
        reach = max(abs(low), 1.0)
        return [0.0, reach] if low >= 0 else [-reach, 0.0]
    width = _round_width((high - low) / min(MOST_BINS, max(FEWEST_BINS, int(len(values) ** 0.5))))
    first, last = floor(low / width), max(ceil(high / width), floor(high / width) + 1)
    return [place * width for place in range(first, last + 1)]


def number(value: float) -> float | None:
    """A number as a specification has it; none where it is not defined.

    Examples:
        >>> number(1.5), number(float("nan"))
        (1.5, None)
    """
    return float(value) if isfinite(value) else None


def _round_width(width: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below a width."""
    power = 10.0 ** floor(log10(width))
    return next(power * step for step in (1.0, 2.0, 2.5, 5.0, 10.0) if power * step >= width * (1 - 1e-12))


def _fan_rows(name: str, low: FloatArray, middle: FloatArray, high: FloatArray, unit: Unit) -> Iterator[Spec]:
    for month, (least, median, most) in enumerate(zip(low.tolist(), middle.tolist(), high.tolist(), strict=True)):
        yield {
            "month": month,
            "strategy": name,
            "low": number(least),
            "median": number(median),
            "high": number(most),
            "half of the lucks above": short(median, unit),
            IN_90: _range(least, most, unit),
        }


def _fans(rows: list[Spec], names: Sequence[str], unit: Unit, theme: Theme) -> Spec:
    tones = {"domain": list(names), "range": [colour(theme, place) for place, _ in enumerate(names)]}
    dashes = {"domain": list(names), "range": [list(DASHES[place % len(DASHES)]) for place, _ in enumerate(names)]}
    strategy = {"field": "strategy", "type": "nominal", "sort": None}
    legend = LEGEND | {"title": None, "symbolType": "stroke", "symbolStrokeWidth": 3}
    by_colour = {"color": strategy | {"scale": tones, "legend": legend}}
    layers = [
        {
            "mark": {"type": "area", "opacity": 0.16},
            "encoding": by_colour | {"y": _y("low", unit), "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": by_colour
            | {"y": _y("median", unit), "strokeDash": strategy | {"scale": dashes, "legend": legend}},
        },
        _hover("median", ("strategy", "month", "half of the lucks above", IN_90)),
    ]
    return _layered(rows, ([_zero(theme)] if unit == "money" else []) + layers)


def _histogram(
    rows: list[Spec], mean: Spec, names: Sequence[str], pair: tuple[str, str], unit: Unit, theme: Theme
) -> Spec:
    tones = {"domain": list(pair), "range": [colour(theme, names.index(name)) for name in pair]}
    legend = LEGEND | {"title": "ahead:", "symbolType": "square", "titleOrient": "left"}
    bars = {
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": _x("from", unit),
            "x2": {"field": "to"},
            "y": {"field": "lucks", "type": "quantitative", "axis": _axis(title="lucks", tickMinStep=1)},
            "y2": {"datum": 0},
            "color": {"field": "ahead", "type": "nominal", "scale": tones, "legend": legend},
            "tooltip": [{"field": each} for each in ("difference", "lucks", "ahead")],
        },
    }
    interval = {
        "data": {"values": [mean]},
        "mark": {"type": "rule", "strokeWidth": 5, "color": MUTED[theme], "opacity": 0.9},
        "encoding": {"x": _x("least", unit), "x2": {"field": "most"}, "y": {"field": "at", "type": "quantitative"}},
    }
    centre = {
        "data": {"values": [mean]},
        "mark": {"type": "point", "filled": True, "size": 70, "color": MUTED[theme], "opacity": 1},
        "encoding": {"x": _x("mean", unit), "y": {"field": "at", "type": "quantitative"}},
    }
    zero = {"data": {"values": [{"zero": 0}]}, "mark": _rule(theme), "encoding": {"x": _x("zero", unit)}}
    return _base(rows) | {"layer": [bars, zero, interval, centre]}


def _base(rows: list[Spec]) -> Spec:
    return {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "height": HEIGHT,
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 0},
        "config": {"view": {"stroke": None}, "axis": {"titlePadding": 4, "labelPadding": 5}},
    }


def _layered(rows: list[Spec], layers: list[Spec]) -> Spec:
    last = rows[-1]["month"]
    unit, per = ("year", MONTHS_PER_YEAR) if last >= FEW_MONTHS else ("month", 1.0)
    for row in rows:
        row["time"] = row["month"] / per
    axis = _axis(title=unit, grid=False, tickMinStep=1)
    time = {"field": "time", "type": "quantitative", "axis": axis, "scale": {"domain": [0, last / per]}}
    return _base(rows) | {"encoding": {"x": time}, "layer": layers}


def _hover(field: str, shown: Sequence[str]) -> Spec:
    """Points that nobody sees, and whose words appear under the pointer."""
    return {
        "mark": {"type": "point", "opacity": 0, "size": 120},
        "encoding": {"y": {"field": field, "type": "quantitative"}, "tooltip": [{"field": each} for each in shown]},
    }


def _zero(theme: Theme) -> Spec:
    y = {"field": "zero", "type": "quantitative"}
    return {"data": {"values": [{"zero": 0}]}, "mark": _rule(theme), "encoding": {"x": None, "y": y}}


def _rule(theme: Theme) -> Spec:
    return {"type": "rule", "color": MUTED[theme], "strokeWidth": 1}


def _x(field: str, unit: Unit) -> Spec:
    return {"field": field, "type": "quantitative", "axis": _axis(unit, grid=False)}


def _y(field: str, unit: Unit) -> Spec:
    return {"field": field, "type": "quantitative", "axis": _axis(unit)}


def _axis(unit: Unit = "number", title: str | None = None, **more: object) -> Spec:
    return {"title": title, "format": ".0%" if unit == "fraction" else "~s", "tickCount": 5, **more}


def _range(low: float, high: float, unit: Unit) -> str:
    return f"{short(low, unit)} to {short(high, unit)}"
