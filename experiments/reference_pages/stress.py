"""The page of the STRESS-DES checklist for the bundled study: docs/explanation/stress-des.md."""

from experiments.assumptions import premises
from experiments.report.stress import stress_markdown, study_of
from simulator.scenario.load import load_scenario

SCENARIO = "chase_or_build"


def stress_page() -> str:
    """The whole page."""
    file = f"scenarios/{SCENARIO}.yaml"
    study = study_of(
        load_scenario(SCENARIO),
        premises(SCENARIO),
        file=file,
        command=f"keysim compare {file}",
        means="They have the same cash, sellers, desks and monthly budget",
    )
    return stress_markdown(study, bundled=True)
