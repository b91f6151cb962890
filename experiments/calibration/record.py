"""A calibration as JSON for other programs: the same bytes for the same file."""

import datetime as dt
from dataclasses import asdict
from math import isfinite
from typing import Any

from experiments.calibration.backtest import Backtest
from experiments.calibration.calibration import Calibration
from experiments.calibration.likelihood import Fit
from experiments.calibration.words import sections
from experiments.provenance import environment, keysim_version

FIGURES = 9

Json = dict[str, Any]


def calibration_record(found: Calibration) -> Json:
    """All of a calibration; docs/how-to/calibrate.md describes the keys."""
    choice = found.choice
    record = {
        "models": {name: fit_record(each) for name, each in found.models.items()},
        "chosen": {"model": choice.chosen, "reason": choice.reason},
        "held_out": {
            "weeks": choice.weeks,
            "seen": choice.seen,
            "models": {
                name: {"score": each.score, "behind": list(each.behind), "predicted": each.predicted}
                for name, each in choice.held_out.items()
            },
        },
        "backtest": _backtest_record(found.backtest) if found.backtest is not None else None,
        "segments": {name: fit_record(each) for name, each in found.segments.items()},
        "records": asdict(found.portrait),
        "pipeline": found.pipeline and asdict(found.pipeline) | {"decided_before": _day(found.pipeline.decided_before)},
        "departures": found.departures and asdict(found.departures),
        "reading": asdict(found.reading)
        | {"first_day": _day(int(found.orders.day.min())), "last_day": _day(found.orders.until)},
        "deals_reading": found.deals and asdict(found.deals),
        "words": {title: list(lines) for title, lines in sections(found)},
        "provenance": {
            "keysim_version": keysim_version(),
            "orders_sha256": found.reading.sha256,
            "since": _day(found.since) if found.since else None,
        },
        "environment": environment(),
    }
    rounded: Json = rounded_floats(record)
    return rounded


def _backtest_record(found: Backtest) -> Json:
    totals = {name: asdict(each) | {"inside": each.inside} for name, each in found.totals.items()}
    curves = {name: {"weeks": found.steps} | asdict(each) for name, each in found.curves.items()}
    return totals | {"curves": curves}


def fit_record(found: Fit) -> Json:
    """One model; times are in weeks."""
    return {
        "parameters": {name: value.estimate for name, value in found.parameters.items()},
        "standard_errors": {name: value.standard_error for name, value in found.parameters.items()},
        "intervals": {name: [value.low, value.high] for name, value in found.parameters.items()},
        "derived": {
            name: {
                "estimate": value.estimate,
                "standard_error": value.standard_error,
                "interval": [value.low, value.high],
            }
            for name, value in found.derived.items()
        },
        "log_likelihood": found.log_likelihood,
        "bic": found.bic,
        "observations": found.observations,
        "boundary": list(found.boundary),
        "converged": found.converged,
    }


def _day(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()


def rounded_floats(value: Any) -> Any:
    """Floats to nine figures, so that the last bits of an optimiser do not show.

    Examples:
        >>> rounded_floats({"a": [1 / 3, 2]})
        {'a': [0.333333333, 2]}
    """
    if isinstance(value, float):
        return float(f"{value:.{FIGURES}g}") if isfinite(value) else value
    if isinstance(value, dict):
        return {key: rounded_floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded_floats(item) for item in value]
    return value
