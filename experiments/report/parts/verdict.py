"""First things first: what came out, in words and in a few numbers."""

from collections.abc import Iterator, Mapping

from experiments.amounts import short, with_currency, with_half_width
from experiments.pairing import PairedDifference
from experiments.report.material import Material
from experiments.report.page import Figure, Figures, Section, Table, Tone, Words, capitalised, sentence_of
from simulator.catalogue import OUTCOMES

TONES: dict[str, Tone] = {"better": "good", "worse": "bad"}


def verdict_section(material: Material) -> Section:
    """The verdict, the numbers that it rests on, and who was compared."""
    words, topic = [], ""
    for remark in material.remarks:
        label = remark.topic if remark.topic != topic else " "
        words.append(Words(text=remark.text, label=label, strong=remark.topic == "Result"))
        topic = remark.topic
    results = [each for each in words if each.strong]
    rest = [each for each in words if not each.strong]
    return Section(
        title="The verdict", parts=[*results, Figures(figures=list(_figures(material))), *rest, _who(material)]
    )


def _figures(material: Material) -> Iterator[Figure]:
    for name, differences in material.comparison.paired.items():
        yield _difference(material, name, differences[material.comparison.main])
    if len(material.comparison.paired) == 1:
        yield from _ahead(*next(iter(material.comparison.paired.items())), material.comparison.main)
    insolvency = [summary["insolvent"].estimate for summary in material.comparison.summaries.values()]
    yield Figure(
        name="Insolvent, of 100 lucks",
        value=" · ".join(f"{100 * each.mean:.0f}" for each in insolvency),
        note=" · ".join(material.names),
    )


def _difference(material: Material, name: str, found: PairedDifference) -> Figure:
    outcome, estimate = OUTCOMES[found.outcome], found.estimate
    amount = with_half_width(estimate.mean, estimate.half_width, outcome.unit, signed=True)
    title = with_currency(outcome.title, outcome.unit, f"({material.currency})")
    return Figure(
        name=f"{capitalised(title)}: {name} less {material.baseline}",
        value=amount,
        note=f"{found.verdict or 'no better side'}; 95 % interval",
        tone=TONES.get(found.verdict or "", ""),
    )


def _ahead(name: str, differences: Mapping[str, PairedDifference], main: str) -> Iterator[Figure]:
    found = differences[main]
    if not OUTCOMES[main].better or not found.counted:
        return
    low, high = found.p_better_interval
    yield Figure(
        name=f"{name} is ahead in",
        value=f"{100 * found.p_better:.0f} of 100 lucks",
        note=f"{100 * low:.0f} to {100 * high:.0f} (95 % interval)",
    )


def _who(material: Material) -> Table:
    rows = []
    for name, strategy in material.scenario.strategies.items():
        spend = material.comparison.spending[name].per_month
        is_baseline = f"{name} (baseline)" if name == material.baseline else name
        rows.append((is_baseline, sentence_of(strategy.title, strategy.description), short(spend, "money")))
    header = ("strategy", "what it does", f"spend per month ({material.currency})")
    return Table(header=header, rows=rows, labels=2, caption="What was compared")
