"""Stories as JSON for other programs: every moment with its chance, its draw and its terms."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from experiments.provenance import environment, provenance
from experiments.records import rounded
from experiments.stories.calendar import date
from experiments.stories.lines import BECAME, LINES
from experiments.stories.moments import Life, Moment
from experiments.stories.story import Episode
from experiments.stories.why import Explanation, Share
from simulator.scenario.schema import Scenario

Json = dict[str, Any]


def trace_record(
    scenario: Scenario, lives: Sequence[Life], stories: Sequence[Sequence[Episode]], replication: int, *, full: bool
) -> Json:
    """The lives of one account as JSON objects; docs/how-to/follow-one-account.md describes every key."""
    settings = {
        "seed": scenario.run.seed,
        "replication": replication,
        "account": lives[0].portrait.account,
        "strategies": [life.strategy for life in lives],
        "all": full,
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


def why_record(scenario: Scenario, explanation: Explanation) -> Json:
    """A split difference as JSON objects; docs/how-to/explain-a-verdict.md describes every key."""
    settings = {
        "seed": scenario.run.seed,
        "replications": explanation.replications,
        "outcome": explanation.outcome,
        "engine": explanation.engine,
        "strategy": explanation.strategy,
        "baseline": explanation.baseline,
        "replication": explanation.luck,
    }
    return {
        "scenario": scenario.title,
        "currency": scenario.world.currency,
        **settings,
        explanation.outcome: _share(explanation.total),
        "lines": {
            line: {"title": LINES[line].title, "meaning": explanation.split.meaning(line), "group": LINES[line].group}
            | _share(share)
            for line, share in explanation.lines.items()
        },
        "groups": {group: _share(share) for group, share in explanation.groups.items()},
        "became": {
            (origin.name.lower() if origin else "never_key"): {"title": BECAME[origin]} | _share(share)
            for origin, share in explanation.became.items()
        },
        **({"closing": _share(explanation.closing)} if explanation.closing is not None else {}),
        "largest_residual": explanation.residual,
        "accounts": [
            {
                "account": share.account,
                "segment": share.segment,
                "wallet": share.wallet,
                "difference": share.difference,
                explanation.strategy: {"contribution": share.strategy, "fate": share.fates[0]},
                explanation.baseline: {"contribution": share.baseline, "fate": share.fates[1]},
            }
            for share in explanation.accounts
        ],
        "provenance": provenance(scenario, settings),
        "environment": environment(),
    }


def _share(share: Share) -> Json:
    estimate = share.difference
    return {
        "strategy": rounded(share.strategy),
        "baseline": rounded(share.baseline),
        "mean": rounded(estimate.mean),
        "half_width": rounded(estimate.half_width),
        "interval": [rounded(estimate.low), rounded(estimate.high)],
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
            "decisive": list(moment.chance.decisive()),
            "facts": dict(moment.chance.facts),
        }
    return told
