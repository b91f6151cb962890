"""The report on a comparison: from the verdict down to what it rests on."""

from experiments.report.material import Material
from experiments.report.page import Page
from experiments.report.parts.accounts import concentration_section, losses_section, origins_section
from experiments.report.parts.basis import assumptions_section, provenance_section, stress_section
from experiments.report.parts.outcomes import outcomes_section
from experiments.report.parts.risk import risk_section
from experiments.report.parts.study import study_section
from experiments.report.parts.time import crossover_section, time_section
from experiments.report.parts.verdict import verdict_section


def comparison_page(material: Material) -> Page:
    """All sections, in the order in which a board asks and a sceptic asks on."""
    comparison = material.comparison
    months = f"{comparison.months} months"
    where = "" if comparison.lucks_per_world is None else f" in {comparison.worlds} worlds"
    subtitle = (
        f"{' · '.join(material.names)}; {comparison.replications} replications of {months}{where}, all strategies in "
        f"the same luck each time; money in {comparison.currency}"
    )
    return Page(
        title=comparison.title,
        subtitle=subtitle,
        sections=[
            verdict_section(material),
            outcomes_section(material),
            time_section(material),
            crossover_section(material),
            origins_section(material),
            concentration_section(material),
            losses_section(material),
            risk_section(material),
            *([study_section(material, material.study)] if material.study is not None else []),
            assumptions_section(material),
            provenance_section(material),
            stress_section(material),
        ],
    )
