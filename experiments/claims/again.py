"""Claims made again from what their record says of itself: every claim, and every scenario that it runs."""

import json
from collections.abc import Sequence
from typing import Any

from experiments.claims.load import Design, LoadedClaim
from experiments.claims.record import Json, claims_record
from experiments.claims.runs import run_claims
from experiments.claims.schema import Claim
from experiments.claims.verdicts import judge_claims
from simulator.scenario.schema import Scenario


def claims_again(inputs: Json, workers: int) -> Json:
    """Makes the record of `keysim claims` again.

    Args:
        inputs: The inputs of its provenance.
        workers: How many run side by side.
    """
    loaded, settings = _loaded(inputs["claims"], inputs["scenarios"]), inputs["settings"]
    runs = run_claims(
        loaded,
        replications=settings["replications"],
        seed=settings["seed"],
        engine=settings["engine"],
        workers=workers,
    )
    return claims_record(judge_claims(loaded, runs), runs, settings["engine"], settings["seed"])


def _loaded(told: Sequence[Json], texts: Sequence[Json]) -> list[LoadedClaim]:
    scenarios = [Scenario.model_validate_json(json.dumps(text)) for text in texts]
    return [_claim(each, scenarios) for each in told]


def _claim(told: dict[str, Any], scenarios: Sequence[Scenario]) -> LoadedClaim:
    claim = Claim.model_validate_json(json.dumps(told["claim"]))
    designs = tuple(
        Design(
            test=each["test"],
            contrast=claim.tests[each["test"]],
            world=each["world"],
            cells=tuple(scenarios[place] for place in each["cells"]),
        )
        for each in told["designs"]
    )
    return LoadedClaim(claim=claim, file="", designs=designs)
