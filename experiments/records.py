"""Results as JSON for other programs: fixed order, no time stamps, the same bytes for the same inputs.

Statistics are written to twelve figures, so that they are the same bytes whatever machine computed them; a
number that is not defined is null.
"""

import json
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from experiments.cashflow import Crossover
from experiments.comparison import Comparison, Spending, Summary
from experiments.pairing import PairedDifference
from experiments.provenance import environment, provenance
from experiments.replication import FailedReplication, Replications
from experiments.verdict import Remark
from experiments.world_draws import DrawnWorlds
from simulator.catalogue import OUTCOMES
from simulator.results import RunResult
from simulator.scenario.schema import Scenario

FIGURES = 12

Json = dict[str, Any]


def comparison_record(
    scenario: Scenario, comparison: Comparison, remarks: Iterable[Remark], worlds: DrawnWorlds | None = None
) -> Json:
    """A comparison as JSON objects; docs/reference/compare-json.md describes every key.

    Args:
        scenario: What was compared.
        comparison: What came out.
        remarks: The verdict.
        worlds: The worlds it was compared in, if those were several.
    """
    settings: Json = {
        "seed": comparison.seed,
        "replications": comparison.replications + _lost(comparison),
        "engine": comparison.engine,
    }
    origin = provenance(scenario, settings | ({"worlds": list(worlds.patches)} if worlds else {}))
    return {
        "scenario": comparison.title,
        "currency": comparison.currency,
        "baseline": comparison.baseline,
        "main_outcome": comparison.main,
        "outcomes": list(comparison.outcomes),
        **settings,
        "months": comparison.months,
        "strategies": {name: summaries_record(named) for name, named in comparison.summaries.items()},
        "paired": {
            f"{name} - {comparison.baseline}": {
                outcome: _paired_record(difference) for outcome, difference in differences.items()
            }
            for name, differences in comparison.paired.items()
        },
        "best": comparison.best,
        "crossover": {
            f"{name} - {comparison.baseline}": _crossover_record(crossing)
            for name, crossing in comparison.crossovers.items()
        },
        "spending": {name: _spending_record(spending) for name, spending in comparison.spending.items()},
        "indifference": dict(comparison.indifference),
        "failures": failures_record(comparison.failures),
        **({"uncertainty": _uncertainty_record(comparison, worlds)} if worlds else {}),
        "verdict": [{"topic": remark.topic, "text": remark.text} for remark in remarks],
        "provenance": origin,
        "environment": environment(),
    }


def run_record(scenario: Scenario, run: RunResult) -> Json:
    """One replication as JSON objects; its numbers are the engine's own, in full."""
    settings = {"seed": run.seed, "replication": run.replication, "engine": run.engine}
    return {
        "scenario": scenario.title,
        "strategy": run.strategy,
        "currency": scenario.world.currency,
        **settings,
        "event_count": run.event_count,
        "outcomes": dict(run.outcomes),
        "timeline": {name: column.tolist() for name, column in run.timeline.items()},
        "provenance": provenance(scenario, settings),
        "environment": environment(),
    }


def summary_record(scenario: Scenario, runs: Replications, summaries: Mapping[str, Summary]) -> Json:
    """Several replications of one strategy as JSON objects."""
    settings = {"seed": runs.seed, "replications": runs.replications, "engine": runs.engine}
    return {
        "scenario": scenario.title,
        "currency": scenario.world.currency,
        **settings,
        "strategies": {runs.strategies[0]: summaries_record(summaries)},
        "failures": failures_record(runs.failures),
        "provenance": provenance(scenario, settings),
        "environment": environment(),
    }


def json_text(record: Json) -> str:
    r"""Writes a record: two blanks of indentation, characters of any script as they are, NaN as null.

    Examples:
        >>> json_text({"title": "大客户", "mean": float("nan")})
        '{\n  "title": "大客户",\n  "mean": null\n}\n'
    """
    return json.dumps(_without_nan(record), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def summaries_record(summaries: Mapping[str, Summary]) -> Json:
    """All outcomes of one strategy."""
    return {
        outcome: {
            "mean": rounded(summary.estimate.mean),
            "half_width": rounded(summary.estimate.half_width),
            "interval": [rounded(summary.estimate.low), rounded(summary.estimate.high)],
            "std": rounded(summary.std),
            "quantiles": {f"{level:g}": rounded(value) for level, value in summary.quantiles.items()},
            "defined": rounded(summary.defined_share),
        }
        for outcome, summary in summaries.items()
    }


def failures_record(failures: Iterable[FailedReplication]) -> list[Json]:
    """The replications that gave no result."""
    return [
        {"strategy": failure.strategy, "replication": failure.replication, "error": failure.error}
        for failure in failures
    ]


def _lost(comparison: Comparison) -> int:
    """Replications left out: those that failed, with the rest of their worlds."""
    lucks = (comparison.lucks_per_world or 1) * comparison.uncertainty.per_draw
    return lucks * len({failure.replication // lucks for failure in comparison.failures})


def _uncertainty_record(comparison: Comparison, worlds: DrawnWorlds) -> Json:
    return {
        "worlds": comparison.worlds,
        "lucks_per_world": comparison.lucks_per_world,
        "varied": list(worlds.varied),
        "fixed": list(worlds.fixed),
        "guessed": list(worlds.guessed),
        "worlds_per_draw": worlds.per_draw,
        "differences": {
            f"{name} - {comparison.baseline}": {
                outcome: {
                    "luck_variance": rounded(each.luck_variance),
                    "world_variance": rounded(each.world_variance),
                    "world_share": rounded(each.share),
                    "world_share_interval": [rounded(each.low), rounded(each.high)],
                    "world_means": {f"{level:g}": rounded(value) for level, value in each.means.items()},
                    "parts": {
                        part: {"share": rounded(found.share), "interval": [rounded(found.low), rounded(found.high)]}
                        for part, found in each.parts.items()
                    },
                }
                for outcome, each in named.items()
            }
            for name, named in comparison.unknown.items()
        },
    }


def _paired_record(difference: PairedDifference) -> Json:
    directed = bool(OUTCOMES[difference.outcome].better)
    estimate = difference.estimate
    return {
        "mean": rounded(estimate.mean),
        "half_width": rounded(estimate.half_width),
        "interval": [rounded(estimate.low), rounded(estimate.high)],
        "pairs": difference.pairs,
        "p_better": rounded(difference.p_better) if directed else None,
        "p_better_interval": [rounded(end) for end in difference.p_better_interval] if directed else None,
        "p_value": rounded(difference.p_value),
        "p_value_sign_test": rounded(difference.p_value_sign_test),
        "p_value_adjusted": rounded(difference.p_value_adjusted),
        "verdict": difference.verdict,
        "variance_reduction": rounded(difference.variance_reduction),
        "replications_saved": rounded(difference.replications_saved),
    }


def _crossover_record(crossing: Crossover) -> Json:
    return {
        "ahead": crossing.ahead,
        "month": crossing.month,
        "earliest": crossing.earliest,
        "latest": crossing.latest,
    }


def _spending_record(spending: Spending) -> Json:
    return {
        "per_month": rounded(spending.per_month),
        "excess": rounded(spending.excess),
        "unequal": spending.is_unequal,
    }


def rounded(number: float) -> float:
    """A statistic as JSON has it: twelve figures, the same on every machine.

    Examples:
        >>> rounded(1 / 3)
        0.333333333333
    """
    return float(f"{number:.{FIGURES}g}")


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return value
