"""Judged claims as JSON for other programs."""

import json
from collections.abc import Sequence
from typing import Any

from experiments.claims.load import LoadedClaim
from experiments.claims.runs import ClaimRuns
from experiments.claims.verdicts import Finding, JudgedClaim
from experiments.provenance import environment, provenance_of
from experiments.statistics import Estimate

FIGURES = 12

Json = dict[str, Any]


def claims_record(judged: Sequence[JudgedClaim], runs: ClaimRuns, engine: str, seed: int | None) -> Json:
    """All claims as JSON objects: verdicts, effects, intervals, means of every cell.

    Args:
        judged: The claims with their findings.
        runs: What they ran.
        engine: Which engine ran.
        seed: Seed of all luck, or None for each claim's own.
    """
    settings = {"replications": runs.replications, "seed": seed, "engine": engine}
    return {
        "replications": runs.replications,
        "engine": engine,
        "family": sum(finding.p_value == finding.p_value for claim in judged for finding in claim.findings),
        "claims": {claim.loaded.claim.claim: _claim(claim) for claim in judged},
        "failures": [{"error": failure.error} for failure in runs.failures],
        "provenance": provenance_of(_inputs([claim.loaded for claim in judged], settings)),
        "environment": environment(),
    }


def _inputs(loaded: Sequence[LoadedClaim], settings: Json) -> Json:
    """All that the runs and the verdicts depend on; each distinct scenario stands there once."""
    texts = [cell.model_dump_json() for claim in loaded for design in claim.designs for cell in design.cells]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    claims = [
        {
            "claim": json.loads(claim.claim.model_dump_json()),
            "designs": [
                {
                    "test": design.test,
                    "world": design.world,
                    "cells": [places[cell.model_dump_json()] for cell in design.cells],
                }
                for design in claim.designs
            ],
        }
        for claim in loaded
    ]
    return {"claims": claims, "scenarios": [json.loads(text) for text in places], "settings": settings}


def _claim(judged: JudgedClaim) -> Json:
    claim = judged.loaded.claim
    return {
        "title": claim.title,
        "verdict": judged.verdict,
        "by_world": {world: judged.verdict_in(world) for world in claim.worlds},
        "built_in": judged.is_built_in,
        "tests": [_finding(finding, judged) for finding in judged.findings],
    }


def _finding(finding: Finding, judged: JudgedClaim) -> Json:
    contrast = judged.loaded.claim.tests[finding.test]
    return {
        "test": finding.test,
        "world": finding.world,
        "question": contrast.question,
        "measure": contrast.measure,
        "unit": finding.unit,
        "expected": finding.expected,
        "verdict": finding.verdict,
        "effect": _estimate(finding.effect),
        "simple_effects": [_estimate(each) for each in finding.simple],
        "means": [_rounded(each) for each in finding.means],
        "relative": contrast.relative,
        "negligible": contrast.zone,
        "p_value": _rounded(finding.p_value),
        "p_value_adjusted": _rounded(finding.p_value_adjusted),
        "p_value_negligible_adjusted": _rounded(finding.p_value_negligible_adjusted),
        "pairs": finding.pairs,
        "agreeing": _rounded(finding.agreeing),
        "excess_spend": _rounded(finding.excess_spend),
        "built_in": contrast.built_in,
    }


def _estimate(estimate: Estimate) -> Json:
    return {
        "mean": _rounded(estimate.mean),
        "half_width": _rounded(estimate.half_width),
        "interval": [_rounded(estimate.low), _rounded(estimate.high)],
    }


def _rounded(number: float) -> float:
    return float(f"{number:.{FIGURES}g}")
