"""Stories as JSON for other programs: every moment with its chance, its draw and its terms."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from experiments.provenance import environment, provenance
from experiments.stories.calendar import date
from experiments.stories.moments import Life, Moment
from experiments.stories.story import Episode
from simulator.scenario.schema import Scenario

Json = dict[str, Any]


def trace_record(
    scenario: Scenario, lives: Sequence[Life], stories: Sequence[Sequence[Episode]], replication: int
) -> Json:
    """The lives of one account as JSON objects; docs/how-to/follow-one-account.md describes every key."""
    settings = {
        "seed": scenario.run.seed,
        "replication": replication,
        "account": lives[0].portrait.account,
        "strategies": [life.strategy for life in lives],
        "engine": "reference",
    }
    return {
        "scenario": scenario.title,
        "currency": scenario.world.currency,
        "seed": scenario.run.seed,
        "replication": replication,
        "account": asdict(lives[0].portrait),
        "strategies": {life.strategy: _life(life, story) for life, story in zip(lives, stories, strict=True)},
        "provenance": provenance(scenario, settings),
        "environment": environment(),
    }


def _life(life: Life, story: Sequence[Episode]) -> Json:
    return {
        "invoiced": life.invoiced,
        "contribution": life.contribution,
        "story": [
            {
                "time": episode.time,
                "date": date(episode.time),
                "title": episode.scene.title,
                "reasons": list(episode.scene.reasons),
            }
            for episode in story
        ],
        "events": [_moment(moment) for moment in life.moments],
        "standing": [asdict(standing) for standing in life.standings],
    }


def _moment(moment: Moment) -> Json:
    told: Json = {
        "time": moment.time,
        "event": moment.kind.name.lower(),
        "cause": moment.cause.name.lower() if moment.cause else None,
        "seller": moment.seller if moment.seller >= 0 else None,
        "amount": moment.amount,
        "facts": dict(moment.facts),
    }
    if moment.chance is not None:
        told["chance"] = {
            "probability": moment.chance.probability,
            "draw": moment.chance.draw,
            "log_odds": dict(moment.chance.terms),
            "facts": dict(moment.chance.facts),
        }
    return told
