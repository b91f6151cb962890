"""Discovery and regret as JSON."""

from collections.abc import Sequence
from math import isinf

from experiments.discovery.columns import Column, Limit
from experiments.discovery.conditions import Discovery, Side
from experiments.discovery.prim import Box
from experiments.discovery.regret import Regret
from experiments.discovery.tables import regret_lines
from experiments.discovery.tree import Node
from experiments.discovery.words import ConditionText, side_lines, tree_lines
from experiments.provenance import environment
from experiments.records import Json, rounded
from experiments.store import Store
from experiments.sweep_records import failure_records, study_provenance


def discovery_record(store: Store, found: Discovery) -> Json:
    """All that was found; docs/reference/analysis-json.md describes every key."""
    settings: Json = {
        "command": "discover",
        "outcome": found.response.outcome,
        "strategy": found.response.strategy,
        "baseline": found.response.baseline,
        "by": found.by,
        "density": found.density,
        "most_boxes": found.most_boxes,
    }
    return {
        "study": found.plan.title,
        **settings,
        "seed": found.plan.seed,
        "replications": found.plan.replications,
        "points": len(found.columns[0].values),
        "points_in_design": len(found.plan),
        "sides": {side.strategy: _side(found, side) for side in found.sides},
        "tree": _node(found.tree, found.columns),
        "tree_gain": rounded(found.tree_gain),
        "tree_text": list(tree_lines(found)),
        "failures": failure_records(store),
        "provenance": study_provenance(store, settings),
        "environment": environment(),
    }


def regret_record(store: Store, found: Regret) -> Json:
    """The regret of every strategy; docs/reference/analysis-json.md describes every key."""
    settings: Json = {"command": "regret", "outcome": found.outcome}
    return {
        "study": found.plan.title,
        **settings,
        "seed": found.plan.seed,
        "replications": found.plan.replications,
        "points": found.points,
        "points_in_design": len(found.plan),
        "strategies": {
            each.strategy: {
                "best_at": rounded(each.best_at),
                "mean": rounded(each.mean),
                "mean_plain": rounded(each.mean_plain),
                "largest": rounded(each.largest),
                "largest_plain": rounded(each.largest_plain),
                "worst_point": each.worst_point,
                "at_worst": {"mean": rounded(each.at_worst.mean), "half_width": rounded(each.at_worst.half_width)},
            }
            for each in found.strategies
        },
        "minimax": found.minimax,
        "minimax_plain": found.minimax_plain,
        "levers": list(found.levers),
        "reading": list(regret_lines(found)),
        "failures": failure_records(store),
        "provenance": study_provenance(store, settings),
        "environment": environment(),
    }


def _side(found: Discovery, side: Side) -> Json:
    text = ConditionText(found.plan, found.columns)
    pairs = zip(side.boxes, side.quasi_p, strict=True)
    return {
        "share": rounded(side.share),
        "boxes": [
            _box(box, found.columns)
            | {"text": text.all_of(box.limits), "quasi_p": {name: rounded(p) for name, p in values.items()}}
            for box, values in pairs
        ],
        "check": {
            "overall": rounded(side.check.overall),
            "density": rounded(side.check.density),
            "coverage": rounded(side.check.coverage),
            "points": side.check.points,
            "restricted": side.check.restricted,
        },
        "trajectory": [_box(box, found.columns) for box in side.trajectory],
        "text": list(side_lines(found, side)),
    }


def _box(box: Box, columns: Sequence[Column]) -> Json:
    return {
        "points": box.points,
        "coverage": rounded(box.coverage),
        "density": rounded(box.density),
        "limits": [_limit(limit, columns) for limit in box.limits],
    }


def _limit(limit: Limit, columns: Sequence[Column]) -> Json:
    column = columns[limit.column]
    if limit.kept is not None:
        return {"factor": column.name, "kept": [column.names[code] for code in sorted(limit.kept)]}
    low, high = (None if isinf(end) else end for end in (limit.low, limit.high))
    return {"factor": column.name, "above": low, "up_to": high}


def _node(node: Node, columns: Sequence[Column]) -> Json:
    record: Json = {"chance": rounded(node.chance), "points": node.points}
    if node.limit is not None and node.yes is not None and node.no is not None:
        record |= {
            "limit": _limit(node.limit, columns),
            "yes": _node(node.yes, columns),
            "no": _node(node.no, columns),
        }
    return record
