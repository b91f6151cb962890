"""Stories and explanations made again from what they say of themselves."""

from typing import Any

from experiments.stories.live import live
from experiments.stories.record import Json, trace_record, why_record
from experiments.stories.story import story_of
from experiments.stories.why import explain
from simulator.scenario.schema import Scenario


def trace_again(scenario: Scenario, settings: dict[str, Any]) -> Json:
    """Makes the record of `keysim trace` again.

    Args:
        scenario: The scenario of its provenance.
        settings: The settings of its provenance.
    """
    full = settings["all"]
    lives = live(scenario, settings["strategies"], settings["account"], settings["replication"])
    stories = [story_of(life, scenario, full=full) for life in lives]
    return trace_record(scenario, lives, stories, settings["replication"], full=full)


def why_again(scenario: Scenario, settings: dict[str, Any], workers: int) -> Json:
    """Makes the record of `keysim why` again.

    Args:
        scenario: The scenario of its provenance.
        settings: The settings of its provenance.
        workers: How many run side by side.
    """
    explanation = explain(
        scenario,
        settings["strategy"],
        settings["baseline"],
        outcome=settings["outcome"],
        engine=settings["engine"],
        workers=workers,
        luck=settings["replication"],
    )
    return why_record(scenario, explanation)
