"""A map as JSON: every cell with its bounds and its lucks, the line with its band, and where all comes from."""

import json
from typing import Any

from experiments.breakeven.axes import Axis, MapDesign
from experiments.breakeven.explore import Cell, Exploration
from experiments.breakeven.line import Crossing, Line
from experiments.breakeven.words import sentence
from experiments.plan import plan_from_json
from experiments.provenance import environment, provenance_of
from experiments.records import Json, rounded


def map_record(
    design: MapDesign, exploration: Exploration, line: Line, *, budget: int, alpha: float, engine: str
) -> Json:
    """A map as JSON objects; docs/how-to/find-where-it-flips.md describes the keys."""
    share = line.share_ahead.reshape(-1)
    settings = {"budget": budget, "alpha": alpha, "engine": engine}
    return {
        "map": design.plan.title,
        "answer": sentence(design, exploration),
        "outcome": design.outcome,
        "strategy": design.strategy,
        "baseline": design.baseline,
        "currency": design.currency,
        "seed": design.plan.seed,
        **settings,
        "runs": exploration.runs,
        "looks": exploration.looks,
        "x": _axis_record(design.x),
        "y": _axis_record(design.y),
        "cells": [
            _cell_record(design, cell, ahead) for cell, ahead in zip(exploration.cells, share.tolist(), strict=True)
        ],
        "line": {
            "by_y": _line_record(design.y, "y", line.by_row, "x"),
            "by_x": _line_record(design.x, "x", line.by_column, "y"),
        },
        "provenance": provenance_of({"map": _inputs(design), "settings": settings}),
        "environment": environment(),
    }


def design_from_record(inputs: Json) -> MapDesign:
    """The design of a map from the inputs of its provenance."""
    axes = {name: Axis(**{**inputs[name], "levels": tuple(inputs[name]["levels"])}) for name in ("x", "y")}
    names = {name: inputs[name] for name in ("strategy", "baseline", "outcome", "currency")}
    return MapDesign(plan=plan_from_json(json.dumps(inputs["plan"])), x=axes["x"], y=axes["y"], **names)


def _inputs(design: MapDesign) -> Json:
    return {
        "plan": json.loads(design.plan.to_json()),
        "x": _axis_record(design.x),
        "y": _axis_record(design.y),
        "strategy": design.strategy,
        "baseline": design.baseline,
        "outcome": design.outcome,
        "currency": design.currency,
    }


def _axis_record(axis: Axis) -> Json:
    return {
        "name": axis.name,
        "path": axis.path,
        "kind": axis.kind,
        "scale": axis.scale,
        "levels": list(axis.levels),
    }


def _cell_record(design: MapDesign, cell: Cell, share_ahead: float) -> Json:
    winner = {"ahead": design.strategy, "behind": design.baseline}.get(cell.state)
    record: Json = {
        "x": design.x.levels[cell.column],
        "y": design.y.levels[cell.row],
        "lucks": cell.lucks,
        "state": cell.state,
        "winner": winner,
    }
    if cell.estimate is None:
        return {**record, "error": cell.error}
    return {
        **record,
        "mean": rounded(cell.estimate.mean),
        "interval": [rounded(cell.estimate.low), rounded(cell.estimate.high)],
        "std": rounded(cell.std),
        "share_ahead": rounded(share_ahead),
    }


def _line_record(axis: Axis, name: str, crossings: tuple[tuple[Crossing, ...], ...], other: str) -> list[Json]:
    return [
        {name: level, "crossings": [_crossing_record(crossing, other) for crossing in found]}
        for level, found in zip(axis.levels, crossings, strict=True)
    ]


def _crossing_record(crossing: Crossing, other: str) -> dict[str, Any]:
    return {other: rounded(crossing.at), "interval": [rounded(crossing.low), rounded(crossing.high)]}
